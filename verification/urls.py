"""The agencies' addresses: where their servers answer, and the desk of those without one."""

from django.urls import path

from verification import link_views, views
from verification.api import RepliesView
from verification.gateway_replies import GatewayRepliesView

app_name = "verification"

urlpatterns = [
    path("api/v1/agency/replies/", RepliesView.as_view(), name="agency_replies"),
    path("api/v1/gateway/replies/", GatewayRepliesView.as_view(), name="gateway_replies"),
    path("co-quan/", views.desk, name="desk"),
    path("co-quan/da-tra-loi/", views.history, name="history"),
    path("co-quan/yeu-cau/<int:pk>/", views.answer, name="answer"),
    path("co-quan/ban-quet/<int:pk>/", views.paper, name="paper"),
    path("tra-loi/da-gui/", link_views.done, name="link_done"),
    path("tra-loi/yeu-cau/<int:pk>/", link_views.question, name="link_question"),
    path("tra-loi/<str:token>/", link_views.link, name="link"),
]
