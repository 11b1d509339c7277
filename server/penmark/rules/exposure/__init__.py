"""Pages on what is left open."""
