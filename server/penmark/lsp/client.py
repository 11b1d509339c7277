"""What the client can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from penmark.text.positions import Encoding


@dataclass(frozen=True, slots=True)
class Client:
    """The capabilities that change what we do. What a client does not announce it cannot."""

    encoding: Encoding = Encoding.UTF16
    pulls: bool = False
    refreshes: bool = False
    related: bool = False
    describes: bool = False
    keeps_data: bool = False
    configuration: bool = False
    registers_settings: bool = False
    registers_watchers: bool = False
    resolves_edits: bool = False
    versioned_edits: bool = False
    disabled_actions: bool = False
    markdown: bool = False
    progress: bool = False
    applies_edits: bool = False
    refreshes_lenses: bool = False
    shows_status: bool = False

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Client:
        """Read from what the client sent."""

        def has(path: str) -> bool:
            return bool(_at(capabilities, path))

        text, space = "text_document", "workspace"
        return cls(
            encoding=_encoding(_at(capabilities, "general.position_encodings") or ()),
            pulls=_at(capabilities, f"{text}.diagnostic") is not None,
            refreshes=has(f"{space}.diagnostics.refresh_support"),
            related=has(f"{text}.publish_diagnostics.related_information"),
            describes=has(f"{text}.publish_diagnostics.code_description_support"),
            keeps_data=has(f"{text}.publish_diagnostics.data_support"),
            configuration=has(f"{space}.configuration"),
            registers_settings=has(f"{space}.did_change_configuration.dynamic_registration"),
            registers_watchers=has(f"{space}.did_change_watched_files.dynamic_registration"),
            resolves_edits="edit"
            in (_at(capabilities, f"{text}.code_action.resolve_support.properties") or ()),
            versioned_edits=has(f"{space}.workspace_edit.document_changes"),
            disabled_actions=has(f"{text}.code_action.disabled_support"),
            markdown="markdown" in (_at(capabilities, f"{text}.hover.content_format") or ()),
            progress=has("window.work_done_progress"),
            applies_edits=has(f"{space}.apply_edit"),
            refreshes_lenses=has(f"{space}.code_lens.refresh_support"),
            shows_status=_experimental(capabilities, "status"),
        )


def _at(capabilities: types.ClientCapabilities, path: str) -> Any:
    return get_capability(capabilities, path, None)


def _experimental(capabilities: types.ClientCapabilities, name: str) -> bool:
    """Whether `experimental.penmark` announces one of our own extensions of the protocol."""
    given = capabilities.experimental
    ours = given.get("penmark") if isinstance(given, Mapping) else None
    return isinstance(ours, Mapping) and bool(ours.get(name))


def _encoding(wanted: Any) -> Encoding:
    """The first of the client's encodings that we know; UTF-16 is what every client knows."""
    for name in wanted:
        value = getattr(name, "value", name)
        if value in tuple(Encoding):
            return Encoding(value)
    return Encoding.UTF16
