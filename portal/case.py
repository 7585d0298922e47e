"""The composed case: what several packages know of one dossier, as its reader may see it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from applications.models import Application, Event
from applications.reading import TOLD, state_as_read
from applications.workflow import allowed_steps
from certificates import summary as certificate_summary
from portal import expectations
from portal.labels import label_of
from postal import summary as postal_summary
from verification import summary as verification_summary


def reads_all(user: User) -> bool:
    """Whether this reader sees how the office works on the case, or only how far it is."""
    return user.is_department or user.has_role(Role.AUDITOR, Role.SYSTEM)


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
        events = events.filter(step__in=TOLD)
    return [_timeline_row(event, by_staff=by_staff) for event in events]


def _timeline_row(event: Event, *, by_staff: bool) -> dict[str, Any]:
    row = {
        "step": event.step,
        "label": str(label_of(event.step) if by_staff else TOLD[event.step]),
        "state": state_as_read(event.to_state, by_staff=by_staff),
        "at": event.at,
    }
    if by_staff:
        row |= {"by": event.by.display_name, "note": event.note, "data": event.data}
    return row


def on_the_private_page(application: Application, request: HttpRequest) -> dict[str, Any]:
    """What the applicant's own page shows of certificate, parcel and the day to expect."""
    certificate = certificate_summary.of(application)
    if certificate is not None:
        certificate |= {
            "issued_on": timezone.localdate(certificate["issued_at"]),
            "download_url": reverse("certificates:download", args=[application.code]),
        }
    return {
        "certificate": certificate,
        "parcel": postal_summary.of(application),
        "expected": expectations.on_the_page(application),
    }
