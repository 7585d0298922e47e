"""Thu hồi, cấp lại: a certificate that is wrong stops counting at once, and another may follow."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from applications.workflow import advance, hold
from certificates.models import Certificate, Revocation
from common.refusals import Refusal
from records.registration import mark_revoked


@transaction.atomic
def revoke(application: Application, *, by: User, ground: str) -> Revocation:
    """Thu hồi phiếu (Law 28/2009 art 50); from this moment every check says so."""
    hold(application, "revoke", by=by)
    certificate = _issued(application)
    if certificate.is_revoked:
        raise Refusal(_("Phiếu này đã được thu hồi."), code="already_revoked")
    revocation = Revocation.objects.create(certificate=certificate, ground=ground, by=by)
    revocation.refresh_from_db()
    mark_revoked(
        certificate.printed_number,
        office=certificate.office,
        issued_on=localdate(certificate.issued_at),
        on=localdate(revocation.at),
    )
    data = {"certificate": certificate.pk, "number": certificate.printed_number}
    advance(application, "revoke", by=by, note=ground, data=data)
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


def _issued(application: Application) -> Certificate:
    certificate = Certificate.objects.select_for_update().latest_of(application)
    if certificate is None or not certificate.is_issued:
        raise Refusal(_("Hồ sơ chưa có phiếu được cấp."), code="not_issued")
    return certificate
