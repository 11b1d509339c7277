"""file-open-to-all: the owner may do what they could, and others may not write."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.fixes.support import fixed, printed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")

SOURCES = {
    "os.chmod": ("import os\n\ndef publish(path):\n    os.chmod(path, 0o777)\n", 0o777, 0o775),
    "Path.chmod": (
        "from pathlib import Path\n\ndef publish(path):\n    Path(path).chmod(0o666)\n",
        0o666,
        0o664,
    ),
}


@pytest.mark.parametrize(("source", "before", "wanted"), SOURCES.values(), ids=SOURCES)
def test_others_may_not_write(source: str, before: int, wanted: int, tmp_path: Path) -> None:
    after = fixed(source, "file-open-to-all")
    file = tmp_path / "a.txt"
    file.write_text("honest")
    for program, mode in ((source, before), (after, wanted)):
        printed(program, "publish('a.txt')\nopen('a.txt', 'a').write('!')", cwd=tmp_path)
        assert file.stat().st_mode & 0o777 == mode
    assert before & 0o002
    assert not wanted & 0o002
    assert file.read_text() == "honest!!"
