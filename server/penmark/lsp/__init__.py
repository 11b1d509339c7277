"""The language server. The only place that knows pygls and lsprotocol: one file a group of methods."""
