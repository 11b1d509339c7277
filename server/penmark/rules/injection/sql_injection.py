"""Repairs of sql-injection: parameters beside the query."""

from __future__ import annotations

from penmark.findings import Fix
from penmark.rules.repairs.parameters import (
    DOLLAR,
    FORMAT,
    NAMED,
    NUMERIC,
    QMARK,
    SESSION,
    Style,
    parameterized,
)
from penmark.rules.repairs.place import Place

_STYLES: dict[str, Style] = {
    "sqlite3": QMARK,
    "aiosqlite": QMARK,
    "pyodbc": QMARK,
    "duckdb": QMARK,
    "psycopg": FORMAT,
    "psycopg2": FORMAT,
    "pymysql": FORMAT,
    "MySQLdb": FORMAT,
    "mysql": FORMAT,
    "pymssql": FORMAT,
    "cx_Oracle": NUMERIC,
    "oracledb": NUMERIC,
    "asyncpg": DOLLAR,
}
_WITHOUT = ("executescript", "executemany", "read_sql", "read_sql_query", "RawSQL")


def _style(place: Place) -> Style | None:
    """The style of the driver, None where the driver is not known."""
    if place.path == "sqlalchemy.text":
        return NAMED
    if place.path.startswith("sqlalchemy.") or _is_session(place.path):
        return SESSION
    if place.path.startswith("django.db.") or place.path.endswith(".objects.raw"):
        return FORMAT
    receiver = place.arguments.receiver
    paths = (place.path, *(receiver.value.paths if receiver is not None else ()))
    return next((style for path in paths if (style := _STYLES.get(path.split(".")[0])) is not None), None)


def _is_session(path: str) -> bool:
    """Whether a spelling is that of SQLAlchemy's session."""
    receiver, _, name = path.rpartition(".")
    return name == "execute" and receiver.rpartition(".")[2].endswith("session")


def _takes_parameters(place: Place) -> bool:
    root, _, name = place.path.rpartition(".")
    return name not in _WITHOUT and not root.startswith("pandas")


def parameterize(place: Place) -> Fix | None:
    """Placeholders in the driver's style; where that is not known, `?`, to be reviewed."""
    style = _style(place)
    if style is None:
        if not _takes_parameters(place):
            return None
        return parameterized(
            place, QMARK, "Pass the values as parameters, with `?` as sqlite3 writes it", sure=False
        )
    if not _takes_parameters(place) or place.path.endswith(".exec_driver_sql"):
        return None
    return parameterized(place, style, "Pass the values as parameters", sure=not _is_session(place.path))


def parameterize_format(place: Place) -> Fix | None:
    """Where the driver is not known: `%s`, as the drivers of PostgreSQL and MySQL write it."""
    if _style(place) is not None or not _takes_parameters(place):
        return None
    return parameterized(
        place, FORMAT, "Pass the values as parameters, with `%s` as psycopg and PyMySQL write it", sure=False
    )
