"""Addresses of the register's interface; its pages are in the admin."""

from django.urls import path

from records import api

app_name = "records"

urlpatterns = [
    path("api/v1/violations/", api.ViolationsView.as_view(), name="violations"),
]
