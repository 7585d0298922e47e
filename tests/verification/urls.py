"""The address to which agencies answer; the desk's tests use the portal's own addresses."""

from django.urls import include, path

from verification.urls import api

urlpatterns = [path("api/v1/", include(api))]
