"""What is done for accounts from time to time."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models.functions import Now

from accounts.models import IdempotencyKey


@shared_task(name="accounts.tasks.forget_answers")
def forget_answers() -> int:
    """Delete the answers kept for repeated requests once nobody repeats them; how many.

    They hold what a case looked like, so they are kept no longer than a caller may need them.
    """
    old = Now() - timedelta(days=settings.IDEMPOTENCY_DAYS)
    deleted, _kinds = IdempotencyKey.objects.filter(created_at__lt=old).delete()
    return deleted
