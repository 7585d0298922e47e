"""Which language answers: Vietnamese, unless somebody chose otherwise.

Many phones in Việt Nam are set to English without their owners reading it, so a browser's
Accept-Language does not count for pages: only the switch on the page does, which leaves a cookie.
A program has no switch, so the API answers in the language it asks for.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

API = "/api/"
API_HEADERS, PAGE_HEADERS = ["Accept-Language", "Cookie"], ["Cookie"]


class Language:
    """Answers each request in its language (in the place of Django's LocaleMiddleware)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API):
            language, decided_by = translation.get_language_from_request(request), API_HEADERS
        else:
            language, decided_by = chosen(request), PAGE_HEADERS
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, decided_by)
        return response


def chosen(request: HttpRequest) -> str:
    """The language of the switch, or the portal's own."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
