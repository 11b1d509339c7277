"""Tickets and what hangs on them."""

from django.conf import settings
from django.db import models


class Ticket(models.Model):
    STATES = [("open", "Open"), ("waiting", "Waiting"), ("closed", "Closed")]

    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=20, choices=STATES, default="open")
    priority = models.IntegerField(default=3)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tickets")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self):
        return f"#{self.pk} {self.subject}"


class Comment(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)


class Attachment(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="attachments")
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    content_type = models.CharField(max_length=100, default="application/octet-stream")


class Macro(models.Model):
    name = models.CharField(max_length=80)
    text = models.TextField()
