"""Queues, WebSockets and remote calls: what another program sends."""

from __future__ import annotations

from tests.dataflow.support import expect


def test_kafka() -> None:
    expect(
        """
        import os
        from confluent_kafka import Consumer
        from kafka import KafkaConsumer

        for message in KafkaConsumer("orders"):
            os.system(message.value.decode()) #!
            os.system(message.partition)

        def take():
            consumer = Consumer({"group.id": "a"})
            message = consumer.poll(1.0)
            os.system(message.value()) #!
            os.system(message.offset())
        """
    )


def test_rabbitmq() -> None:
    expect(
        """
        import json
        import os
        import pika

        channel = pika.BlockingConnection(parameters).channel()

        def take(channel, method, properties, body):
            os.system(json.loads(body)["name"]) #!
            os.system(method.delivery_tag)

        channel.basic_consume(queue="a", on_message_callback=take)

        def callback(ch, method, props, body):
            os.system(body.decode()) #!
        """
    )


def test_tasks() -> None:
    expect(
        """
        import os
        from celery import Celery, shared_task

        app = Celery("shop")

        @app.task
        def pack(name):
            os.system("tar " + name) #!

        @shared_task(bind=True)
        def unpack(self, name):
            os.system("tar " + name) #!
            os.system(self.request.id)

        @app.task
        def clean(name):
            os.system("rm " + name)

        clean.delay("a")
        """
    )


def test_redis_and_mqtt() -> None:
    expect(
        """
        import os
        import redis
        import paho.mqtt.client as mqtt

        queue = redis.Redis()

        def work():
            while True:
                os.system(queue.blpop("jobs")[1]) #!
            os.system(queue.ping())

        def on_message(client, userdata, msg):
            os.system(msg.payload.decode()) #!
            os.system(msg.qos)
        """
    )


def test_websockets() -> None:
    expect(
        """
        import asyncio
        import os
        import websockets

        async def echo(websocket):
            async for message in websocket:
                os.system(message) #!
            os.system(await websocket.recv()) #!
            os.system(websocket.id)
        """
    )


def test_channels() -> None:
    expect(
        """
        import os
        from channels.generic.websocket import AsyncWebsocketConsumer

        class Chat(AsyncWebsocketConsumer):
            async def connect(self):
                os.system(self.channel_name)

            async def receive(self, text_data=None, bytes_data=None):
                os.system(text_data) #!
        """
    )


def test_grpc() -> None:
    expect(
        """
        import os
        import shop_pb2_grpc

        class Shop(shop_pb2_grpc.ShopServicer):
            def Pack(self, request, context):
                os.system(request.name) #!
                os.system(context.peer())

            def close(self, name):
                os.system(name)
        """
    )


def test_xml_rpc() -> None:
    expect(
        """
        import os
        from xmlrpc.server import SimpleXMLRPCServer

        def pack(name):
            os.system(name) #!

        def clean(name):
            os.system(name)

        server = SimpleXMLRPCServer(("localhost", 8000))
        server.register_function(pack, "pack")
        """
    )


def test_graphql_and_ninja() -> None:
    expect(
        """
        import os
        import strawberry
        from ninja import NinjaAPI

        api = NinjaAPI()

        @api.get("/pack")
        def pack(request, name: str, count: int):
            os.system(name) #!
            os.system(count)

        @strawberry.type
        class Query:
            @strawberry.field
            def product(self, name: str) -> str:
                os.system(name) #!
        """
    )
