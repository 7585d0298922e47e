"""The counter: a paper dossier is taken from the citizen, counted, paid and given a slip.

A post office finds the citizen's own draft by its code or opens one for them. Until an office
takes a draft in, any may; from then on the draft exists for that office alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from accounts.numbering import next_number
from applications import intake, payment, workflow
from applications.forms import saving
from applications.models import Application, Channel, Payment, State
from common.dates import today
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal
from postal import handover
from postal.models import PostOffice, Slip
from regulations import filing, regimes
from regulations.terms import Relation

UNFILED = (State.DRAFT, State.AWAITING_PAYMENT)
FORMS = ("original", "copy")
DECLARATION = "Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp, có chữ ký."
MOST_PAPERS = 99  # of one title: more is a slip of the finger


@dataclass(frozen=True)
class Paper:
    """One line of the slip: what it is, the original or a copy, and how many."""

    title: str
    form: str
    count: int


def post_office_of(user: User) -> PostOffice:
    """The clerk's own post office; nobody else works at its counter."""
    office = PostOffice.objects.filter(people=user).first()
    if office is None or not user.has_role(Role.POST_CLERK):
        raise NotPermitted(_("Chỉ giao dịch viên bưu điện làm được việc này."), code="post_clerk")
    return office


def find(code: str, *, by: User) -> Application:
    """The dossier with this code, if it is this office's or no office has taken it in yet."""
    office = post_office_of(by)
    unclaimed = Q(
        received_office=None, state__in=UNFILED, channel__in=[Channel.ONLINE, Channel.POST_OFFICE]
    )
    dossiers = Application.objects.filter(Q(received_office=office) | unclaimed)
    return get_object_or_404(dossiers, code=code.strip().upper())


def open_for_citizen(*, by: User) -> Application:
    """A new draft, to be declared at the counter in the citizen's words."""
    return intake.open_draft(by=by, channel=Channel.POST_OFFICE, received_office=post_office_of(by))


@transaction.atomic
def take_in(application: Application, *, by: User) -> None:
    """Make the citizen's draft this office's; a second click changes nothing."""
    office = post_office_of(by)
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    if application.received_office_id == office.pk:
        return
    if application.received_office_id is not None or application.state not in UNFILED:
        raise Refusal(_("Hồ sơ này đã được nơi khác nhận."), code="taken_in")
    application.channel, application.received_office = Channel.POST_OFFICE, office
    application.save(update_fields=["channel", "received_office"])
    workflow.record(application, "take_in", by=by, data={"office": office.code})


def papers_needed(application: Application) -> list[str]:
    """The published list for this request; the post may ask for nothing else (QĐ 45/2016).

    In the words of the law's own language, because the slip that bears them is an official paper.
    """
    regime = regimes.regime_for(application.postmarked_on or today(), setting=settings.REGIME)
    request = filing.Request(
        certificate_type=application.certificate_type,
        relation=Relation(application.applicant.get("relation", "self")),
        channel=Channel.POST_OFFICE,
        fee_category=application.fee_category,
        urgent=application.is_urgent,
    )
    return [DECLARATION, *(paper.vi for paper in filing.documents_needed(regime, request))]


@transaction.atomic
def receive(
    application: Application,
    *,
    by: User,
    documents: Sequence[Mapping[str, Any]],
    postage: int,
    missing_told: bool = False,
) -> Slip:
    """Take the dossier and the money, and give the slip; a second click gets the same slip."""
    office = post_office_of(by)
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    known = Slip.objects.filter(application=application, office=office).first()
    if known is not None:
        return known
    if application.received_office_id != office.pk:
        raise Refusal(_("Bưu cục chưa nhận hồ sơ này."), code="not_taken_in")
    papers = _counted(documents, missing_told=missing_told)
    _mark_the_day(application)
    if application.state == State.DRAFT:
        _submit(application, by=by)
    number = next_slip_number(office)
    method = _collect_fee(application, by=by, reference=number)
    manifest = handover.open_manifest(office, department=application.office)
    slip = Slip.objects.create(
        application=application,
        office=office,
        number=number,
        documents=[asdict(paper) for paper in papers],
        postage=postage,
        fee=application.fee_amount or 0,
        fee_method=method,
        received_by=by,
        manifest=manifest,
        missing_told=missing_told,
    )
    workflow.record(application, "receive_at_post", by=by, data={"slip": number})
    return slip


def _mark_the_day(application: Application) -> None:
    """The post's own day: the law of this day holds, whenever it is handed over (NĐ 216 art 28)."""
    if application.postmarked_on is None:
        application.postmarked_on = today()
        application.save(update_fields=["postmarked_on"])


def _submit(application: Application, *, by: User) -> None:
    """A draft that is not whole says so at its fields, as it does to a citizen online."""
    if problems := saving.problems_of(application):
        raise Invalid(problems)
    intake.submit(application, by=by)


def next_slip_number(office: Office) -> str:
    """The office's number, the day and the number of the day: what the barcode holds."""
    day = today()
    number = next_number(office, series="slip", period=day.isoformat())
    return f"{office.code}-{day:%y%m%d}-{number:04d}"


def _collect_fee(application: Application, *, by: User, reference: str) -> str:
    """Take what is still owed in cash; how the fee was paid, empty when there is none."""
    if application.state == State.AWAITING_PAYMENT:
        payment.pay(
            application,
            by=by,
            amount=application.fee_amount or 0,
            method=Payment.Method.CASH,
            reference=reference,
        )
        return Payment.Method.CASH
    if application.state != State.SUBMITTED:
        raise workflow.StepNotAllowed("pay", workflow.allowed_steps(application, by))
    paid = application.payments.order_by("pk").last()
    return paid.method if paid else ""


def _counted(documents: Sequence[Mapping[str, Any]], *, missing_told: bool) -> list[Paper]:
    """The papers as counted with the citizen; what is missing must have been told to them."""
    papers = [Paper(**line) for line in documents]
    problems = [
        problem
        for place, paper in enumerate(papers)
        if (problem := _paper_problem(paper, f"documents.{place}", missing_told=missing_told))
    ]
    if not any(paper.count for paper in papers):
        problems.append(FieldProblem("required", "documents", _("Hãy đếm giấy tờ trong hồ sơ.")))
    if problems:
        raise Invalid(problems)
    return papers


def _paper_problem(paper: Paper, field: str, *, missing_told: bool) -> FieldProblem | None:
    if not paper.title.strip():
        return FieldProblem("required", f"{field}.title", _("Hãy ghi tên giấy tờ."))
    if paper.form not in FORMS:
        return FieldProblem("invalid", f"{field}.form", _("Hãy chọn bản chính hoặc bản sao."))
    if not 0 <= paper.count <= MOST_PAPERS:
        return FieldProblem("invalid", f"{field}.count", _("Số lượng từ 0 đến 99."))
    if paper.count == 0 and not missing_told:
        message = _("Còn thiếu giấy tờ này. Hãy báo người gửi trước khi nhận.")
        return FieldProblem("missing", f"{field}.count", message)
    return None
