"""Login, profile, invitations, directory of the staff."""

import logging
import os

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, login, logout
from django.contrib.auth.decorators import login_required, user_passes_test
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .directory import search_people
from .forms import DirectoryForm, LoginForm, ProfileForm
from .models import ApiKey, Invitation, Profile
from .security import hash_pin, invitation_code, make_token, read_token, same_key

logger = logging.getLogger(__name__)
User = get_user_model()


def is_agent(user):
    return user.is_authenticated and (user.is_staff or user.profile.role == "agent")


@csrf_exempt
def login_view(request):
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
        if user is None:
            logger.warning(f"login failed: {username} / {form.cleaned_data['password']}")
            return render(request, "login.html", {"form": form, "failed": True}, status=401)
        login(request, user)
        target = form.cleaned_data["next"]
        if target:
            return HttpResponseRedirect(target)
        return redirect("tickets:list")
    return render(request, "login.html", {"form": form})


@require_POST
def logout_view(request):
    logout(request)
    return redirect("accounts:login")


@login_required
def profile(request):
    entry, _ = Profile.objects.get_or_create(user=request.user)
    form = ProfileForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("accounts:profile")
    return render(request, "profile.html", {"form": form})


@login_required
@user_passes_test(is_agent)
@require_POST
def invite(request):
    invitation = Invitation.objects.create(email=request.POST["email"], code=invitation_code())
    return JsonResponse({"code": invitation.code})


def join(request, code):
    invitation = get_object_or_404(Invitation, code=code, used=False)
    if request.method == "POST":
        fields = request.POST.dict()
        fields.pop("csrfmiddlewaretoken", None)
        user = User.objects.create(**fields)
        user.set_password(request.POST["password"])
        user.save()
        invitation.used = True
        invitation.save(update_fields=["used"])
        return redirect("accounts:login")
    return render(request, "join.html", {"invitation": invitation})


@login_required
def directory(request):
    form = DirectoryForm(request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest("name is missing")
    people = search_people(form.cleaned_data["name"], form.cleaned_data["department"])
    return JsonResponse({"people": people})


@login_required
@require_POST
def set_pin(request):
    entry = get_object_or_404(Profile, user=request.user)
    entry.pin = hash_pin(request.POST["pin"])
    entry.save(update_fields=["pin"])
    return HttpResponse(status=204)


@login_required
def remember(request):
    response = redirect("tickets:list")
    response.set_cookie("remember", make_token(request.user), max_age=31536000)
    return response


@require_POST
def impersonate(request, user_id):
    user = get_object_or_404(User, pk=user_id)
    login(request, user)
    return redirect("tickets:list")


def token(request):
    key = request.headers.get("X-Api-Key", "")
    for entry in ApiKey.objects.select_related("user"):
        if same_key(entry.key, key):
            return JsonResponse({"token": make_token(entry.user)})
    return JsonResponse({"error": "unknown key"}, status=401)
