"""Pages on what is sent."""
