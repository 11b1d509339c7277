"""Penmark marks insecure code while it is being written, and offers the safe pattern in its place."""

__version__ = "0.1.0"
