"""The table of steps: from which states, to which, and who may take them (contracts section 2)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from applications.models import State

S = State
R = Role


@dataclass(frozen=True)
class Step:
    """One act of the procedure; `targets` lists where it may lead, the usual one first."""

    label: str | Promise
    sources: frozenset[str]
    targets: tuple[str, ...]
    roles: frozenset[str]

    @property
    def keeps_state(self) -> bool:
        return not self.targets


def _step(label: str | Promise, sources: Set[str], targets: tuple[str, ...], *roles: str) -> Step:
    return Step(label, frozenset(sources), targets, frozenset(roles))


IN_WORK = {S.SUBMITTED, S.ACCEPTED, S.SUPPLEMENT_REQUESTED, S.VERIFYING, S.CONCLUDING}
ISSUED = {S.SIGNED, S.READY, S.IN_POST, S.DELIVERED, S.RETURNED_MAIL}

STEPS: dict[str, Step] = {
    "submit": _step(
        _("Nộp hồ sơ"),
        {S.DRAFT},
        (S.AWAITING_PAYMENT, S.SUBMITTED),
        *(R.APPLICANT, R.RECEIVER, R.POST_CLERK, R.SYSTEM),
    ),
    "pay": _step(
        _("Nộp phí"), {S.AWAITING_PAYMENT}, (S.SUBMITTED,), R.RECEIVER, R.POST_CLERK, R.SYSTEM
    ),
    "accept": _step(_("Tiếp nhận hồ sơ"), {S.SUBMITTED}, (S.ACCEPTED,), R.RECEIVER),
    "return_for_supplement": _step(
        _("Yêu cầu bổ sung"),
        {S.SUBMITTED, S.ACCEPTED},
        (S.SUPPLEMENT_REQUESTED,),
        *(R.RECEIVER, R.VERIFIER),
    ),
    "supplement": _step(
        _("Bổ sung hồ sơ"),
        {S.SUPPLEMENT_REQUESTED},
        (S.SUBMITTED,),
        *(R.APPLICANT, R.RECEIVER, R.POST_CLERK),
    ),
    "refuse": _step(_("Từ chối hồ sơ"), IN_WORK, (S.REFUSED,), R.RECEIVER, R.VERIFIER, R.HEAD),
    "withdraw": _step(
        _("Rút hồ sơ"),
        IN_WORK | {S.DRAFT, S.AWAITING_PAYMENT},
        (S.WITHDRAWN,),
        *(R.APPLICANT, R.RECEIVER),
    ),
    "classify": _step(_("Phân loại hồ sơ"), {S.ACCEPTED}, (S.VERIFYING, S.CONCLUDING), R.SYSTEM),
    "reclassify": _step(
        _("Phân loại lại"),
        {S.ACCEPTED, S.VERIFYING, S.CONCLUDING},
        (S.VERIFYING, S.CONCLUDING),
        R.VERIFIER,
    ),
    "complete_verification": _step(
        _("Đã đủ trả lời xác minh"), {S.VERIFYING}, (S.CONCLUDING,), R.SYSTEM
    ),
    "conclude": _step(
        _("Kết luận"),
        {S.VERIFYING, S.CONCLUDING},
        (S.CONCLUDING,),
        *(R.VERIFIER, R.SYSTEM),
    ),
    "draft": _step(_("Lập phiếu"), {S.CONCLUDING}, (S.DRAFTED,), R.DRAFTER, R.SYSTEM),
    "approve": _step(_("Duyệt phiếu"), {S.DRAFTED}, (S.APPROVED,), R.APPROVER),
    "send_back": _step(
        _("Trả lại để lập lại"),
        {S.DRAFTED, S.APPROVED},
        (S.CONCLUDING,),
        *(R.APPROVER, R.SIGNER),
    ),
    "sign": _step(_("Ký phiếu"), {S.APPROVED}, (S.SIGNED,), R.SIGNER),
    "make_ready": _step(_("Phát hành phiếu"), {S.SIGNED}, (S.READY,), R.SYSTEM),
    "hand_over": _step(
        _("Chuyển bưu điện"), {S.READY}, (S.IN_POST,), R.RECEIVER, R.POST_CLERK, R.SYSTEM
    ),
    "deliver": _step(
        _("Trả kết quả"),
        {S.READY, S.IN_POST},
        (S.DELIVERED,),
        *(R.RECEIVER, R.POST_CLERK, R.SYSTEM),
    ),
    "return_mail": _step(
        _("Bưu phẩm trả lại"), {S.IN_POST}, (S.RETURNED_MAIL,), R.RECEIVER, R.POST_CLERK, R.SYSTEM
    ),
    "lose": _step(
        _("Bưu phẩm thất lạc"), {S.IN_POST}, (S.RETURNED_MAIL,), R.RECEIVER, R.POST_CLERK, R.SYSTEM
    ),
    "resend": _step(_("Gửi lại"), {S.RETURNED_MAIL}, (S.READY,), R.RECEIVER),
    "revoke": _step(_("Thu hồi phiếu"), ISSUED, (), R.HEAD),
    "cancel": _step(_("Hủy bỏ phiếu"), {S.READY}, (S.CONCLUDING,), R.HEAD),
    "correct": _step(_("Đính chính phiếu"), ISSUED, (S.CONCLUDING,), R.HEAD),
    "reissue": _step(_("Cấp lại phiếu"), ISSUED, (S.CONCLUDING,), R.HEAD, R.VERIFIER),
}

# Steps that a dossier's machine takes and no person is ever offered.
MACHINE_STEPS = frozenset({"classify", "complete_verification", "make_ready"})
