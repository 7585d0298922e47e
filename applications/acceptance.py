"""The clerk's first look: take the dossier in, ask for what is missing, refuse it, or let it go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications import intake, workflow
from applications.declaration import DeclarationSerializer
from applications.models import Application
from common.dates import today
from common.refusals import FieldProblem, Invalid, Refusal
from regulations import filing, regimes


@transaction.atomic
def accept(application: Application, *, by: User) -> None:
    """Take the dossier in; the post's must have been handed over first."""
    workflow.hold(application, "accept", by=by)
    _require_handed_over(application)
    workflow.advance(application, "accept", by=by)


@transaction.atomic
def return_for_supplement(application: Application, *, by: User, items: Sequence[str]) -> None:
    """Ask the applicant, once and completely, for what is missing (Decree 61/2018 article 17)."""
    workflow.hold(application, "return_for_supplement", by=by)
    _require_handed_over(application)
    wanted = [item.strip() for item in items if item.strip()]
    if not wanted:
        message = _("Hãy ghi rõ từng nội dung cần bổ sung.")
        raise Invalid([FieldProblem("required", "items", message)])
    workflow.advance(application, "return_for_supplement", by=by, data={"items": wanted})


@transaction.atomic
def supplement(application: Application, *, by: User, changes: Mapping[str, Any]) -> None:
    """Take the changed parts of the declaration; the clock starts anew on a complete dossier.

    `changes` has the shape of the declaration: a structure is merged, a list replaced whole. How
    the dossier came in is no part of what can be supplied.
    """
    workflow.hold(application, "supplement", by=by)
    _refuse_unknown_parts(changes)
    supplied = {name: value for name, value in changes.items() if name != "received"}
    declared = merged(intake.as_contract(application), supplied)
    serializer = DeclarationSerializer(data=declared)
    serializer.is_valid(raise_exception=True)
    regime = intake.regime_of(application)
    problems = intake.rule_problems(serializer.validated_data, day=today(), regime=regime)
    if problems:
        raise Invalid(problems)
    _declare_for_the_same_fee(application, serializer.validated_data, by=by)
    application.filed_on = today()
    application.save(update_fields=["filed_on"])
    workflow.advance(application, "supplement", by=by, data={"changed": sorted(supplied)})


@transaction.atomic
def refuse(application: Application, *, by: User, ground: str, reason: str) -> None:
    """Refuse on one of the grounds of the law, always with the reason (article 49)."""
    workflow.hold(application, "refuse", by=by)
    _require_handed_over(application)
    regime = regimes.regime_by_code(application.regime)
    if ground not in {one.key for one in filing.refusal_grounds(regime)}:
        message = _("Hãy chọn một căn cứ từ chối theo luật.")
        raise Invalid([FieldProblem("ground", "ground", message)])
    _require_reason(reason)
    workflow.advance(application, "refuse", by=by, note=reason, data={"ground": ground})


@transaction.atomic
def withdraw(application: Application, *, by: User, reason: str = "") -> None:
    """The applicant takes the dossier back."""
    workflow.hold(application, "withdraw", by=by)
    workflow.advance(application, "withdraw", by=by, note=reason)


def merged(stands: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` laid over what stands, structure by structure."""
    result = dict(stands)
    for name, value in changes.items():
        both = isinstance(value, Mapping) and isinstance(stands.get(name), Mapping)
        result[name] = merged(stands[name], value) if both else value
    return result


def _refuse_unknown_parts(changes: Mapping[str, Any]) -> None:
    """The trail names what was changed, so it takes the declaration's own names only."""
    unknown = sorted(set(changes) - set(DeclarationSerializer().fields))
    if unknown:
        message = _("Tờ khai không có mục này.")
        raise Invalid([FieldProblem("unknown", f"changes.{name}", message) for name in unknown])


def _declare_for_the_same_fee(
    application: Application, declared: dict[str, Any], *, by: User
) -> None:
    """The fee is paid when filing and once (TT 244/2016 art 2): what it rests on stays."""
    day = today()
    before = intake.fee_of(application, paid_on=day).amount
    intake.declare(application, declared, by=by)
    if intake.fee_of(application, paid_on=day).amount != before:
        message = _("Phần bổ sung làm thay đổi mức phí đã nộp. Hãy nộp hồ sơ mới.")
        raise Invalid([FieldProblem("fee", "changes", message)])


def _require_handed_over(application: Application) -> None:
    """What the post took in is the department's only after the hand-over."""
    if application.filed_on is None:
        raise Refusal(_("Hồ sơ chưa được bưu điện bàn giao cho Sở."), code="not_handed_over")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        message = _("Hãy ghi rõ lý do để người dân hiểu.")
        raise Invalid([FieldProblem("required", "reason", message)])
