"""Suppliers send their stock as XML."""

import io
import re
import shelve
from urllib.request import Request, urlopen

from lxml import etree
from flask import Blueprint, abort, current_app, jsonify, request
from flask_login import login_required

from .auth import admin_required
from .models import Product, db

bp = Blueprint("feeds", __name__, url_prefix="/feeds")

ARTICLE_NUMBER = re.compile(r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$")
SUPPLIERS = {"north": "https://north.example.com/stock.xml", "south": "https://south.example.com/stock.xml"}


def parser():
    return etree.XMLParser(resolve_entities=False, no_network=True)


@bp.route("/stock", methods=["POST"])
@login_required
@admin_required
def stock():
    document = etree.parse(io.BytesIO(request.data), parser())
    updated = 0
    for item in document.iterfind("item"):
        product = db.session.get(Product, int(item.get("id")))
        if product is not None:
            product.stock = int(item.findtext("count", "0"))
            updated += 1
    db.session.commit()
    return jsonify(updated=updated)


@bp.route("/find", methods=["POST"])
@login_required
@admin_required
def find():
    article = request.args["article"]
    document = etree.fromstring(request.data, etree.XMLParser(resolve_entities=False, no_network=True))
    found = document.xpath("//item[@article=$article]/count/text()", article=article)
    if not found:
        abort(404)
    return jsonify(count=int(found[0]), valid=bool(ARTICLE_NUMBER.match(article)))


@bp.route("/pull", methods=["POST"])
@login_required
@admin_required
def pull():
    source = SUPPLIERS.get(request.form["source"])
    if source is None:
        abort(400)
    with urlopen(Request(source, headers={"User-Agent": "shop"}), timeout=10) as answer:
        document = etree.fromstring(answer.read(), etree.XMLParser(resolve_entities=False, no_network=True))
    items = {item.get("id"): item.findtext("count") for item in document.iterfind("item")}
    return jsonify(items)


@bp.route("/cache/<supplier>")
@login_required
@admin_required
def cached(supplier):
    if supplier not in SUPPLIERS:
        abort(404)
    with shelve.open(f"{current_app.instance_path}/suppliers") as cache:
        return jsonify(cache.get(supplier, {}))
