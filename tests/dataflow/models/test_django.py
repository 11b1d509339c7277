"""Django and its REST framework."""

from __future__ import annotations

from tests.dataflow.support import expect


def test_views_and_requests() -> None:
    expect(
        r"""
        import os
        import json
        from django.db import connection
        from django.http import HttpResponse, JsonResponse
        from django.urls import path, re_path
        from django.views.decorators.csrf import csrf_exempt

        @csrf_exempt
        def search(request):
            q = request.GET.get("q", "")
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM app_user WHERE name LIKE '%{q}%'") #! sql
                cursor.execute("SELECT * FROM app_user WHERE name LIKE %s", [f"%{q}%"])
            data = json.loads(request.body)
            os.system(data["name"]) #!
            os.system(request.META["HTTP_USER_AGENT"]) #!
            os.system(request.META.get("HTTP_X_FORWARDED_FOR")) #!
            os.system(request.COOKIES["a"]) #!
            os.system(request.POST.getlist("a")[0]) #!
            os.system(request.FILES["a"].name) #!
            open("/media/" + request.FILES["a"].name)
            open("/media/" + request.FILES.get("a").name)
            open("/media/" + request.POST["a"]) #! path
            os.system(request.method + request.user.username + str(request.session["a"]))

        def show(request, name, number, word):
            os.system(name) #!
            os.system(f"{number} {word}")

        def archive(request, year, name):
            os.system(year)
            os.system(name) #!

        urlpatterns = [
            path("show/<str:name>/<int:number>/<slug:word>/", show, name="show"),
            re_path(r"^archive/(?P<year>[0-9]{4})/(?P<name>.*)$", archive),
        ]

        class Cache:
            def get(self, request, key):
                return key

        def helper(text):
            os.system(text)

        helper("a")
        """
    )


def test_views_that_are_classes() -> None:
    expect(
        """
        import os
        from django.views import View
        from django.views.generic import FormView, ListView, TemplateView
        from .base import Page

        class User(View):
            def get(self, request, name):
                os.system(name) #!
                return self.show(request.GET["a"])

            def show(self, text):
                os.system(text) #!

        class Users(ListView):
            def get_queryset(self):
                os.system(self.kwargs["name"]) #!
                os.system(self.request.GET.get("q")) #!
                os.system(self.request.user.name)

        class Mine(Page):
            def get_context_data(self, **kwargs):
                os.system(self.request.GET["q"]) #!

        class Other:
            def get(self, asked, name):
                os.system(name)
        """
    )


def test_forms() -> None:
    expect(
        """
        import os
        from django import forms
        from django.db import connection
        from .forms import Imported

        class Base(forms.Form):
            side = forms.ChoiceField(choices=[("a", "b")])

        class Contact(Base):
            name = forms.CharField()
            age = forms.IntegerField()
            day = forms.DateField()

        def contact(request):
            form = Contact(request.POST)
            if form.is_valid():
                os.system(form.cleaned_data["name"]) #!
                os.system(form.cleaned_data.get("name")) #!
                data = form.cleaned_data
                os.system(f"{data['age']} {data['day']} {data['side']}")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT " + data["name"]) #! sql
                    cursor.execute(f"SELECT {data['age']}")

        def imported(request):
            form = Imported(request.POST)
            if form.is_valid():
                os.system(form.cleaned_data["name"])
                with connection.cursor() as cursor:
                    cursor.execute("SELECT " + form.cleaned_data["name"]) #! sql
        """
    )


def test_rest_framework() -> None:
    expect(
        """
        import os
        from rest_framework import generics, serializers, status, viewsets
        from rest_framework.decorators import action, api_view
        from rest_framework.response import Response
        from rest_framework.views import APIView

        class Order(serializers.Serializer):
            name = serializers.CharField(max_length=10)
            count = serializers.IntegerField()

        @api_view(["POST"])
        def run(request, name):
            os.system(request.data["command"]) #!
            os.system(request.query_params.get("a")) #!
            os.system(name) #!
            serializer = Order(data=request.data)
            serializer.is_valid(raise_exception=True)
            os.system(serializer.validated_data["name"]) #!
            os.system(str(serializer.validated_data["count"]))
            return Response(status=status.HTTP_200_OK)

        class Ping(APIView):
            def post(self, request, host):
                os.system(f"ping {request.data.get('host')}") #!
                os.system(host) #!

        class Orders(viewsets.ModelViewSet):
            def get_queryset(self):
                os.system(self.request.query_params["a"]) #!
                os.system(self.kwargs["pk"]) #!

            @action(detail=True, methods=["post"])
            def rename(self, request, pk=None):
                os.system(request.data["name"]) #!

            def perform_create(self, serializer):
                os.system(serializer.name)

        class Report:
            def post(self, asked, host):
                os.system(host)
                os.system(asked.data["a"])
        """
    )
