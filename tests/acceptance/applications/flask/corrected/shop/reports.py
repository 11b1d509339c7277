"""Figures for the owners of the shop."""

import csv
import io
import os
import subprocess

import pandas as pd
import yaml
from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask_login import login_required
from sqlalchemy import text

from .auth import admin_required
from .db import get_db, rows
from .models import db
from .utils import run

bp = Blueprint("reports", __name__, url_prefix="/reports")

METRICS = {"sales": "SUM(total)", "orders": "COUNT(*)", "basket": "AVG(total)"}


@bp.route("/sales")
@login_required
@admin_required
def sales():
    metric = request.args.get("metric", "sales")
    if metric not in METRICS:
        abort(400)
    since = request.args.get("since", "2024-01-01")
    sql = f"SELECT date(created) AS day, {METRICS[metric]} AS value FROM orders WHERE created >= :since GROUP BY day"
    frame = pd.read_sql(text(sql), db.engine, params={"since": since})
    return Response(frame.to_csv(index=False), mimetype="text/csv")


@bp.route("/customers")
@login_required
@admin_required
def customers():
    country = request.args.get("country", "")
    cursor = get_db().cursor()
    cursor.execute("SELECT id, email, name FROM user WHERE address LIKE ?", (f"%{country}%",))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["id", "email", "name"])
    writer.writerows(tuple(row) for row in cursor)
    return Response(buffer.getvalue(), mimetype="text/csv")


@bp.route("/formula", methods=["POST"])
@login_required
@admin_required
def formula():
    expression = request.form["expression"]
    values = {row["status"]: row["value"] for row in rows("SELECT status, SUM(total) AS value FROM orders GROUP BY status")}
    if expression not in values:
        abort(400)
    result = values[expression]
    return jsonify(result=result)


@bp.route("/definition", methods=["POST"])
@login_required
@admin_required
def definition():
    wanted = yaml.safe_load(request.data)
    if wanted.get("metric") not in METRICS:
        abort(400)
    return jsonify(rows(f"SELECT {METRICS[wanted['metric']]} AS value FROM orders"))


@bp.route("/archive/<year>")
@login_required
@admin_required
def archive(year):
    folder = current_app.config["REPORT_FOLDER"]
    if not year.isdigit():
        abort(400)
    output = run(["tar", "-czf", os.path.join(folder, f"reports-{year}.tgz"), os.path.join(folder, year)])
    return Response(output, mimetype="text/plain")


@bp.route("/disk")
@login_required
@admin_required
def disk():
    usage = subprocess.run(["df", "-h", current_app.config["REPORT_FOLDER"]], capture_output=True, text=True)
    return Response(usage.stdout, mimetype="text/plain")


@bp.route("/grep")
@login_required
@admin_required
def grep():
    term = request.args["term"]
    found = subprocess.run(
        ["grep", "-rnF", "-e", term, "--", current_app.config["REPORT_FOLDER"]], capture_output=True, text=True
    )
    lines = found.stdout.splitlines()
    return jsonify(lines[:100])
