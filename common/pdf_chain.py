"""Chains of certificates, from whoever signed up to a root that somebody trusts.

Only what a signature under a trusted root vouches for is ever given to the PDF parser, so this
looks at certificates before anything else of a stranger's file is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from asn1crypto import cms, crl, pem, x509
from cryptography import x509 as signed_x509
from cryptography.exceptions import InvalidSignature

from common.pdf_container import Problem, Unacceptable, identifier, signer_of

_LONGEST = 5
_FOR_DOCUMENTS = {"1.3.6.1.5.5.7.3.36", "microsoft_document_signing"}  # RFC 9336, and its elder
_ISSUES = {"key_cert_sign", "crl_sign"}


def certificate_from(data: bytes) -> x509.Certificate:
    """An X.509 certificate from PEM or DER."""
    if pem.detect(data):
        _kind, _headers, data = pem.unarmor(data)
    return x509.Certificate.load(data)


def chain_of(
    message: cms.ContentInfo,
    *,
    anchors: Sequence[x509.Certificate],
    known: Iterable[x509.Certificate] = (),
) -> list[x509.Certificate]:
    """From the signer's certificate to an anchor, each signed by the next."""
    carried = [choice.chosen for choice in message["content"]["certificates"] or ()]
    pool = [*anchors, *known, *carried]
    wanted = signer_of(message)["sid"].chosen.dump()
    found = [one for one in pool if identifier(one).dump() == wanted]
    ends = {anchor.dump() for anchor in anchors}
    chain = found[:1]
    while chain and chain[-1].dump() not in ends:
        above = [one for one in pool if _issued(chain[-1], by=one)]
        if not above or len(chain) == _LONGEST:
            raise Unacceptable(Problem.UNKNOWN_AUTHORITY)
        chain.append(above[0])
    if not chain:
        raise Unacceptable(Problem.UNKNOWN_AUTHORITY)
    return chain


def _issued(certificate: x509.Certificate, *, by: x509.Certificate) -> bool:
    if certificate.issuer.dump() != by.subject.dump():
        return False
    below, above = (signed_x509.load_der_x509_certificate(one.dump()) for one in (certificate, by))
    try:
        below.verify_directly_issued_by(above)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def signs_documents(certificate: x509.Certificate) -> bool:
    """Whether an authority meant it for signing documents.

    One root stands over many keys: of time stampers, of web servers, of other authorities.
    """
    usage = certificate.key_usage_value
    meant = set(usage.native) if usage is not None else set()
    purposes = certificate.extended_key_usage_value
    if certificate.ca or meant & _ISSUES or "non_repudiation" not in meant:
        return False
    return purposes is None or bool(_FOR_DOCUMENTS & set(purposes.native))


def stamps_time(certificate: x509.Certificate) -> bool:
    """Whether it is for time stamps and nothing else, said so as critical (RFC 3161, 2.3)."""
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].native == "extended_key_usage":
            only = extension["extn_value"].parsed.native == ["time_stamping"]
            return only and bool(extension["critical"].native)
    return False


def in_force(certificates: Iterable[x509.Certificate], *, moment: datetime) -> bool:
    return all(one.not_valid_before <= moment <= one.not_valid_after for one in certificates)


def revoked_by_then(
    certificates: Iterable[x509.Certificate],
    *,
    lists: Iterable[crl.CertificateList],
    moment: datetime,
) -> bool:
    """Whether one of them was revoked at `moment` by what the lists say by now."""
    numbers = {(one.issuer.dump(), one.serial_number) for one in certificates}
    for told in lists:
        issuer = told.issuer.dump()
        for entry in told["tbs_cert_list"]["revoked_certificates"] or ():
            number = (issuer, entry["user_certificate"].native)
            if number in numbers and entry["revocation_date"].native <= moment:
                return True
    return False
