"""A numbered certificate as its page and seal: the register's values in their printed places."""

from __future__ import annotations

from certificates import pictures
from certificates.addresses import check_page, check_url
from certificates.models import Certificate
from certificates.rendering import Issue, Rendered, render
from certificates.seal import Seal
from certificates.signing import signer_titles
from certificates.tokens import grouped
from regulations.regimes import form_by_code


def issue_of(certificate: Certificate) -> Issue:
    """What number, time and signer add to the certificate's lines."""
    content, signer = certificate.lines, certificate.signed_by
    moment, code = certificate.issued_at, certificate.typed_code
    if signer is None or moment is None or code is None:
        raise ValueError("a certificate is printed after it was ordered and numbered")
    deputy = form_by_code(content.heading.form).signatures.deputy
    titles = signer_titles(content.signatures.signer_title, signer.job_title, deputy=deputy)
    return Issue(
        number=certificate.printed_number,
        issued_at=moment,
        signer=signer.display_name,
        signer_titles=tuple(titles),
        check_url=check_url(certificate),
        typed_code=grouped(code),
        check_page=check_page(),
        organisation=certificate.office.name,
        hand=pictures.in_force(person=signer),
        seal=pictures.in_force(office=certificate.office),
    )


def page_of(certificate: Certificate) -> Rendered:
    """The unsigned page of a certificate that was ordered signed and has its number."""
    return render(certificate.lines, issue=issue_of(certificate))


def seal_of(certificate: Certificate) -> Seal:
    """What the signature's box shows."""
    signer, moment = certificate.signed_by, certificate.issued_at
    if signer is None or moment is None:
        raise ValueError("a certificate is sealed after it was ordered and numbered")
    heading = certificate.lines.heading
    return Seal(
        upper=heading.issuer,
        lower=heading.superior.removeprefix("UBND "),
        organisation=certificate.office.name,
        signer=signer.display_name,
        place=heading.place,
        signed_at=moment,
    )
