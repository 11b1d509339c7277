"""HCL, the language of Terraform's `.tf` files."""

from __future__ import annotations

from penmark.syntax.hcl.adapter import HclAdapter, create

__all__ = ["HclAdapter", "create"]
