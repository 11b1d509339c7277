"""Cart, checkout, invoices."""

import json
import os
import subprocess
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request, send_file, session, url_for
from flask_login import current_user, login_required
from werkzeug.utils import safe_join

from .models import Order, OrderLine, Product, db
from .payments import charge
from .tasks import send_confirmation

bp = Blueprint("orders", __name__, url_prefix="/orders")

CARRIERS = {"post": "https://post.example.com/track/", "bike": "https://bike.example.com/t/"}
INVOICE_TEMPLATE = "Dear {name}, order {number} over {total} cents"


def cart():
    return session.setdefault("cart", {})


@bp.route("/cart", methods=["GET"])
def show_cart():
    items = [(db.session.get(Product, int(key)), count) for key, count in cart().items()]
    return render_template("cart.html", items=items)


@bp.route("/cart/add", methods=["POST"])
def add_to_cart():
    product_id = str(int(request.form["product"]))
    quantity = int(request.form.get("quantity", 1))
    if quantity < 1:
        abort(400)
    content = cart()
    content[product_id] = content.get(product_id, 0) + quantity
    session.modified = True
    return redirect(url_for("orders.show_cart"))


@bp.route("/cart/save", methods=["POST"])
def save_cart():
    response = redirect(url_for("orders.show_cart"))
    value = b64encode(json.dumps(cart()).encode()).decode()
    response.set_cookie(
        "saved_cart", value, max_age=60 * 60 * 24 * 30, secure=True, httponly=True, samesite="Lax"
    )
    return response


@bp.route("/cart/restore", methods=["POST"])
def restore_cart():
    saved = request.cookies.get("saved_cart")
    if saved:
        session["cart"] = {str(int(key)): int(count) for key, count in json.loads(b64decode(saved)).items()}
    return redirect(url_for("orders.show_cart"))


@bp.route("/checkout", methods=["POST"])
@login_required
def checkout():
    order = Order(user_id=current_user.id, note=request.form.get("note", ""))
    db.session.add(order)
    total = 0
    for key, quantity in cart().items():
        product = db.session.get(Product, int(key))
        if product.stock < quantity:
            abort(409)
        product.stock -= quantity
        total += product.price * quantity
        db.session.add(OrderLine(order=order, product=product, quantity=quantity))
    order.total = total
    db.session.commit()
    charge(order, request.form["card_token"])
    session.pop("cart", None)
    send_confirmation.delay(order.id)
    return redirect(url_for("orders.show", order_id=order.id))


@bp.route("/<int:order_id>")
@login_required
def show(order_id):
    order = db.session.get(Order, order_id)
    if order is None or order.user_id != current_user.id:
        abort(404)
    return render_template("order.html", order=order)


@bp.route("/<int:order_id>/cancel", methods=["POST"])
@login_required
def cancel(order_id):
    order = db.session.get(Order, order_id)
    if order.user_id != current_user.id and not current_user.is_admin:
        abort(403)
    order.status = "cancelled"
    db.session.commit()
    return redirect(url_for("orders.show", order_id=order_id))


@bp.route("/invoice")
@login_required
def invoice():
    name = request.args["file"]
    path = safe_join(current_app.config["REPORT_FOLDER"], name)
    if path is None or not os.path.exists(path):
        abort(404)
    return send_file(path, as_attachment=True)


@bp.route("/<int:order_id>/message", methods=["POST"])
@login_required
def message(order_id):
    order = db.session.get(Order, order_id)
    text = INVOICE_TEMPLATE.format(name=current_user.name, number=order.id, total=order.total)
    return Response(text, mimetype="text/plain")


@bp.route("/<int:order_id>/label")
@login_required
def label(order_id):
    order = db.session.get(Order, order_id)
    size = request.args.get("size", "A6")
    if size not in {"A4", "A5", "A6"}:
        abort(400)
    handle, target = tempfile.mkstemp(suffix=".pdf")
    os.close(handle)
    subprocess.run(
        ["wkhtmltopdf", "--page-size", size, f"http://localhost/labels/{order.id}", target], check=True
    )
    return send_file(target, mimetype="application/pdf")


@bp.route("/track/<carrier>/<int:number>")
def track(carrier, number):
    if carrier not in CARRIERS:
        abort(404)
    return redirect(CARRIERS[carrier] + str(number))


@bp.route("/<int:order_id>/export")
@login_required
def export(order_id):
    order = db.session.get(Order, order_id)
    folder = Path(current_app.config["REPORT_FOLDER"])
    target = folder / f"order-{order.id}.json"
    target.write_text(json.dumps({"id": order.id, "total": order.total}))
    os.chmod(target, 0o600)
    response = Response(target.read_bytes(), mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=order.json"
    return response


@bp.route("/mine")
@login_required
def mine():
    orders = Order.query.filter_by(user_id=current_user.id).order_by(Order.created.desc()).all()
    return jsonify([{"id": order.id, "status": order.status, "total": order.total} for order in orders])
