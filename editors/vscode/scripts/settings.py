"""Writes the settings into package.json and README.md: the server's as `penmark.settings` defines them, and the extension's.

`python editors/vscode/scripts/settings.py` brings both files up to date; `tests/editors/test_vscode_settings.py` fails where
one is not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from penmark.settings import json_schema

_EXTENSION_FOLDER = Path(__file__).resolve().parent.parent
MANIFEST = _EXTENSION_FOLDER / "package.json"
README = _EXTENSION_FOLDER / "README.md"

_BEGIN = "<!-- settings: written by scripts/settings.py -->\n"
_END = "<!-- end of settings -->\n"

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


def readme(text: str) -> str:
    """The text of README.md with the table of settings as they are now. Raises ValueError if its marks are missing."""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError("README.md lacks the marks of its table of settings")
    rows = [
        _row(name, schema)
        for group in reversed(configuration())
        for name, schema in group["properties"].items()
    ]
    return "".join(
        [before, _BEGIN, "| setting | default | what it does |\n|---|---|---|\n", *rows, _END, after]
    )


def _row(name: str, schema: dict[str, Any]) -> str:
    told = schema.get("markdownDescription") or schema["description"]
    choices = f" One of {', '.join(f'`{each}`' for each in schema['enum'])}." if "enum" in schema else ""
    return f"| `{name}` | `{json.dumps(schema['default'])}` | {told}{choices} |\n"


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
    for path, current in ((MANIFEST, manifest), (README, readme)):
        path.write_text(current(path.read_text("utf-8")), "utf-8", newline="\n")
