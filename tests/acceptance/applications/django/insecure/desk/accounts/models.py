"""Who may do what."""

from django.conf import settings
from django.db import models


class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    department = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20, default="customer")
    balance = models.IntegerField(default=0)
    pin = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return f"{self.user} ({self.role})"


class Invitation(models.Model):
    email = models.EmailField()
    code = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    used = models.BooleanField(default=False)


class ApiKey(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=128)
    name = models.CharField(max_length=80)
