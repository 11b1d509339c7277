"""https-not-enforced: a visit by HTTPS is answered as before, and one without is led there."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

CLEAR = """
ROOT_URLCONF = "__main__"
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ALLOWED_HOSTS = ["shop.test"]
SECURE_SSL_REDIRECT = False
"""
VISITED = """
from django.conf import settings

settings.configure(**{name: value for name, value in globals().items() if name.isupper()})
import django
from django.http import HttpResponse
from django.test import Client
from django.urls import path

django.setup()
urlpatterns = [path("", lambda request: HttpResponse("home"))]

def visited(**how):
    return Client(HTTP_HOST="shop.test").get("/", **how)
"""


def test_a_visit_without_encryption() -> None:
    pytest.importorskip("django")
    after = fixed(CLEAR, "https-not-enforced")
    honest = "print(visited(secure=True).content.decode())"
    assert printed(CLEAR, VISITED, honest) == printed(after, VISITED, honest) == "home"
    attack = "got = visited()\nprint(got.status_code, got.headers.get('Location'))"
    assert printed(CLEAR, VISITED, attack) == "200 None"
    assert printed(after, VISITED, attack) == "301 https://shop.test/"
