"""Runs the rules over documents, incrementally."""
