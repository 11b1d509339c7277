"""A small shop's back office, written the way an assistant writes it when nobody asks for safety.

Every line that is marked `weakness: N` is insecure on purpose; the acceptance test counts which are found.
"""

import hashlib
import logging
import os
import pickle
import random
import sqlite3
import ssl
import subprocess
import tarfile
import tempfile
import xml.sax
import zipfile

import jwt
import paramiko
import requests
import yaml
from Crypto.Cipher import AES, DES
from flask import Flask, Response, make_response, redirect, render_template_string, request, send_file, session
from markupsafe import Markup

app = Flask(__name__)
app.secret_key = "b7Qz-9fLw2!xVt4R"  # weakness: 1
DB_PASSWORD = "pr0d-Kx83!mQzu"  # weakness: 2

log = logging.getLogger(__name__)


def connect():
    return sqlite3.connect("shop.db")


@app.route("/users")
def find_user():
    name = request.args.get("name", "")
    db = connect()
    rows = db.execute("SELECT id, name FROM users WHERE name = '" + name + "'").fetchall()  # weakness: 3
    return {"users": rows}


@app.route("/orders/<order_id>")
def order(order_id):
    cursor = connect().cursor()
    cursor.execute(f"SELECT * FROM orders WHERE id = {order_id}")  # weakness: 4
    return {"order": cursor.fetchone()}


@app.route("/search", methods=["POST"])
def search():
    term = request.form["q"]
    query = "SELECT * FROM products WHERE title LIKE '%%%s%%'" % term
    with connect() as db:
        return {"products": db.execute(query).fetchall()}  # weakness: 5


@app.route("/ping")
def ping():
    host = request.args["host"]
    os.system("ping -c 1 " + host)  # weakness: 6
    return "ok"


@app.route("/convert", methods=["POST"])
def convert():
    source = request.json["source"]
    subprocess.run(f"convert {source} out.png", shell=True)  # weakness: 7
    return "done"


@app.route("/dns")
def dns():
    domain = request.args.get("domain")
    output = subprocess.check_output("dig " + domain, shell=True)  # weakness: 8
    return output


@app.route("/calc")
def calc():
    return str(eval(request.args["expression"]))  # weakness: 9


@app.route("/run", methods=["POST"])
def run():
    exec(request.get_data(as_text=True))  # weakness: 10
    return "ran"


@app.route("/files")
def files():
    name = request.args["name"]
    with open(os.path.join("uploads", name)) as handle:  # weakness: 11
        return handle.read()


@app.route("/download")
def download():
    return send_file("/srv/reports/" + request.args["report"])  # weakness: 12


@app.route("/session", methods=["POST"])
def load_session():
    data = pickle.loads(request.data)  # weakness: 13
    return {"user": data["user"]}


@app.route("/config", methods=["POST"])
def load_config():
    settings = yaml.load(request.data, Loader=yaml.Loader)  # weakness: 14
    return {"keys": list(settings)}


@app.route("/proxy")
def proxy():
    url = request.args["url"]
    return requests.get(url, timeout=5).text  # weakness: 15


@app.route("/partner")
def partner():
    answer = requests.get("https://partner.shop.test/stock", verify=False, timeout=5)  # weakness: 16
    return answer.text


@app.route("/register", methods=["POST"])
def register():
    password = request.form["password"]
    digest = hashlib.md5(password.encode()).hexdigest()  # weakness: 17
    with connect() as db:
        db.execute("INSERT INTO users (name, digest) VALUES (?, ?)", (request.form["name"], digest))
    return "registered"


def legacy_digest(password):
    return hashlib.sha1(password.encode()).hexdigest()  # weakness: 18


def encrypt_card(key, card):
    cipher = DES.new(key, DES.MODE_CBC, b"8bytesiv")  # weakness: 19
    return cipher.encrypt(card)


def encrypt_note(key, note):
    cipher = AES.new(key, AES.MODE_ECB)  # weakness: 20
    return cipher.encrypt(note)


def make_reset_token():
    return "".join(random.choice("abcdef0123456789") for _ in range(32))  # weakness: 21


def new_session_id():
    session_id = random.randint(0, 2**64)  # weakness: 22
    return session_id


def export_report(rows):
    path = tempfile.mktemp(suffix=".csv")  # weakness: 23
    with open(path, "w") as handle:
        handle.writelines(rows)
    return path


@app.route("/hello")
def hello():
    name = request.args.get("name", "you")
    return render_template_string("<h1>Hello " + name + "</h1>")  # weakness: 24


@app.route("/greet")
def greet():
    return make_response("<p>Welcome, " + request.args["name"] + "</p>")  # weakness: 25


@app.route("/comment", methods=["POST"])
def comment():
    return Markup("<blockquote>" + request.form["text"] + "</blockquote>")  # weakness: 26


@app.route("/next")
def follow():
    return redirect(request.args["next"])  # weakness: 27


@app.route("/import", methods=["POST"])
def import_feed():
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)  # weakness: 28
    parser.parse(request.stream)
    return "imported"


def current_user(token):
    return jwt.decode(token, options={"verify_signature": False})  # weakness: 29


def deploy(host):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # weakness: 30
    client.connect(host)
    return client


@app.route("/upload", methods=["POST"])
def upload():
    upload_file = request.files["archive"]
    archive = tarfile.open(fileobj=upload_file.stream)
    archive.extractall("uploads")  # weakness: 31
    return "unpacked"


def legacy_socket(sock):
    context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)  # weakness: 32
    return context.wrap_socket(sock)


def quiet_context():
    return ssl._create_unverified_context()  # weakness: 33


@app.route("/login", methods=["POST"])
def login():
    response = Response("logged in")
    response.set_cookie("session", session.get("id", ""), secure=False, httponly=False)  # weakness: 34
    return response


def members(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)  # weakness: 35
