"""Thu hồi, hủy bỏ, đính chính, cấp lại: a certificate that is wrong stops counting at once.

Three ways out (Law 28/2009 art 50), one answer in public: it no longer counts. *Cancelled* never
left the house and its paper is destroyed; *corrected* bore an error of the office, which is put
right in the case; everything else is *revoked*. Two people stand behind the one that follows, as
behind every certificate: the case goes back to the conclusion and takes a new number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.correcting import correct_declaration
from applications.models import Application
from applications.workflow import advance, hold
from certificates.log import entries as public_log
from certificates.models import Certificate, Revocation
from common.refusals import FieldProblem, Invalid, Refusal
from records.registration import mark_revoked

Kind = Revocation.Kind


@transaction.atomic
def revoke(
    application: Application,
    *,
    by: User,
    ground: str,
    kind: str = Kind.REVOKED,
    document_no: str = "",
) -> Revocation:
    """Thu hồi phiếu (Law 28/2009 art 50); from this moment every check says so."""
    hold(application, "revoke", by=by)
    certificate = _standing(application)
    revocation = _end(certificate, by=by, kind=kind, ground=ground, document_no=document_no)
    advance(application, "revoke", by=by, note=ground, data=_reference(revocation))
    return revocation


@transaction.atomic
def cancel(
    application: Application,
    *,
    by: User,
    ground: str,
    copies_destroyed: int,
    destroyed_by: str,
    document_no: str = "",
) -> Revocation:
    """Hủy bỏ a certificate that has not left the house; its printed copies are destroyed (Circular
    13/2011 art 17: any error, cancel and print anew) and the case goes back to the conclusion."""
    hold(application, "cancel", by=by)
    certificate = _standing(application)
    _require("destroyed_by", destroyed_by, _("Hãy ghi người hủy bản giấy."))
    revocation = _end(
        certificate,
        by=by,
        kind=Kind.CANCELLED,
        ground=ground,
        document_no=document_no,
        copies_destroyed=copies_destroyed,
        destroyed_by=destroyed_by.strip(),
    )
    advance(application, "cancel", by=by, note=ground, data=_reference(revocation))
    return revocation


@transaction.atomic
def correct(
    application: Application,
    *,
    by: User,
    changes: Mapping[str, Any],
    reason: str,
    document_no: str,
) -> Revocation:
    """Đính chính: the office's own error is put right in the case, and the certificate that bore
    it stops counting, in one transaction. No fee is taken.

    The trail names the fields and never their values; those stand on the old certificate, which
    is kept, and in the case.
    """
    hold(application, "correct", by=by)
    certificate = _standing(application)
    _require("document_no", document_no, _("Hãy ghi giấy tờ, văn bản làm căn cứ."))
    fields = correct_declaration(application, changes)
    revocation = _end(
        certificate, by=by, kind=Kind.CORRECTED, ground=reason, document_no=document_no
    )
    data = {**_reference(revocation), "fields": fields}
    advance(application, "correct", by=by, note=reason, data=data)
    return revocation


@transaction.atomic
def reissue(application: Application, *, by: User, reason: str) -> Application:
    """Cấp lại: back to the conclusion; the new certificate takes a new number."""
    hold(application, "reissue", by=by)
    certificate = _issued(application)
    if not certificate.is_revoked:
        message = _("Hãy thu hồi phiếu đã cấp trước khi cấp lại.")
        raise Refusal(message, code="not_revoked")
    advance(application, "reissue", by=by, note=reason, data={"replaces": certificate.pk})
    return application


def replaced_by(certificate: Certificate) -> Certificate | None:
    """The certificate of the same case that was issued next, once there is one."""
    later = Certificate.objects.issued().filter(application_id=certificate.application_id)
    return later.filter(pk__gt=certificate.pk).order_by("pk").first()


def replaces(certificate: Certificate) -> Certificate | None:
    """The certificate of the same case that this one stands in for."""
    earlier = Certificate.objects.issued().filter(application_id=certificate.application_id)
    return earlier.filter(pk__lt=certificate.pk).order_by("-pk").first()


def _issued(application: Application) -> Certificate:
    certificate = Certificate.objects.select_for_update().latest_of(application)
    if certificate is None or not certificate.is_issued:
        raise Refusal(_("Hồ sơ chưa có phiếu được cấp."), code="not_issued")
    return certificate


def _standing(application: Application) -> Certificate:
    """The issued certificate that still counts; nothing stops counting twice."""
    certificate = _issued(application)
    if certificate.is_revoked:
        raise Refusal(_("Phiếu này đã được thu hồi."), code="already_revoked")
    return certificate


def _end(certificate: Certificate, *, by: User, ground: str, **values: Any) -> Revocation:
    """From here on it no longer counts: for the public, and for whoever asks again."""
    _require("ground", ground, _("Hãy ghi rõ lý do."))
    revocation = Revocation.objects.create(certificate=certificate, ground=ground, by=by, **values)
    revocation.refresh_from_db()
    mark_revoked(
        certificate.printed_number,
        office=certificate.office,
        issued_on=localdate(certificate.issued_at),
        on=localdate(revocation.at),
    )
    public_log.append_revocation(revocation)
    return revocation


def _require(field: str, text: str, message: Any) -> None:
    if not text.strip():
        raise Invalid([FieldProblem("required", field, message)])


def _reference(revocation: Revocation) -> dict[str, object]:
    certificate = revocation.certificate
    return {
        "certificate": certificate.pk,
        "number": certificate.printed_number,
        "kind": revocation.kind,
    }
