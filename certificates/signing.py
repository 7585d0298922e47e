"""Ký phiếu: the signer's order. The file is made and signed afterwards, by the signer process."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from applications.workflow import advance, hold
from certificates.approval import in_the_making, refuse_changed, refuse_doubted
from certificates.models import Certificate, SigningJob
from common.refusals import Refusal


@transaction.atomic
def order(application: Application, *, by: User) -> Certificate:
    """The signer orders the office's signature on the approved content (Law 28/2009 art 44)."""
    hold(application, "sign", by=by)
    certificate = in_the_making(application)
    if not certificate.is_approved:
        raise Refusal(_("Phiếu chưa được duyệt."), code="not_approved")
    refuse_changed(certificate)
    refuse_doubted(application)
    certificate.signed_by = by
    certificate.signed_at = Now()
    certificate.save(update_fields=["signed_by", "signed_at"])
    SigningJob.objects.create(certificate=certificate)
    data = {"certificate": certificate.pk, "digest": certificate.content_digest}
    advance(application, "sign", by=by, data=data)
    return certificate


def signer_titles(title: str, job_title: str, *, deputy: str) -> list[str]:
    """How the signer's office is printed: a deputy signs for the head, in the form's own words
    (Decree 30/2020 annex I)."""
    own = job_title.strip().upper()
    return [title] if own in ("", title) else [deputy.format(title=title), own]
