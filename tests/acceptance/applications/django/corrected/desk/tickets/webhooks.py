"""What other systems tell the help desk."""

import base64
import hmac
import json
import logging
import xml.sax
import xml.sax.handler

from defusedxml import minidom

from django.conf import settings
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils.encoding import force_str
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from lxml import etree

from .models import Ticket
from .tasks import page_someone

logger = logging.getLogger("desk.hooks")


class AlarmHandler(xml.sax.ContentHandler):
    def __init__(self):
        super().__init__()
        self.names = []

    def startElement(self, name, attrs):
        self.names.append(attrs.get("name", name))


def allowed(request):
    return hmac.compare_digest(request.headers.get("X-Token", ""), settings.WEBHOOK_TOKEN)


@csrf_exempt
@require_POST
def mail(request):
    if not allowed(request):
        return HttpResponseForbidden()
    state = json.loads(base64.b64decode(request.POST["state"]))
    document = minidom.parseString(request.POST["message"])
    subject = document.getElementsByTagName("subject")[0].firstChild.data
    Ticket.objects.create(subject=subject[:200], body=request.POST["message"], customer_id=int(state["customer"]))
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def monitor(request):
    if not allowed(request):
        return HttpResponseForbidden()
    handler = AlarmHandler()
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    parser.setContentHandler(handler)
    parser.feed(force_str(request.body))
    for name in handler.names:
        page_someone.delay(name)
    return JsonResponse({"alarms": len(handler.names)})


@csrf_exempt
@require_POST
def wiki(request):
    if not allowed(request):
        return HttpResponseForbidden()
    page = request.GET["page"]
    document = etree.fromstring(request.body, parser=etree.XMLParser(resolve_entities=False))
    titles = document.xpath("//page[@id=$page]/title/text()", page=page)
    logger.info("wiki changed: %d titles", len(titles))
    return JsonResponse({"titles": titles})
