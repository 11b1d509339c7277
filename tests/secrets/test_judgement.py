"""Names, values and kinds of files: what tells of a secret and what does not."""

from __future__ import annotations

import pytest

from penmark.secrets import names, values
from penmark.secrets.filekind import FileKind, Syntax, kind_of
from penmark.secrets.samples import build
from penmark.secrets.scanner import Scanner
from penmark.secrets.values import Strength


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dbAPIKey2", ("db", "api", "key", "2")),
        ("CLIENT-SECRET", ("client", "secret")),
        ("self.db_password", ("self", "db", "password")),
        ("XMLHttpRequest", ("xml", "http", "request")),
        ("", ()),
    ],
)
def test_words(name: str, words: tuple[str, ...]) -> None:
    assert names.words(name) == words


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "dbPassword",
        "DB_PASSWORD_PROD",
        "password2",
        "dbpassword",
        "user.password",
        "passwordDefault",
    ],
)
def test_name_ends_with_password(name: str) -> None:
    assert names.ends_with(name, [("password",)])


@pytest.mark.parametrize(
    "name", ["password_field", "PASSWORD_HASHERS", "password_url", "passwordless", "pass", "word"]
)
def test_name_does_not_end_with_password(name: str) -> None:
    assert not names.ends_with(name, [("password",)])


def test_phrases_join_or_stand_apart() -> None:
    phrase = [("api", "key")]
    assert [names.ends_with(name, phrase) for name in ("apikey", "api_key", "myApiKey", "x-api-key", "key", "api")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip
    assert names.contains("public_api_key", [("public",)])
    assert not names.contains("republic_key", [("public",)])


def test_environment_names() -> None:
    given = ["dbPassword", "API_KEY", "x-api-key", "2fa_secret"]
    assert [names.environment_name(name) for name in given] == [
        "DB_PASSWORD", "API_KEY", "X_API_KEY", "SECRET_2_FA_SECRET",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        "example-token-123", "changeme", "xxxxxxxxxxxx", "your-api-key-here", "<api-key>", "${API_KEY}", "{{ api_key }}",
        "%s", "%(password)s", "{password}", "$API_KEY", "****************", "000000000000", "abcdefghijkl", "1234567890",
        "replace-me-1", "TODO-later-1", "__API_KEY__", "#{secret}", "aaaaabbbbb1",
    ],
)  # fmt: skip
def test_placeholders(value: str) -> None:
    assert values.is_placeholder(value)


def test_random_tokens_are_no_placeholders() -> None:
    descriptions = [f"{{base62:{length}}}" for length in range(20, 60)]
    assert [text for text in descriptions if values.is_placeholder(build(text), token=True)] == []
    assert [text for text in descriptions if not values.looks_random(build(text))] == []


@pytest.mark.parametrize(
    ("value", "name", "strength"),
    [
        ("hunter2", "password", Strength.CHOSEN),
        ("P@ssw0rd!", "password", Strength.CHOSEN),
        ("swordfish", "password", Strength.WORD),
        ("password", "password", Strength.NONE),
        ("new-password", "password", Strength.NONE),
        ("Enter your password", "password", Strength.NONE),
        ("DB_PASSWORD", "password", Strength.NONE),
        ("settings.DB_PASSWORD", "password", Strength.NONE),
        ("/run/secrets/db1", "password", Strength.NONE),
        ("https://login.shop.io/1", "password", Strength.NONE),
        ("secret_key", "SECRET_KEY", Strength.NONE),
        ("", "password", Strength.NONE),
        ("a1", "password", Strength.NONE),
        ("X-API-Key", "api_key", Strength.NONE),
        ("bearer", "token", Strength.NONE),
        ("V1SecretVolumeSource", "secret", Strength.NONE),
        ("Summer2024", "secret", Strength.CHOSEN),
        ("9f86d081884c7d659a2feaa0c55ad015", "token", Strength.RANDOM),
        ("get_user_authentication_backend", "token", Strength.NONE),
    ],
)
def test_strength(value: str, name: str, strength: Strength) -> None:
    assert values.strength(value, name) is strength


def test_entropy() -> None:
    assert values.entropy("") == 0.0
    assert values.entropy("aaaa") == 0.0
    assert values.entropy("abcd") == 2.0


@pytest.mark.parametrize(
    ("uri", "language", "kind"),
    [
        ("file:///w/app.py", "python", FileKind(Syntax.FACTS)),
        ("file:///w/tests/app.py", "python", FileKind(Syntax.FACTS, tests=True)),
        ("file:///w/tests/acceptance/shop/app.py", "python", FileKind(Syntax.FACTS)),
        ("file:///w/test_app.py", "python", FileKind(Syntax.FACTS, tests=True)),
        ("file:///w/tests/data/certs/server.pem", "text", FileKind(Syntax.PROSE, tests=True)),
        ("file:///w/tests/a/b/c/d/server.pem", "text", FileKind(Syntax.PROSE)),
        ("file:///w/contest.py", "python", FileKind(Syntax.FACTS)),
        ("file:///w/app.test.ts", "typescript", FileKind(Syntax.CODE, tests=True)),
        ("file:///w/%2Eenv", "text", FileKind(Syntax.SETTINGS)),
        ("file:///w/.env.production", "text", FileKind(Syntax.SETTINGS)),
        ("file:///w/.env.example", "text", FileKind(Syntax.SETTINGS, tests=True)),
        ("C:\\w\\main.tf", "terraform", FileKind(Syntax.FACTS)),
        ("file:///w/prod.tfvars", "terraform-vars", FileKind(Syntax.SETTINGS)),
        ("file:///w/Dockerfile", "text", FileKind(Syntax.SETTINGS)),
        ("file:///w/README.md", "markdown", FileKind(Syntax.PROSE)),
        ("untitled:Untitled-1", "plaintext", FileKind(Syntax.PROSE)),
    ],
)
def test_kind_of(uri: str, language: str, kind: FileKind) -> None:
    assert kind_of(uri, language) == kind


KEY = build("{hex:32}")


@pytest.mark.parametrize(
    ("line", "uri", "secret"),
    [
        (f"api_key: {KEY}", "a.yaml", KEY),
        (f"  - API_KEY={KEY}  # the key", "a.yml", KEY),
        (f'"apiKey": "{KEY}",', "a.json", KEY),
        ("password: pr0d-Kx83!mQ", "a.yaml", "pr0d-Kx83!mQ"),
        ("export DB_PASSWORD='pr0d-Kx83!mQ'", "a.sh", "pr0d-Kx83!mQ"),
        (f"ENV API_TOKEN={KEY}", "Dockerfile", KEY),
        (f"const apiKey = `{KEY}`;", "a.js", KEY),
        (f"API_KEY={KEY}", "notes.txt", KEY),
        ("password: ${DB_PASSWORD}", "a.yaml", None),
        ("password: !vault |", "a.yaml", None),
        ("password: *anchor", "a.yaml", None),
        ("password_file: /run/secrets/db1", "a.yaml", None),
        ("the password: hunter2!x", "notes.txt", None),
        ("PASSWORD=pr0d-Kx83!mQ", "README.md", None),
        ("if (password == other.password1) {", "a.js", None),
        ('"token": "string1"', "schema.json", None),
        (f'"nextToken": "{KEY}"', "a.json", None),
        ('"AWS::IAM::AccessKey": "72c2d9dd90025459"', "a.json", None),
        (f"API_KEY={KEY}", ".env.example", None),
        (f'"API_KEY = \\"{KEY}\\"\\n",', "notes.ipynb", KEY),
    ],
)
def test_named_values_in_lines(scanner: Scanner, line: str, uri: str, secret: str | None) -> None:
    found = scanner.scan_line(line.encode(), kind_of(uri, "text"))
    assert [line[match.span.start : match.span.end] for match in found] == ([secret] if secret else [])


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f'    # api_key = "{KEY}"', KEY),
        ('#password="pr0d-Kx83!mQ"', "pr0d-Kx83!mQ"),
        (f'api_key = "{KEY}"', None),
        ("# the password: hunter2!x", None),
        ('# password = "changeme"', None),
    ],
)
def test_named_values_in_comments_of_code(scanner: Scanner, line: str, secret: str | None) -> None:
    found = scanner.scan_line(line.encode(), kind_of("app.py", "python"))
    assert [line[match.span.start : match.span.end] for match in found] == ([secret] if secret else [])
