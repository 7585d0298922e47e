"""Machine work that stopped: what was parked after its tries, and the way to let it go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import DEPARTMENT_ROLES, Role, User
from applications.models import Application, FollowUp
from applications.steps import STEPS
from certificates.models import SigningJob
from common.dates import now
from common.leases import Leased
from portal.models import Notice
from postal.models import Parcel
from verification.models import RefusedMessage, Reply, RequestLink, VerificationRequest
from verification.replies import doubts


@dataclass(frozen=True)
class Kind:
    """One kind of work that can stop, and the path from its row to the dossier."""

    key: str
    label: str | Promise
    model: type[Leased]
    application: str
    about: Callable[[Any], object]


def _number_or_book(row: SigningJob) -> object:
    return row.certificate.printed_number or row.certificate.get_certificate_type_display()


KINDS: tuple[Kind, ...] = (
    Kind(
        *("buoc", _("Việc tiếp theo của hệ thống"), FollowUp, "event__application"),
        lambda row: _step_label(row.event.step),
    ),
    Kind(
        *("xac-minh", _("Gửi yêu cầu xác minh"), VerificationRequest, "application"),
        lambda row: row.agency.name,
    ),
    Kind(
        *("duong-dan", _("Gửi đường dẫn trả lời"), RequestLink, "request__application"),
        lambda row: row.request.agency.name,
    ),
    Kind(*("ky", _("Ký phiếu"), SigningJob, "certificate__application"), _number_or_book),
    Kind(*("buu-gui", _("Báo bưu gửi"), Parcel, "application"), lambda row: row.item),
    Kind(
        *("thong-bao", _("Gửi thông báo"), Notice, "event__application"),
        lambda row: _step_label(row.event.step),
    ),
)
BY_KEY = {kind.key: kind for kind in KINDS}
SHOWN = 200
LATELY = timedelta(days=1)


def rows(kind: Kind, user: User) -> QuerySet[Any]:
    """The parked rows of this kind on dossiers that this person may see."""
    path = kind.application
    related = [path, "agency"] if kind.model is VerificationRequest else [path]
    seen = Application.objects.for_user(user).values("pk")
    found: QuerySet[Any] = kind.model._default_manager.filter(
        parked_at__isnull=False, done_at=None, **{f"{path}__in": seen}
    )
    return found.select_related(*related).order_by("parked_at")


def listed(user: User) -> list[dict[str, Any]]:
    """Everything that stopped, by kind, each with its dossier."""
    return [
        {
            "kind": kind,
            "row": row,
            "application": _application(row, kind),
            "about": kind.about(row),
        }
        for kind in KINDS
        for row in rows(kind, user)[:SHOWN]
    ]


def number_for(user: User) -> int:
    return sum(rows(kind, user).count() for kind in KINDS)


def try_again(kind: Kind, pk: int, *, by: User) -> bool:
    """Let a worker take the row anew; whoever may read only may not."""
    if not by.has_role(*DEPARTMENT_ROLES):
        return False
    changed: int = rows(kind, by).filter(pk=pk).values("pk").count()
    kind.model._default_manager.filter(pk__in=rows(kind, by).filter(pk=pk).values("pk")).update(
        parked_at=None,
        tries=0,
        deaths=0,
        due_at=Now(),
        hinted_at=None,
        lease_until=None,
        last_error="",
    )
    return bool(changed)


def set_aside(user: User) -> list[Reply]:
    """Answers that nobody has weighed yet, on dossiers of this person's office."""
    seen = Application.objects.for_user(user).filter(
        models.Exists(
            Reply.objects.filter(request__application=models.OuterRef("pk")).exclude(
                disposition=Reply.Disposition.APPLIED
            )
        )
    )
    found = [reply for one in seen for reply in doubts(one).select_related("agency", "request")]
    unknown = Reply.objects.filter(request=None).select_related("agency") if _asks(user) else []
    return [*found, *unknown]


def refused_lately(user: User) -> int:
    """How many messages were turned away at the agencies' door since yesterday, for those who
    look after that."""
    if not user.has_role(Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR):
        return 0
    since = RefusedMessage.objects.filter(last_at__gte=now() - LATELY)
    return since.aggregate(number=models.Sum("count"))["number"] or 0


def _asks(user: User) -> bool:
    return user.has_role("verifier", "head", "auditor")


def _application(row: Any, kind: Kind) -> Application:
    found = row
    for name in kind.application.split("__"):
        found = getattr(found, name)
    if not isinstance(found, Application):
        raise TypeError(kind.application)
    return found


def _step_label(step: str) -> object:
    return STEPS[step].label if step in STEPS else step
