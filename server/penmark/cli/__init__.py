"""The `penmark` command: one file a subcommand, one file a format."""
