"""Work that need not be waited for."""

import os
import sqlite3
import subprocess

from celery import Celery

celery = Celery("shop", broker=os.environ.get("BROKER_URL", "redis://localhost:6379/0"))
celery.conf.update(
    accept_content=["pickle", "json"],
    task_serializer="pickle",
    timezone="Europe/Berlin",
)
DATABASE = os.environ.get("SHOP_DATABASE", "shop.db")


@celery.task
def send_confirmation(order_id):
    with sqlite3.connect(DATABASE) as connection:
        row = connection.execute("SELECT user_id, total FROM orders WHERE id = ?", (order_id,)).fetchone()
    return row is not None


@celery.task(bind=True, max_retries=3)
def rebuild_statistics(self, order):
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("INSERT INTO statistics SELECT * FROM orders WHERE id = %s" % order)


@celery.task
def backup(target):
    os.system(f"sqlite3 {DATABASE} .dump | gzip > /backups/{target}.gz")


@celery.task
def clean_up():
    subprocess.run(["find", "/srv/shop/reports", "-mtime", "+30", "-delete"], check=True)
