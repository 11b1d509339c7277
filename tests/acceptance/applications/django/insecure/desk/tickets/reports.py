"""Figures for the agents."""

import base64
import json

import joblib
import pandas as pd
from django.contrib.auth.decorators import login_required, permission_required
from django.db import connection
from django.db.models import Avg, Count
from django.db.models.expressions import RawSQL
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST
from jinja2 import Environment, FileSystemLoader

from .models import Ticket
from .services import unpack

environment = Environment(loader=FileSystemLoader("templates/reports"))
PERIODS = {"day": "1 day", "week": "7 days", "month": "30 days"}
GROUPS = {"state": "state", "priority": "priority"}


@login_required
@permission_required("tickets.view_reports", raise_exception=True)
def load(request):
    period = PERIODS.get(request.GET.get("period"), "7 days")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM tickets_ticket WHERE created > now() - interval '{period}'")
        count = cursor.fetchone()[0]
    return JsonResponse({"tickets": count})


@login_required
@permission_required("tickets.view_reports", raise_exception=True)
def agents(request):
    department = request.GET.get("department", "")
    query = """
        SELECT u.username, COUNT(*) FROM tickets_ticket t JOIN auth_user u ON u.id = t.agent_id
        JOIN accounts_profile p ON p.user_id = u.id WHERE p.department = '{}' GROUP BY u.username
    """.format(department)
    frame = pd.read_sql_query(query, connection)
    html = environment.get_template("agents.html").render(rows=frame.to_dict("records"))
    return HttpResponse(html)


@login_required
@permission_required("tickets.view_reports", raise_exception=True)
def states(request):
    group = GROUPS.get(request.GET.get("group"), "state")
    found = Ticket.objects.values(group).annotate(count=Count("id"), urgency=Avg("priority"))
    formula = request.GET.get("formula", "priority")
    found = found.annotate(extra=RawSQL(f"SELECT {formula}", ()))
    return JsonResponse(list(found), safe=False)


@login_required
@permission_required("tickets.view_reports", raise_exception=True)
@require_POST
def custom(request):
    definition = json.loads(request.body)
    value = eval(definition["expression"], {"tickets": Ticket.objects})
    return JsonResponse({"value": value})


@login_required
@permission_required("tickets.view_reports", raise_exception=True)
@require_POST
def forecast(request):
    model = joblib.load(request.FILES["model"])
    days = int(request.POST["days"])
    frame = pd.DataFrame({"day": [0] * days})
    return JsonResponse({"forecast": list(model.predict(frame))})


@login_required
@permission_required("tickets.add_ticket", raise_exception=True)
@require_POST
def import_tickets(request):
    names = unpack(request.FILES["archive"], "/srv/helpdesk/import")
    return JsonResponse({"files": names})
