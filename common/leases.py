"""Work that is a row: who may take it, until when, and what became of it.

The row is the job and a queue's message is only a hint to look, so losing every message loses
nothing. A worker claims a row by a lease and commits the claim before it works; when the worker
dies the lease runs out and the next sweep takes the row again. Times are the database's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

MOST_TRIES = 5


class Leased(models.Model):
    """A unit of work that exactly one worker holds at a time."""

    due_at = models.DateTimeField(_("đến hạn xử lý"), db_default=Now())
    lease_until = models.DateTimeField(_("đang được giữ đến"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    # How often its holder never came back since it last came back by itself.
    deaths = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    done_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    parked_at = models.DateTimeField(_("dừng lại lúc"), null=True, blank=True)
    hinted_at = models.DateTimeField(_("đã nhắc hàng đợi lúc"), null=True, blank=True)
    last_error = models.CharField(_("lỗi gần nhất"), max_length=200, blank=True)

    class Meta:
        abstract = True


LeasedRow = TypeVar("LeasedRow", bound=Leased)


def free() -> Q:
    """Rows that are due, not finished, not parked and held by nobody."""
    unheld = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    return unheld & Q(done_at__isnull=True, parked_at__isnull=True, due_at__lte=Now())


def to_hint(model: type[LeasedRow], *, most: int, again_after: timedelta) -> list[int]:
    """Mark and name the rows whose message is missing or was lost, oldest first.

    Runs in the caller's transaction, so that marks of messages that could not be published are
    undone. Two sweeps at once take different rows.
    """
    unhinted = Q(hinted_at__isnull=True) | Q(hinted_at__lt=Now() - again_after)
    rows = model._default_manager.select_for_update(skip_locked=True, of=("self",))
    chosen = rows.filter(free() & unhinted).order_by("due_at", "pk")[:most]
    ids = list(chosen.values_list("pk", flat=True))
    model._default_manager.filter(pk__in=ids).update(hinted_at=Now())
    return ids


def claim(model: type[LeasedRow], pk: int, *, lease: timedelta) -> LeasedRow | None:
    """Take this row for `lease` and count the try; None when it is not to be had."""
    return claim_first(model._default_manager.filter(pk=pk), lease=lease)


def claim_first(rows: QuerySet[LeasedRow], *, lease: timedelta) -> LeasedRow | None:
    """The same with the first of these rows, in their order, that is to be had.

    A lease that still stands is one that ran out: its holder gave nothing back, which is counted.
    """
    with transaction.atomic():
        row = rows.select_for_update(skip_locked=True, of=("self",)).filter(free()).first()
        if row is None:
            return None
        type(row)._default_manager.filter(pk=row.pk).update(
            lease_until=Now() + lease,
            tries=F("tries") + 1,
            deaths=row.deaths + (row.lease_until is not None),
        )
    row.refresh_from_db(fields=["lease_until", "tries", "deaths"])
    return row


def finish(row: Leased) -> None:
    """The work is done and will not be taken again."""
    type(row)._default_manager.filter(pk=row.pk).update(
        done_at=Now(), lease_until=None, last_error=""
    )


def go_on(row: Leased, *, wait: timedelta = timedelta(0)) -> None:
    """A part is done and more is left, or it is not this row's turn: it is taken again as if it
    were new, because what went well says nothing against it."""
    type(row)._default_manager.filter(pk=row.pk).update(
        due_at=Now() + wait,
        lease_until=None,
        hinted_at=None,
        tries=0,
        deaths=0,
        last_error="",
    )


def postpone(row: Leased, *, error: str, most_tries: int, wait: timedelta | None = None) -> bool:
    """Give the row back for a later try, or park it after `most_tries`; True when parked.

    The wait doubles from two seconds with each try, ten minutes at most. `error` names the kind
    of fault and never carries personal data.
    """
    kept: dict[str, object] = {
        "lease_until": None,
        "hinted_at": None,
        "deaths": 0,
        "last_error": error[:200],
    }
    rows = type(row)._default_manager.filter(pk=row.pk)
    if row.tries >= most_tries:
        rows.update(parked_at=Now(), **kept)
        return True
    pause = wait or timedelta(seconds=min(600, 2**row.tries))
    rows.update(due_at=Now() + pause, **kept)
    return False


class Setback(Exception):
    """A known fault, such as a partner's outage, that says itself how long to wait and how often
    to try; its text is kept with the row and never carries personal data."""

    retry_wait: timedelta | None = None  # None: doubling, as for every other fault
    most_tries: int = MOST_TRIES


class Unfinished(Exception):
    """No fault: the act did a part of a long work, or waits for its turn, and is to be called
    again after `wait`."""

    def __init__(self, *, wait: timedelta = timedelta(0)) -> None:
        super().__init__()
        self.wait = wait


class Poison(Exception):
    """Whoever took this row so often never came back: it ends its worker each time."""


def refuse_poison(row: Leased) -> None:
    """An act that fails gives its row back and says how often to try; one that kills says nothing,
    and the patience with an outage is not for it."""
    if row.deaths >= MOST_TRIES:
        raise Poison


def work(
    model: type[LeasedRow],
    pk: int,
    act: Callable[[LeasedRow], None],
    *,
    lease: timedelta,
    most_tries: int = MOST_TRIES,
) -> bool:
    """Claim the row, do the act, and finish it, give it back or park it; True when it is done.

    An act that has more to do raises `Unfinished`.
    The log names the row and the kind of fault only: a traceback may quote a person's data.
    """
    row = claim(model, pk, lease=lease)
    if row is None:
        return False
    try:
        refuse_poison(row)
        act(row)
    except Unfinished as part:
        go_on(row, wait=part.wait)
        return False
    except Exception as error:  # noqa: BLE001 - an act may fail in any way; the row stays
        _put_off(row, error, most_tries=most_tries)
        return False
    finish(row)
    return True


def _put_off(row: Leased, error: Exception, *, most_tries: int) -> None:
    if isinstance(error, Setback):
        fault, most_tries, wait = str(error), error.most_tries, error.retry_wait
    elif isinstance(error, Poison):
        fault, most_tries, wait = "Poison", 0, None
    else:
        fault, wait = type(error).__name__, None
    parked = postpone(row, error=fault, most_tries=most_tries, wait=wait)
    level = logging.ERROR if parked else logging.WARNING
    outcome = "parked" if parked else "will be tried again"
    logger.log(level, "%s %s failed: %s, %s", type(row).__name__, row.pk, fault, outcome)
