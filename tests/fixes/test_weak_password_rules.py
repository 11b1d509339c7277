"""weak-password-rules: a long password is taken as before, and one that is guessed at once is refused."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "weak-password-rules"
NONE = """
ROOT_URLCONF = "shop.urls"
AUTH_PASSWORD_VALIDATORS = []
"""
SHORT = """
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 4}},
]
"""
ASKED = """
from django.conf import settings

settings.configure(AUTH_PASSWORD_VALIDATORS=AUTH_PASSWORD_VALIDATORS, USE_I18N=False)
import django
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

django.setup()

def taken(password):
    try:
        validate_password(password)
    except ValidationError:
        return False
    return True

print(taken("three tulips and a rose"), taken("1234"))
"""


@pytest.mark.parametrize("source", [NONE, SHORT], ids=["none", "short"])
def test_what_is_taken(source: str) -> None:
    pytest.importorskip("django")
    after = fixed(source, RULE)
    assert printed(source, ASKED) == "True True"
    assert printed(after, ASKED) == "True False"
