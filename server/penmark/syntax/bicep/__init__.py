"""Bicep: parameters, variables, resources and modules, each read on its own."""

from penmark.syntax.bicep.adapter import BicepAdapter, create

__all__ = ["BicepAdapter", "create"]
