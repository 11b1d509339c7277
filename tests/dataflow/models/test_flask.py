"""Flask, its views, its request, and forms."""

from __future__ import annotations

from tests.dataflow.support import expect


def test_the_request() -> None:
    expect(
        """
        import os
        import sqlite3
        from flask import Flask, jsonify, request

        app = Flask(__name__)

        @app.route("/search", methods=["GET", "POST"])
        def search():
            data = request.get_json()
            name = data.get("name", "")
            connection = sqlite3.connect("a.db")
            cursor = connection.cursor()
            cursor.execute(f"SELECT * FROM users WHERE name = '{name}'") #! sql
            cursor.execute("SELECT * FROM users WHERE name = ?", (name,))
            upload = request.files["file"]
            os.system("file " + upload.filename) #!
            os.system(request.cookies.get("theme")) #!
            os.system(request.headers.get("User-Agent")) #!
            os.system(request.view_args["name"]) #!
            os.system(request.args.to_dict()["a"]) #!
            os.system(request.user_agent.string) #!
            os.system(request.url_root) #!
            os.system(str(request.args.get("page", 1, type=int)))
            os.system(request.method + str(request.content_length) + request.remote_addr)
            return jsonify(cursor.fetchall())

        class Queue:
            def get_json(self):
                return {"a": "b"}

        def other(queue: Queue):
            os.system(queue.get_json()["a"])
        """
    )


def test_parts_of_the_path() -> None:
    expect(
        """
        import os
        from flask import Blueprint, Flask
        from flask.views import MethodView

        app = Flask(__name__)
        pages = Blueprint("pages", __name__)

        @pages.route("/<name>/<int:number>/<float:size>/<uuid:key>/<int(min=1):page>/<any(a, b):side>")
        def page(name, number, size, key, page, side):
            os.system(name) #!
            os.system(f"{number} {size} {key} {page} {side}")

        @app.route("/constant")
        def constant(name="a"):
            os.system("ls")

        class User(MethodView):
            decorators = [login]

            def get(self, name):
                os.system(name) #!

            def helper(self, name):
                os.system(name)

        def show(name, number):
            os.system(name) #!
            os.system(str(number) + number)

        app.add_url_rule("/show/<name>/<int:number>", "show", show)
        app.add_url_rule("/users/<name>", view_func=User.as_view("user"))

        class Other:
            def route(self, path):
                return lambda function: function

        def plain(name):
            os.system(name)
        """
    )


def test_forms() -> None:
    expect(
        """
        import os
        from flask_wtf import FlaskForm
        from wtforms import IntegerField, SelectField, StringField
        from .forms import Search

        class Comment(FlaskForm):
            name = StringField("name")
            age = IntegerField("age")
            side = SelectField("side", choices=["a", "b"])

        def comment():
            form = Comment()
            if form.validate_on_submit():
                os.system(form.name.data) #!
                os.system(f"{form.age.data} {form.side.data}")

        def search(cursor):
            form = Search()
            cursor.execute("SELECT " + form.word.data) #! sql
            cursor.execute("SELECT ?", form.word.data)
        """
    )


def test_messages_of_a_socket() -> None:
    expect(
        """
        import os
        from flask_socketio import SocketIO

        socketio = SocketIO(app)

        @socketio.on("message")
        def receive(data):
            os.system(data["a"]) #!

        def other(data):
            os.system(data["a"])
        """
    )
