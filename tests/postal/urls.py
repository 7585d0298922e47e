"""The addresses these tests need, whatever else the portal serves."""

from django.urls import include, path

from portal.urls import urlpatterns as portal_patterns
from postal.urls import api

urlpatterns = [path("api/v1/", include(api)), *portal_patterns]
