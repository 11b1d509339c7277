"""Writes the settings into package.json: the server's as `penmark.settings` defines them, and those of the extension.

`python editors/vscode/scripts/settings.py` brings package.json up to date; `tests/editors/test_vscode_settings.py` fails where
it is not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from penmark.settings import json_schema

MANIFEST = Path(__file__).resolve().parent.parent / "package.json"

# In the order of the settings editor. `machine-overridable`: a remote machine has programs of its own, and so has a workspace.
_EXTENSION: dict[str, dict[str, Any]] = {
    "enable": {
        "type": "boolean",
        "default": True,
        "scope": "window",
        "description": "Whether Penmark runs.",
    },
    "path": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "markdownDescription": "The `penmark` program to run, as an absolute path; `~` and `${workspaceFolder}` are filled in. "
        "If it is not set: the one that is installed in the selected Python environment, or else the one in the extension.",
    },
    "interpreter": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "markdownDescription": "The Python (3.11 or later) that runs the server, as an absolute path. If it is not set: the one "
        "that is selected for the workspace, or else the first that is found.",
    },
    "codeLens": {
        "type": "boolean",
        "default": True,
        "scope": "window",
        "markdownDescription": "Whether a line above an inserted block of insecure code offers to make it safe.",
    },
    "trace.server": {
        "type": "string",
        "enum": ["off", "messages", "compact", "verbose"],
        "default": "messages",
        "scope": "window",
        "markdownDescription": "What the log shows of the messages to and from the server, when its level is *Trace*.",
    },
}


def configuration() -> list[dict[str, Any]]:
    """What belongs under `contributes.configuration`."""
    server = {
        _camel(key): {**_shown(schema), "scope": "window"}
        for key, schema in json_schema()["properties"].items()
    }
    return [
        {"title": "Penmark", "properties": _sectioned(server)},
        {"title": "Server", "properties": _sectioned(_EXTENSION)},
    ]


def manifest(text: str) -> str:
    """The text of package.json with the settings as they are now."""
    data = json.loads(text)
    data["contributes"]["configuration"] = configuration()
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _sectioned(settings: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        f"penmark.{key}": {**schema, "order": order} for order, (key, schema) in enumerate(settings.items())
    }


def _shown(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as the settings editor can show it: a choice has to say that it is one of texts."""
    return {"type": "string", **schema} if "enum" in schema else schema


def _camel(key: str) -> str:
    return re.sub("-(.)", lambda found: found.group(1).upper(), key)


if __name__ == "__main__":
    MANIFEST.write_text(manifest(MANIFEST.read_text("utf-8")), "utf-8", newline="\n")
