"""What happens around every request."""

import logging
import re
import uuid

from django.http import HttpResponse, JsonResponse

logger = logging.getLogger(__name__)


class RequestIdMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Request-Id"] = request.id
        return response


class ErrorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        logger.exception("request %s failed", request.id)
        return JsonResponse({"error": "internal error", "request": request.id}, status=500)


class FilterMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        pattern = request.GET.get("hide")
        response = self.get_response(request)
        if pattern and "text/plain" in response.get("Content-Type", ""):
            response.content = re.sub(re.escape(pattern), "***", response.content.decode())
        return response
