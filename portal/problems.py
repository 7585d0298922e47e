"""Every error of the API as RFC 9457 problem details, in the language asked for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_exception_handler
from rest_framework.views import set_rollback

from applications.workflow import StepNotAllowed
from common.refusals import Invalid, NotPermitted, Refusal

CONTENT_TYPE = "application/problem+json"


def problem(status: int, title: object, *, code: str = "", **members: Any) -> Response:
    """A problem answer; `members` are the extension members of this kind of problem."""
    body = {"type": "about:blank", "title": str(title), "status": status}
    if code:
        body["code"] = code
    return Response({**body, **members}, status=status, content_type=CONTENT_TYPE)


def field_errors(detail: Any, path: str = "") -> list[dict[str, str]]:
    """REST framework's nested errors as a flat list with paths such as `residences.1.from`."""
    if isinstance(detail, dict):
        pairs = [(key, value) for key, value in detail.items() if value]
        return [
            error
            for key, value in pairs
            for error in field_errors(
                value, path if key == "non_field_errors" else _join(path, key)
            )
        ]
    if isinstance(detail, list) and any(isinstance(item, (dict, list)) for item in detail):
        return [
            error
            for position, value in enumerate(detail)
            for error in field_errors(value, _join(path, position))
        ]
    texts = detail if isinstance(detail, list) else [detail]
    return [
        {"field": path, "message": str(text), "code": getattr(text, "code", "invalid")}
        for text in texts
    ]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Invalid):
        set_rollback()
        return problem(400, _("Dữ liệu gửi lên chưa đúng."), errors=_listed(error))
    if isinstance(error, Refusal):
        set_rollback()
        return _refusal(error)
    answer = rest_exception_handler(_as_rest(error), context)
    if answer is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        errors = field_errors(error.detail)
        return problem(400, _("Dữ liệu gửi lên chưa đúng."), errors=errors)
    detail = getattr(error, "detail", _as_rest(error).detail)
    replacement = problem(answer.status_code, detail)
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in answer:
            replacement[header] = answer[header]
    return replacement


def _refusal(error: Refusal) -> Response:
    if isinstance(error, NotPermitted):
        return problem(403, error, code=error.code)
    if isinstance(error, StepNotAllowed):
        return problem(409, error, code="step_not_allowed", allowed_steps=error.allowed)
    return problem(409, error, code=error.code)


def _listed(error: Invalid) -> list[dict[str, str]]:
    return [
        {"field": item.field, "code": item.code, "message": str(item.message)}
        for item in error.problems
    ]


def _as_rest(error: Exception) -> Any:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return error


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)
