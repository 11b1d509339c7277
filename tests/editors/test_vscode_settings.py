"""The settings in the extension's package.json and README are those that `penmark.settings` defines."""

from __future__ import annotations

import importlib.util
import json
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from tests.editors.tools import ROOT

from penmark.settings import Settings, definitions, override

EXTENSION = ROOT / "editors" / "vscode"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """`editors/vscode/scripts/settings.py`, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("vscode_settings", EXTENSION / "scripts" / "settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((EXTENSION / "package.json").read_text("utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize(("name", "current"), [("package.json", "manifest"), ("README.md", "readme")])
def test_the_settings_are_current(generator: ModuleType, name: str, current: str) -> None:
    text = (EXTENSION / name).read_text("utf-8")
    assert getattr(generator, current)(text) == text, "run `python editors/vscode/scripts/settings.py`"


def test_a_stale_default_is_noticed(generator: ModuleType) -> None:
    """In both files, so that the test above can fail."""
    manifest = (EXTENSION / "package.json").read_text("utf-8")
    readme = (EXTENSION / "README.md").read_text("utf-8")
    assert generator.manifest(manifest.replace("2000000", "3000000")) == manifest
    assert "2000000" in readme
    assert generator.readme(readme.replace("2000000", "3000000")) == readme


def test_the_server_knows_every_setting_of_the_extension(manifest: dict[str, Any]) -> None:
    """A key that it does not know would be told to the person as misspelt."""
    groups = manifest["contributes"]["configuration"]
    keys = {
        name.removeprefix("penmark.").split(".")[0]: schema["default"]
        for group in groups
        for name, schema in group["properties"].items()
    }
    assert len(keys) > len(definitions())
    assert override(Settings(), keys) == (Settings(), ())


def test_every_default_is_what_its_schema_allows(manifest: dict[str, Any]) -> None:
    for group in manifest["contributes"]["configuration"]:
        for name, schema in group["properties"].items():
            jsonschema.validate(schema["default"], schema)
            assert schema.get("description") or schema.get("markdownDescription"), name
