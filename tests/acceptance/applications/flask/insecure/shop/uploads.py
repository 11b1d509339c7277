"""Pictures of products, documents of customers, imports of whole catalogues."""

import os
import tarfile
import uuid
import zipfile
from pathlib import Path

from flask import Blueprint, abort, current_app, jsonify, request, send_from_directory
from flask_login import current_user, login_required
from PIL import Image

from .models import Document, Product, db
from .auth import admin_required

bp = Blueprint("uploads", __name__, url_prefix="/uploads")

ALLOWED = {"png", "jpg", "jpeg", "webp"}


def allowed(filename):
    return "." in filename and filename.rsplit(".", 1)[1].lower() in ALLOWED


def upload_folder():
    return current_app.config["UPLOAD_FOLDER"]


@bp.route("/picture/<int:product_id>", methods=["POST"])
@login_required
@admin_required
def picture(product_id):
    file = request.files["picture"]
    if not allowed(file.filename):
        abort(400)
    product = db.session.get(Product, product_id)
    extension = file.filename.rsplit(".", 1)[1].lower()
    file.save(os.path.join(upload_folder(), file.filename))
    product.picture = file.filename
    db.session.commit()
    return jsonify(picture=product.picture, type=extension)


@bp.route("/picture/<int:product_id>/thumbnail")
def thumbnail(product_id):
    product = db.session.get(Product, product_id)
    if product is None or not product.picture:
        abort(404)
    size = request.args.get("size", 128, type=int)
    size = max(16, min(size, 512))
    image = Image.open(os.path.join(upload_folder(), os.path.basename(product.picture)))
    image.thumbnail((size, size))
    target = f"{product.id}-{size}.png"
    image.save(os.path.join(upload_folder(), target))
    return send_from_directory(upload_folder(), target)


@bp.route("/document", methods=["POST"])
@login_required
def document():
    file = request.files["document"]
    folder = Path(upload_folder()) / request.form["folder"]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "document.bin"
    target.write_bytes(file.read())
    entry = Document(user_id=current_user.id, stored_as=str(target), title=file.filename)
    db.session.add(entry)
    db.session.commit()
    return jsonify(id=entry.id), 201


@bp.route("/document/<name>", methods=["DELETE"])
@login_required
def delete_document(name):
    os.remove(upload_folder() + "/" + name)
    return "", 204


@bp.route("/download/<path:name>")
@login_required
def download(name):
    return send_from_directory(upload_folder(), name, as_attachment=True)


@bp.route("/catalogue", methods=["POST"])
@login_required
@admin_required
def import_catalogue():
    archive = request.files["archive"]
    target = os.path.join(upload_folder(), "import", uuid.uuid4().hex)
    os.makedirs(target)
    stored = os.path.join(target, "archive")
    archive.save(stored)
    if archive.filename.endswith(".zip"):
        with zipfile.ZipFile(stored) as bundle:
            for info in bundle.infolist():
                path = os.path.join(target, info.filename)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as out:
                    out.write(bundle.read(info))
    else:
        with tarfile.open(stored) as bundle:
            bundle.extractall(target)
    return jsonify(files=sorted(os.listdir(target)))
