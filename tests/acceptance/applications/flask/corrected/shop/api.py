"""The JSON API of the mobile application."""

import traceback

from urllib.parse import urlsplit

import requests
from flask import Blueprint, Response, current_app, g, jsonify, make_response, request
from flask.views import MethodView

from .auth import token_required
from .models import Order, Product, User, db

bp = Blueprint("api", __name__, url_prefix="/api")
IMAGE_HOSTS = {"images.example.com", "cdn.example.com"}


@bp.route("/me")
@token_required
def me():
    return jsonify(g.user.as_dict())


@bp.route("/me", methods=["PATCH"])
@token_required
def update_me():
    data = request.get_json()
    User.query.filter_by(id=g.user.id).update({"name": str(data["name"]), "phone": str(data["phone"])})
    db.session.commit()
    return jsonify(ok=True)


@bp.route("/products")
def products():
    limit = min(request.args.get("limit", 50, type=int), 200)
    return jsonify([product.as_dict() for product in Product.query.limit(limit)])


@bp.route("/orders")
@token_required
def orders():
    found = Order.query.filter_by(user_id=g.user.id)
    status = request.args.get("status")
    if status:
        found = found.filter(Order.status == status)
    return jsonify([{"id": order.id, "status": order.status} for order in found])


@bp.route("/preview")
@token_required
def preview():
    url = request.args["url"]
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in IMAGE_HOSTS:
        return jsonify(error="unknown host"), 400
    picture = requests.get(f"https://{parts.hostname}{parts.path}", timeout=5, allow_redirects=False)
    return Response(picture.content, mimetype="image/png")


@bp.route("/callback")
def callback():
    name = request.args.get("callback", "done")
    response = make_response(jsonify(ok=True))
    return response


class StockView(MethodView):
    decorators = [token_required]

    def get(self, product_id):
        product = db.get_or_404(Product, product_id)
        return jsonify(stock=product.stock)

    def put(self, product_id):
        product = db.get_or_404(Product, product_id)
        try:
            product.stock = int(request.get_json()["stock"])
            db.session.commit()
        except (KeyError, ValueError):
            current_app.logger.exception("stock of %d", product_id)
            return jsonify(error="stock must be a number"), 400
        return jsonify(stock=product.stock)


bp.add_url_rule("/products/<int:product_id>/stock", view_func=StockView.as_view("stock"))
