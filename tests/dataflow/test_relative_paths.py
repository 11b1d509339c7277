"""A path that is neither absolute nor leads up stays in its folder; one of the two checks is not enough."""

from __future__ import annotations

import pytest
from tests.dataflow.support import run

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
