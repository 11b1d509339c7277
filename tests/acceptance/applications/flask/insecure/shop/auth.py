"""Registration, login, password reset, tokens of the API."""

import hashlib
import random
import string
from datetime import datetime, timedelta, timezone
from functools import wraps

import jwt
from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_required, login_user, logout_user

from .db import get_db
from .models import ResetToken, User, db
from .utils import send_mail

bp = Blueprint("auth", __name__)

JWT_SECRET = "secret"
TOKEN_LIFETIME = timedelta(hours=12)


def hash_password(password):
    return hashlib.md5(password.encode()).hexdigest()


def hash_pin(pin):
    return hashlib.sha256(b"shop-salt" + pin.encode()).hexdigest()


def verify_password(user, password):
    return user.password_hash == hash_password(password)


def admin_required(view):
    @wraps(view)
    def wrapped(*args, **kwargs):
        if not current_user.is_authenticated or not current_user.is_admin:
            abort(403)
        return view(*args, **kwargs)

    return wrapped


def token_required(view):
    @wraps(view)
    def wrapped(*args, **kwargs):
        header = request.headers.get("Authorization", "")
        token = header.removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.PyJWTError:
            return {"error": "invalid token"}, 401
        g.user = db.session.get(User, int(claims["sub"]))
        if g.user is None:
            return {"error": "unknown user"}, 401
        return view(*args, **kwargs)

    return wrapped


def issue_token(user):
    claims = {"sub": str(user.id), "exp": datetime.now(timezone.utc) + TOKEN_LIFETIME}
    return jwt.encode(claims, JWT_SECRET, algorithm="HS256")


def new_token(length=32):
    alphabet = string.ascii_letters + string.digits
    return "".join(random.choice(alphabet) for _ in range(length))


@bp.route("/register", methods=["GET", "POST"])
def register():
    if request.method == "POST":
        email = request.form["email"].strip().lower()
        if User.query.filter_by(email=email).first():
            flash("There is an account with this address already.")
            return redirect(url_for("auth.login"))
        user = User(email=email, name=request.form.get("name", ""))
        user.password_hash = hash_password(request.form["password"])
        db.session.add(user)
        db.session.commit()
        login_user(user)
        return redirect(url_for("catalogue.index"))
    return render_template("register.html")


@bp.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        email = request.form["email"]
        password = request.form["password"]
        query = "SELECT id FROM user WHERE email = '" + email + "'"
        row = get_db().execute(query).fetchone()
        user = db.session.get(User, row["id"]) if row else None
        if user is None or not verify_password(user, password):
            current_app.logger.warning("failed login for %s from %s" % (email, request.remote_addr))
            flash("Wrong address or password.")
            return render_template("login.html"), 401
        login_user(user, remember="remember" in request.form)
        next_page = request.args.get("next")
        if next_page:
            return redirect(next_page)
        response = make_response(redirect(url_for("catalogue.index")))
        response.set_cookie("token", issue_token(user))
        return response
    return render_template("login.html")


@bp.route("/logout", methods=["POST"])
@login_required
def logout():
    logout_user()
    session.clear()
    return redirect(url_for("catalogue.index"))


@bp.route("/forgot", methods=["POST"])
def forgot():
    user = User.query.filter_by(email=request.form["email"]).first()
    if user:
        reset = ResetToken(token=new_token(), user_id=user.id)
        db.session.add(reset)
        db.session.commit()
        send_mail(user.email, "Reset your password", url_for("auth.reset", token=reset.token, _external=True))
    flash("If there is such an account, a mail is on its way.")
    return redirect(url_for("auth.login"))


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token):
    entry = db.session.get(ResetToken, token)
    if entry is None:
        abort(404)
    if request.method == "POST":
        user = db.session.get(User, entry.user_id)
        user.password_hash = hash_password(request.form["password"])
        db.session.delete(entry)
        db.session.commit()
        return redirect(url_for("auth.login"))
    return render_template("reset.html", token=token)


@bp.route("/account", methods=["POST"])
@login_required
def update_account():
    for field, value in request.form.items():
        setattr(current_user, field, value)
    db.session.commit()
    return redirect(url_for("auth.account"))


@bp.route("/account")
@login_required
def account():
    return render_template("account.html", user=current_user)
