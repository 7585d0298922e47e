"""Who acts in a request that passed its authentication."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User


def actor(request: HttpRequest | Request) -> User:
    """The person (or the machine, for a signed message); nobody is an error, never a guess."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
