"""Repairs: from what a page says of a fix to the edits at one place."""
