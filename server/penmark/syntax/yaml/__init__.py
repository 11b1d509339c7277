"""YAML: documents, and the entries of those that name many things, each read on its own."""

from penmark.syntax.yaml.adapter import YamlAdapter, create

__all__ = ["YamlAdapter", "create"]
