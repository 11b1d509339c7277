// A squiggle, a row in Problems, and the rule's page where the mouse rests.
import assert from "node:assert/strict";

export const files = {
  "users.py": `import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/user")
def user():
    name = request.args["name"]
    found = sqlite3.connect("users.db").execute(f"SELECT * FROM users WHERE name = '{name}'")
    return list(found)
`,
};

export default async function ({ window }) {
  await window.file("users.py");
  const marks = await window.squiggles(1);
  await window.problems("sql-injection");
  await window.status("1 finding in this file");
  const hover = await window.hover(marks.first());
  assert.match(hover, /The query is built from data of the HTTP request/);
  assert.match(hover, /SQL query built from untrusted data/);
  await window.screenshot("hover");
}
