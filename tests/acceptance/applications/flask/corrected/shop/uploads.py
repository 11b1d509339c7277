"""Pictures of products, documents of customers, imports of whole catalogues."""

import os
import tarfile
import uuid
import zipfile
from pathlib import Path

from flask import Blueprint, abort, current_app, jsonify, request, send_from_directory
from flask_login import current_user, login_required
from PIL import Image
from werkzeug.utils import secure_filename

from .models import Document, Product, db
from .auth import admin_required

bp = Blueprint("uploads", __name__, url_prefix="/uploads")

ALLOWED = {"png", "jpg", "jpeg", "webp"}
MOST_UNPACKED = 200 * 1024 * 1024


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
    product.picture = f"{uuid.uuid4().hex}.{extension if extension in ALLOWED else 'bin'}"
    file.save(os.path.join(upload_folder(), product.picture))
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
    folder = Path(upload_folder()) / secure_filename(request.form["folder"])
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
    entry = Document.query.filter_by(user_id=current_user.id, title=name).first_or_404()
    os.remove(entry.stored_as)
    db.session.delete(entry)
    db.session.commit()
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
            if sum(info.file_size for info in bundle.infolist()) > MOST_UNPACKED:
                abort(413)
            bundle.extractall(target)
    else:
        with tarfile.open(stored) as bundle:
            if sum(member.size for member in bundle.getmembers()) > MOST_UNPACKED:
                abort(413)
            bundle.extractall(target, filter="data")
    return jsonify(files=sorted(os.listdir(target)))
