"""In phiếu: results on paper, counted copy by copy. What is printed is always the signed file.

Up to the copies that were asked for need no reason; every further one is a reprint, whose reason
is kept for ever. Opening the file is written down, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from applications.models import Application, State
from certificates.models import (
    Certificate,
    Printing,
    PrintOpening,
    PrintRun,
    SigningBatch,
)
from common import s10
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal

PRINTERS = (Role.RECEIVER,)
PAPER = ("post", "pickup")
# While the result is in the house, or comes back to it.
PRINTED_IN = (State.READY, State.IN_POST, State.RETURNED_MAIL)
MOST_AT_ONCE = 100  # people in one file: some seconds and megabytes
MOST_COPIES = 300
MOST_REPRINTED = 10
OPEN_FOR = timedelta(hours=1)  # after that the same sheets are a reprint
Kind, Reason = Printing.Kind, Printing.Reason


def on_paper(user: User) -> QuerySet[Any]:
    """Certificates in force that this person may see and whose result is handed over on paper,
    with the copies already printed."""
    seen = Application.objects.for_user(user)
    rows = Certificate.objects.issued().filter(
        application__in=seen, application__delivery__method__in=PAPER, revocation=None
    )
    first = Sum("printings__copies", filter=Q(printings__kind=Kind.FIRST))
    every = Sum("printings__copies")
    rows = rows.annotate(printed_first=Coalesce(first, 0), printed=Coalesce(every, 0))
    return rows.select_related("application", "office")


def to_print(user: User, *, batch: SigningBatch | None = None) -> QuerySet[Any]:
    """Those of which copies are still to be printed for the first time, in the book's order."""
    rows = on_paper(user).filter(application__state__in=PRINTED_IN)
    rows = rows.filter(printed_first__lt=F("copies"))
    if batch is not None:
        rows = rows.filter(batch_items__batch=batch)
    return rows.order_by("year", "book", "number")


@transaction.atomic
def print_first(chosen: Sequence[int], *, by: User, batch: SigningBatch | None = None) -> PrintRun:
    """One print of what is still missing of these certificates' copies."""
    _refuse_others(by)
    locked = _locked(chosen)
    missing = {one.pk: one for one in to_print(by).filter(pk__in=locked)[: MOST_AT_ONCE + 1]}
    if not missing:
        message = _("Các phiếu này đã được in đủ số bản. Muốn in thêm, hãy in lại kèm lý do.")
        raise Refusal(message, code="nothing_to_print")
    copies = {pk: one.copies - one.printed_first for pk, one in missing.items()}
    if len(missing) > MOST_AT_ONCE or sum(copies.values()) > max(MOST_COPIES, *copies.values()):
        most = {"number": MOST_AT_ONCE, "copies": MOST_COPIES}
        many = _("Mỗi lần in không quá %(number)s phiếu và %(copies)s bản.") % most
        raise Refusal(many, code="too_many")
    run = PrintRun.objects.create(office=_office(by), by=by, batch=batch)
    for pk, number in copies.items():
        Printing.objects.create(run=run, certificate_id=pk, copies=number, kind=Kind.FIRST)
    return run


@transaction.atomic
def print_again(
    certificate: Certificate, *, by: User, copies: int, reason: str, item: str = "", note: str = ""
) -> PrintRun:
    """The same signed file on paper once more, for a reason from the list."""
    _refuse_others(by)
    _locked([certificate.pk])
    found = on_paper(by).filter(pk=certificate.pk, application__state__in=PRINTED_IN).first()
    if found is None:
        message = _(
            "Phiếu này không còn in được: kết quả đã trao, đã thu hồi, hoặc là bản điện tử."
        )
        raise Refusal(message, code="not_printable")
    item = s10.clean(item) if reason == Reason.LOST_IN_POST else ""
    _refuse_unreasoned(copies, reason=reason, item=item, note=note.strip())
    if found.printed_first < found.copies:
        message = _("Phiếu này chưa in đủ số bản yêu cầu. Hãy in lần đầu, không cần lý do.")
        raise Refusal(message, code="first_print_open")
    run = PrintRun.objects.create(office=_office(by), by=by)
    Printing.objects.create(
        run=run,
        certificate=found,
        copies=copies,
        kind=Kind.REPRINT,
        reason=reason,
        item=item,
        note=note.strip()[:300],
    )
    return run


def open_run(pk: int, *, by: User) -> PrintRun | None:
    """The file of a print, for the one who printed it and for an hour."""
    if not by.has_role(*PRINTERS):
        return None
    mine = PrintRun.objects.filter(pk=pk, by=by, at__gt=timezone.now() - OPEN_FOR)
    unseen = Printing.objects.filter(run=OuterRef("pk")).exclude(certificate__in=on_paper(by))
    return mine.exclude(Exists(unseen)).first()


def note_opening(run: PrintRun, *, by: User) -> PrintOpening:
    return PrintOpening.objects.create(run=run, by=by)


def printings_of(certificates: Sequence[Certificate]) -> QuerySet[Printing]:
    """Every print of these certificates, as the case and the book tell it."""
    rows = Printing.objects.filter(certificate__in=[one.pk for one in certificates])
    return rows.select_related("run__by").order_by("pk")


def may_reprint(certificate: Certificate, user: User) -> bool:
    """Whether this person is offered a further print."""
    if not user.has_role(*PRINTERS):
        return False
    return (
        on_paper(user)
        .filter(
            pk=certificate.pk, application__state__in=PRINTED_IN, printed_first__gte=F("copies")
        )
        .exists()
    )


def _locked(chosen: Sequence[int]) -> list[int]:
    """Two clerks at once: the second counts what the first has printed."""
    rows = Certificate.objects.select_for_update(of=("self",)).filter(pk__in=list(chosen))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _refuse_others(by: User) -> None:
    if not by.has_role(*PRINTERS):
        raise NotPermitted(_("Bạn không có quyền in phiếu."))


def _office(by: User) -> Office:
    if by.office is None:
        raise NotPermitted(_("Tài khoản của bạn chưa thuộc cơ quan nào."))
    return by.office


def _refuse_unreasoned(copies: int, *, reason: str, item: str, note: str) -> None:
    problems = []
    if not 1 <= copies <= MOST_REPRINTED:
        limits = _("Mỗi lần in lại từ 1 đến %(most)s bản.") % {"most": MOST_REPRINTED}
        problems.append(FieldProblem("out_of_range", "copies", limits))
    if reason not in Reason.values:
        problems.append(FieldProblem("required", "reason", _("Hãy chọn lý do in lại.")))
    if reason == Reason.LOST_IN_POST and not s10.SHAPE.fullmatch(item):
        message = _("Hãy ghi số bưu gửi thất lạc, 13 ký tự, ví dụ EE123456785VN.")
        problems.append(FieldProblem("s10_format", "item", message))
    if reason == Reason.OTHER and not note:
        problems.append(FieldProblem("required", "note", _("Hãy ghi rõ lý do.")))
    if problems:
        raise Invalid(problems)
