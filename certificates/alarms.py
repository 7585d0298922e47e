"""That nothing can be signed is told at once: on the desk's first page and in the log.

An alarm is opened by a signature that failed and ended by one that works; nobody closes it by hand.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from certificates import keys
from certificates.models import SigningAlarm
from certificates.standing import refuse_unusable, runs_out
from certificates.unavailable import SigningUnavailable, Trouble

logger = logging.getLogger(__name__)

WARNED_BEFORE = timedelta(days=30)


def open_alarms() -> QuerySet[SigningAlarm]:
    return SigningAlarm.objects.filter(ended_at=None)


def open_alarm() -> SigningAlarm | None:
    """What stops the office from signing now, the latest first; None while signing works."""
    return open_alarms().exclude(trouble=Trouble.RUNS_OUT_SOON).first()


def sound(fault: SigningUnavailable) -> SigningAlarm:
    """Nothing could be signed, for this reason."""
    logger.error("signing stands still (%s): %s", fault.trouble, fault.reason)
    return _raise(Trouble(fault.trouble), detail=fault.reason)


def clear() -> None:
    """A signature was made: whatever stopped it is over."""
    ended = open_alarms().exclude(trouble=Trouble.RUNS_OUT_SOON).update(ended_at=Now())
    if ended:
        logger.warning("signing works again")


def look_ahead(*, at: datetime) -> None:
    """Once a day, in the signer: whether its key may sign, and for how long it still may."""
    try:
        signing = keys.signing_keys()
        refuse_unusable(signing, at=at)
    except SigningUnavailable as fault:
        sound(fault)
        return
    until = runs_out(signing)
    if until - at > WARNED_BEFORE:
        open_alarms().filter(trouble=Trouble.RUNS_OUT_SOON).update(ended_at=Now())
        return
    logger.error("the signing key, its chain or a list runs out on %s", until.date())
    _raise(Trouble.RUNS_OUT_SOON, detail=until.date().isoformat())


@transaction.atomic
def _raise(trouble: Trouble, *, detail: str) -> SigningAlarm:
    alarm, fresh = SigningAlarm.objects.get_or_create(
        trouble=trouble, ended_at=None, defaults={"detail": detail[:200]}
    )
    if not fresh:
        again = {"detail": detail[:200], "last_at": Now(), "times": F("times") + 1}
        SigningAlarm.objects.filter(pk=alarm.pk).update(**again)
    alarm.refresh_from_db()
    return alarm
