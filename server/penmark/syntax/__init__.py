"""From text to facts: the only room that knows tree-sitter and the names of its grammars' nodes."""

from __future__ import annotations

from penmark.syntax.adapter import CodeAdapter, ConfigAdapter, adapter_for, language_of
from penmark.syntax.tree import Tree

__all__ = ["CodeAdapter", "ConfigAdapter", "Tree", "adapter_for", "language_of"]
