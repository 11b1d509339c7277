"""unsafe-deserialization: YAML of plain data is read as before, and objects are not made."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed, run

pytest.importorskip("yaml")

SOURCES = {
    "a loader": "import yaml\n\ndef load(text):\n    return yaml.load(text, Loader=yaml.Loader)\n",
    "an unsafe loader": "import yaml\n\ndef load(text):\n    return yaml.load(text, yaml.UnsafeLoader)\n",
    "unsafe_load": "import yaml\n\ndef load(text):\n    return yaml.unsafe_load(text)\n",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_plain_data_only(source: str) -> None:
    after = fixed(source, "unsafe-deserialization")
    honest = r'print(load("a: [1, 2.5, yes]\nb: {c: null, d: 2024-02-03}"))'
    assert printed(source, honest) == printed(after, honest)
    attack = "print(load('!!python/object/apply:math.factorial [5]'))"
    assert printed(source, attack) == "120"
    done = run(after, attack)
    assert "ConstructorError" in done.stderr
