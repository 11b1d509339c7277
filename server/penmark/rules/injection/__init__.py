"""Pages on data that becomes code, commands, queries, paths or addresses."""
