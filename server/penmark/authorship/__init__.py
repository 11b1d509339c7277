"""What is known of where a document's text came from: the blocks that were inserted at once."""
