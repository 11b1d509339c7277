"""error-details-exposed: a good answer stays; a failure tells the log what it told the client."""

from __future__ import annotations

from tests.fixes.support import fixed, printed

SOURCE = """
import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/rows")
def rows():
    try:
        database = sqlite3.connect(":memory:")
        return jsonify(database.execute("SELECT 1 FROM " + {"yes": "sqlite_master"}.get(request.args["of"], "hidden_table")).fetchall())
    except Exception as e:
        return jsonify({"error": f"Failed: {e}"}), 500
"""
LOG = """
import io, logging
log = io.StringIO()
logging.basicConfig(stream=log, level=logging.INFO)
"""
ASK = """
answer = app.test_client().get("/rows", query_string={"of": %r})
print(answer.status_code, answer.get_data(as_text=True).strip(), "hidden_table" in log.getvalue())
"""


def test_the_table_is_not_told() -> None:
    after = fixed(SOURCE, "error-details-exposed")
    assert printed(SOURCE, LOG, ASK % "yes") == printed(after, LOG, ASK % "yes") == "200 [] False"
    assert printed(SOURCE, LOG, ASK % "no") == '500 {"error":"Failed: no such table: hidden_table"} False'
    assert printed(after, LOG, ASK % "no") == '500 {"error":"Failed"} True'
