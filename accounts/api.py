"""Repeated requests: the same key and body get the same answer, and the act is done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import actor
from accounts.models import IdempotencyKey
from common.refusals import FieldProblem, Invalid, Refusal

HEADER = "Idempotency-Key"
MOST_SIGNS = 200


def answer_once(request: Request, act: Callable[[], Response]) -> Response:
    """Do the act and keep its answer, in one transaction; a repeat gets the kept answer.

    Two equal requests at once wait for each other at the key's unique index. An act that fails
    leaves no key behind, so that the caller may mend and try again.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key or len(key) > MOST_SIGNS:
        message = _("Yêu cầu phải có tiêu đề Idempotency-Key (tối đa 200 ký tự).")
        raise Invalid([FieldProblem("required", HEADER, message)])
    with transaction.atomic():
        kept, is_new = IdempotencyKey.objects.get_or_create(
            user=actor(request), key=key, defaults={"request_digest": request_digest(request)}
        )
        if not is_new:
            return _kept_answer(kept, request)
        answer = act()
        kept.status = answer.status_code
        kept.answer = json.loads(JSONRenderer().render(answer.data))
        kept.save(update_fields=["status", "answer"])
    return answer


def request_digest(request: Request) -> str:
    """SHA-256 over what makes two requests the same: method, address and body."""
    line = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(line + request.body).hexdigest()


def _kept_answer(kept: IdempotencyKey, request: Request) -> Response:
    if kept.request_digest != request_digest(request):
        message = _("Khóa này đã được dùng cho một yêu cầu khác.")
        raise Refusal(message, code="idempotency_key_reused")
    return Response(kept.answer, status=kept.status)
