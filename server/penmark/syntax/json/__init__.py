"""JSON: documents, and the entries of those that name many things, each read on its own."""

from penmark.syntax.json.adapter import JsonAdapter, create

__all__ = ["JsonAdapter", "create"]
