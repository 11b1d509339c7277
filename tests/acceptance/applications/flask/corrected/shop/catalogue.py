"""Products, search, reviews."""

import math
import re

from flask import Blueprint, abort, current_app, jsonify, render_template, render_template_string, request
from flask_login import current_user, login_required
from markupsafe import Markup, escape
from sqlalchemy import text

from .db import mongo, rows
from .models import Product, db

bp = Blueprint("catalogue", __name__)

SORTABLE = {"name": "name", "price": "price", "newest": "id DESC"}

GREETING = """
{% extends "base.html" %}
{% block content %}<h1>Welcome {{ name }}</h1>{% endblock %}
"""


@bp.route("/")
def index():
    page = request.args.get("page", 1, type=int)
    size = current_app.config["PAGE_SIZE"]
    products = Product.query.order_by(Product.id.desc()).limit(size).offset((page - 1) * size).all()
    pages = math.ceil(Product.query.count() / size)
    return render_template("index.html", products=products, page=page, pages=pages)


@bp.route("/search")
def search():
    term = request.args.get("q", "")
    order = SORTABLE.get(request.args.get("sort"), "name")
    found = rows(f"SELECT id, name, price FROM product WHERE name LIKE ? ORDER BY {order}", (f"%{term}%",))
    if not found:
        return f"<h1>Nothing found for {escape(term)}</h1><p><a href='/'>Back</a></p>"
    heading = Markup("<em>{}</em> results for <strong>{}</strong>").format(len(found), term)
    return render_template("search.html", products=found, heading=heading)


@bp.route("/category/<name>")
def category(name):
    minimum = request.args.get("min", "0")
    statement = text("SELECT * FROM product WHERE category = :name AND price >= :minimum")
    products = db.session.execute(statement, {"name": name, "minimum": int(minimum)}).mappings().all()
    return jsonify([dict(row) for row in products])


@bp.route("/product/<int:product_id>")
def product(product_id):
    item = db.session.get(Product, product_id)
    if item is None:
        abort(404)
    reviews = list(mongo().reviews.find({"product": product_id}).sort("created", -1).limit(20))
    return render_template("product.html", product=item, reviews=reviews)


@bp.route("/product/<int:product_id>/reviews", methods=["POST"])
@login_required
def add_review(product_id):
    payload = request.get_json()
    mongo().reviews.insert_one(
        {
            "product": product_id,
            "user": current_user.id,
            "stars": max(1, min(5, int(payload["stars"]))),
            "text": str(payload["text"])[:2000],
        }
    )
    return jsonify(ok=True), 201


@bp.route("/reviews/search", methods=["POST"])
def search_reviews():
    payload = request.get_json()
    query = {"author": str(payload["author"]), "product": int(payload["product"])}
    found = list(mongo().reviews.find(query, {"_id": 0}))
    if "min_stars" in payload:
        found = list(mongo().reviews.find({"stars": {"$gte": int(payload["min_stars"])}}))
    return jsonify(found)


@bp.route("/hello")
def hello():
    name = request.args.get("name", "guest")
    return render_template_string(GREETING, name=name)


@bp.route("/product/<int:product_id>/similar")
def similar(product_id):
    pattern = request.args.get("pattern", "")
    names = [item.name for item in Product.query.filter(Product.id != product_id)]
    matching = [name for name in names if re.search(re.escape(pattern), name, re.IGNORECASE)]
    return jsonify(matching[:10])


@bp.route("/banner")
def banner():
    width = min(int(request.args.get("width", 80)), 400)
    line = "*" * width
    return line, 200, {"Content-Type": "text/plain"}
