"""Pages on who may do what."""
