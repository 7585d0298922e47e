"""Whether the office's certificate may sign at a moment: its dates, its chain, who took it back."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from certificates.keys import SigningKeys
from certificates.unavailable import SigningUnavailable, Trouble

_ISSUER_OF = {"signer": "issuing", "issuing": "root"}


def refuse_unusable(keys: SigningKeys, *, at: datetime) -> None:
    """SigningUnavailable with the first thing that is wrong, asked before each signature."""
    chain = {
        "signer": _certificate(keys.signer),
        "issuing": _certificate(keys.issuing),
        "root": _certificate(keys.root),
    }
    lists = [_list(one.dump()) for one in keys.revoked]
    for name, certificate in chain.items():
        _refuse_dates(name, certificate, at)
    for name, above in _ISSUER_OF.items():
        issuer = chain[above]
        _refuse_stranger(name, chain[name], issuer)
        _refuse_revoked(name, chain[name], _list_of(issuer, lists, at))


def runs_out(keys: SigningKeys) -> datetime:
    """The first moment at which nothing can be signed any more, if nobody does anything."""
    ends = [one.not_valid_after for one in (keys.signer, keys.issuing, keys.root)]
    lists = [_list(one.dump()).next_update_utc for one in keys.revoked]
    return min([*ends, *(moment for moment in lists if moment)])


def _certificate(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return _parsed(certificate.dump())


@lru_cache(maxsize=8)
def _parsed(data: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(data)


@lru_cache(maxsize=8)
def _list(data: bytes) -> x509.CertificateRevocationList:
    """An authority's list can be long: read once, then asked by serial number."""
    return x509.load_der_x509_crl(data)


def _refuse_dates(name: str, certificate: x509.Certificate, at: datetime) -> None:
    if at < certificate.not_valid_before_utc:
        raise SigningUnavailable(f"{name}'s certificate is not valid yet", trouble=Trouble.NOT_YET)
    if at > certificate.not_valid_after_utc:
        raise SigningUnavailable(f"{name}'s certificate has run out", trouble=Trouble.RUN_OUT)


def _refuse_stranger(name: str, certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError) as error:
        reason = f"{name}'s certificate is not under the root that we pinned"
        raise SigningUnavailable(reason, trouble=Trouble.BROKEN_CHAIN) from error


def _list_of(
    issuer: x509.Certificate, lists: list[x509.CertificateRevocationList], at: datetime
) -> x509.CertificateRevocationList:
    """The authority's own list, of an age at which it still counts."""
    for one in lists:
        if one.issuer == issuer.subject and one.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
            if one.next_update_utc is not None and at > one.next_update_utc:
                reason = "the list of revoked certificates has run out"
                raise SigningUnavailable(reason, trouble=Trouble.LIST_RUN_OUT)
            return one
    reason = "no list of revoked certificates is signed by our authority"
    raise SigningUnavailable(reason, trouble=Trouble.BROKEN_CHAIN)


def _refuse_revoked(
    name: str, certificate: x509.Certificate, taken_back: x509.CertificateRevocationList
) -> None:
    number = certificate.serial_number
    if taken_back.get_revoked_certificate_by_serial_number(number) is not None:
        raise SigningUnavailable(f"{name}'s certificate is revoked", trouble=Trouble.REVOKED)
