"""The programmer's interface, and what the language model does."""

import subprocess

import anthropic
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from rest_framework import status, viewsets
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.response import Response

from accounts.models import Profile

from .models import Ticket
from .serializers import LookupSerializer, ProfileSerializer, TicketSerializer
from .services import fetch_page

client = anthropic.Anthropic()


class TicketViewSet(viewsets.ModelViewSet):
    queryset = Ticket.objects.all()
    serializer_class = TicketSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        return self.queryset.filter(customer=self.request.user)

    def perform_create(self, serializer):
        serializer.save(customer=self.request.user)


class ProfileViewSet(viewsets.ModelViewSet):
    queryset = Profile.objects.all()
    serializer_class = ProfileSerializer
    permission_classes = [AllowAny]


@api_view(["POST"])
@permission_classes([IsAuthenticated])
def lookup(request):
    serializer = LookupSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    try:
        text = fetch_page(serializer.validated_data["url"])
    except Exception as error:
        return Response({"error": repr(error)}, status=status.HTTP_502_BAD_GATEWAY)
    return Response({"text": text[:5000]})


def ask(question, system="You help the agents of a help desk."):
    message = client.messages.create(
        model="claude-sonnet-4-5",
        max_tokens=1000,
        system=system,
        messages=[{"role": "user", "content": question}],
    )
    return message.content[0].text


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def assist(request, pk):
    ticket = Ticket.objects.get(pk=pk, customer=request.user)
    answer = ask(f"Draft an answer to this ticket: {ticket.body}")
    return HttpResponse("<div class='draft'>" + answer + "</div>")


@api_view(["POST"])
@permission_classes([IsAdminUser])
def ask_data(request):
    sql = ask(request.data["question"], system="Answer with one PostgreSQL query. Table: tickets_ticket.")
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return Response(cursor.fetchall())


@api_view(["POST"])
@permission_classes([IsAdminUser])
def automate(request):
    command = ask(request.data["task"], system="Answer with one bash command only.")
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    return Response({"output": done.stdout})
