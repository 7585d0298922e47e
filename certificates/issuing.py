"""Cấp phiếu: number, date, page, signature, file and register, all in one transaction.

A worker runs this after the signer's order. If it dies anywhere, the transaction is gone and with
it the number: the next try takes the same number again, so there is neither a gap nor a double.
What may remain is a file that no certificate names (`files.orphans`); it is never handed out.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from applications.models import Application, Event
from applications.workflow import advance, hold
from certificates import files
from certificates.approval import refuse_changed
from certificates.keys import SigningUnavailable, code_key, signing_keys
from certificates.models import Certificate
from certificates.numbering import next_certificate_number, printed
from certificates.tokens import new_token, new_typed_code
from common.clock import database_clock
from common.refusals import Refusal
from records.registration import remember_certificate
from records.terms import Result


class TurnOfYear(Exception):
    """The year ended between the counter and the clock; the next try takes the new year's book."""


def reached(point: str) -> None:
    """A named point at which a test kills the process; does nothing by itself."""


def issue_after(event: Event) -> None:
    """The act after the step `sign`."""
    certificate = Certificate.objects.latest_of(event.application)
    if certificate is not None and certificate.signed_by_id is not None:
        issue(certificate)


@transaction.atomic
def issue(certificate: Certificate) -> Certificate:
    """Issue what the signer ordered; a certificate that is issued already stays as it is."""
    machine = User.objects.machine()
    application = certificate.application
    Application.objects.select_for_update().get(pk=application.pk)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.is_issued:
        return certificate
    hold(application, "make_ready", by=machine)
    _refuse_unready(certificate)
    _take_number(certificate)
    reached("numbered")
    data = _signed_file(certificate)
    reached("signed")
    certificate.file, certificate.sha256 = files.store(data)
    reached("stored")
    certificate.save()
    _remember(certificate)
    advance(application, "make_ready", by=machine, data=_event_data(certificate))
    reached("before_commit")
    transaction.on_commit(lambda: reached("committed"))
    return certificate


def _refuse_unready(certificate: Certificate) -> None:
    if certificate.signed_by_id is None or not certificate.is_approved:
        raise Refusal(_("Phiếu chưa có lệnh ký."), code="not_signed")
    refuse_changed(certificate)
    limit = getattr(settings, "SIGNATURES_PER_HOUR", 1000)
    hour_ago = database_clock() - timedelta(hours=1)
    lately = Certificate.objects.filter(office=certificate.office, issued_at__gt=hour_ago)
    if lately.count() >= limit:
        raise SigningUnavailable("more signatures in an hour than an office ever needs")


def _take_number(certificate: Certificate) -> None:
    """Number first, time second: while the counter is locked, times follow the numbers."""
    year = localdate(database_clock()).year
    number = next_certificate_number(certificate.office, book=certificate.book, year=year)
    issued_at = database_clock()
    if localdate(issued_at).year != year:
        raise TurnOfYear(str(year))
    certificate.year, certificate.number, certificate.issued_at = year, number, issued_at
    pattern = certificate.lines.heading.number_pattern
    certificate.printed_number = printed(number, pattern=pattern)
    issued_on = localdate(issued_at)
    certificate.token = new_token(number=number, issued_on=issued_on, key=code_key())
    certificate.typed_code = new_typed_code()


def _signed_file(certificate: Certificate) -> bytes:
    # WeasyPrint and pyHanko take seconds to load; the web, which never issues, goes without.
    from certificates.pades import sign_pdf
    from certificates.page import page_of, seal_of

    with override("vi"):
        return sign_pdf(page_of(certificate), seal=seal_of(certificate), keys=signing_keys())


def _remember(certificate: Certificate) -> None:
    """Enter it in the issue book that spares the person the check of the past next time."""
    application = certificate.application
    remember_certificate(
        application.subject,
        office=certificate.office,
        number=certificate.printed_number,
        issued_on=localdate(certificate.issued_at),
        certificate_type=certificate.certificate_type,
        channel=application.channel,
        result=result(certificate),
        case_code=application.code,
    )


def result(certificate: Certificate) -> str:
    """What the certificate came to: none, expunged, or a record still open."""
    conclusion = certificate.application.conclusions.order_by("number").last()
    if conclusion is None or not conclusion.statement.get("judgments"):
        return Result.NONE
    still_open = conclusion.finding == conclusion.Finding.HAS_RECORD and any(
        not one.get("expunged") for one in conclusion.statement["judgments"]
    )
    return Result.HAS_RECORD if still_open else Result.EXPUNGED


def _event_data(certificate: Certificate) -> dict[str, object]:
    return {
        "certificate": certificate.pk,
        "number": certificate.printed_number,
        "sha256": certificate.sha256,
    }
