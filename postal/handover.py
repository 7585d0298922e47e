"""The hand-over: the post office closes its list, the department counts it and confirms.

The confirmation is the legal moment of filing (QĐ 45/2016/QĐ-TTg article 7.4): from that day the
limit of each confirmed dossier runs. What was not there, or not complete, is left out with a note
and travels on with the post office's next manifest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from applications import deadlines, workflow
from common.dates import today
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal
from postal.models import Manifest, PostOffice, Slip

RECEIVED, MISSING, INCOMPLETE = "received", "missing", "incomplete"
RESULTS = {
    RECEIVED: _("Đủ"),
    MISSING: _("Không có hồ sơ"),
    INCOMPLETE: _("Thiếu giấy tờ so với phiếu gửi"),
}


@dataclass(frozen=True)
class Count:
    """What the department found of one slip."""

    result: str
    note: str = ""


def open_manifest(office: PostOffice, *, department: Office) -> Manifest:
    """Today's open manifest of this office for this department, locked; made when needed.

    Call it inside the transaction that adds a slip: a manifest cannot close between.
    """
    locked = Manifest.objects.select_for_update()
    key = {"office": office, "department": department, "day": today()}
    manifest = locked.filter(**key, state=Manifest.State.OPEN).first()
    if manifest is not None:
        return manifest
    PostOffice.objects.select_for_update(of=("self",)).get(pk=office.pk)
    number = Manifest.objects.filter(**key).count() + 1
    opened, _made = locked.get_or_create(
        **key, state=Manifest.State.OPEN, defaults={"number": number}
    )
    return opened


@transaction.atomic
def close(manifest: Manifest, *, by: User) -> None:
    """The post office signs its list; nothing is added to it any more."""
    manifest.refresh_from_db(from_queryset=Manifest.objects.select_for_update())
    if not by.has_role(Role.POST_CLERK) or by.office_id != manifest.office_id:
        raise NotPermitted(_("Chỉ bưu cục lập bảng kê được chốt bảng kê."), code="close")
    if manifest.state != Manifest.State.OPEN:
        raise Refusal(_("Bảng kê này đã được chốt."), code="manifest_closed")
    if not manifest.slips.exists():
        raise Refusal(_("Bảng kê chưa có hồ sơ nào."), code="manifest_empty")
    manifest.state, manifest.closed_by, manifest.closed_at = (
        Manifest.State.CLOSED,
        by,
        timezone.now(),
    )
    manifest.save(update_fields=["state", "closed_by", "closed_at"])


@transaction.atomic
def confirm(
    manifest: Manifest,
    *,
    by: User,
    counts: Mapping[str, Count],
    extra: Sequence[str] = (),
    differences: str = "",
) -> None:
    """The department signs what it counted, slip by slip; `extra` are slips not on the list."""
    manifest.refresh_from_db(from_queryset=Manifest.objects.select_for_update())
    if not by.has_role(Role.RECEIVER) or by.office_id != manifest.department_id:
        raise NotPermitted(
            _("Chỉ cán bộ tiếp nhận của Sở được xác nhận giao nhận."), code="confirm"
        )
    if manifest.state != Manifest.State.CLOSED:
        raise Refusal(_("Bảng kê này không chờ kiểm đếm."), code="manifest_not_closed")
    slips = list(manifest.slips.select_related("application").order_by("application_id"))
    _check_counts(slips, counts)
    manifest.counted = [_line(slip, counts[slip.number]) for slip in slips] + [
        {"slip": number, "application": "", "result": "extra", "note": ""} for number in extra
    ]
    manifest.state, manifest.differences = Manifest.State.CONFIRMED, differences.strip()
    manifest.confirmed_by, manifest.confirmed_at = by, timezone.now()
    manifest.save()
    for slip in slips:
        _settle(slip, counts[slip.number], by=by)


def _check_counts(slips: Sequence[Slip], counts: Mapping[str, Count]) -> None:
    problems = []
    for slip in slips:
        count = counts.get(slip.number)
        if count is None or count.result not in RESULTS:
            message = _("Hãy đếm hồ sơ này.")
            problems.append(FieldProblem("required", f"counts.{slip.number}.result", message))
        elif count.result != RECEIVED and not count.note.strip():
            message = _("Hãy ghi rõ điều không khớp.")
            problems.append(FieldProblem("required", f"counts.{slip.number}.note", message))
    if problems:
        raise Invalid(problems)


def _line(slip: Slip, count: Count) -> dict[str, str]:
    return {
        "slip": slip.number,
        "application": slip.application.code,
        "result": count.result,
        "note": count.note.strip(),
    }


def _settle(slip: Slip, count: Count, *, by: User) -> None:
    """Filed from today, or left out and carried over to the office's next manifest."""
    if count.result == RECEIVED:
        slip.confirmed_at, slip.left_out_note = timezone.now(), ""
        deadlines.start_clock(slip.application, on=today(), by=by)
    else:
        slip.left_out_note = count.note.strip()
        slip.manifest = open_manifest(slip.office, department=slip.application.office)
        workflow.record(
            slip.application, "left_out_of_hand_over", by=by, data={"result": count.result}
        )
    slip.save(update_fields=["confirmed_at", "left_out_note", "manifest"])
