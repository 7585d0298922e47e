"""The brake on guessing: so many tries at one thing, and from one address, in a window of time."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.addresses import client_address
from applications.models import Guess

KEPT = timedelta(days=2)


def limit(name: str) -> int:
    """Tries in one window: at one token or code, and from one address; checks of certificates."""
    return int(settings.GUESS_LIMITS[name])


def window_seconds() -> int:
    return int(settings.GUESS_WINDOW_SECONDS)


def too_many(request: HttpRequest, *, at: str = "", limited: str = "address") -> bool:
    """Count this try before its answer is looked at; True when it is one too many.

    The address is that which the trusted proxy tells (DRF's NUM_PROXIES); neither it nor the
    token is stored, only a keyed digest.
    """
    address = client_address(request)
    tries = [(limited, address), *([("token", at)] if at else [])]
    over = [_count(name, value) > limit(name) for name, value in tries]  # every one is counted
    return any(over)


@transaction.atomic
def _count(name: str, value: str) -> int:
    key = salted_hmac("applications.guessing", f"{name}:{value}", algorithm="sha256").hexdigest()
    window = int(time.time()) // window_seconds()
    row, new = Guess.objects.get_or_create(key=key, window=window)
    if new:
        Guess.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
    Guess.objects.filter(pk=row.pk).update(count=F("count") + 1)
    row.refresh_from_db(fields=["count"])
    return row.count
