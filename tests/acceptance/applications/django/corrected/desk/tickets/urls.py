from django.urls import include, path, re_path
from rest_framework.routers import DefaultRouter

from . import api, reports, views, webhooks

app_name = "tickets"

router = DefaultRouter()
router.register("tickets", api.TicketViewSet)
router.register("profiles", api.ProfileViewSet)

urlpatterns = [
    path("", views.TicketList.as_view(), name="list"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/comment/", views.comment, name="comment"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/attach/", views.attach, name="attach"),
    path("search/", views.search, name="search"),
    path("preview/", views.preview, name="preview"),
    path("macro/", views.macro, name="macro"),
    path("attachment/", views.attachment, name="attachment"),
    path("attachment/delete/", views.delete_attachment, name="delete-attachment"),
    path("go/", views.go, name="go"),
    path("badge/", views.badge, name="badge"),
    re_path(r"^files/(?P<name>.+)$", views.files, name="files"),
    path("reports/load/", reports.load, name="report-load"),
    path("reports/agents/", reports.agents, name="report-agents"),
    path("reports/states/", reports.states, name="report-states"),
    path("reports/custom/", reports.custom, name="report-custom"),
    path("reports/forecast/", reports.forecast, name="report-forecast"),
    path("reports/import/", reports.import_tickets, name="report-import"),
    path("hooks/mail/", webhooks.mail, name="hook-mail"),
    path("hooks/monitor/", webhooks.monitor, name="hook-monitor"),
    path("hooks/wiki/", webhooks.wiki, name="hook-wiki"),
    path("api/lookup/", api.lookup, name="lookup"),
    path("api/assist/<int:pk>/", api.assist, name="assist"),
    path("api/ask/", api.ask_data, name="ask"),
    path("api/automate/", api.automate, name="automate"),
    path("api/", include(router.urls)),
]
