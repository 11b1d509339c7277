"""Options of the command line: what their declarations let through."""

from __future__ import annotations

from tests.dataflow.support import expect

DECLARED = """
import argparse
import os

def build():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", "-p", type=int)
    parser.add_argument("mode", choices=["fast", "slow"])
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--where", dest="place")
    parser.add_argument("--name")
    return parser
"""


def test_numbers_choices_and_flags_are_harmless():
    expect(
        DECLARED
        + """
def main():
    args = build().parse_args()
    os.system(f"serve {args.port} {args.mode} {args.dry_run}")
    os.system(f"serve {args.name}")  #! shell
    os.system(f"serve {args.place}")  #! shell
    os.system(f"serve {args.port} {args.other}")  #! shell
"""
    )


def test_an_option_that_is_declared_twice_must_be_harmless_twice():
    expect(
        """
import argparse
import os

parser = argparse.ArgumentParser()
commands = parser.add_subparsers()
commands.add_parser("a").add_argument("--target", type=int)
commands.add_parser("b").add_argument("--target")
args = parser.parse_args()
os.system(f"go {args.target}")  #! shell
"""
    )


def test_elements_of_the_options_of_a_management_command():
    expect(
        """
import sqlite3
from django.core.management.base import BaseCommand

class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--table", choices=["new", "old"])
        parser.add_argument("--since")

    def handle(self, *args, **options):
        connection = sqlite3.connect("a")
        connection.execute(f"SELECT id FROM {options['table']}")
        connection.execute(f"SELECT id FROM t WHERE day > '{options['since']}'")  #! sql
"""
    )
