"""Ký nhiều phiếu: hundreds of orders by one confirmation, each a step of its own.

The signer's confirmation is stored in one go. A worker then orders one certificate after another,
each in its own transaction, and looks anew each time: whether the person may still sign, and
whether the content is the one that was shown. One that is refused does not stop the others.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from applications.models import Application, State
from certificates import signing
from certificates.models import BatchItem, Certificate, SigningBatch
from common.leases import Unfinished
from common.refusals import NotPermitted, Refusal

MOST = 1000  # of one confirmation: as many as an office signs in an hour
PART_SECONDS = 5.0  # other work waits for a worker no longer than this
LEASE = timedelta(seconds=60)
Outcome = BatchItem.Outcome

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """A certificate as the signer saw it."""

    certificate: int
    digest: str


def waiting_for(user: User) -> QuerySet[Certificate]:
    """The approved certificates that this signer may order, those due first."""
    seen = Application.objects.for_user(user).filter(state=State.APPROVED)
    rows = Certificate.objects.filter(
        application__in=seen, number=None, approved_by__isnull=False, signed_by=None
    )
    elsewhere = BatchItem.objects.filter(certificate=OuterRef("pk"), outcome=Outcome.WAITING)
    rows = rows.exclude(Exists(elsewhere)).select_related("application", "drafted_by")
    return rows.order_by("application__due_on", "pk")


def confirm(shown: Sequence[Shown], *, by: User, key: str) -> SigningBatch:
    """Store what the signer confirmed; the same page sent again is the same batch.

    What already waits in another batch is left to that one.
    """
    if not by.has_role(Role.SIGNER) or by.office is None:
        raise NotPermitted(_("Bạn không có quyền ký phiếu."))
    if len(shown) > MOST:
        message = _("Mỗi lần ký không quá %(number)s phiếu.") % {"number": MOST}
        raise Refusal(message, code="too_many")
    with transaction.atomic():
        batch, made = SigningBatch.objects.get_or_create(
            by=by, key=key, defaults={"office": by.office}
        )
        if not made:
            return batch
        digests = {one.certificate: one.digest for one in shown}
        known = set(waiting_for(by).filter(pk__in=digests).values_list("pk", flat=True))
        items = [
            BatchItem(batch=batch, certificate_id=pk, digest=digest)
            for pk, digest in digests.items()
            if pk in known
        ]
        BatchItem.objects.bulk_create(items, ignore_conflicts=True)
        if not batch.items.exists():
            raise Refusal(_("Không còn phiếu nào trong danh sách chờ ký."), code="nothing_to_sign")
    return batch


def stop(batch: SigningBatch, *, by: User) -> None:
    """What is not ordered yet stays unsigned; what is ordered goes on."""
    if not by.has_role(Role.SIGNER) or by.office_id != batch.office_id:
        raise NotPermitted(_("Bạn không có quyền dừng lần ký này."))
    SigningBatch.objects.filter(pk=batch.pk, done_at=None, stop_asked_at=None).update(
        stop_asked_at=Now(), stop_asked_by=by
    )


def seen_by(user: User) -> QuerySet[SigningBatch]:
    """An auditor sees all batches, everybody else those of their office."""
    rows = SigningBatch.objects.select_related("by", "office", "stop_asked_by")
    if user.has_role(Role.AUDITOR):
        return rows
    return rows.filter(office=user.office_id) if user.office_id else rows.none()


def may_go_on(pk: int) -> bool:
    """Whether the next part can be done at once: nobody is at it, and nothing went wrong."""
    open_ = SigningBatch.objects.filter(pk=pk, done_at=None, parked_at=None)
    return open_.filter(lease_until=None, due_at__lte=Now()).exists()


def order_part(batch: SigningBatch) -> None:
    """What a worker does with the batch it holds; raises Unfinished while more is to be ordered."""
    began = time.monotonic()
    SigningBatch.objects.filter(pk=batch.pk, started_at=None).update(started_at=Now())
    for pk in list(_waiting(batch).values_list("pk", flat=True)):
        if _is_stopped(batch):
            _waiting(batch).update(outcome=Outcome.STOPPED, at=Now())
            return
        if time.monotonic() > began + PART_SECONDS:
            raise Unfinished
        _order(pk, by=batch.by_id)


def _waiting(batch: SigningBatch) -> QuerySet[BatchItem]:
    return batch.items.filter(outcome=Outcome.WAITING).order_by("pk")


def _is_stopped(batch: SigningBatch) -> bool:
    return SigningBatch.objects.filter(pk=batch.pk, stop_asked_at__isnull=False).exists()


@transaction.atomic
def _order(pk: int, *, by: int) -> None:
    """One certificate: ordered, or refused for a reason that is kept."""
    waiting = BatchItem.objects.select_for_update(of=("self",)).filter(outcome=Outcome.WAITING)
    item = waiting.select_related("certificate__application").filter(pk=pk).first()
    if item is None:
        return
    try:
        _order_as_shown(item, by=User.objects.get(pk=by))
    except Refusal as refusal:
        item.outcome, item.refusal = Outcome.REFUSED, str(refusal)[:300]
    except (OperationalError, InterfaceError):
        raise  # the database is away for a moment: the whole part is done again
    except Exception as error:  # noqa: BLE001 - one that is broken does not stop the others
        logger.log(logging.ERROR, "batch item %s: %s", pk, type(error).__name__)
        item.outcome = Outcome.REFUSED
        item.refusal = str(_("Lỗi hệ thống. Hãy mở hồ sơ và ký riêng phiếu này."))
    else:
        item.outcome = Outcome.ORDERED
    item.at = Now()
    item.save(update_fields=["outcome", "refusal", "at"])


@transaction.atomic
def _order_as_shown(item: BatchItem, *, by: User) -> None:
    """The order of every signature, and beside it: the content is still the one that was shown."""
    ordered = signing.order(item.certificate.application, by=by)
    if ordered.pk != item.certificate_id or ordered.content_digest != item.digest:
        message = _("Nội dung phiếu đã thay đổi sau khi bạn xem. Hãy xem lại rồi ký.")
        raise Refusal(message, code="changed_since_shown")


@dataclass(frozen=True)
class Progress:
    """How far the certificates of a batch are; each is counted once, at its furthest."""

    total: int
    waiting: int
    ordered: int
    numbered: int
    issued: int
    refused: int
    stopped: int

    @property
    def is_over(self) -> bool:
        """Nothing more will come of it without somebody."""
        return self.waiting == self.ordered == self.numbered == 0

    @property
    def percent(self) -> int:
        over = self.issued + self.refused + self.stopped
        return 100 * over // self.total if self.total else 100


def progress_of(batch: SigningBatch) -> Progress:
    ordered, numbered = Q(outcome=Outcome.ORDERED), Q(certificate__number__isnull=False)
    issued = Q(certificate__in=Certificate.objects.issued())
    counts = batch.items.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(outcome=Outcome.WAITING)),
        ordered=Count("pk", filter=ordered & ~numbered),
        numbered=Count("pk", filter=ordered & numbered & ~issued),
        issued=Count("pk", filter=ordered & issued),
        refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)),
        stopped=Count("pk", filter=Q(outcome=Outcome.STOPPED)),
    )
    return Progress(**counts)
