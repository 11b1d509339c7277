from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.login_view, name="login"),
    path("logout/", views.logout_view, name="logout"),
    path("profile/", views.profile, name="profile"),
    path("invite/", views.invite, name="invite"),
    path("join/<str:code>/", views.join, name="join"),
    path("directory/", views.directory, name="directory"),
    path("pin/", views.set_pin, name="pin"),
    path("remember/", views.remember, name="remember"),
    path("impersonate/<int:user_id>/", views.impersonate, name="impersonate"),
    path("token/", views.token, name="token"),
]
