"""timing-unsafe-comparison: the right signature is accepted as before, and the comparison goes on after the first difference."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
import hashlib
import hmac

from flask import Flask, request

app = Flask(__name__)
SECRET = b"for the test alone"


@app.post("/hook")
def hook():
    expected = hmac.new(SECRET, request.get_data(), hashlib.sha256).hexdigest()
    if request.headers.get("X-Signature") != expected:
        return "refused", 403
    return "taken"
"""
ASK = """
def ask(signature):
    headers = {} if signature is None else {"X-Signature": signature}
    return app.test_client().post("/hook", data=b"body", headers=headers).get_data(as_text=True)

good = hmac.new(SECRET, b"body", hashlib.sha256).hexdigest()
print([ask(one) for one in (good, good[:-1], good.upper(), "", None)])
"""
# How many characters are looked at shows in a text that counts them.
COUNT = """
class Counting(str):
    looked = 0
    def __eq__(self, other):
        for one, two in zip(self, other):
            Counting.looked += 1
            if one != two:
                return False
        return True
    def __ne__(self, other):
        return not self == other
    __hash__ = str.__hash__
"""


def test_the_same_answers() -> None:
    after = fixed(SOURCE, "timing-unsafe-comparison")
    assert printed(SOURCE, ASK) == printed(after, ASK)
    assert printed(after, ASK) == "['taken', 'refused', 'refused', 'refused', 'refused']"


def test_how_far_it_is_compared_is_not_told() -> None:
    source = """
    from flask import request

    def allowed(api_key):
        return request.headers["X-Key"] == api_key
    """
    after = fixed(source, "timing-unsafe-comparison")
    assert 'hmac.compare_digest(request.headers["X-Key"], api_key)' in after
    ask = """
    class request:
        headers = {"X-Key": "a" * 3 + "x" * 29}
    try:
        print(allowed(Counting("a" * 32)), Counting.looked)
    except TypeError:
        print("not compared by ==", Counting.looked)
    """
    # The text on the left is asked first unless the right one is of a subclass, as here.
    assert printed(source, COUNT, ask) == "False 4"
    assert printed(after, COUNT, ask) == "False 0"
