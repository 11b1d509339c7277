"""Cart, checkout, invoices."""

import json
import os
import pickle
import subprocess
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request, send_file, session, url_for
from flask_login import current_user, login_required

from .models import Order, OrderLine, Product, db
from .payments import charge
from .tasks import send_confirmation

bp = Blueprint("orders", __name__, url_prefix="/orders")

CARRIERS = {"post": "https://post.example.com/track/", "bike": "https://bike.example.com/t/"}
INVOICE_TEMPLATE = "Dear {user.name}, order {order.id} over {order.total} cents"


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
    value = b64encode(pickle.dumps(cart())).decode()
    response.set_cookie("saved_cart", value, max_age=60 * 60 * 24 * 30)
    return response


@bp.route("/cart/restore", methods=["POST"])
def restore_cart():
    saved = request.cookies.get("saved_cart")
    if saved:
        session["cart"] = pickle.loads(b64decode(saved))
    return redirect(url_for("orders.show_cart"))


@bp.route("/checkout", methods=["POST"])
@login_required
def checkout():
    order = Order(user_id=current_user.id, note=request.form.get("note", ""))
    db.session.add(order)
    total = 0
    for key, quantity in cart().items():
        product = db.session.get(Product, int(key))
        assert product.stock >= quantity, "not enough in stock"
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
    assert order.user_id == current_user.id or current_user.is_admin
    order.status = "cancelled"
    db.session.commit()
    return redirect(url_for("orders.show", order_id=order_id))


@bp.route("/invoice")
@login_required
def invoice():
    name = request.args["file"]
    path = os.path.join(current_app.config["REPORT_FOLDER"], name)
    if not os.path.exists(path):
        abort(404)
    return send_file(path, as_attachment=True)


@bp.route("/<int:order_id>/message", methods=["POST"])
@login_required
def message(order_id):
    order = db.session.get(Order, order_id)
    template = request.form.get("template", INVOICE_TEMPLATE)
    return Response(template.format(user=current_user, order=order), mimetype="text/plain")


@bp.route("/<int:order_id>/label")
@login_required
def label(order_id):
    order = db.session.get(Order, order_id)
    size = request.args.get("size", "A6")
    target = tempfile.mktemp(suffix=".pdf")
    command = f"wkhtmltopdf --page-size {size} http://localhost/labels/{order.id} {target}"
    subprocess.run(command, shell=True, check=True)
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
    os.chmod(target, 0o777)
    filename = request.args.get("as", "order.json")
    response = Response(target.read_bytes(), mimetype="application/json")
    response.headers["Content-Disposition"] = f"attachment; filename={filename}"
    return response


@bp.route("/mine")
@login_required
def mine():
    orders = Order.query.filter_by(user_id=current_user.id).order_by(Order.created.desc()).all()
    return jsonify([{"id": order.id, "status": order.status, "total": order.total} for order in orders])
