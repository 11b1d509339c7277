"""The data of pages, the samples, the baseline, and the plugins of detect-secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.secrets.conftest import page_data

from penmark.secrets import checks, plugin, samples, stock
from penmark.secrets.baseline import read_baseline
from penmark.secrets.checks import Verdict
from penmark.secrets.filekind import FileKind, Syntax
from penmark.secrets.matcher import SecretMatcher
from penmark.secrets.scanner import Scanner

GOOD: dict[str, Any] = {"name": "shop-token", "pattern": "shop_[0-9a-z]{20}", "keywords": ["shop_"]}


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"patern": "x"}, "secret: unknown key 'patern'"),
        ({"name": "Shop Token"}, "secret: `name` must be lower-case words joined by hyphens"),
        (
            {"names": ["api key"]},
            "secret shop-token: exactly one of `pattern`, `plugin` and `names` is needed",
        ),
        ({"pattern": "("}, "secret shop-token: `pattern` is not an re2 pattern: missing ): ("),
        ({"pattern": "(?=x)y"}, "secret shop-token: `pattern` is not an re2 pattern: "),
        ({"pattern": "(?P<value>x)"}, "secret shop-token: `pattern` may name one group only, `secret`"),
        ({"keywords": []}, "secret shop-token: `keywords` of three characters or more are needed"),
        ({"keywords": ["sh"]}, "secret shop-token: `keywords` of three characters or more are needed"),
        ({"keywords": "shop_"}, "secret shop-token: `keywords` must be a list of strings"),
        (
            {"keywords": ["Shop"], "any-case": True},
            "secret shop-token: with `any-case` the keywords are lower case",
        ),
        ({"check": "crc"}, "secret shop-token: unknown check 'crc'"),
        ({"entropy": "3"}, "secret shop-token: `entropy` must be a number, 0 or more"),
        ({"severity": "bad"}, "secret shop-token: `severity` must be one of critical, high, medium, low"),
        ({"tests": "no"}, "secret shop-token: `tests` must be true or false"),
    ],
)
def test_wrong_data_is_named(changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared below
        SecretMatcher.from_data({**GOOD, **changed})
    assert str(caught.value).startswith(complaint)


def test_a_new_format_is_data_only() -> None:
    scanner = Scanner([("shop", SecretMatcher.from_data({**GOOD, "message": "A {kind} ({prefix}…)."}))])
    line = ("key: shop_" + samples.build("{base36:20}")).encode()
    (match,) = scanner.scan_line(line, FileKind(Syntax.SETTINGS))
    assert (match.rule, match.span.start, match.message("unused")) == ("shop", 5, "A shop token (shop…).")


def test_expand_replaces_placeholders() -> None:
    data = {"secret": [{"name": "a", "samples": ["x{hex:4}", "y"], "counter-samples": ["z"]}]}
    text = "{{secret:a}} {{secret:a:1}} {{secret:a:2}} {{counter:a}} {{make:hex:4}} {{ other }}"
    first = samples.build("x{hex:4}")
    assert samples.expand(text, data) == f"{first} {first} y z {samples.build('{hex:4}')} {{{{ other }}}}"
    for wrong in ("{{secret:b}}", "{{secret:a:3}}", "{{counter:a:0}}"):
        with pytest.raises(ValueError, match="no sample for"):
            samples.expand(wrong, data)


def test_every_page_expands() -> None:
    folder = plugin.PAGES
    for rule, data in page_data().items():
        text = (folder / f"{rule}.md").read_text(encoding="utf-8")
        assert "{{secret:" not in samples.expand(text.partition("\n```\n")[2], data)


@given(st.text(alphabet="0123456789ABCDEFabcdef_xyz", min_size=1, max_size=40))
def test_checksum_tells_changes(body: str) -> None:
    token = "ghp_" + body.replace("_", "") + checks.crc32_base62(body.replace("_", ""))
    assert checks.CHECKS["crc32-base62"](token, "") is Verdict.PASS
    flipped = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert checks.CHECKS["crc32-base62"](flipped, "") is Verdict.UNSURE


@pytest.mark.parametrize(
    ("rest", "verdict"),
    [
        ("{make}", Verdict.PASS),
        ("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0102\n\n{random}", Verdict.UNSURE),
        ("{random}", Verdict.FAIL),
        ("...", Verdict.FAIL),
        ("A" * 200, Verdict.FAIL),
        ("", Verdict.FAIL),
    ],
)
def test_private_key_needs_material(rest: str, verdict: Verdict) -> None:
    rest = rest.replace("{make}", samples.build("{pembody:RSA PRIVATE KEY}"))
    rest = rest.replace("{random}", samples.build("x{base62:90}"))
    for newline in ("\n", "\r\n", "\\n", '\\n"\n    "', "\n        "):
        following = "-----" + newline + rest.replace("\n", newline)
        assert checks.CHECKS["private-key"]("BEGIN RSA PRIVATE KEY", following) is verdict


def _baseline(entry: dict[str, Any]) -> bytes:
    return json.dumps({"version": "1.5.0", "results": {"src\\app.py": [entry]}}).encode()


def test_baseline_knows_what_detect_secrets_accepted(scanner: Scanner) -> None:
    token = samples.build("glpat-{base62:20}")
    (match,) = scanner.scan_line(token.encode(), FileKind(Syntax.CODE))
    data = _baseline({"type": "x", "hashed_secret": match.digest, "line_number": 9})
    baseline = read_baseline(data, "file:///w/my%20shop")
    assert baseline.accepted_in("file:///w/my%20shop/src/app.py") == {match.digest}
    assert baseline.accepted_in("file:///w/my%20shop/app.py") == frozenset()
    assert baseline.accepted_in("file:///w/src/app.py") == frozenset()
    assert baseline.accepted_in("untitled:src/app.py") == frozenset()
    on_windows = read_baseline(data, "file:///C:/my%20shop")
    assert on_windows.accepted_in("file:///c%3A/my%20shop/src/app.py") == {match.digest}


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"results": []}', b'{"results": {"a": 1}}'])
def test_what_is_no_baseline_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|results"):
        read_baseline(data, "file:///w")


def test_unknown_plugin_is_an_error() -> None:
    with pytest.raises(LookupError, match="NoSuchDetector"):
        stock.plugin("NoSuchDetector")


def test_plugins_are_never_asked_to_verify(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a secret was about to be sent out")

    for name in ("MailchimpDetector", "CloudantDetector", "IbmCloudIamDetector"):
        monkeypatch.setattr(type(stock.plugin(name)), "verify", refuse)
    line = samples.build("{hex:32}-us6").encode()
    assert [match.matcher.name for match in scanner.scan_line(line, FileKind(Syntax.CODE))] == [
        "mailchimp-key"
    ]


def test_formats_work_in_the_detect_secrets_command(tmp_path: Path) -> None:
    token = samples.build("gsk_{base62:52}")
    (tmp_path / "app.py").write_text(f'a = 1\nkey = "{token}"\n', encoding="utf-8")
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "-p", plugin.__file__, "app.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["results"]["app.py"]
    assert [(entry["type"], entry["line_number"]) for entry in found if "Penmark" in entry["type"]] == [
        ("Groq API key (Penmark)", 2)
    ]
