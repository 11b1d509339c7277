"""What the pages of the other editors, agents and pipelines show: it can be read, and its commands and keys exist."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.editors.tools import ROOT

PAGE = (ROOT / "editors" / "README.md").read_text(encoding="utf-8")
PLUGIN = ROOT / "editors" / "claude-code" / ".claude-plugin"
LANGUAGES = {"python", "terraform"}
PIPELINES = [ROOT / "editors" / "ci" / "github-actions.yml", ROOT / "editors" / "ci" / "gitlab-ci.yml"]
READERS = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}


def fences(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("language", READERS)
def test_what_is_shown_can_be_read(language: str) -> None:
    shown = fences(language)
    assert shown
    for one in shown:
        READERS[language](one)


def commands(value: Any) -> Iterator[list[str]]:
    """All commands in settings, however the editor writes them."""
    if isinstance(value, dict):
        command = value.get("command")
        if isinstance(command, str):
            yield [command, *value.get("args", [])]
        elif isinstance(command, list):
            yield command
        for one in value.values():
            yield from commands(one)


def test_every_client_starts_the_server() -> None:
    shown = [READERS[language](one) for language in READERS for one in fences(language)]
    plugin = json.loads((PLUGIN / "plugin.json").read_text(encoding="utf-8"))
    started = [command for one in (*shown, plugin) for command in commands(one)]
    assert len(started) >= 7
    assert all(command == ["penmark", "lsp"] for command in started)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "editors" / target).exists(), target
    titles = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.*)$", PAGE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= titles


def test_the_agents_plugin_names_what_its_marketplace_offers() -> None:
    plugin = json.loads((PLUGIN / "plugin.json").read_text(encoding="utf-8"))
    market = json.loads((PLUGIN / "marketplace.json").read_text(encoding="utf-8"))
    (offered,) = market["plugins"]
    assert offered["name"] == plugin["name"]
    assert (PLUGIN.parent / offered["source"]).resolve() == PLUGIN.parent
    (server,) = plugin["lspServers"].values()
    assert set(server["extensionToLanguage"].values()) == LANGUAGES
    assert f"penmark@{market['name']}" in PAGE


def scans(value: Any) -> Iterator[list[str]]:
    """All calls of penmark in a pipeline."""
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(one, str) and one.startswith("penmark "):
            yield shlex.split(one)[1:]
        else:
            yield from scans(one)


@pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda path: path.stem)
def test_pipelines_call_what_there_is(pipeline: Path, tmp_path: Path) -> None:
    (tmp_path / "digest.py").write_text("import hashlib\nhashlib.md5(b'')\n", encoding="utf-8")
    called = list(scans(yaml.safe_load(pipeline.read_text(encoding="utf-8"))))
    codes = [
        subprocess.run(
            [sys.executable, "-I", "-m", "penmark", *arguments],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            check=False,
        ).returncode
        for arguments in called
    ]
    assert codes == [0, 1]
    report = json.loads((tmp_path / "penmark.sarif").read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in report["runs"][0]["results"]] == ["weak-hash"]


def test_the_workflow_asks_for_no_more_than_it_needs() -> None:
    workflow = yaml.safe_load(PIPELINES[0].read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    steps = workflow["jobs"]["scan"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used)


def test_the_hook_scans_the_files_that_it_is_given(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert f"id: {hook['id']}" in PAGE
    clean, other = tmp_path / "clean.py", tmp_path / "other.py"
    clean.write_text("print('clean')\n", encoding="utf-8")
    other.write_text("import hashlib\nhashlib.md5(b'')\n", encoding="utf-8")
    program, *arguments = shlex.split(hook["entry"])
    assert program == "penmark"
    for files, code in (([clean], 0), ([clean, other], 1)):
        done = subprocess.run(
            [sys.executable, "-I", "-m", "penmark", *arguments, *map(str, files)],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == code
