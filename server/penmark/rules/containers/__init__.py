"""Repairs of pages on containers."""
