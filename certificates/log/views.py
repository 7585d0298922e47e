"""The page that tells everybody what the public log is, and its newest root."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.log import roots
from certificates.models import LogEntry
from common.dates import today

_DAYS = 7


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    newest = roots.newest()
    revoked = LogEntry.objects.filter(kind=LogEntry.Kind.REVOKED)
    size = newest.size if newest else 0
    gone = revoked.filter(position__lt=size).count()
    context: dict[str, Any] = {
        "root": newest,
        "public_key": roots.public_key() if newest else "",
        "issued": size - gone,
        "revoked": gone,
        "chart": _last_days(today()),
        "kinds": [_("Cấp phiếu"), _("Thu hồi, hủy bỏ")],
        "address": settings.PUBLIC_URL.rstrip("/"),
    }
    return render(request, "certificates/log.html", context)


def _last_days(upto: date) -> list[tuple[str, list[int]]]:
    """Entries of each of the last days, oldest first: issued and revoked."""
    days = [upto - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    lately = LogEntry.objects.filter(at__date__gte=days[0])
    rows = lately.annotate(day=TruncDate("at")).values_list("day", "kind")
    counts = {(day, kind): count for day, kind, count in rows.annotate(Count("pk"))}
    kinds = (LogEntry.Kind.ISSUED, LogEntry.Kind.REVOKED)
    return [
        (f"{day.day}/{day.month}", [counts.get((day, kind), 0) for kind in kinds]) for day in days
    ]
