"""The only code that changes a dossier's state, and the trail it leaves.

A change is one transaction: the dossier is locked, the step and the person's right to it are
checked, the state is set, an event is appended and beside it the row of what the machine has to
do next. After the commit a doorbell rings; that nobody hears it does no harm.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from applications.models import OVER, Application, Event, FollowUp, State
from applications.signals import event_written
from applications.steps import STEPS
from common.clock import database_clock
from common.refusals import NotPermitted, Refusal

__all__ = ["STEPS", "State", "StepNotAllowed", "advance", "allowed_steps", "hold", "record"]


class StepNotAllowed(Refusal):
    """The dossier does not stand where this step starts; `allowed` names the steps it can take."""

    def __init__(self, step: str, allowed: list[str]) -> None:
        super().__init__(_("Bước này không thực hiện được ở tình trạng hiện tại."), code=step)
        self.allowed = allowed


def concerns(application: Application, user: User) -> bool:
    """Whether the person acts on this dossier at all: their office's, or their own."""
    if user.is_machine:
        return True
    if user.is_department:
        return user.office_id == application.office_id
    if user.has_role(Role.POST_CLERK):
        return user.office_id is not None and user.office_id == application.received_office_id
    return user.pk == application.owner_id


def allowed_steps(application: Application, user: User) -> list[str]:
    """The steps that this person may take now, by state and role; other guards may still refuse."""
    if not concerns(application, user):
        return []
    return [
        name
        for name, step in STEPS.items()
        if application.state in step.sources and user.has_role(*step.roles)
    ]


def hold(application: Application, step: str, *, by: User) -> None:
    """Lock the dossier, bring the object up to date, and refuse what may not be done.

    Call it inside a transaction before looking at anything that the step depends on.
    """
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    if not concerns(application, by) or not by.has_role(*STEPS[step].roles):
        raise NotPermitted(_("Bạn không có quyền thực hiện bước này."), code=step)
    if application.state not in STEPS[step].sources:
        raise StepNotAllowed(step, allowed_steps(application, by))


def advance(
    application: Application,
    step: str,
    *,
    by: User,
    to: str | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Take the step, or refuse; the object's other changed fields are not saved here."""
    with transaction.atomic():
        hold(application, step, by=by)
        targets = STEPS[step].targets or (application.state,)
        target = to or targets[0]
        if target not in targets:
            raise ValueError(f"{step} does not lead to {target}")
        event = _append(application, step, target=target, by=by, note=note, data=data or {})
        application.state = target
        application.version += 1
        application.closed_at = event.at if target in OVER else None
        application.save(update_fields=["state", "version", "closed_at"])
    return event


def record(
    application: Application,
    step: str,
    *,
    by: User,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Append something that happened without moving the dossier, such as a tracking mark."""
    with transaction.atomic():
        application.refresh_from_db(from_queryset=Application.objects.select_for_update())
        return _append(
            application, step, target=application.state, by=by, note=note, data=data or {}
        )


def event_digest(event: Event) -> str:
    """SHA-256 over the event's content and the digest before it."""
    content = {
        "application": event.application_id,
        "number": event.number,
        "step": event.step,
        "from": event.from_state,
        "to": event.to_state,
        "by": event.by_id,
        "at": event.at.astimezone(UTC).isoformat(),
        "note": event.note,
        "data": event.data,
        "previous": event.previous_digest,
    }
    line = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def _append(
    application: Application,
    step: str,
    *,
    target: str,
    by: User,
    note: str,
    data: dict[str, Any],
) -> Event:
    """Add the event and its follow-up; the dossier's row lock makes the chain one after another."""
    previous = Event.objects.filter(application=application).order_by("-number").first()
    event = Event(
        application=application,
        number=previous.number + 1 if previous else 1,
        step=step,
        from_state=application.state,
        to_state=target,
        by=by,
        at=database_clock(),
        note=note,
        data=data,
        previous_digest=previous.digest if previous else "",
    )
    event.digest = event_digest(event)
    event.save(force_insert=True)
    FollowUp.objects.create(event=event)
    transaction.on_commit(partial(event_written.send_robust, sender=Event, event_id=event.pk))
    return event
