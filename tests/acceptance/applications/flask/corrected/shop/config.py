"""Settings by environment."""

import os
from datetime import timedelta
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent


class Config:
    SECRET_KEY = os.environ.get("SHOP_SECRET_KEY")
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", f"sqlite:///{BASE_DIR / 'shop.db'}")
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    DATABASE = str(BASE_DIR / "shop.db")
    UPLOAD_FOLDER = str(BASE_DIR / "uploads")
    REPORT_FOLDER = str(BASE_DIR / "reports")
    MONGO_URL = os.environ.get("MONGO_URL", "mongodb://localhost:27017")
    PERMANENT_SESSION_LIFETIME = timedelta(days=14)
    FRONTENDS = ["https://shop.example.com"]
    WEBHOOK_SECRET = os.environ.get("WEBHOOK_SECRET", "")
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    WTF_CSRF_ENABLED = True
    MAX_CONTENT_LENGTH = 8 * 1024 * 1024
    LDAP_URL = os.environ.get("LDAP_URL", "ldaps://directory.example.com")
    LDAP_BASE = "ou=staff,dc=example,dc=com"
    WAREHOUSE_HOST = os.environ.get("WAREHOUSE_HOST", "warehouse.internal")
    WAREHOUSE_KEY = os.environ.get("WAREHOUSE_KEY", "/etc/shop/warehouse_key")
    CARRIER_TOKEN = os.environ.get("CARRIER_TOKEN", "")
    MAIL_HOST = os.environ.get("MAIL_HOST", "localhost")
    MAIL_USER = os.environ.get("MAIL_USER", "shop")
    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
    PAGE_SIZE = 24


class DevelopmentConfig(Config):
    DEBUG = True


class ProductionConfig(Config):
    DEBUG = False
    PREFERRED_URL_SCHEME = "https"


def config_for(name):
    return {"development": DevelopmentConfig, "production": ProductionConfig}.get(name, ProductionConfig)
