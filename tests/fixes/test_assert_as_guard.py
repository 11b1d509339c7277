"""assert-as-guard: what is allowed stays so, and what is not is stopped with -O too."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
def delete(user, thing):
    assert user.is_admin, "only for admins"
    return f"deleted {thing}"


class User:
    def __init__(self, is_admin):
        self.is_admin = is_admin
"""
ASK = """
for user in (User(True), User(False)):
    try:
        print(delete(user, "it"))
    except (AssertionError, PermissionError) as error:
        print("stopped:", error)
"""
OPTIMISED = {"PYTHONOPTIMIZE": "1"}


def test_the_guard_stays() -> None:
    after = fixed(SOURCE, "assert-as-guard")
    assert printed(SOURCE, ASK) == printed(after, ASK) == "deleted it\nstopped: only for admins"
    assert printed(SOURCE, ASK, environment=OPTIMISED) == "deleted it\ndeleted it"
    assert printed(after, ASK, environment=OPTIMISED) == "deleted it\nstopped: only for admins"
