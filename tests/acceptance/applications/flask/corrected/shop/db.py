"""The plain connection for what the ORM is too slow for."""

import sqlite3

from flask import current_app, g
from pymongo import MongoClient


def get_db():
    if "connection" not in g:
        g.connection = sqlite3.connect(current_app.config["DATABASE"])
        g.connection.row_factory = sqlite3.Row
    return g.connection


def close_db(error=None):
    connection = g.pop("connection", None)
    if connection is not None:
        connection.close()


def rows(statement, parameters=()):
    return [dict(row) for row in get_db().execute(statement, parameters).fetchall()]


def mongo():
    if "mongo" not in g:
        g.mongo = MongoClient(current_app.config["MONGO_URL"])
    return g.mongo.shop
