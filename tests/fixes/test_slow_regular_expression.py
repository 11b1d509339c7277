"""slow-regular-expression: the same texts are accepted, and the text that kept the pattern busy is refused at once."""

from __future__ import annotations

import subprocess

import pytest
from tests.fixes import support
from tests.fixes.support import fixed, printed, run

ATTACK = "print(bool(check('a' * 5000 + '!')))"
SOURCES = {
    "words": (
        'import re\n\ndef check(text):\n    return re.match(r"^(\\w+\\s?)*$", text)\n',
        ["", "one", "one two", "one  two", "one two ", " one", "one!"],
    ),
    "letters": (
        'import re\n\nNAME = re.compile("^(?:[a-z]+)*$", re.I)\n\ndef check(text):\n    return NAME.match(text)\n',
        ["", "abc", "ABC", "a1", "abc\n"],
    ),
    "a group that is kept": (
        'import re\n\ndef check(text):\n    found = re.fullmatch("([a-z]+)+([0-9]*)", text)\n    return found and found.groups()\n',
        ["", "abc", "abc12", "12", "a b"],
    ),
    "a string in quotes": (
        "import re\n\ndef check(text):\n    return re.findall(r'^(?:[^\"\\\\!]+|\\\\.)*$', text)\n",
        ["", "abc", 'a"b', "a\\\\!b"],
    ),
}


@pytest.mark.parametrize(("source", "texts"), SOURCES.values(), ids=SOURCES)
def test_the_same_but_at_once(source: str, texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    after = fixed(source, "slow-regular-expression")
    honest = f"print([check(text) and repr(check(text)) for text in {texts!r}])"
    assert printed(source, honest) == printed(after, honest)
    assert printed(after, ATTACK) == "False"
    monkeypatch.setattr(support, "SECONDS", 2)
    with pytest.raises(subprocess.TimeoutExpired):
        run(source, ATTACK)
