"""Pages on cryptography."""
