"""A small shop: catalogue, cart, orders, uploads, reports, admin, webhooks, an AI summary."""

import logging
import os

from flask import Flask, jsonify
from flask_cors import CORS
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from . import admin, api, assistant, auth, catalogue, feeds, orders, reports, uploads, webhooks
from .config import config_for
from .db import close_db
from .models import User, db

login_manager = LoginManager()
login_manager.login_view = "auth.login"
csrf = CSRFProtect()


def create_app(environment=None):
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_object(config_for(environment or os.environ.get("SHOP_ENV", "development")))
    app.config.from_prefixed_env("SHOP")
    os.makedirs(app.instance_path, exist_ok=True)

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")

    db.init_app(app)
    login_manager.init_app(app)
    csrf.init_app(app)
    CORS(app, resources={r"/api/*": {"origins": app.config["FRONTENDS"]}}, supports_credentials=True)

    for module in (admin, api, assistant, auth, catalogue, feeds, orders, reports, uploads, webhooks):
        app.register_blueprint(module.bp)
    csrf.exempt(webhooks.bp)

    app.teardown_appcontext(close_db)
    register_errors(app)
    return app


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))


def register_errors(app):
    @app.errorhandler(404)
    def not_found(error):
        return jsonify(error="not found"), 404

    @app.errorhandler(Exception)
    def unexpected(error):
        app.logger.exception("unhandled error")
        return jsonify(error="something went wrong"), 500

    @app.after_request
    def security_headers(response):
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response
