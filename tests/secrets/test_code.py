"""Secrets that the syntax of code gives away, and their fixes."""

from __future__ import annotations

import ast

import pytest

from penmark.findings import Applicability, Fix
from penmark.secrets import repair
from penmark.secrets.filekind import FileKind, Syntax, kind_of
from penmark.secrets.samples import build
from penmark.secrets.scanner import Scanner, SecretMatch
from penmark.syntax.adapter import adapter_for
from penmark.syntax.code import Facts, Part
from penmark.text.document import Document
from penmark.text.span import Span

KEY = build("{hex:32}")
PASSWORD = build("{password}")
TOKEN = build("glpat-{base62:20}")


def _parts(text: str) -> list[tuple[Part, Facts]]:
    adapter = adapter_for("python")
    assert adapter is not None
    tree = adapter.parse(Document("file:///w/app.py", 1, "python", text.encode()))
    return [(part, adapter.facts(part, tree)) for part in adapter.parts(tree)]


def _all(scanner: Scanner, text: str, kind: FileKind) -> list[tuple[SecretMatch, Part, Facts]]:
    """What lines and parts say together, with spans relative to the part."""
    found = []
    scan = scanner.scan_document(Document("file:///w/app.py", 1, "python", text.encode()))
    for part, facts in _parts(text):
        if scanner.may_tell(part.text):
            found += [(match, match.span, part, facts) for match in scanner.scan_part(part, facts, kind)]
        for line in scan.lines:
            for match in line.matches:
                span = match.span.shifted(line.offset - part.start)
                if span.start >= 0 and span.end <= len(part.text):
                    found.append((match, span, part, facts))
    return found  # type: ignore[return-value]


def _secrets(scanner: Scanner, text: str, *, tests: bool = False) -> list[tuple[str, str]]:
    kind = FileKind(Syntax.FACTS, tests)
    return [
        (match.matcher.name, part.text[span.start : span.end].decode())
        for match, span, part, _ in _all(scanner, text, kind)  # type: ignore[misc]
    ]


@pytest.mark.parametrize(
    "text",
    [
        'DB_PASSWORD = "%s"',
        "DB_PASSWORD = '%s'",
        'db_password: str = "%s"',
        'self.db_password = "%s"',
        'config["db_password"] = "%s"',
        'user, password = "root", "%s"',
        'connect(user="app", password="%s")',
        'connect("db", "app", "%s")',
        'requests.get(url, auth=("app", "%s"))',
        'HTTPBasicAuth("app", "%s")',
        'smtp.login("app", "%s")',
        'user.set_password("%s")',
        'def f(password="%s"): ...',
        'f = lambda password="%s": 1',
        '{"password": "%s"}',
        'dict(password="%s")',
        'if password == "%s": ...',
        'if "%s" != request.form["password"]: ...',
        'os.environ.get("DB_PASSWORD", "%s")',
        'os.getenv("DB_PASSWORD") or "%s"',
        'config.set("db", "password", "%s")',
        'password = SecretStr("%s")',
        'password = "%s".encode()',
        'password = b"%s"',
        'if (password := "%s"): ...',
        'def outer():\n    def inner():\n        with a as b:\n            password = "%s"',
        'class A:\n    def f(self):\n        return [{"password": "%s"} for x in y]',
    ],
)
def test_password_in_code(scanner: Scanner, text: str) -> None:
    assert _secrets(scanner, text % PASSWORD) == [("hard-coded-password", PASSWORD)]
    assert _secrets(scanner, text % PASSWORD, tests=True) == []
    assert _secrets(scanner, text % "changeme") == []
    assert _secrets(scanner, text % "") == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f'API_KEY = "{KEY}"', KEY),
        (f'headers = {{"Authorization": "Bearer {KEY}"}}', KEY),
        (f'headers = {{"X-API-Key": "{KEY}"}}', KEY),
        ('app.secret_key = "any words at all"', "any words at all"),
        ('app.config["SECRET_KEY"] = "dev"', "dev"),
        ('SECRET_KEY = "my-own-words"', "my-own-words"),
        ('SECRET_KEY = "SECRET_KEY"', None),
        ('SIDE_CHANNEL_ENCRYPTION_KEY = "side-channel-encryption-header"', None),
        ('SECRET_KEY = "aws_secret_access_key"', None),
        ('ENCRYPTION_KEY = b"Sixteen byte key"', "Sixteen byte key"),
        ('AES.new(b"0123456789abcdef", AES.MODE_GCM)', "0123456789abcdef"),
        ('jwt.encode(claims, "s3cr3t-9", algorithm="HS256")', "s3cr3t-9"),
        ('base64.encode(claims, "s3cr3t-9")', None),
        (f'next_token = "{KEY}"', None),
        (f'public_key = "{KEY}"', None),
        ('token = "1d2129a1-3d38-460a-9756-e5b91fddb951"', None),
        ('if token == "end_of_statement1": ...', None),
        ('TOKEN = r"[!#$%&+.0-9A-Za-z]{1,}"', None),
        ('token_type = "bearer"', None),
        ('labels = {"password": "Passwort"}', None),
        ('login = {"user": "app", "password": "swordfish"}', "swordfish"),
        ('login = {"grant": "app", "password": "swordfish"}', None),
    ],
)
def test_keys_in_code(scanner: Scanner, text: str, secret: str | None) -> None:
    assert [found for _, found in _secrets(scanner, text)] == ([secret] if secret else [])


def test_a_token_under_a_telling_name_is_reported_once(scanner: Scanner) -> None:
    text = f'def f():\n    access_token = """\n{TOKEN}"""\n    api_token = "{TOKEN}"'
    assert _secrets(scanner, text) == [("gitlab-token", TOKEN), ("gitlab-token", TOKEN)]


def _repaired(scanner: Scanner, text: str) -> list[str]:
    results = []
    for match, span, part, facts in _all(scanner, text, kind_of("app.py", "python")):  # type: ignore[misc]
        fixes: tuple[Fix, ...] = repair.in_code(match, span, part, facts)
        for fix in fixes:
            assert fix.applicability is Applicability.REVIEW
            assert [(need.kind, need.text) for need in fix.additions] == [("import", "os")]
            assert TOKEN not in fix.title
            (edit,) = fix.edits
            whole = Span(part.start + edit.span.start, part.start + edit.span.end)
            data = text.encode()
            result = (data[: whole.start] + edit.text.encode() + data[whole.end :]).decode()
            ast.parse(result)
            results.append(result)
    return results


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'DB_PASSWORD = "{PASSWORD}"', 'DB_PASSWORD = os.environ["DB_PASSWORD"]'),
        (f'self.dbPassword = "{PASSWORD}"', 'self.dbPassword = os.environ["DB_PASSWORD"]'),
        (f'f(password=b"{PASSWORD}")', 'f(password=os.environ["PASSWORD"].encode())'),
        (f'p = os.environ.get("DB_PASSWORD", "{PASSWORD}")', 'p = os.environ["DB_PASSWORD"]'),
        (f'p = os.getenv("DB_PASSWORD", default="{PASSWORD}")', 'p = os.environ["DB_PASSWORD"]'),
        (f'p = os.getenv("DB_PASSWORD") or "{PASSWORD}"', 'p = os.environ["DB_PASSWORD"]'),
        (f'token = "{TOKEN}"', 'token = os.environ["GITLAB_TOKEN"]'),
        (f'MY_TOKEN = "{TOKEN}"', 'MY_TOKEN = os.environ["MY_TOKEN"]'),
        (f'x = ("{TOKEN[:6]}"\n "{TOKEN[6:]}")', None),
        (f'x = f"{TOKEN} {{y}}"', None),
        (f'x = "{TOKEN} %s" % y', None),
        (f'"""{TOKEN}"""', None),
        (f'def f():\n    "{TOKEN}"', None),
        (f'h = {{"a": "Bearer {TOKEN}"}}', 'h = {"a": "Bearer " + os.environ["GITLAB_TOKEN"]}'),
        (f'h = "a {TOKEN} b".strip()', 'h = ("a " + os.environ["GITLAB_TOKEN"] + " b").strip()'),
        (f"h = 'a\\n {TOKEN}'", None),
        (f'h = "https://x/?k={TOKEN}" + rest', 'h = ("https://x/?k=" + os.environ["GITLAB_TOKEN"]) + rest'),
        (
            f'u = "postgres://app:{PASSWORD}@db.shop.io/x"',
            'u = os.environ["DATABASE_URL"]',
        ),
    ],
)
def test_repair(scanner: Scanner, before: str, after: str | None) -> None:
    assert _repaired(scanner, before) == ([after] if after else [])


def test_repair_of_a_key_on_several_lines(scanner: Scanner) -> None:
    pem = build("{pem:EC PRIVATE KEY}")
    assert _repaired(scanner, f'SIGNING = """\\\n{pem}\n"""') == ['SIGNING = os.environ["SIGNING"]']
