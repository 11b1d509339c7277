"""The back office."""

import ssl
import smtplib

import paramiko
from flask import Blueprint, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from ldap3 import ALL, Connection, Server
from ldap3.utils.conv import escape_filter_chars

from .auth import admin_required
from .models import Order, Product, User, db

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.route("/")
@login_required
@admin_required
def dashboard():
    return render_template("admin/dashboard.html", orders=Order.query.count(), users=User.query.count())


@bp.route("/users")
@login_required
@admin_required
def users():
    return render_template("admin/users.html", users=User.query.order_by(User.email).all())


@bp.route("/users/<int:user_id>/delete", methods=["POST"])
@login_required
@admin_required
def delete_user(user_id):
    user = db.session.get(User, user_id)
    db.session.delete(user)
    db.session.commit()
    return redirect(url_for("admin.users"))


@bp.route("/users/<int:user_id>/role", methods=["POST"])
@login_required
@admin_required
def role(user_id):
    user = db.session.get(User, user_id)
    if user is None or user.id == current_user.id:
        abort(400)
    user.is_admin = request.form.get("role") == "admin"
    db.session.commit()
    return redirect(url_for("admin.users"))


@bp.route("/products", methods=["POST"])
@login_required
@admin_required
def create_product():
    data = request.get_json()
    product = Product(
        name=str(data["name"]),
        description=str(data.get("description", "")),
        price=int(data["price"]),
        category=str(data["category"]),
    )
    db.session.add(product)
    db.session.commit()
    return jsonify(product.as_dict()), 201


@bp.route("/staff")
@login_required
@admin_required
def staff():
    name = request.args.get("name", "*")
    server = Server(current_app.config["LDAP_URL"], get_info=ALL)
    with Connection(server, auto_bind=True) as connection:
        wanted = escape_filter_chars(name)
        connection.search(
            current_app.config["LDAP_BASE"], f"(&(objectClass=person)(cn={wanted}))", attributes=["mail"]
        )
        return jsonify([str(entry.mail) for entry in connection.entries])


@bp.route("/warehouse/sync", methods=["POST"])
@login_required
@admin_required
def sync_warehouse():
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.connect(
        current_app.config["WAREHOUSE_HOST"], username="shop", key_filename=current_app.config["WAREHOUSE_KEY"]
    )
    branch = request.form.get("branch", "main")
    if branch not in {"main", "outlet"}:
        abort(400)
    stdin, stdout, stderr = client.exec_command(f"cd /srv/stock && ./export.sh {branch}")
    lines = stdout.read().decode().splitlines()
    client.close()
    flash(f"{len(lines)} products synchronised")
    return redirect(url_for("admin.dashboard"))


@bp.route("/newsletter", methods=["POST"])
@login_required
@admin_required
def newsletter():
    context = ssl.create_default_context()
    with smtplib.SMTP(current_app.config["MAIL_HOST"], 587) as smtp:
        smtp.starttls(context=context)
        smtp.login(current_app.config["MAIL_USER"], current_app.config["MAIL_PASSWORD"])
        for user in User.query.filter(User.email.like("%@%")):
            smtp.sendmail("shop@example.com", user.email, request.form["text"].encode())
    return redirect(url_for("admin.dashboard"))
