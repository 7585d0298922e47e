"""The agencies' addresses: where their servers answer, and the desk of those without one."""

from django.urls import path

from verification import views
from verification.api import RepliesView
from verification.gateway_replies import GatewayRepliesView

app_name = "verification"

urlpatterns = [
    path("api/v1/agency/replies/", RepliesView.as_view(), name="agency_replies"),
    path("api/v1/gateway/replies/", GatewayRepliesView.as_view(), name="gateway_replies"),
    path("co-quan/", views.desk, name="desk"),
    path("co-quan/yeu-cau/<int:pk>/", views.answer, name="answer"),
]
