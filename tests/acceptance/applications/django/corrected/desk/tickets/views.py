"""Pages of the help desk."""

import logging
import mimetypes
import os
import re
import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape, format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from .forms import AttachmentForm, CommentForm, SearchForm, TicketForm
from .models import Attachment, Macro, Ticket
from .services import make_thumbnail, ticket_archive

logger = logging.getLogger(__name__)
REFERENCE = re.compile(r"^\w+(?:\s\w+)*-\d+$")
PICTURES = {"image/png": ".png", "image/jpeg": ".jpg"}
COLOURS = {"open": "green", "waiting": "orange", "closed": "grey"}


class TicketList(LoginRequiredMixin, ListView):
    model = Ticket
    paginate_by = 25
    template_name = "tickets/list.html"

    def get_queryset(self):
        found = Ticket.objects.select_related("customer", "agent")
        state = self.request.GET.get("state")
        if state:
            found = found.filter(state=state)
        if not self.request.user.is_staff:
            found = found.filter(customer=self.request.user)
        order = self.request.GET.get("order")
        if order in {"priority", "-priority", "created", "-created"}:
            found = found.order_by(order)
        return found


@login_required
def create(request):
    form = TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ticket = form.save(commit=False)
        ticket.customer = request.user
        ticket.save()
        return redirect("tickets:detail", pk=ticket.pk)
    return render(request, "tickets/new.html", {"form": form})


@login_required
def detail(request, pk):
    ticket = get_object_or_404(Ticket, pk=pk)
    if not request.user.is_staff and ticket.customer != request.user:
        raise PermissionDenied
    note = format_html("<p>{}</p>", request.GET.get("note", ""))
    return render(request, "tickets/detail.html", {"ticket": ticket, "note": note, "form": CommentForm()})


@login_required
@require_POST
def comment(request, pk):
    ticket = get_object_or_404(Ticket, pk=pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        entry = form.save(commit=False)
        entry.ticket, entry.author = ticket, request.user
        entry.save()
        logger.info("comment on %d: %d characters", ticket.pk, len(form.cleaned_data["text"]))
    return redirect("tickets:detail", pk=pk)


@login_required
@require_POST
def close(request, pk):
    ticket = get_object_or_404(Ticket, pk=pk, customer=request.user)
    ticket.state = "closed"
    ticket.save(update_fields=["state", "changed"])
    return redirect("tickets:list")


@login_required
def search(request):
    form = SearchForm(request.GET)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    term = form.cleaned_data["q"]
    found = Ticket.objects.raw(
        "SELECT * FROM tickets_ticket WHERE subject ILIKE %s ORDER BY created", [f"%{term}%"]
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM tickets_comment WHERE text LIKE %s", [f"%{term}%"])
        comments = cursor.fetchone()[0]
    return render(request, "tickets/search.html", {"tickets": found, "comments": comments, "term": term})


def preview(request):
    text = request.GET.get("text", "")
    return HttpResponse(f"<html><body><div class='preview'>{escape(text)}</div></body></html>")


@login_required
@require_POST
def macro(request):
    ticket = get_object_or_404(Ticket, pk=request.POST["ticket"])
    entry = get_object_or_404(Macro, name=request.POST["name"])
    text = entry.text.replace("$number", str(ticket.pk)).replace("$subject", ticket.subject)
    return HttpResponse(text, content_type="text/plain")


@login_required
@require_POST
def attach(request, pk):
    ticket = get_object_or_404(Ticket, pk=pk)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    file = form.cleaned_data["file"]
    kind = mimetypes.guess_type(file.name)[0]
    if kind not in PICTURES:
        return JsonResponse({"file": ["pictures only"]}, status=400)
    target = os.path.join(settings.MEDIA_ROOT, uuid.uuid4().hex + PICTURES[kind])
    with open(target, "wb+") as out:
        for chunk in file.chunks():
            out.write(chunk)
    os.chmod(target, 0o640)
    entry = Attachment.objects.create(
        ticket=ticket, title=form.cleaned_data["title"], path=target, content_type=kind
    )
    make_thumbnail(entry.path)
    return JsonResponse({"id": entry.pk}, status=201)


@login_required
def attachment(request):
    name = request.GET["name"]
    path = (Path(settings.ATTACHMENT_DIR) / name).resolve()
    if not path.is_relative_to(Path(settings.ATTACHMENT_DIR).resolve()) or not path.exists():
        raise Http404
    return FileResponse(open(path, "rb"), as_attachment=True, filename=path.name)


def files(request, name):
    root = os.path.realpath(settings.MEDIA_ROOT)
    full = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath([root, full]) != root:
        raise Http404
    with open(full, "rb") as file:
        return HttpResponse(file.read(), content_type=mimetypes.guess_type(full)[0])


@login_required
@require_POST
def delete_attachment(request):
    entry = get_object_or_404(Attachment, pk=int(request.POST["id"]), ticket__customer=request.user)
    os.unlink(entry.path)
    entry.delete()
    return HttpResponse(status=204)


@login_required
def go(request):
    target = request.GET.get("to", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return redirect(target)


def badge(request):
    state = request.GET.get("state", "open")
    if state not in COLOURS:
        raise Http404
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><text fill='{COLOURS[state]}'>{state}</text></svg>"
    return HttpResponse(svg, content_type="image/svg+xml")


@login_required
def export(request, pk):
    ticket = get_object_or_404(Ticket, pk=pk, customer=request.user)
    return FileResponse(ticket_archive(ticket), as_attachment=True, filename=f"ticket-{ticket.pk}.zip")
