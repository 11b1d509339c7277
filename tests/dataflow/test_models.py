"""What the models say of frameworks."""

from __future__ import annotations

import pytest
from tests.dataflow.support import expect

from penmark.dataflow import DataError, Models, models_for


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(DataError, match=r"a\.toml: source: unknown key “path”; did you mean “paths”\?"):
        Models([("a.toml", {"source": [{"path": ["a"], "trust": "remote"}]})])
    with pytest.raises(DataError, match=r"model: unknown key “sources”"):
        Models([("a.toml", {"sources": []})])


def test_a_language_without_models_has_none() -> None:
    assert models_for("none").types == {}


def test_flask() -> None:
    expect(
        """
        import os
        from flask import Flask, Blueprint, request
        import flask

        app = Flask(__name__)
        pages = Blueprint("pages", __name__)

        @app.route("/a/<name>/<int:number>")
        def a(name, number):
            os.system(name) #!
            os.system(str(number))

        @pages.get("/b/<name>")
        async def b(name: str, service=None):
            os.system(name) #!

        def c():
            os.system(request.form.get("a")) #!
            os.system(request.args.get("a", "b")) #!
            os.system(str(request.args.get("a", type=int)))
            os.system(flask.request.get_json()["a"]) #!
            os.system(request.files["a"].filename) #!
            os.system(request.headers["a"]) #!
            os.system(request.method)

        @app.before_request
        def before():
            flask.g.name = request.cookies["name"]
            flask.g.number = 1

        def after():
            os.system(flask.g.name) #!
            os.system(getattr(flask.g, "name", "a")) #!
            os.system(str(flask.g.number))

        app.debug = True #! debug
        app.config["DEBUG"] = True #! debug
        app.config["DEBUG"] = False

        def create():
            application = Flask(__name__)

            @application.post("/c/<name>")
            def inner(name):
                os.system(name) #!
            return application
        """
    )


def test_django() -> None:
    expect(
        """
        import os
        from django.views import View
        from django.db import connection

        def view(request, name):
            os.system(request.GET["a"]) #!
            os.system(request.POST.get("a")) #!
            os.system(name) #!
            with connection.cursor() as cursor:
                cursor.execute("select " + name) #! sql
            helper(request, "a")
            os.system(request.user.name)

        def helper(request, text):
            os.system(text)

        class Page(View):
            def get(self, request, name):
                os.system(name) #!
                os.system(self.request.GET["a"]) #!
                os.system(self.kwargs["a"]) #!
        """
    )


def test_fastapi() -> None:
    expect(
        """
        import os
        from fastapi import FastAPI, APIRouter, Request, Depends
        from pydantic import BaseModel
        from sqlalchemy.orm import Session

        app = FastAPI()
        router = APIRouter()

        class Item(BaseModel):
            name: str
            count: int

        @app.get("/a/{name}")
        async def a(name: str, number: int, item: Item, request: Request, session: Session, service=Depends(get)):
            os.system(name) #!
            os.system(str(number))
            os.system(item.name) #!
            os.system(str(item.count))
            os.system((await request.json())["a"]) #!
            os.system(request.query_params["a"]) #!
            os.system(session.text)
            os.system(service.text)

        @router.post("/b")
        def b(body: dict):
            os.system(body["a"]) #!
        """
    )


def test_other_frameworks_of_the_web() -> None:
    expect(
        """
        import os
        import tornado.web
        from aiohttp import web
        from bottle import route, request as asked
        from http.server import BaseHTTPRequestHandler

        class Main(tornado.web.RequestHandler):
            def get(self, slug):
                os.system(self.get_argument("a")) #!
                os.system(slug) #!
                os.system(self.request.body) #!

        async def handle(request: web.Request):
            os.system(request.query["a"]) #!
            os.system(request.match_info["a"]) #!

        @route("/a/<name>")
        def page(name):
            os.system(name) #!
            os.system(asked.query.a) #!

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                os.system(self.path) #!

        def lambda_handler(event, context):
            os.system(event["body"]) #!
            os.system(context.name)
        """
    )


def test_the_command_line() -> None:
    expect(
        """
        import argparse, os, sys
        import click

        @click.command()
        @click.argument("name")
        def main(name):
            os.system(name) #!

        def other():
            parser = argparse.ArgumentParser()
            arguments = parser.parse_args()
            os.system(arguments.name) #!
            os.system(sys.argv[1]) #!
            os.system(input()) #!
            os.system(os.environ["A"])
        """
    )
