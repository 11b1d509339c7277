"""A path that is neither absolute nor leads up stays in its folder; one of the two checks is not enough."""

from __future__ import annotations

import pytest
from tests.dataflow.support import expect, run

VIEW = """
import os
from flask import request

def show():
    name = request.args["name"]
    if {test}:
        raise ValueError(name)
    return open(os.path.join("files", name))
"""


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        ('".." in name or name.startswith("/")', 0),
        ('".." in name or os.path.isabs(name)', 0),
        ('".." in name', 1),
        ('name.startswith("/")', 1),
        ('"." in name or name.startswith("/")', 1),
        ('".." not in name or name.startswith("/")', 1),
    ],
)
def test_both_checks(test: str, wanted: int) -> None:
    assert len(run(VIEW.format(test=test)).found()) == wanted


def test_what_is_said_of_another_form_is_said_of_the_path() -> None:
    expect(
        """
        import os
        from flask import request

        def is_within(folder, path):
            folder = os.path.abspath(folder)
            whole = os.path.abspath(path)
            return os.path.commonpath([folder, whole]) == folder

        def checked():
            path = os.path.join("data", request.args["path"])
            if not is_within("data", path):
                raise ValueError
            return open(path)

        def local():
            path = os.path.join("data", request.args["path"])
            whole = os.path.realpath(path)
            if whole.startswith("/data/"):
                open(path)
            open(path) #! path

        def bound_anew():
            path = os.path.join("data", request.args["path"])
            whole = os.path.realpath(path)
            path = request.args["other"]
            if whole.startswith("/data/"):
                open(path) #! path
        """
    )
