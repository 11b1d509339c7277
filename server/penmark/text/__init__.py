"""Text: spans, documents, lines and the positions of the Language Server Protocol. Standard library only."""
