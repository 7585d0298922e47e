"""Results on the way out: handed to the post, delivered, returned, lost, sent again.

A result leaves somebody's hands only against proof: the number on an identity paper shown, or the
one-time code that the recipient was sent. What the carrier reports under its signature is its own
proof. A post office clerk acts on the parcels that lie at that office, and on no others.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from applications import workflow
from applications.models import READABLE_SIGNS, Application, State
from common.identity import clean_number, mask_number
from common.refusals import FieldProblem, Invalid, Refusal
from postal.items import next_item
from postal.models import Parcel
from regulations.places import UnknownProvince, province_name

CODE_SIGNS = 8  # 40 bits: out of reach for whoever tries codes at a counter
ENVELOPE_GRAMS, COPY_GRAMS = 20, 5
OPENS_NEW_CODE = ("make_ready", "resend")


@transaction.atomic
def hand_over(application: Application, *, by: User) -> Parcel:
    """Give the result to the post: a parcel with its number, announced to the carrier at once."""
    workflow.hold(application, "hand_over", by=by)
    if application.delivery.get("method") != "post":
        message = _("Người yêu cầu không chọn nhận kết quả qua bưu điện.")
        raise Refusal(message, code="not_by_post")
    parcel = Parcel.objects.create(
        application=application,
        item=next_item(application.office),
        recipient=application.delivery.get("recipient") or application.full_name,
        phone=application.delivery.get("phone") or application.subject.get("phone", ""),
        address=address_line(application.delivery.get("address") or {}),
        weight=ENVELOPE_GRAMS + COPY_GRAMS * application.copies,
        handed_over_by=by,
    )
    workflow.advance(application, "hand_over", by=by, data={"item": parcel.item})
    return parcel


@transaction.atomic
def deliver(application: Application, *, by: User, identity: str = "", code: str = "") -> None:
    """The recipient has the result, proved by an identity paper or the one-time code."""
    parcel = _held(application, "deliver", by=by)
    method = application.delivery.get("method")
    if by.is_machine and parcel is None and method != "electronic":
        raise Refusal(_("Kết quả này phải được trao tận tay người nhận."), code="by_hand")
    data = _proof(application, by=by, identity=identity, code=code)
    _end(application, "deliver", by=by, parcel=parcel, state=Parcel.State.DELIVERED, data=data)


@transaction.atomic
def return_mail(application: Application, *, by: User, reason: str) -> None:
    """The parcel came back: nobody took it."""
    _end_without_delivery(
        application, "return_mail", by=by, reason=reason, state=Parcel.State.RETURNED
    )


@transaction.atomic
def lose(application: Application, *, by: User, reason: str) -> None:
    """The post has lost the parcel."""
    _end_without_delivery(application, "lose", by=by, reason=reason, state=Parcel.State.LOST)


@transaction.atomic
def resend(application: Application, *, by: User, address: Mapping[str, Any] | None = None) -> None:
    """Make the result ready to be sent again, to another address where one is given."""
    workflow.hold(application, "resend", by=by)
    if address is not None:
        if not str(address.get("line", "")).strip():
            message = _("Hãy ghi số nhà, đường, thôn hoặc ấp.")
            raise Invalid([FieldProblem("required", "address.line", message)])
        # The parcel keeps the address it went to, so nothing is lost here.
        application.delivery = {**application.delivery, "address": dict(address)}
        application.save(update_fields=["delivery"])
    workflow.advance(application, "resend", by=by, data={"new_address": address is not None})


def pickup_code(application: Application) -> str:
    """The one-time code of the result that waits now, as the notice tells it: `7KQ2-MX4D`.

    It is derived, not stored, so a notice that is sent twice tells the same one; a result that is
    sent again has another.
    """
    opened = application.events.filter(step__in=OPENS_NEW_CODE).order_by("number").last()
    content = f"{application.token}:{opened.number if opened else 0}"
    digest = salted_hmac("postal.dispatch.pickup_code", content, algorithm="sha256").digest()
    signs = "".join(READABLE_SIGNS[byte % len(READABLE_SIGNS)] for byte in digest[:CODE_SIGNS])
    return f"{signs[: CODE_SIGNS // 2]}-{signs[CODE_SIGNS // 2 :]}"


def address_line(address: Mapping[str, Any]) -> str:
    """The address as it is written on an envelope."""
    code = address.get("province", "")
    try:
        province = province_name(code) if code else ""
    except UnknownProvince:
        province = ""
    parts = (address.get("line", ""), address.get("commune", ""), province)
    return ", ".join(part.strip() for part in parts if part and part.strip())


def _end_without_delivery(
    application: Application, step: str, *, by: User, reason: str, state: str
) -> None:
    parcel = _held(application, step, by=by)
    if not reason.strip():
        raise Invalid([FieldProblem("required", "reason", _("Hãy ghi rõ lý do."))])
    _end(application, step, by=by, parcel=parcel, state=state, note=reason.strip(), data={})


def _end(
    application: Application,
    step: str,
    *,
    by: User,
    parcel: Parcel | None,
    state: str,
    data: dict[str, Any],
    note: str = "",
) -> None:
    """Take the step and write beside it what became of the parcel."""
    actor = _actor(application, by)
    if actor != by:
        data = {**data, "post_clerk": by.pk}
    if parcel is not None:
        data = {**data, "item": parcel.item}
        Parcel.objects.filter(pk=parcel.pk).update(state=state, office=None)
    workflow.advance(application, step, by=actor, note=note, data=data)


def _held(application: Application, step: str, *, by: User) -> Parcel | None:
    """Lock the dossier for the step; its parcel on the way, if there is one.

    For a post office clerk there is only a parcel that lies at that office (404 otherwise).
    """
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    underway = Parcel.objects.on_the_way().filter(application=application)
    if by.has_role(Role.POST_CLERK):
        underway = underway.filter(office=by.office_id)
        get_object_or_404(underway)
    workflow.hold(application, step, by=_actor(application, by))
    return underway.first()


def _actor(application: Application, by: User) -> User:
    """In whose name the step is taken.

    The post office that delivers is seldom the one that took the dossier in. Its clerk, who holds
    the parcel, reports to the case as the carrier does: through the machine, by name.
    """
    at_another_office = by.has_role(Role.POST_CLERK) and not workflow.concerns(application, by)
    return User.objects.machine() if at_another_office else by


def _proof(application: Application, *, by: User, identity: str, code: str) -> dict[str, Any]:
    """How the recipient was known; the number of the paper is kept masked."""
    if by.is_machine:
        return {"proof": "carrier" if application.state == State.IN_POST else "electronic"}
    if code:
        if not hmac.compare_digest(_typed_code(code), _typed_code(pickup_code(application))):
            message = _("Mã nhận kết quả không đúng.")
            raise Invalid([FieldProblem("code", "code", message)])
        return {"proof": "code"}
    number = clean_number(identity)
    if not number:
        message = _("Hãy nhập số giấy tờ tùy thân của người nhận hoặc mã nhận kết quả.")
        raise Invalid([FieldProblem("required", "identity", message)])
    if number not in _known_numbers(application):
        message = _("Số giấy tờ không khớp với người được cấp phiếu hoặc người yêu cầu.")
        raise Invalid([FieldProblem("identity", "identity", message)])
    return {"proof": "identity", "identity": mask_number(number)}


def _typed_code(code: str) -> bytes:
    """As typed by hand: case, dash, and letters that are taken for digits do not matter."""
    return clean_number(code).translate(str.maketrans("OIL", "011")).encode()


def _known_numbers(application: Application) -> set[str]:
    """Numbers on the papers of the subject and of who asked for them."""
    papers = [
        *application.subject.get("documents", []),
        *application.applicant.get("documents", []),
    ]
    return {clean_number(paper.get("number", "")) for paper in papers} - {""}
