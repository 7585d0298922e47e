"""Cấp phiếu in four short steps: numbered, page kept, signed, published.

Each step is committed before the next begins, so that the counter is locked for milliseconds and
not for a signature. Whoever comes after a death goes on where the one before stopped: the number
stays with its certificate for ever, and the page that is signed is the one that was kept. A signed
file whose signer died before the publication stays on a list (`files.orphans`) and is never handed
out: the same page is signed anew, because only what the register names counts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from applications.models import Application
from applications.workflow import advance, hold
from certificates import files, kept_pages
from certificates.approval import refuse_changed
from certificates.keys import code_key, signing_keys
from certificates.log import entries as public_log
from certificates.models import Certificate
from certificates.numbering import next_certificate_number, printed
from certificates.standing import refuse_unusable
from certificates.tokens import new_token, new_typed_code
from certificates.unavailable import SigningUnavailable, Trouble
from common.clock import database_clock
from common.refusals import Refusal
from records.registration import remember_certificate
from records.terms import Result
from verification.stages import cases

if TYPE_CHECKING:
    from certificates.rendering import Rendered


class TurnOfYear(Exception):
    """The year ended between the counter and the clock; the next try takes the new year's book."""


class PageLost(Exception):
    """The kept page is gone, and what is rendered now is another: a person must look."""


def reached(point: str) -> None:
    """A named point at which a test kills the process; does nothing by itself."""


def issue(certificate: Certificate) -> Certificate:
    """Issue what the signer ordered; what is published already stays as it is.

    Needs the private keys. May be called again after any death.
    """
    certificate = take_number(certificate)
    if not certificate.is_issued:
        page = keep_page(certificate)
        file, sha256 = sign_page(certificate, page)
        certificate = publish(certificate, file=file, sha256=sha256)
    kept_pages.forget(certificate.page_sha256)
    reached("page_forgotten")
    return certificate


def take_number(certificate: Certificate) -> Certificate:
    """The next number of the book, unless it has one; nothing is used up if it cannot be signed."""
    if not certificate.is_issued:
        code_key()
        refuse_unusable(signing_keys(), at=database_clock())
    reached("before_number")
    with transaction.atomic():
        certificate = _locked(certificate)
        if certificate.is_numbered:
            return certificate
        hold(certificate.application, "make_ready", by=User.objects.machine())
        _refuse_unready(certificate)
        _refuse_too_many()
        _number(certificate)
        certificate.save()
        reached("number_taken")
    reached("numbered")
    return certificate


def keep_page(certificate: Certificate) -> Rendered:
    """The page that is signed: the one of the first try, to the byte."""
    if certificate.page_sha256:
        return _kept_page(certificate)
    page = _render(certificate)
    sha256 = kept_pages.keep(page.pdf)
    reached("page_kept")
    place = {"page": page.signature.page, "box": list(page.signature.box)}
    unsettled = Certificate.objects.filter(pk=certificate.pk, page_sha256="")
    if not unsettled.update(page_sha256=sha256, signature_place=place):
        certificate.refresh_from_db(fields=["page_sha256", "signature_place"])
        return _kept_page(certificate)
    certificate.page_sha256, certificate.signature_place = sha256, place
    reached("page_settled")
    return page


def sign_page(certificate: Certificate, page: Rendered) -> tuple[str, str]:
    """Sign the page and keep the file; answers its name and SHA-256."""
    # WeasyPrint and pyHanko take seconds to load; the web, which never issues, goes without.
    from certificates.pades import sign_pdf
    from certificates.page import seal_of

    with override("vi"):
        data = sign_pdf(page, seal=seal_of(certificate), keys=signing_keys())
    reached("signed")
    kept = files.store(data)
    reached("stored")
    return kept


def publish(certificate: Certificate, *, file: str, sha256: str) -> Certificate:
    """From here on it counts: file, issue book and the dossier's step come together."""
    with transaction.atomic():
        certificate = _locked(certificate)
        if certificate.is_issued:
            return certificate
        certificate.file, certificate.sha256 = file, sha256
        certificate.published_at = database_clock()
        certificate.save(update_fields=["file", "sha256", "published_at"])
        _remember(certificate)
        data = _event_data(certificate)
        machine = User.objects.machine()
        advance(certificate.application, "make_ready", by=machine, data=data)
        public_log.append(certificate)  # last: nobody else enters until this is committed
        reached("before_publication")
    reached("published")
    return certificate


def _locked(certificate: Certificate) -> Certificate:
    """The dossier first and its certificate second, in this order everywhere."""
    application = Application.objects.select_for_update().get(pk=certificate.application_id)
    found = Certificate.objects.select_for_update(of=("self",))
    locked = found.select_related("office", "signed_by").get(pk=certificate.pk)
    locked.application = application
    return locked


def _refuse_unready(certificate: Certificate) -> None:
    if certificate.signed_by_id is None or not certificate.is_approved:
        raise Refusal(_("Phiếu chưa có lệnh ký."), code="not_signed")
    refuse_changed(certificate)


def _refuse_too_many() -> None:
    """One signer at a time counts and takes its number, so that two together pass no limit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('certificates.numbers'))")
    hour_ago = database_clock() - timedelta(hours=1)
    lately = Certificate.objects.filter(issued_at__gt=hour_ago).count()
    if lately >= settings.SIGNATURES_PER_HOUR:
        reason = "more signatures in an hour than an office ever needs"
        raise SigningUnavailable(reason, trouble=Trouble.TOO_MANY)


def _number(certificate: Certificate) -> None:
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


def _render(certificate: Certificate) -> Rendered:
    from certificates.page import page_of

    with override("vi"):
        return page_of(certificate)


def _kept_page(certificate: Certificate) -> Rendered:
    """The kept bytes; a lost page is rendered anew and must come out the same."""
    from certificates.rendering import Place, Rendered

    pdf = kept_pages.read(certificate.page_sha256)
    if pdf is None:
        page = _render(certificate)
        if kept_pages.keep(page.pdf) != certificate.page_sha256:
            raise PageLost(certificate.page_sha256)
        return page
    place = certificate.signature_place or {}
    left, bottom, right, top = place["box"]
    return Rendered(pdf=pdf, signature=Place(page=place["page"], box=(left, bottom, right, top)))


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
    judged = cases(conclusion.statement.get("judgments") or ()) if conclusion else []
    if not any(case.in_force for case in judged):
        return Result.NONE
    return Result.HAS_RECORD if any(case.is_open for case in judged) else Result.EXPUNGED


def _event_data(certificate: Certificate) -> dict[str, object]:
    return {
        "certificate": certificate.pk,
        "number": certificate.printed_number,
        "sha256": certificate.sha256,
    }
