"""From a declaration to a dossier that is filed: open, declare, submit.

`declare` writes what was declared and checks nothing but its shape, so that a draft may be as
unfinished as its owner; `submit` asks every rule and refuses what does not hold.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import STAFF_ROLES, Office, User
from applications import workflow
from applications.history import Stay, history_problems
from applications.models import Application, Channel, Residence, State
from applications.numbering import next_dossier_code
from applications.whereabouts import foreigner_left, residence_unknown
from common.dates import PartialDate, today
from common.refusals import FieldProblem, Invalid, NotPermitted
from regulations import fees, filing, regimes
from regulations.shapes import Regime
from regulations.terms import Relation

DECLARED_COLUMNS = (
    "certificate_type",
    "subject",
    "declared_convictions",
    "confirm_bans",
    "purpose",
    "copies",
    "fee_category",
    "applicant",
    "delivery",
)


def department() -> Office:
    """The office that this installation runs for."""
    return Office.objects.get(code=settings.DEPARTMENT)


@transaction.atomic
def open_draft(
    *,
    by: User,
    channel: str = Channel.ONLINE,
    received_office: Office | None = None,
    language: str = "vi",
) -> Application:
    """A new, empty dossier with its code; one that staff opens gets an owner of its own."""
    office = department()
    owner = User.objects.new_applicant() if by.has_role(*STAFF_ROLES) else by
    return Application.objects.create(
        code=next_dossier_code(office, day=today()),
        owner=owner,
        office=office,
        channel=channel,
        received_office=received_office,
        language=language,
    )


@transaction.atomic
def declare(application: Application, declaration: dict[str, Any], *, by: User) -> None:
    """Write what was declared (the shape of `DeclarationSerializer`) over what stood before."""
    if not workflow.concerns(application, by) or not by.has_role(*workflow.STEPS["submit"].roles):
        raise NotPermitted(_("Bạn không có quyền sửa hồ sơ này."))
    write(application, declaration)


def write(application: Application, declaration: dict[str, Any]) -> None:
    """Write these parts of a declaration; whoever calls has asked who may."""
    for name in DECLARED_COLUMNS:
        if name in declaration:
            setattr(application, name, declaration[name])
    application.full_name = application.subject.get("full_name", "")
    application.date_of_birth = application.subject.get("date_of_birth", "")
    if application.certificate_type == Application.CertificateType.NO_2:
        application.confirm_bans = True  # No. 2 always states bans (article 43)
    received = declaration.get("received") or {}
    if received.get("postmarked_on"):
        application.postmarked_on = received["postmarked_on"]
    application.save()
    if "residences" in declaration:
        _write_residences(application, declaration["residences"])


@transaction.atomic
def submit(application: Application, *, by: User) -> None:
    """Ask every rule, set the fee, and wait for it; without a fee the dossier is filed at once."""
    workflow.hold(application, "submit", by=by)
    regime = regime_of(application)
    problems = rule_problems(as_contract(application), day=today(), regime=regime)
    if problems:
        raise Invalid(problems)
    fee = fee_of(application, paid_on=today())
    application.fee_amount, application.fee_basis = fee.amount, str(fee.basis)
    application.regime = regime.code  # provisional
    application.save(update_fields=["fee_amount", "fee_basis", "regime"])
    if fee.amount:
        workflow.advance(application, "submit", by=by, to=State.AWAITING_PAYMENT)
        return
    file(application)
    workflow.advance(application, "submit", by=by, to=State.SUBMITTED)


def file(application: Application) -> None:
    """The dossier is complete and paid: pin its regime and, unless a post office still has it,
    start the clock. Called in the transaction of the step that files it."""
    application.regime = regime_of(application).code
    application.submitted_at = timezone.now()
    at_the_post = application.channel == Channel.POST_OFFICE and application.received_office_id
    if not at_the_post:  # by ordinary mail it lies in the department already
        application.filed_on = today()
    application.save(update_fields=["submitted_at", "regime", "filed_on"])


def regime_of(application: Application) -> Regime:
    """The law that the dossier is judged by: pinned once it is submitted, until then that of
    today or of its postmark."""
    if application.submitted_at:
        return regimes.regime_by_code(application.regime)
    return regimes.regime_for(
        today(), setting=settings.REGIME, postmarked_on=application.postmarked_on
    )


def fee_of(application: Application, *, paid_on: date) -> fees.Fee:
    """The fee by the rules of the day of payment; state bodies pay none."""
    return fees.fee_for(
        category=application.fee_category,
        copies=application.copies,
        paid_on=paid_on,
        regime_setting=settings.REGIME,
        relation=application.applicant.get("relation", "self"),
        channel=application.channel,
    )


def rule_problems(
    declaration: dict[str, Any], *, day: date, regime: Regime | None = None
) -> list[FieldProblem]:
    """Everything in a readable declaration that the rules do not allow, each at its field.

    Used before filing and, on a part of a declaration, by quotes: a rule whose facts are not
    there yet is silent. Without a `regime` that of the day holds.
    """
    born = (declaration.get("subject") or {}).get("date_of_birth")
    rows = declaration.get("residences")
    problems = []
    if born and rows is not None and all({"from", "kind"} <= row.keys() for row in rows):
        stays = [Stay(row["from"], row.get("to") or "", row["kind"]) for row in rows]
        problems += history_problems(stays, date_of_birth=born, today=day.isoformat())
    if declaration.get("certificate_type"):
        regime = regime or regimes.regime_for(day, setting=settings.REGIME)
        problems += filing.who_may_ask(regime, filing_request(declaration, day=day))
    return problems


def filing_request(declaration: dict[str, Any], *, day: date) -> filing.Request:
    """What the rules of filing look at, taken from a declaration or a part of one."""
    subject = declaration.get("subject") or {}
    applicant = declaration.get("applicant") or {}
    born = subject.get("date_of_birth")
    authorisation = applicant.get("authorisation") or {}
    return filing.Request(
        certificate_type=declaration["certificate_type"],
        relation=Relation(applicant.get("relation", "self")),
        channel=declaration.get("channel", Channel.ONLINE),
        subject_age=PartialDate.parse(born).least_age_on(day) if born else None,
        authorisation_shown=bool(authorisation.get("certified_by")),
        residence_unknown=residence_unknown(declaration),
        foreigner_left=foreigner_left(declaration),
        fee_category=declaration.get("fee_category", "standard"),
        urgent=bool(applicant.get("urgent")),
    )


def as_contract(application: Application) -> dict[str, Any]:
    """The declaration as it stands, in the shape of the API."""
    declared = {name: getattr(application, name) for name in DECLARED_COLUMNS}
    rows = [
        {
            "from": row.started,
            "to": row.ended or None,
            "place": row.place,
            "kind": row.kind,
            "occupation": row.occupation,
            "workplace": row.workplace,
            "military": row.military,
        }
        for row in application.residences.all()
    ]
    return {**declared, "channel": application.channel, "residences": rows}


def _write_residences(application: Application, rows: list[dict[str, Any]]) -> None:
    application.residences.all().delete()
    Residence.objects.bulk_create(
        Residence(
            application=application,
            number=number,
            started=row["from"],
            ended=row.get("to") or "",
            place=row["place"],
            kind=row["kind"],
            occupation=row.get("occupation", ""),
            workplace=row.get("workplace", ""),
            military=row.get("military", False),
        )
        for number, row in enumerate(rows)
    )
