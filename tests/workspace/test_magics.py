from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penmark.text.span import Span
from penmark.workspace.magics import Masked, mask


@pytest.mark.parametrize(
    ("cell", "masked"),
    [
        ("%matplotlib inline\nx = 1\n", "#matplotlib inline\nx = 1\n"),
        ("!echo \"it's (\nx = 1\n", "#echo \"it's (\nx = 1\n"),
        ("!ls \\\n  -la \\\n\nx = 1", "#ls \\\n# -la \\\n\nx = 1"),
        ("%run a.py \\\r\n b\r\nx", "#run a.py \\\r\n#b\r\nx"),
        ("pandas.read_csv?\nx = 1  # why?\n??y\n", "#andas.read_csv?\nx = 1  # why?\n#?y\n"),
        ("a.b[0].c??\n", "#.b[0].c??\n"),
        ("*int*?", "#int*?"),
        ("/f 1\n,f a b\n;f a b\n", "#f 1\n#f a b\n#f a b\n"),
        ("if x:\n    !ls\n    %cd ..\n", "if x:\n    _#s\n    _#d ..\n"),
        ("if x:\n    é?\n", "if x:\n       \n"),
        ("x = !ls -la\ny = 2", "x = _#s -la\ny = 2"),
        ("a, (b,\n c) = !ls\n", "a, (b,\n c) = _#s\n"),
        ("x = %env HOME\n", "x = _#nv HOME\n"),
        ("x = !", "x = _"),
        ("x = !é\n", "x = _  \n"),
        ("x = %time f(y)\nz", "x =       f(y)\nz"),
        ("%time y = f(a)\n", "if 1: y = f(a)\n"),
        ("    %timeit f(a)\n", "    if 1:   f(a)\n"),
        ("%time import numpy as np", "if 1: import numpy as np"),
        ("%time for x in y: z\n", "#time for x in y: z\n"),
        ("%time f(\na)\n", "#time f(\na)\n"),
        ("%timeit -n 3 f(a)\n", "#timeit -n 3 f(a)\n"),
        ("%time !ls", "#time !ls"),
        ("%time", "#time"),
    ],
)
def test_lines_for_ipython(cell: str, masked: str) -> None:
    assert mask(cell.encode()).data == masked.encode()


@pytest.mark.parametrize(
    "cell",
    [
        "x = 1\n",
        "s = '''\n%matplotlib inline\n!ls\n'''\n",
        "x = (a\n% b\n)\n",
        "x = a \\\n% b\n",
        "f(x\n  = !y)\n",
        "x == 1\nx != 2\nd = {'a': '= !ls'}  # = !ls\n",
        "# what?\n",
        "'what?'\n",
        "x = y  # %time\n",
    ],
)
def test_python_stays_as_it_is(cell: str) -> None:
    assert mask(cell.encode()) == Masked(cell.encode())


def test_cells_in_other_languages() -> None:
    cell = "%%bash\necho 'a\n  TOKEN=x\n\nécho\n".encode()
    assert mask(cell) == Masked(b"#!bash\n#cho 'a\n# TOKEN=x\n\n     \n", (Span(-1, len(cell)),))


@pytest.mark.parametrize("magic", ["time", "timeit", "capture out", "prun -l 5", "debug"])
def test_cells_in_python(magic: str) -> None:
    cell = f"%%{magic}\nx = !ls\n".encode()
    masked = mask(cell)
    assert masked.data == f"#!{magic}\nx = _#s\n".encode()
    assert masked.kept == (Span(-1, len(magic) + 2), Span(len(magic) + 3, len(cell) - 1))


def test_the_magic_of_a_cell_stands_on_its_first_line_with_text() -> None:
    assert mask(b"\n  \n%%time\nx\n").data == b"\n  \n#!time\nx\n"
    assert mask(b"x\n%%time\n").data == b"x\n#%time\n"
    assert mask(b"%%time?\nx\n").data == b"#%time?\nx\n"


def test_what_may_be_edited() -> None:
    masked = mask(b"x = 1\n!ls\ny = 2\n")
    assert masked.kept == (Span(6, 9),)
    assert masked.allows(Span(0, 5))
    assert masked.allows(Span(6, 6))
    assert not masked.allows(Span(7, 7))
    assert not masked.allows(Span(9, 9))
    assert not masked.allows(Span(5, 10))
    assert not masked.allows(Span(9, 10))
    assert masked.allows(Span(10, 10))
    first = mask(b"%%time\nx = 1\n")
    assert not first.allows(Span(0, 0))
    assert first.allows(Span(7, 7))


@given(
    st.lists(
        st.sampled_from(
            [
                "%",
                "!",
                "?",
                "=",
                " ",
                "x",
                "time ",
                "é",
                "\n",
                "\r",
                "\r\n",
                "\\",
                "(",
                ")",
                '"',
                "'''",
                "#",
                "%%",
            ]
        )
    ).map("".join)
)
def test_length_and_line_breaks_stay(text: str) -> None:
    data = text.encode()
    masked = mask(data)
    assert len(masked.data) == len(data)
    masked.data.decode()
    breaks = [index for index, byte in enumerate(data) if byte in b"\r\n"]
    assert [index for index, byte in enumerate(masked.data) if byte in b"\r\n"] == breaks
    kept = b"".join(masked.data[max(0, line.start) : line.end] for line in masked.kept)
    assert bool(kept) or masked.data == data
    changed = [index for index, (old, new) in enumerate(zip(data, masked.data, strict=True)) if old != new]
    assert all(any(line.start <= index < line.end for line in masked.kept) for index in changed)


def test_what_is_left_is_python() -> None:
    cell = (
        "%load_ext autoreload\n!pip install x 'y\nimport os\nfiles = !ls '(\nfor one in files:\n    !cat {one}\n"
        "    n = %time len(one)\n%time total = sum(n)\nos.path?\nif total:\n    %cd ..\n"
    )
    ast.parse(mask(cell.encode()).data)
