"""What the language model does for customers and staff."""

import os
import subprocess

from flask import Blueprint, Response, abort, jsonify, request
from flask_login import login_required
from markupsafe import Markup
from openai import OpenAI

from .auth import admin_required
from .db import get_db, mongo

bp = Blueprint("assistant", __name__, url_prefix="/assistant")
client = OpenAI(api_key=os.environ.get("OPENAI_API_KEY"))
MODEL = "gpt-4o-mini"


def ask(system, question):
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": system}, {"role": "user", "content": question}],
        max_tokens=800,
    )
    return answer.choices[0].message.content


@bp.route("/summary/<int:product_id>")
def summary(product_id):
    reviews = [review["text"] for review in mongo().reviews.find({"product": product_id}).limit(50)]
    text = ask("Summarise these reviews in three sentences.", "\n".join(reviews))
    return f"<section class='summary'>{text}</section>"


@bp.route("/question", methods=["POST"])
@login_required
@admin_required
def question():
    wanted = request.get_json()["question"]
    sql = ask("Translate the question into one SQLite statement. Tables: user, product, orders.", wanted)
    found = get_db().execute(sql).fetchall()
    return jsonify([dict(row) for row in found])


@bp.route("/chart", methods=["POST"])
@login_required
@admin_required
def chart():
    wanted = request.get_json()["chart"]
    code = ask("Write Python that computes this from the list `totals`, result in `result`.", wanted)
    scope = {"totals": [row["total"] for row in get_db().execute("SELECT total FROM orders")]}
    exec(code, scope)
    return jsonify(result=scope.get("result"))


@bp.route("/maintenance", methods=["POST"])
@login_required
@admin_required
def maintenance():
    task = request.get_json()["task"]
    command = ask("Answer with one shell command and nothing else.", task)
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    return Response(done.stdout, mimetype="text/plain")
