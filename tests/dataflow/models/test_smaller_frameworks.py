"""aiohttp, Tornado, Bottle, Sanic, Falcon, Pyramid, CherryPy."""

from __future__ import annotations

from tests.dataflow.support import expect


def test_aiohttp() -> None:
    expect(
        """
        import os
        from aiohttp import web

        routes = web.RouteTableDef()

        @routes.get("/users/{name}")
        async def user(asked):
            os.system(asked.match_info["name"]) #!

        async def create(request):
            data = await request.json()
            os.system(data["name"]) #!
            form = await request.post()
            os.system(form["name"]) #!
            os.system(request.query.get("name")) #!
            os.system(request.rel_url.query["name"]) #!
            os.system(request.method + request.app["name"])

        class Page(web.View):
            async def get(self):
                os.system(self.request.query["name"]) #!

        async def socket(request):
            ws = web.WebSocketResponse()
            await ws.prepare(request)
            async for message in ws:
                os.system(message.data) #!

        class Rows:
            async def query(self): ...

        async def rows(rows: Rows):
            os.system(rows.query["name"])

        app = web.Application()
        app.add_routes([web.post("/", create)])
        """
    )


def test_tornado() -> None:
    expect(
        """
        import json
        import os
        import tornado.web
        import tornado.websocket
        from .base import BaseHandler

        class Main(tornado.web.RequestHandler):
            async def get(self, slug):
                os.system(slug) #!
                os.system(self.get_argument("name", "")) #!
                os.system(self.get_body_argument("name")) #!
                os.system(json.loads(self.request.body)["name"]) #!
                os.system(self.request.files["file"][0]["filename"]) #!
                os.system(self.request.headers["A"]) #!
                os.system(self.get_signed_cookie("name"))
                os.system(self.request.method)

            def helper(self, slug):
                os.system(slug)

        class Mine(BaseHandler):
            def post(self, name):
                os.system(name) #!
                os.system(self.get_query_argument("name")) #!

        class Chat(tornado.websocket.WebSocketHandler):
            def on_message(self, message):
                os.system(message) #!

            def on_close(self):
                os.system("ls")

        class Options:
            def get_argument(self, name):
                return "ls"

        def other(options: Options):
            os.system(options.get_argument("name"))
        """
    )


def test_bottle() -> None:
    expect(
        """
        import os
        from bottle import Bottle, request, route

        app = Bottle()

        @app.get("/users/<name>/<number:int>")
        def user(name, number):
            os.system(name) #!
            os.system(str(number) + number)

        @route("/upload", method="POST")
        def upload():
            os.system(request.forms.get("name")) #!
            os.system(request.json["name"]) #!
            os.system(request.query.name) #!
            os.system(request.files["file"].raw_filename) #!
            os.system(request.files["file"].filename)
            os.system(request.files.get("file").filename)
            os.system(request.method)
        """
    )


def test_sanic() -> None:
    expect(
        """
        import os
        from sanic import Sanic, Blueprint
        from sanic.response import text
        from sanic.views import HTTPMethodView

        app = Sanic("a")
        pages = Blueprint("pages")

        @app.get("/users/<name:str>/<number:int>/<key:uuid>")
        async def user(asked, name, number, key):
            os.system(name) #!
            os.system(asked.args.get("name")) #!
            os.system(asked.json["name"]) #!
            os.system(f"{number} {key} {asked.method} {asked.id}")

        @pages.websocket("/feed/<room>")
        async def feed(request, ws, room):
            os.system(room) #!
            os.system(await ws.recv()) #!
            async for message in ws:
                os.system(message) #!

        class Item(HTTPMethodView):
            async def post(self, request, name, number):
                os.system(name) #!
                os.system(request.form["name"]) #!
                os.system(number)

        async def other(request, name):
            os.system(name) #!
            os.system(request.files["file"][0].name) #!

        app.add_route(Item.as_view(), "/items/<name>/<number:int>")
        app.add_route(other, "/other/<name>")
        """
    )


def test_falcon() -> None:
    expect(
        """
        import os
        import falcon

        class User:
            def on_get(self, req, resp, name, number):
                os.system(name) #!
                os.system(req.get_param("name")) #!
                os.system(req.media["name"]) #!
                os.system(req.params["name"]) #!
                os.system(str(req.get_param_as_int("page")))
                os.system(number)
                resp.media = {"a": name}

            async def on_post(self, req, resp):
                data = await req.get_media()
                os.system(data["name"]) #!
                os.system(req.bounded_stream.read()) #!

            def on_delete(self, resource, text):
                os.system(text)

        app = falcon.App()
        app.add_route("/users/{name}/{number:int}", User())
        """
    )


def test_pyramid() -> None:
    expect(
        """
        import os
        from pyramid.view import view_config, view_defaults

        @view_config(route_name="user", renderer="json")
        def user(request):
            os.system(request.matchdict["name"]) #!
            os.system(request.params.get("name")) #!
            os.system(request.json_body["name"]) #!
            os.system(request.POST["file"].filename) #!
            os.system(request.method)

        def other(context, request):
            os.system(request.matchdict["name"]) #!
            os.system(context.matchdict["name"])

        @view_defaults(route_name="page")
        class Page:
            def __init__(self, request):
                self.request = request

            @view_config(request_method="GET")
            def get(self):
                os.system(self.request.params["name"]) #!
                os.system(self.request.registry["name"])
        """
    )


def test_cherrypy() -> None:
    expect(
        """
        import os
        import cherrypy

        class Root:
            @cherrypy.expose
            def index(self, name="a", **rest):
                os.system(name) #!
                os.system(rest["b"]) #!
                os.system(cherrypy.request.headers["A"]) #!
                return self.helper("a")

            @cherrypy.expose
            @cherrypy.tools.json_in()
            def create(self):
                os.system(cherrypy.request.json["name"]) #!
                os.system(cherrypy.request.method)

            def helper(self, name):
                os.system(name)

        @cherrypy.expose
        class Songs:
            def GET(self, name):
                os.system(name) #!

        cherrypy.quickstart(Root())
        """
    )
