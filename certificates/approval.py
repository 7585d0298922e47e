"""Lập phiếu, duyệt phiếu, trả lại: two people stand behind every certificate.

What is approved is the digest of what was drafted; a new draft needs a new approval.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from applications.workflow import advance, hold
from certificates.content import digest
from certificates.drafting import Contradiction
from certificates.models import Certificate
from certificates.preparing import content_for, issue_book
from common.dates import today
from common.refusals import Refusal
from regulations.regimes import regime_by_code
from verification.conclusion import is_outdated, latest
from verification.replies import doubts


@transaction.atomic
def draft(application: Application, *, by: User) -> Certificate:
    """Lập phiếu from the newest conclusion; drafting again replaces what is not yet issued."""
    hold(application, "draft", by=by)
    conclusion = latest(application)
    if conclusion is None:
        raise Refusal(_("Hồ sơ chưa có kết luận để lập phiếu."), code="no_conclusion")
    if is_outdated(conclusion):
        message = _("Sau kết luận này, hồ sơ đã thay đổi. Hãy kết luận lại.")
        raise Refusal(message, code="conclusion_outdated")
    try:
        content = content_for(application, conclusion=conclusion, drafter=by, on=today())
    except Contradiction as error:
        message = _("Kết luận và các bản án kèm theo mâu thuẫn nhau. Hãy kết luận lại.")
        raise Refusal(message, code="contradiction") from error
    certificate = Certificate.objects.open_of(application) or Certificate(application=application)
    certificate.office = application.office
    certificate.certificate_type = application.certificate_type
    certificate.copies = application.copies
    certificate.book = issue_book(regime_by_code(application.regime))
    certificate.content = content.as_json()
    certificate.content_digest = content.digest
    certificate.drafted_by = by
    certificate.drafted_at = Now()
    _without_approval(certificate)
    certificate.save()
    advance(application, "draft", by=by, data=_reference(certificate))
    return certificate


@transaction.atomic
def approve(application: Application, *, by: User) -> Certificate:
    """Duyệt phiếu: another person than the drafter takes the content as it stands."""
    hold(application, "approve", by=by)
    certificate = in_the_making(application)
    if _same_person(certificate.drafted_by, by):
        message = _("Người lập phiếu không được tự duyệt. Hãy để người khác duyệt.")
        raise Refusal(message, code="own_draft")
    refuse_changed(certificate)
    refuse_doubted(application)
    certificate.approved_by = by
    certificate.approved_at = Now()
    certificate.approved_digest = certificate.content_digest
    certificate.save(update_fields=["approved_by", "approved_at", "approved_digest"])
    advance(application, "approve", by=by, data=_reference(certificate))
    return certificate


@transaction.atomic
def send_back(application: Application, *, by: User, reason: str) -> Certificate:
    """Trả lại để lập lại: the approval is gone, the reason stays in the trail."""
    hold(application, "send_back", by=by)
    certificate = in_the_making(application)
    _without_approval(certificate)
    certificate.save(update_fields=["approved_by", "approved_at", "approved_digest"])
    advance(application, "send_back", by=by, note=reason, data=_reference(certificate))
    return certificate


def in_the_making(application: Application) -> Certificate:
    """The dossier's certificate that has no number yet, locked."""
    certificate = Certificate.objects.select_for_update().open_of(application)
    if certificate is None:
        raise Refusal(_("Hồ sơ chưa có phiếu được lập."), code="no_certificate")
    return certificate


def refuse_changed(certificate: Certificate) -> None:
    """The lines must still be those of their digest, and of the approval if there is one."""
    found = digest(certificate.content)
    approved = certificate.approved_digest or found
    if not found == certificate.content_digest == approved:
        message = _("Nội dung phiếu đã bị thay đổi sau khi lập. Hãy trả lại để lập lại.")
        raise Refusal(message, code="content_changed")


def refuse_doubted(application: Application) -> None:
    """An answer that came after the conclusion and disagrees must be weighed by a clerk first."""
    if doubts(application).exists():
        message = _("Có trả lời xác minh chưa được xem xét. Hãy trả lại để kết luận lại.")
        raise Refusal(message, code="reply_not_weighed")


def _same_person(one: User, other: User) -> bool:
    """The same account, or two accounts of one natural person."""
    return one.pk == other.pk or bool(one.person_key and one.person_key == other.person_key)


def _without_approval(certificate: Certificate) -> None:
    certificate.approved_by = None
    certificate.approved_at = None
    certificate.approved_digest = ""


def _reference(certificate: Certificate) -> dict[str, object]:
    return {"certificate": certificate.pk, "digest": certificate.content_digest}
