"""The answers kept for repeated requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings as configured
from django.db.models.functions import Now

from accounts.models import IdempotencyKey, User
from accounts.tasks import forget_answers


def test_a_kept_answer_is_forgotten_after_its_days(receiver: User, settings: Any) -> None:
    settings.IDEMPOTENCY_DAYS = 7
    for key, days in (("old", 8), ("young", 6)):
        kept = IdempotencyKey.objects.create(user=receiver, key=key, request_digest="0")
        IdempotencyKey.objects.filter(pk=kept.pk).update(created_at=Now() - timedelta(days=days))
    assert forget_answers() == 1
    assert IdempotencyKey.objects.get().key == "young"


def test_forgetting_is_done_each_day() -> None:
    [line] = [
        line
        for line in configured.CELERY_BEAT_SCHEDULE.values()
        if line["task"] == forget_answers.name
    ]
    assert line["schedule"] == 86_400
