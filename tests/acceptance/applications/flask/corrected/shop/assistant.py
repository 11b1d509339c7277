"""What the language model does for customers and staff."""

import os
import subprocess

from flask import Blueprint, Response, abort, jsonify, request
from flask_login import login_required
from markupsafe import escape
from openai import OpenAI

from .auth import admin_required
from .db import get_db, mongo

bp = Blueprint("assistant", __name__, url_prefix="/assistant")
client = OpenAI(api_key=os.environ.get("OPENAI_API_KEY"))
MODEL = "gpt-4o-mini"
QUESTIONS = {
    "best sellers": "SELECT product_id, SUM(quantity) AS sold FROM order_line GROUP BY product_id ORDER BY sold DESC LIMIT 10",
    "sales of today": "SELECT SUM(total) AS total FROM orders WHERE date(created) = date('now')",
}


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
    return f"<section class='summary'>{escape(text)}</section>"


@bp.route("/question", methods=["POST"])
@login_required
@admin_required
def question():
    wanted = request.get_json()["question"]
    choice = ask("Choose what fits the question: " + ", ".join(QUESTIONS), wanted)
    if choice not in QUESTIONS:
        abort(404)
    found = get_db().execute(QUESTIONS[choice]).fetchall()
    return jsonify([dict(row) for row in found])


@bp.route("/chart", methods=["POST"])
@login_required
@admin_required
def chart():
    wanted = request.get_json()["chart"]
    kind = ask("Answer with one word: sum, mean or maximum.", wanted).strip().lower()
    totals = [row["total"] for row in get_db().execute("SELECT total FROM orders")]
    results = {"sum": sum(totals), "mean": sum(totals) / max(len(totals), 1), "maximum": max(totals, default=0)}
    return jsonify(result=results.get(kind))


@bp.route("/maintenance", methods=["POST"])
@login_required
@admin_required
def maintenance():
    task = request.get_json()["task"]
    command = ask("Answer with one shell command and nothing else.", task)
    return Response("Suggested command, run it yourself after reading it:\n" + command, mimetype="text/plain")
