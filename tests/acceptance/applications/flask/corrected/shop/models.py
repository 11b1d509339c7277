"""Tables of the shop."""

from datetime import datetime, timezone

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


def now():
    return datetime.now(timezone.utc)


class User(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(255), unique=True, nullable=False)
    name = db.Column(db.String(120), default="")
    password_hash = db.Column(db.String(255), nullable=False)
    phone = db.Column(db.String(40), default="")
    address = db.Column(db.Text, default="")
    is_admin = db.Column(db.Boolean, default=False)
    created = db.Column(db.DateTime, default=now)

    def as_dict(self):
        return {"id": self.id, "email": self.email, "name": self.name, "phone": self.phone}


class Product(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(200), nullable=False)
    description = db.Column(db.Text, default="")
    price = db.Column(db.Integer, nullable=False)
    category = db.Column(db.String(80), index=True)
    stock = db.Column(db.Integer, default=0)
    picture = db.Column(db.String(200), default="")

    def as_dict(self):
        return {"id": self.id, "name": self.name, "price": self.price / 100, "stock": self.stock}


class Order(db.Model):
    __tablename__ = "orders"
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    user = db.relationship(User, backref="orders")
    status = db.Column(db.String(20), default="new")
    note = db.Column(db.Text, default="")
    total = db.Column(db.Integer, default=0)
    created = db.Column(db.DateTime, default=now)


class OrderLine(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    order_id = db.Column(db.ForeignKey("orders.id"), nullable=False)
    order = db.relationship(Order, backref="lines")
    product_id = db.Column(db.ForeignKey("product.id"), nullable=False)
    product = db.relationship(Product)
    quantity = db.Column(db.Integer, default=1)


class ResetToken(db.Model):
    token = db.Column(db.String(100), primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    created = db.Column(db.DateTime, default=now)


class Document(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    stored_as = db.Column(db.String(100), nullable=False)
    title = db.Column(db.String(200), default="")
