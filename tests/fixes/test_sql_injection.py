"""sql-injection: parameters bound by the driver, in a database in memory."""

from __future__ import annotations

import pytest
from tests.fixes.support import fixed, printed

RULE = "sql-injection"
SCHEMA = """
import sqlite3
connection = sqlite3.connect(":memory:")
connection.executescript('''
    CREATE TABLE users (name TEXT, age INTEGER);
    INSERT INTO users VALUES ('ann', 30), ('bob', 40), ('o''neil', 50), ('100%', 60);
''')
"""
SOURCES = {
    "f-string": """
        import sqlite3

        def find(connection: sqlite3.Connection, name):
            return connection.execute(f"SELECT name FROM users WHERE name = '{name}'").fetchall()
        """,
    "concatenated": """
        import sqlite3

        def find(connection: sqlite3.Connection, name):
            query = "SELECT name FROM users WHERE name = '" + name + "' ORDER BY name"
            return connection.execute(query).fetchall()
        """,
    "percent": """
        import sqlite3

        def find(connection: sqlite3.Connection, name):
            cursor = connection.cursor()
            cursor.execute("SELECT name FROM users WHERE name = '%s'" % name)
            return cursor.fetchall()
        """,
    "format": """
        import sqlite3

        def find(connection: sqlite3.Connection, name):
            return connection.execute("SELECT name FROM users WHERE name = '{}'".format(name)).fetchall()
        """,
}
LIKE = """
import sqlite3

def find(connection: sqlite3.Connection, name):
    return connection.execute(f"SELECT name FROM users WHERE name LIKE '%{name}%' AND age > 35").fetchall()
"""


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_name_is_found_and_nothing_else(source: str) -> None:
    after = fixed(source, RULE)
    honest = ("print(find(connection, 'bob'), find(connection, 'nobody'))",)
    assert printed(source, SCHEMA, *honest) == printed(after, SCHEMA, *honest) == "[('bob',)] []"
    attack = """print(len(find(connection, "x' OR '1'='1' --")))"""
    assert printed(source, SCHEMA, attack) == "4"
    assert printed(after, SCHEMA, attack) == "0"
    assert printed(after, SCHEMA, """print(find(connection, "o'neil"))""") == """[("o'neil",)]"""


def test_like_keeps_its_signs() -> None:
    after = fixed(LIKE, RULE)
    honest = "print(find(connection, 'b'), find(connection, '0'))"
    assert printed(LIKE, SCHEMA, honest) == printed(after, SCHEMA, honest) == "[('bob',)] [('100%',)]"
    attack = """print(len(find(connection, "' OR 1=1 --")))"""
    assert printed(LIKE, SCHEMA, attack) == "4"
    assert printed(after, SCHEMA, attack) == "0"
