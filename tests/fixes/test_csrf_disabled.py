"""csrf-disabled: a form of this site is taken as before, and one that another site sends is refused."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

SOURCE = """
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

@csrf_exempt
def change_mail(request):
    request.session["mail"] = request.POST["mail"]
    return redirect("/done")
"""
SITE = """
from django.conf import settings

settings.configure(
    ROOT_URLCONF="__main__",
    SECRET_KEY="of this test",
    ALLOWED_HOSTS=["shop.test"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)
import logging

import django
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path

django.setup()
logging.disable()
urlpatterns = [
    path("form", lambda request: HttpResponse(get_token(request))),
    path("mail", change_mail),
]
visitor = Client(enforce_csrf_checks=True, HTTP_HOST="shop.test")
token = visitor.get("/form").content.decode()
"""


def test_a_form_of_another_site() -> None:
    pytest.importorskip("django")
    after = fixed(SOURCE, "csrf-disabled")
    state = "print(got.status_code, visitor.session.get('mail'))"
    honest = "got = visitor.post('/mail', {'mail': 'ada', 'csrfmiddlewaretoken': token})"
    for source in (SOURCE, after):
        assert printed(source, SITE, honest, state) == "302 ada"
    attack = "got = visitor.post('/mail', {'mail': 'eve'})"
    assert printed(SOURCE, SITE, attack, state) == "302 eve"
    assert printed(after, SITE, attack, state) == "403 None"
