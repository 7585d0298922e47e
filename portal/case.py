"""The composed case: what several packages know of one dossier, as its reader may see it."""

from __future__ import annotations

from typing import Any

from accounts.models import Role, User
from applications.models import Application, Event, State
from applications.steps import STEPS
from applications.workflow import allowed_steps
from certificates import summary as certificate_summary
from postal import summary as postal_summary
from verification import summary as verification_summary

# Steps of the machine's own that say nothing to an applicant.
UNTOLD_STEPS = frozenset({"classify", "reclassify", "complete_verification", "conclude"})


def reads_all(user: User) -> bool:
    """Whether this reader sees how the office works on the case, or only how far it is."""
    return user.is_department or user.has_role(Role.AUDITOR, Role.SYSTEM)


def state_as_read(state: str, *, by_staff: bool) -> str:
    """Applicants read `concluding` as `verifying`: the difference would tell of a record."""
    if by_staff or state != State.CONCLUDING:
        return state
    return State.VERIFYING


def states_read_as(state: str, *, by_staff: bool) -> list[str]:
    """The states that this reader calls by this name."""
    return [one for one in State.values if state_as_read(one, by_staff=by_staff) == state]


def case_json(application: Application, *, reader: User) -> dict[str, Any]:
    """The case of contracts section 2, for this reader."""
    staff = reads_all(reader)
    case = {
        "code": application.code,
        "state": state_as_read(application.state, by_staff=staff),
        "regime": application.regime,
        "certificate_type": application.certificate_type,
        "channel": application.channel,
        "due_on": application.due_on,
        "payment": payment_summary(application),
        "certificate": certificate_summary.of(application),
        "parcel": postal_summary.of(application),
        "timeline": timeline(application, by_staff=staff),
        "allowed_steps": allowed_steps(application, reader),
    }
    if staff:
        case |= verification_summary.of(application)
    return case


def payment_summary(application: Application) -> dict[str, Any] | None:
    if application.fee_amount is None:
        return None
    paid = application.payments.first()
    return {
        "amount": application.fee_amount,
        "reference": application.payment_reference,
        "receipt_no": paid.receipt_no if paid else None,
        "paid_at": paid.paid_at if paid else None,
    }


def timeline(application: Application, *, by_staff: bool) -> list[dict[str, Any]]:
    events = application.events.select_related("by").order_by("number")
    if not by_staff:
        events = events.exclude(step__in=UNTOLD_STEPS)
    return [_timeline_row(event, by_staff=by_staff) for event in events]


def _timeline_row(event: Event, *, by_staff: bool) -> dict[str, Any]:
    step = STEPS.get(event.step)
    row = {
        "step": event.step,
        "label": str(step.label) if step else event.step,
        "state": state_as_read(event.to_state, by_staff=by_staff),
        "at": event.at,
    }
    if by_staff:
        row |= {"by": event.by.display_name, "note": event.note, "data": event.data}
    return row
