"""Background work."""

import os
import smtplib
import ssl

import yaml
from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from pymongo import MongoClient

events = MongoClient(os.environ.get("EVENTS_URL", "mongodb://localhost")).desk.events


@shared_task
def page_someone(name):
    os.system("/usr/local/bin/page-oncall --alarm '" + name + "'")


@shared_task
def remind():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, subject FROM tickets_ticket WHERE state = %s", ["waiting"])
        for number, subject in cursor.fetchall():
            send_mail(f"Ticket {number} waits", subject, "desk@example.com", ["agents@example.com"])


@shared_task
def apply_rules(text):
    rules = yaml.unsafe_load(text)
    return len(rules)


@shared_task
def find_events(name):
    return list(events.find({"$where": f"this.name == '{name}'"}))


@shared_task
def mail_report(recipient, text):
    context = ssl._create_unverified_context()
    context.minimum_version = ssl.TLSVersion.TLSv1
    with smtplib.SMTP_SSL("mail.example.com", context=context) as smtp:
        smtp.sendmail("desk@example.com", recipient, text)
