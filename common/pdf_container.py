"""The gap in a signed PDF that no signature covers, and the one form in which we accept it.

A PDF signature signs every byte of a file but its own container, so whoever alters the container
alters nothing that is signed: padding, algorithm names, the certificates carried along, the time
stamp's wrapping. Here the container is built anew from nothing but what is authenticated (the
signed attributes, the signature value that the time stamp vouches for, the stamp's own signed
parts, certificates that the covered part of the file holds) and must be the same to the last byte.
So every byte of a file is either signed or foretold, and there is nothing left to alter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key

from common import asn1_lengths

asn1_lengths.mend()  # here, where everything passes that reads or writes a signature

_STAMP = "signature_time_stamp_token"
_SEQUENCE, _SET = 0x30, 0x31
# As pyHanko writes it, to the letter: upper case, one space, one line feed.
_SHAPE = re.compile(rb"/Contents <([0-9A-F]+)>\n/ByteRange \[0 (\d+) (\d+) (\d+)\] *\n")


class Problem(StrEnum):
    """Why a file does not count; those before `OTHER_FORM` only say that it is the wrong file."""

    NONE = ""
    EMPTY = "empty"
    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_SIGNATURE = "no_signature"
    OTHER_FORM = "other_form"
    UNREADABLE = "unreadable"
    SEVERAL_SIGNATURES = "several_signatures"
    ADDED = "added_after_signing"
    CHANGED = "changed"
    CHANGES_ALLOWED = "changes_allowed"
    CONTAINER = "container"
    UNKNOWN_AUTHORITY = "unknown_authority"
    WRONG_PURPOSE = "wrong_purpose"
    NOT_VALID_THEN = "not_valid_then"
    REVOKED = "revoked"
    NO_STAMP = "no_time_stamp"
    BROKEN_STAMP = "broken_time_stamp"
    FOREIGN_STAMP = "foreign_time_stamp"


class Unacceptable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Container:
    """A signature as it lies in the file; nothing of it is verified yet."""

    byte_range: tuple[int, int, int, int]
    der: bytes
    message: cms.ContentInfo
    digest: bytes  # of all that the signature covers


def read(data: bytes) -> Container:
    """The file's one signature, in the form in which we write it."""
    _refuse_no_whole_pdf(data)
    found = _SHAPE.search(data)
    if found is None:
        raise Unacceptable(Problem.OTHER_FORM)
    before, after, rest = (int(number) for number in found.groups()[1:])
    if (before, after) != (found.start(1) - 1, found.end(1) + 1):
        raise Unacceptable(Problem.OTHER_FORM)
    if after + rest != len(data):
        raise Unacceptable(Problem.ADDED if after + rest < len(data) else Problem.DAMAGED)
    der, message = _message(bytes.fromhex(found[1].decode()))
    covered = hashlib.sha256(data[:before] + data[after:])
    return Container((0, before, after, rest), der, message, covered.digest())


def _refuse_no_whole_pdf(data: bytes) -> None:
    if not data:
        raise Unacceptable(Problem.EMPTY)
    if not data.startswith(b"%PDF-"):
        raise Unacceptable(Problem.NOT_PDF)
    written = data.count(b"/ByteRange")
    if written > 1:
        raise Unacceptable(Problem.SEVERAL_SIGNATURES)
    if written == 0 and b"%%EOF" not in data[-1024:]:
        raise Unacceptable(Problem.DAMAGED)
    if written == 0:
        raise Unacceptable(Problem.ENCRYPTED if b"/Encrypt" in data else Problem.NO_SIGNATURE)


def _message(reserved: bytes) -> tuple[bytes, cms.ContentInfo]:
    """The value at the start of the reserved room; all behind it must be zero."""
    if not asn1_lengths.all_known(reserved):
        raise Unacceptable(Problem.CONTAINER)
    message = cms.ContentInfo.load(reserved)
    der = message.dump()
    if reserved[len(der) :].strip(b"\0"):
        raise Unacceptable(Problem.CONTAINER)
    return der, message


def signer_of(message: cms.ContentInfo) -> cms.SignerInfo:
    signers = message["content"]["signer_infos"]
    if len(signers) != 1:
        raise Unacceptable(Problem.CONTAINER)
    return signers[0]


def stamp_of(message: cms.ContentInfo) -> cms.ContentInfo:
    """The one time stamp over the signature value; it must be all that is unsigned."""
    attributes = signer_of(message)["unsigned_attrs"]
    if not attributes:
        raise Unacceptable(Problem.NO_STAMP)
    if len(attributes) != 1 or attributes[0]["type"].native != _STAMP:
        raise Unacceptable(Problem.CONTAINER)
    stamps = attributes[0]["values"]
    if len(stamps) != 1:
        raise Unacceptable(Problem.CONTAINER)
    return stamps[0]


def stamped_at(stamp: cms.ContentInfo) -> datetime:
    told = tsp.TSTInfo.load(bytes(stamp["content"]["encap_content_info"]["content"]))
    moment: datetime = told["gen_time"].native
    return moment


def normal_form(
    message: cms.ContentInfo,
    *,
    chain: Sequence[x509.Certificate],
    stamp_chain: Sequence[x509.Certificate],
) -> bytes:
    """How a verified container must be written; chains lead from the signer to the root."""
    stamp = normal_stamp(stamp_of(message), chain=stamp_chain)
    attribute = _der(_SEQUENCE, cms.CMSAttributeType(_STAMP).dump(), _der(_SET, stamp.dump()))
    signature = signer_of(message)["signature"].native
    return _signed_data(1, message, chain, signature=signature, unsigned=_der(0xA1, attribute))


def normal_stamp(token: cms.ContentInfo, *, chain: Sequence[x509.Certificate]) -> cms.ContentInfo:
    """A time stamp with its unsigned parts in one form, so that they can be foretold.

    Authorities differ in which certificates they send along and in how they write the names of
    algorithms; none of that is signed.
    """
    signature = _stamp_signature(token, chain[0])
    return cms.ContentInfo.load(_signed_data(3, token, chain, signature=signature))


def _stamp_signature(token: cms.ContentInfo, authority: x509.Certificate) -> bytes:
    """An ECDSA signature holds in two forms, s and order - s; the smaller one is ours.

    The office's own signature value needs no such rule: the time stamp is made over it.
    """
    signature: bytes = signer_of(token)["signature"].native
    key = load_der_public_key(authority.public_key.dump())
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return signature
    r, s = utils.decode_dss_signature(signature)
    return utils.encode_dss_signature(r, min(s, key.curve.group_order - s))


def identifier(certificate: x509.Certificate) -> cms.IssuerAndSerialNumber:
    return cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )


def _signed_data(
    version: int,
    message: cms.ContentInfo,
    chain: Sequence[x509.Certificate],
    *,
    signature: bytes,
    unsigned: bytes = b"",
) -> bytes:
    """RFC 5652, 5.1, written piece by piece.

    asn1crypto reckons a value twice at each level that it is nested in: a stamp within a
    signature lies so deep that putting it together that way takes minutes.
    """
    verified = signer_of(message)
    name = verified["digest_algorithm"]["algorithm"].native
    kind = "ecdsa" if chain[0].public_key.algorithm == "ec" else "rsa"
    digest = algos.DigestAlgorithm({"algorithm": name}).dump()
    signer = _der(
        _SEQUENCE,
        core.Integer(1).dump(),
        identifier(chain[0]).dump(),
        digest,
        b"\xa0" + verified["signed_attrs"].untag().dump()[1:],
        algos.SignedDigestAlgorithm({"algorithm": f"{name}_{kind}"}).dump(),
        core.OctetString(signature).dump(),
        unsigned,
    )
    signed = _der(
        _SEQUENCE,
        core.Integer(version).dump(),
        _der(_SET, digest),
        _content(message),
        _der(0xA0, *sorted(one.dump() for one in chain)),
        _der(_SET, signer),
    )
    return _der(_SEQUENCE, cms.ContentType("signed_data").dump(), _der(0xA0, signed))


def _content(message: cms.ContentInfo) -> bytes:
    """Nothing for the file's signature, which covers what lies around it; a stamp's own text."""
    told = message["content"]["encap_content_info"]
    if told["content_type"].native == "data":
        return _der(_SEQUENCE, cms.ContentType("data").dump())
    octets = core.OctetString(bytes(told["content"])).dump()
    return _der(_SEQUENCE, cms.ContentType("tst_info").dump(), _der(0xA0, octets))


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content
