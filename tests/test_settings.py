from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from penmark.settings import Settings, SettingsError, definitions, json_schema, key_of, load, override, parse


def test_every_setting_has_a_description_and_a_valid_default() -> None:
    schema = json_schema()
    Draft7Validator.check_schema(schema)
    defaults = {key: entry["default"] for key, entry in schema["properties"].items()}
    Draft7Validator(schema).validate(defaults)
    assert all(entry.metadata["description"].endswith(".") for entry in definitions())
    assert set(defaults) == {key_of(entry.name) for entry in definitions()}
    settings, errors = override(Settings(), defaults)
    assert (settings, errors) == (Settings(), ())


def test_reads_every_kind_of_value() -> None:
    text = """
select = ["injection", "weak-*"]
ignore = ["weak-hash"]
min-severity = "high"
respect-gitignore = false
max-file-size = 10_000
baseline = "known.json"
[per-file-ignores]
"tests/**" = ["secrets"]
"""
    settings, errors = parse(text, Path("/w/penmark.toml"))
    assert errors == ()
    assert settings == Settings(
        select=("injection", "weak-*"),
        ignore=("weak-hash",),
        min_severity="high",
        respect_gitignore=False,
        max_file_size=10_000,
        baseline="known.json",
        per_file_ignores={"tests/**": ("secrets",)},
        folder=Path("/w"),
    )


def test_selection_by_id_family_and_wildcard() -> None:
    settings = Settings(select=("injection", "weak-*"), ignore=("weak-hash",))
    assert settings.selects("sql-injection", "injection")
    assert settings.selects("weak-cipher", "crypto")
    assert not settings.selects("weak-hash", "crypto")
    assert not settings.selects("debug-enabled", "configuration")
    assert not settings.selects("weak-checksum", "weak-hash", "crypto"), "a former id switches off as well"


def test_least_severity_and_confidence() -> None:
    settings = Settings(min_severity="high", min_confidence="medium")
    assert settings.reports("critical", "high")
    assert settings.reports("high", "medium")
    assert not settings.reports("medium", "high")
    assert not settings.reports("high", "low")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("exclude = []\n\nmin-severty = 'low'\n", 3, "unknown setting 'min-severty': did you mean 'min-severity'?"),
        ("max_file_size = 3", 1, "unknown setting 'max_file_size': did you mean 'max-file-size'?"),
        ("zzz = 3", 1, "unknown setting 'zzz'"),
        ("# min-severity = 1\nmin-severity = 'hihg'", 2,
         "min-severity must be one of critical, high, medium, low: did you mean 'high'?"),
        ("select = 'x'", 1, "select must be a list of texts"),
        ("exclude = [\n 'a',\n 1]", 1, "exclude must be a list of texts"),
        ("max-file-size = true", 1, "max-file-size must be a whole number above 0"),
        ("max-file-size = 0", 1, "max-file-size must be a whole number above 0"),
        ("respect-gitignore = 1", 1, "respect-gitignore must be true or false"),
        ("baseline = ['x']", 1, "baseline must be a text"),
        ("per-file-ignores = 1", 1, "per-file-ignores must be a table of lists of texts"),
        ("[per-file-ignores]\n'a' = ['x']\n'b.py' = 'x'", 3,
         "per-file-ignores must be a table of lists of texts, but 'b.py' is none"),
    ],
)  # fmt: skip
def test_errors_name_the_line_and_the_nearest_right_name(text: str, line: int, message: str) -> None:
    settings, errors = parse(text, Path("penmark.toml"))
    assert errors == (SettingsError("penmark.toml", line, message),)
    assert settings == Settings()


def test_what_is_valid_remains_beside_an_error() -> None:
    settings, errors = parse("slect = []\nignore = ['a']", Path("penmark.toml"))
    assert settings.ignore == ("a",)
    assert [str(error) for error in errors] == [
        "penmark.toml:1: unknown setting 'slect': did you mean 'select'?"
    ]


def test_broken_toml_is_one_error_with_its_line() -> None:
    settings, errors = parse("select = []\nignore = [\n\n= 3", Path("penmark.toml"))
    assert settings == Settings()
    assert [(error.path, error.line) for error in errors] == [("penmark.toml", 4)]


def test_pyproject_table_and_its_lines() -> None:
    text = "[project]\nselect = 1\n[tool.other]\nignore = 1\n[tool.penmark]\nignore = 2\n[tool.penmark.exclude]\nx=1\n"
    _, errors = parse(text, Path("pyproject.toml"))
    assert [(error.line, error.message) for error in errors] == [
        (6, "ignore must be a list of texts"),
        (7, "exclude must be a list of texts"),
    ]
    _, errors = parse("[tool]\npenmark.selekt = []", Path("pyproject.toml"))
    assert [error.line for error in errors] == [2]
    _, errors = parse("[tool]\npenmark = 3", Path("pyproject.toml"))
    assert errors == (SettingsError("pyproject.toml", 2, "tool.penmark must be a table"),)


def test_the_nearest_file_counts_and_none_above_the_root(tmp_path: Path) -> None:
    inner = tmp_path / "root" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "penmark.toml").write_text("ignore = ['above']")
    root = tmp_path / "root"
    assert load(root, None, inner) == (Settings(folder=root), ())
    (root / "pyproject.toml").write_text("[tool.penmark]\nignore = ['root']")
    assert load(root, None, inner)[0].ignore == ("root",)
    (root / "a" / "pyproject.toml").write_text("[tool.ruff]\n# no penmark here")
    assert load(root, None, inner)[0].ignore == ("root",)
    (root / "a" / "penmark.toml").write_text("ignore = ['a']")
    settings, _ = load(root, None, inner)
    assert (settings.ignore, settings.folder) == (("a",), root / "a")
    assert load(root)[0].ignore == ("root",)


def test_penmark_toml_wins_over_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.penmark]\nignore = ['pyproject']")
    (tmp_path / "penmark.toml").write_text("\ufeffignore = ['own']", encoding="utf-8")
    assert load(tmp_path)[0].ignore == ("own",)


def test_a_file_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "penmark.toml").write_bytes(b"ignore = ['\xff']")
    assert load(tmp_path) == (
        Settings(folder=tmp_path),
        (SettingsError(str(tmp_path / "penmark.toml"), 0, "is not UTF-8"),),
    )


def test_the_editors_settings_go_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "penmark.toml").write_text("ignore = ['a']\nmax-file-size = 7")
    overrides = {"maxFileSize": 9, "min-severity": "high", "select": None, "trace": {"server": "off"}}
    settings, errors = load(tmp_path, overrides)
    assert errors == ()
    assert settings == Settings(ignore=("a",), max_file_size=9, min_severity="high", folder=tmp_path)


def test_errors_in_the_editors_settings() -> None:
    settings, errors = override(Settings(), {"maxFileSise": 1, "minSeverity": 3})
    assert settings == Settings()
    assert [str(error) for error in errors] == [
        "client settings: unknown setting 'max-file-sise': did you mean 'max-file-size'?",
        "client settings: min-severity must be one of critical, high, medium, low",
    ]


def test_a_policy_stands_over_the_project_and_the_editor(tmp_path, monkeypatch):
    policy = tmp_path / "policy.toml"
    policy.write_text('ignore = []\nmin-severity = "low"\n')
    (tmp_path / "penmark.toml").write_text('ignore = ["*"]\nmin-severity = "critical"\nmax-file-size = 7\n')
    monkeypatch.setenv("PENMARK_POLICY", str(policy))
    settings, errors = load(tmp_path, {"ignore": ["weak-hash"]})
    assert (settings.ignore, settings.min_severity, settings.max_file_size, errors) == ((), "low", 7, ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "{}: the policy cannot be read: No such file or directory"),
        (b"\xff\xfe\xff", "{}: the policy cannot be read: is not UTF-8"),
        (b"select = [\n", "{}:1: is not TOML"),
        (b'\nselct = ["*"]\n', "{}:2: unknown setting 'selct': did you mean 'select'?"),
    ],
)
def test_a_policy_that_cannot_be_used_is_an_error(tmp_path, monkeypatch, content, said):
    policy = tmp_path / "policy.toml"
    if content is not None:
        policy.write_bytes(content)
    monkeypatch.setenv("PENMARK_POLICY", str(policy))
    settings, (error,) = load(tmp_path)
    assert str(error).startswith(said.format(policy))
    assert settings.select == ("*",)
