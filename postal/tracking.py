"""What the carrier reports about a parcel: kept once, applied in the order of time.

Marks come twice and in any order. Each is kept under its message id; one that is older than what
is known already, or contradicts an end already written, is kept without effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications import workflow
from applications.models import Application, State
from common import dates
from common.refusals import FieldProblem, Invalid, Refusal
from postal import dispatch
from postal.models import Parcel, PostOffice, TrackingMark

CLOCKS_APART = timedelta(minutes=10)  # how far the carrier's clock may be from ours
Aside = TrackingMark.Aside


@dataclass(frozen=True)
class Report:
    """One carrier event as it came in."""

    message_id: str
    item: str
    event: str
    at: datetime
    office: str = ""
    reason: str = ""


@transaction.atomic
def receive(report: Report) -> TrackingMark:
    """Keep the mark and let it take effect, once; the same message again gets the same mark."""
    parcel = get_object_or_404(Parcel, item=report.item)
    # The dossier first, then its parcel: the order in which every act locks them.
    application = Application.objects.select_for_update().get(pk=parcel.application_id)
    parcel = Parcel.objects.select_for_update(of=("self",)).get(pk=parcel.pk)
    known = TrackingMark.objects.filter(message_id=report.message_id).first()
    if known is not None:
        return _same(known, parcel, report)
    if report.at > dates.now() + CLOCKS_APART:
        raise Invalid([FieldProblem("future", "at", _("Thời điểm này chưa đến."))])
    mark = TrackingMark.objects.create(
        parcel=parcel,
        message_id=report.message_id,
        event=report.event,
        at=report.at,
        office_code=report.office,
        reason=report.reason,
        aside=_why_aside(report, parcel, application),
    )
    if not mark.aside:
        _apply(mark, parcel, application)
    return mark


def _same(known: TrackingMark, parcel: Parcel, report: Report) -> TrackingMark:
    if (known.parcel_id, known.event, known.at) != (parcel.pk, report.event, report.at):
        raise Refusal(_("Mã thông điệp này đã dùng cho nội dung khác."), code="message_id")
    return known


def _why_aside(report: Report, parcel: Parcel, application: Application) -> str:
    """Why this mark has no effect; empty when it has."""
    if report.at < parcel.handed_over_at - CLOCKS_APART:
        return Aside.TOO_EARLY
    if parcel.is_over:
        told = report.event in Parcel.ENDED and report.event != parcel.state
        return Aside.CONTRADICTS if told else Aside.LATE
    if application.state != State.IN_POST:
        return Aside.CONTRADICTS
    ends = report.event in Parcel.ENDED
    older = parcel.marked_at is not None and report.at < parcel.marked_at
    return Aside.LATE if older and not ends else ""


def _apply(mark: TrackingMark, parcel: Parcel, application: Application) -> None:
    """Move the parcel, and with its end the dossier."""
    parcel.marked_at = max(mark.at, parcel.marked_at or mark.at)
    if mark.office_code:
        parcel.office = PostOffice.objects.filter(code=mark.office_code).first()
    parcel.save(update_fields=["marked_at", "office"])
    if mark.event in Parcel.ENDED:
        _end(mark, application)
        return
    Parcel.objects.filter(pk=parcel.pk).update(state=mark.event)
    data = {"item": parcel.item, "event": mark.event}
    workflow.record(application, "track", by=User.objects.machine(), data=data)


def _end(mark: TrackingMark, application: Application) -> None:
    """The act that ends the journey writes the parcel's last state as well."""
    machine = User.objects.machine()
    reason = mark.reason or str(mark.get_event_display())
    if mark.event == Parcel.State.DELIVERED:
        dispatch.deliver(application, by=machine)
    elif mark.event == Parcel.State.RETURNED:
        dispatch.return_mail(application, by=machine, reason=reason)
    else:
        dispatch.lose(application, by=machine, reason=reason)
