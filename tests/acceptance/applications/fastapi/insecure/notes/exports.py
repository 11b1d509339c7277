"""Exports notes as one page, as a calendar, as a feed."""

from datetime import datetime
from html import escape

from .database import Note


def as_page(notes: list[Note]) -> str:
    rows = "".join(f"<li>{escape(note.title)}</li>" for note in notes)
    return f"<!doctype html><title>Notes</title><ul>{rows}</ul>"


def as_calendar(notes: list[Note], now: datetime) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for note in notes:
        lines += ["BEGIN:VEVENT", f"UID:{note.id}", f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}", f"SUMMARY:{note.title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR"])


def as_feed(notes: list[Note]) -> str:
    items = "".join(f"<item><title>{escape(note.title)}</title></item>" for note in notes)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
