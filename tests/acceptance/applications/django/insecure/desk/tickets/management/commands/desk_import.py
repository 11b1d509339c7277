"""Imports tickets of the old system."""

import csv
import pathlib

import psycopg2
from django.core.management.base import BaseCommand

from tickets.models import Ticket


class Command(BaseCommand):
    help = "Imports tickets of the old system"

    def add_arguments(self, parser):
        parser.add_argument("file", type=pathlib.Path)
        parser.add_argument("--table", default="tickets", choices=["tickets", "archive"])
        parser.add_argument("--since", default="2020-01-01")

    def handle(self, *args, **options):
        with options["file"].open() as file:
            known = {row["id"] for row in csv.DictReader(file)}
        connection = psycopg2.connect(host="old.example.com", user="desk", password="old-desk-2019")
        cursor = connection.cursor()
        cursor.execute(f"SELECT id, subject FROM {options['table']} WHERE created > '{options['since']}'")
        for number, subject in cursor:
            if str(number) not in known:
                Ticket.objects.create(subject=subject, body="imported", customer_id=1)
        self.stdout.write(self.style.SUCCESS("done"))
