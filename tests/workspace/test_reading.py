from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penmark.workspace.notchecked import NotChecked
from penmark.workspace.reading import Binary, Source, decode, read


def source(name: str, raw: bytes) -> Source:
    result = decode(Path(name), raw)
    assert isinstance(result, Source)
    return result


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_byte_order_marks(bom: bytes, encoding: str, text: str) -> None:
    raw = bom + text.encode(encoding)
    read_back = source("a.txt", raw)
    assert (read_back.data.decode(), read_back.problem) == (text, "")
    assert read_back.encoded(read_back.data) == raw


def test_python_declares_its_encoding() -> None:
    raw = "# -*- coding: latin-1 -*-\nname = 'é'\n".encode("latin-1")
    read_back = source("a.py", raw)
    assert read_back.data.decode() == "# -*- coding: latin-1 -*-\nname = 'é'\n"
    assert read_back.problem == ""
    assert read_back.encoded("'ü'".encode()) == b"'\xfc'"
    assert read_back.encoded("'€'".encode()) is None
    second = source("a.py", b"#!/usr/bin/python\n# vim: set fileencoding=cp1251 :\n'\xe4'\n")
    assert second.data.decode().endswith("'д'\n")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"# coding: no-such-thing\n", "it declares an encoding that is unknown"),
        (b"# coding: rot13\n", "it declares an encoding that is unknown"),
        (b"# coding: undefined\n", "it declares an encoding that is unknown"),
        (b"# coding: utf-16\n", "it declares an encoding that is unknown"),
        (b"# coding: punycode\n", "it declares the encoding punycode"),
        (b"a = 1\nb = '\xff'\n", "it holds bytes that are not UTF-8, the first on line 2"),
        (b"'\xff'\n", "it holds bytes that are not UTF-8, the first on line 1"),
        (b"# coding: ascii\n'\xff'\n", "it holds bytes that are not ASCII, the first on line 2"),
        (b"\xff\xfea", "it holds bytes that are not UTF-16-LE, the first on line 1"),
    ],
)
def test_what_python_cannot_read_is_a_problem(raw: bytes, problem: str) -> None:
    assert source("a.py", raw).problem == problem


def test_invalid_bytes_outside_of_python() -> None:
    assert source("a.tf", b'x = "\xff"\n').problem == "it holds bytes that are not UTF-8, the first on line 1"
    assert source("a.tf", b"\xff").data == "\ufffd".encode()
    legacy = source("a.txt", b"na\xefve")
    assert (legacy.data.decode(), legacy.problem) == ("naïve", "")
    assert legacy.encoded(legacy.data) == b"na\xefve"


def test_nul_bytes() -> None:
    assert decode(Path("a.png"), b"\x89PNG\0") == Binary(Path("a.png"))
    assert decode(Path("a.py"), b"import os\0") == NotChecked(Path("a.py"), "it holds NUL bytes")


@given(st.binary(max_size=200))
def test_whatever_the_bytes_the_text_is_utf8(raw: bytes) -> None:
    for name in ("a.py", "a.tf", "a.txt"):
        result = decode(Path(name), raw)
        if isinstance(result, Source):
            result.data.decode()
            if not result.problem:
                assert result.encoded(result.data) == raw


def test_limits_and_special_files(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x" * 1001)
    assert read(path, 1000) == NotChecked(path, "it is larger than 1,000 bytes (max-file-size)")
    assert isinstance(read(path, 1001), Source)
    (tmp_path / "a.bin").write_bytes(b"\0" * 1001)
    assert read(tmp_path / "a.bin", 1000) == Binary(tmp_path / "a.bin")
    assert read(tmp_path, 1000) == NotChecked(tmp_path, "it is not a regular file")
    assert read(tmp_path / "none", 1000) == NotChecked(tmp_path / "none", "no such file or directory")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.py")
        assert read(tmp_path / "pipe.py", 10) == NotChecked(tmp_path / "pipe.py", "it is not a regular file")
