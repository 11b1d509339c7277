"""Functions in the cloud."""

from __future__ import annotations

from tests.dataflow.support import expect


def test_aws_lambda() -> None:
    expect(
        """
        import json
        import os

        def lambda_handler(event, context):
            body = json.loads(event["body"])
            os.system(body["name"]) #!
            os.system(event["queryStringParameters"]["name"]) #!
            for record in event["Records"]:
                os.system(record["s3"]["object"]["key"]) #!
            os.system(context.function_name)
            return {"statusCode": 200}

        def create_user(event, context):
            os.system(event["pathParameters"]["name"]) #!

        def dispatch(event, context):
            os.system(event["name"])

        dispatch({"name": "a"}, None)

        def on_click(event):
            os.system(event.name)
        """
    )


def test_azure_functions() -> None:
    expect(
        """
        import os
        import azure.functions as func

        app = func.FunctionApp()

        def main(req: func.HttpRequest) -> func.HttpResponse:
            os.system(req.params.get("name")) #!
            os.system(req.get_json()["name"]) #!
            os.system(req.route_params["name"]) #!
            os.system(req.method)

        @app.route(route="hello")
        def hello(req: func.HttpRequest):
            os.system(req.get_body().decode()) #!
            os.system(req.method)

        @app.queue_trigger(arg_name="message", queue_name="a", connection="b")
        def take(message: func.QueueMessage):
            os.system(message.get_body().decode("utf-8")) #!
            os.system(message.id)
        """
    )


def test_google_cloud_functions() -> None:
    expect(
        """
        import os
        import functions_framework

        @functions_framework.http
        def hello(asked):
            os.system(asked.args.get("name")) #!
            os.system(str(asked.args.get("page", type=int)))
            os.system(asked.method)

        def hello_http(request):
            data = request.get_json(silent=True)
            os.system(data["name"]) #!
            os.system(request.args["name"]) #!
            os.system(request.method)

        @functions_framework.cloud_event
        def hello_event(event):
            os.system(event.data["message"]) #!
            os.system(event["name"]) #!
        """
    )
