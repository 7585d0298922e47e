"""The dossier over HTTP: opening one, and the acts of intake and acceptance."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Office, Role, User
from applications import acceptance, intake, payment
from applications.declaration import TextField
from applications.models import Application, Channel, Payment
from applications.workflow import allowed_steps
from common.acts import Act, NoBody
from common.fields import PlainSerializer
from common.refusals import FieldProblem, Invalid, NotPermitted
from regulations.terms import Relation

# Who may bring a dossier over the API; only an applicant's own stays a draft.
MAY_OPEN = (Role.APPLICANT, Role.RECEIVER, Role.POST_CLERK)


class PaySerializer(serializers.Serializer):
    amount = serializers.IntegerField(min_value=0, help_text="whole đồng")
    method = serializers.ChoiceField(choices=Payment.Method.choices)
    reference = serializers.CharField(max_length=100)


class ReturnForSupplementSerializer(serializers.Serializer):
    items = serializers.ListField(child=TextField(max_length=500), min_length=1, max_length=50)


class SupplementSerializer(PlainSerializer):
    changes = serializers.DictField()


class RefuseSerializer(serializers.Serializer):
    ground = serializers.CharField(max_length=50)
    reason = TextField(max_length=2000)


class WithdrawSerializer(serializers.Serializer):
    reason = TextField(max_length=2000, allow_blank=True, default="")


ACTS: dict[str, Act] = {
    "submit": Act(NoBody, intake.submit),
    "pay": Act(PaySerializer, payment.pay),
    "accept": Act(NoBody, acceptance.accept),
    "return_for_supplement": Act(ReturnForSupplementSerializer, acceptance.return_for_supplement),
    "supplement": Act(SupplementSerializer, acceptance.supplement),
    "refuse": Act(RefuseSerializer, acceptance.refuse),
    "withdraw": Act(WithdrawSerializer, acceptance.withdraw),
}


def open_application(declaration: dict[str, Any], *, by: User, language: str) -> Application:
    """Open and declare a dossier; what staff brings is submitted at once."""
    if not by.has_role(*MAY_OPEN):
        raise NotPermitted(_("Tài khoản này không được nộp hồ sơ."), code="open")
    channel = declaration["channel"]
    application = intake.open_draft(
        by=by,
        channel=channel,
        received_office=_post_office(declaration, by=by),
        language=language,
    )
    intake.declare(application, declaration, by=by)
    if not by.has_role(Role.APPLICANT):
        intake.submit(application, by=by)
    return application


def opened(application: Application, *, by: User) -> dict[str, Any]:
    """The answer to an opened dossier (contracts section 2)."""
    fee = None
    if application.fee_amount is not None:
        fee = {
            "amount": application.fee_amount,
            "currency": "VND",
            "category": _fee_category(application),
            "basis": application.fee_basis,
        }
    return {
        "code": application.code,
        "token": application.token,
        "state": application.state,
        "regime": application.regime,
        "fee": fee,
        "payment_reference": application.payment_reference,
        "allowed_steps": allowed_steps(application, by),
        "links": {
            "self": f"/api/v1/applications/{application.code}/",
            "page": f"/ho-so/{application.token}/",
        },
    }


def _fee_category(application: Application) -> str:
    """State bodies are a category of their own, as in a quote."""
    if application.applicant.get("relation") == Relation.AGENCY:
        return Relation.AGENCY.value
    return application.fee_category


def _post_office(declaration: dict[str, Any], *, by: User) -> Office | None:
    """The post office that took the dossier in: a post clerk's own, or the one named."""
    if by.has_role(Role.POST_CLERK):
        if declaration["channel"] != Channel.POST_OFFICE:
            message = _("Bưu điện chỉ nhận hồ sơ theo hình thức qua bưu điện.")
            raise Invalid([FieldProblem("channel", "channel", message)])
        return by.office
    code = (declaration.get("received") or {}).get("post_office")
    if not code:
        return None
    office = Office.objects.filter(code=code, kind=Office.Kind.POST_OFFICE).first()
    if office is None:
        raise Invalid(
            [FieldProblem("post_office", "received.post_office", _("Không có bưu cục này."))]
        )
    return office
