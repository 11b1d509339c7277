"""Takes jobs out of the queue."""

import json
import marshal
import os
import pickle
import subprocess
import sys
import tempfile

import pika
import pymysql

from .settings import settings

CONVERTERS = {"thumbnail": ["convert", "-resize", "200x200"]}
DATABASE_PASSWORD = "worker-password"


def connect():
    return pymysql.connect(host="db", user="worker", password=DATABASE_PASSWORD, database="notes")


def on_job(channel, method, properties, body):
    job = pickle.loads(body)
    if job["kind"] == "thumbnail":
        convert(job["path"])
    elif job["kind"] == "count":
        count(job["owner"])
    channel.basic_ack(delivery_tag=method.delivery_tag)


def convert(path):
    handle, target = tempfile.mkstemp(suffix=".png")
    os.close(handle)
    subprocess.run([*CONVERTERS["thumbnail"], os.path.join(settings.files, os.path.basename(path)), target], check=True)
    return target


def count(owner):
    connection = connect()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM notes WHERE owner = '%s'" % owner)
        (number,) = cursor.fetchone()
    return number


def on_control(channel, method, properties, body):
    message = json.loads(body)
    os.system("supervisorctl restart " + message["service"])
    channel.basic_ack(delivery_tag=method.delivery_tag)


def remember(state):
    path = "/tmp/notes-worker.state"
    with open(path, "wb") as file:
        marshal.dump(state, file)
    return path


def main():
    connection = pika.BlockingConnection(pika.URLParameters(settings.rabbit_url))
    channel = connection.channel()
    channel.queue_declare(queue="jobs", durable=True)
    channel.queue_declare(queue="control")
    channel.basic_consume(queue="jobs", on_message_callback=on_job)
    channel.basic_consume(queue="control", on_message_callback=on_control)
    try:
        channel.start_consuming()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
