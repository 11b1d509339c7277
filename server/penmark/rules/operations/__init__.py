"""Pages on logs, backups, updates and what guards against deletion."""
