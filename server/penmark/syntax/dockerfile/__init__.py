"""Dockerfiles: the stages of a build, each read on its own."""

from penmark.syntax.dockerfile.adapter import DockerfileAdapter, create

__all__ = ["DockerfileAdapter", "create"]
