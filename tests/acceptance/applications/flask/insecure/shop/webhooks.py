"""What the payment provider and the carriers tell us."""

import hashlib
import hmac
import json
import logging

import redis
from flask import Blueprint, abort, current_app, jsonify, request

from .db import get_db
from .models import Order, db
from .tasks import rebuild_statistics

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")
log = logging.getLogger(__name__)
queue = redis.Redis()


@bp.route("/payment", methods=["POST"])
def payment():
    expected = hmac.new(current_app.config["WEBHOOK_SECRET"].encode(), request.data, hashlib.sha256).hexdigest()
    signature = request.headers.get("X-Signature", "")
    if signature != expected:
        abort(401)
    event = request.get_json()
    order = db.session.get(Order, int(event["reference"]))
    if order is None:
        abort(404)
    order.status = "paid" if event["type"] == "charge.succeeded" else "failed"
    db.session.commit()
    return jsonify(received=True)


@bp.route("/carrier", methods=["POST"])
def carrier():
    token = request.headers.get("X-Carrier-Token", "")
    if not hmac.compare_digest(token, current_app.config["CARRIER_TOKEN"]):
        abort(401)
    event = request.get_json()
    connection = get_db()
    connection.execute(f"UPDATE orders SET status = '{event['status']}' WHERE id = {event['order']}")
    connection.commit()
    log.info("carrier says: " + event["status"])
    queue.publish("orders", json.dumps({"order": event["order"]}))
    rebuild_statistics.delay(str(event["order"]))
    return "", 204
