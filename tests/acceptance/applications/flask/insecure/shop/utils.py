"""Small things that several places need."""

import hashlib
import os
import random
import smtplib
import subprocess
from email.message import EmailMessage


def send_mail(to, subject, text):
    message = EmailMessage()
    message["From"] = "shop@example.com"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    with smtplib.SMTP(os.environ.get("MAIL_HOST", "localhost")) as smtp:
        smtp.send_message(message)


def shell(command):
    return subprocess.check_output(command, shell=True, text=True)


def etag(content):
    return hashlib.sha256(content).hexdigest()[:16]


def price(cents):
    return f"{cents / 100:.2f} €"


def daily_offer(products):
    return random.choice(products) if products else None


def slug(name):
    return "-".join(part for part in "".join(c if c.isalnum() else " " for c in name.lower()).split())
