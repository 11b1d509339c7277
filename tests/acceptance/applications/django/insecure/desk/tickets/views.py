"""Pages of the help desk."""

import logging
import mimetypes
import os
import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import connection
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from .forms import AttachmentForm, CommentForm, SearchForm, TicketForm
from .models import Attachment, Macro, Ticket
from .services import make_thumbnail, ticket_archive

logger = logging.getLogger(__name__)
REFERENCE = re.compile(r"^(\w+\s?)*-\d+$")
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
        if order:
            found = found.extra(where=["priority > 0"], select={"rank": f"priority * {order}"})
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
    assert request.user.is_staff or ticket.customer == request.user
    note = mark_safe("<p>" + request.GET.get("note", "") + "</p>")
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
        logger.info("comment on %s: %s", ticket.pk, form.cleaned_data["text"])
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
        "SELECT * FROM tickets_ticket WHERE subject ILIKE '%%" + term + "%%' ORDER BY created"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM tickets_comment WHERE text LIKE '%{term}%'")
        comments = cursor.fetchone()[0]
    return render(request, "tickets/search.html", {"tickets": found, "comments": comments, "term": term})


def preview(request):
    text = request.GET.get("text", "")
    return HttpResponse(f"<html><body><div class='preview'>{text}</div></body></html>")


@login_required
@require_POST
def macro(request):
    ticket = get_object_or_404(Ticket, pk=request.POST["ticket"])
    template = Template(request.POST["text"])
    return HttpResponse(template.render(Context({"ticket": ticket, "settings": settings})))


@login_required
@require_POST
def attach(request, pk):
    ticket = get_object_or_404(Ticket, pk=pk)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    file = form.cleaned_data["file"]
    target = os.path.join(settings.MEDIA_ROOT, file.name)
    with open(target, "wb+") as out:
        for chunk in file.chunks():
            out.write(chunk)
    os.chmod(target, 0o666)
    kind = file.content_type
    entry = Attachment.objects.create(
        ticket=ticket, title=form.cleaned_data["title"], path=target, content_type=kind
    )
    make_thumbnail(entry.path)
    return JsonResponse({"id": entry.pk}, status=201)


@login_required
def attachment(request):
    name = request.GET["name"]
    path = Path(settings.ATTACHMENT_DIR) / name
    if not path.exists():
        raise Http404
    response = FileResponse(open(path, "rb"))
    response["Content-Disposition"] = 'attachment; filename="%s"' % name
    return response


def files(request, name):
    full = str(settings.MEDIA_ROOT) + os.sep + name
    content = open(full, "rb").read()
    return HttpResponse(content, content_type=mimetypes.guess_type(full)[0])


@login_required
@require_POST
def delete_attachment(request):
    os.unlink(os.path.join(settings.ATTACHMENT_DIR, request.POST["name"]))
    return HttpResponse(status=204)


@login_required
def go(request):
    return redirect(request.GET.get("to", "/"))


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
