"""Figures for the owners of the shop."""

import csv
import io
import os
import subprocess

import pandas as pd
import yaml
from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask_login import login_required

from .auth import admin_required
from .db import get_db, rows
from .models import db
from .utils import shell

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
    sql = "SELECT date(created) AS day, {} AS value FROM orders WHERE created >= '{}' GROUP BY day".format(
        METRICS[metric], since
    )
    frame = pd.read_sql(sql, db.engine)
    return Response(frame.to_csv(index=False), mimetype="text/csv")


@bp.route("/customers")
@login_required
@admin_required
def customers():
    country = request.args.get("country", "")
    cursor = get_db().cursor()
    cursor.execute("SELECT id, email, name FROM user WHERE address LIKE '%%%s%%'" % country)
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
    result = eval(expression, {}, values)
    return jsonify(result=result)


@bp.route("/definition", methods=["POST"])
@login_required
@admin_required
def definition():
    wanted = yaml.load(request.data, Loader=yaml.Loader)
    if wanted.get("metric") not in METRICS:
        abort(400)
    return jsonify(rows(f"SELECT {METRICS[wanted['metric']]} AS value FROM orders"))


@bp.route("/archive/<year>")
@login_required
@admin_required
def archive(year):
    folder = current_app.config["REPORT_FOLDER"]
    output = shell(f"tar -czf /tmp/reports-{year}.tgz {folder}/{year}")
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
    lines = os.popen("grep -rn '" + term + "' " + current_app.config["REPORT_FOLDER"]).readlines()
    return jsonify(lines[:100])
