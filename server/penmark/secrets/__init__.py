"""Secrets in text: token formats, telling names, credentials in URLs; the only room that knows detect-secrets."""
