"""Whether a PDF's signature can be trusted: one question, asked so strictly that it is enough.

A signature counts only if everything holds together: it is the file's only one, made under a root
we were given by a key meant for it, time-stamped under that root, certified against any change,
covering the whole file; and its container is as we write it (`pdf_container`). What is not signed
under a trusted root is refused before a parser of PDF sees it.

pyHanko does the cryptography; ours is the strictness around it. No database, no network and no
clock is asked: a file is judged as of its time stamp, today as in thirty years.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from asn1crypto import crl, x509

from common import pdf_chain, pdf_container
from common.pdf_container import Container, Problem, Unacceptable

# pyHanko takes a second to load, and only those who look at a signature need it.
if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(frozen=True)
class SignatureReport:
    """What became of checking a file's signature; `problem` names the first thing wrong.

    Who signed and when is told only of a signature under a trusted root: any other name or time
    is a forger's own words.
    """

    bottom_line: bool = False
    coverage_entire_file: bool = False
    no_changes_allowed: bool = False
    trusted: bool = False
    intact: bool = False
    signatures: int = 0
    signer_name: str = ""
    signed_at: datetime | None = None
    problem: Problem = Problem.NONE

    @property
    def accepted(self) -> bool:
        return (
            self.bottom_line
            and self.coverage_entire_file
            and self.no_changes_allowed
            and self.signatures == 1
            and self.problem is Problem.NONE
        )


@dataclass(frozen=True)
class _Chains:
    """Who signed and who stamped, each up to a trusted root."""

    signer: list[x509.Certificate]
    stamper: list[x509.Certificate]

    @property
    def all(self) -> list[x509.Certificate]:
        return [*self.signer, *self.stamper]


def check_signature(
    data: bytes, *, roots: Sequence[bytes], revoked: Sequence[bytes] = ()
) -> SignatureReport:
    """Whether the file is signed, whole and under one of `roots` (certificates, PEM or DER).

    `revoked`: lists of revoked keys (DER) newer than those that the file carries.
    """
    try:
        anchors = [pdf_chain.certificate_from(root) for root in roots]
        lists = [crl.CertificateList.load(one) for one in revoked]
        return _judge(data, anchors, lists)
    except Unacceptable as refused:
        return SignatureReport(problem=refused.problem)
    except Exception:  # noqa: BLE001 - hostile bytes break parsers in ways without number
        return SignatureReport(problem=Problem.UNREADABLE)


def _judge(
    data: bytes, anchors: list[x509.Certificate], lists: list[crl.CertificateList]
) -> SignatureReport:
    container = pdf_container.read(data)
    stamp = pdf_container.stamp_of(container.message)
    intact = _signed_by_whom_it_names(container)
    try:
        signer = pdf_chain.chain_of(container.message, anchors=anchors)
    except Unacceptable as refused:
        return SignatureReport(intact=intact, signatures=1, problem=refused.problem)
    if not intact:
        raise Unacceptable(Problem.CHANGED)
    try:
        chains = _Chains(signer, pdf_chain.chain_of(stamp, anchors=anchors))
    except Unacceptable as refused:
        raise Unacceptable(Problem.FOREIGN_STAMP) from refused
    moment = pdf_container.stamped_at(stamp)
    if not pdf_chain.in_force(chains.all, moment=moment):
        raise Unacceptable(Problem.NOT_VALID_THEN)
    if pdf_chain.revoked_by_then(chains.all, lists=lists, moment=moment):
        raise Unacceptable(Problem.REVOKED)
    return _examine(data, container, chains, anchors)


def _signed_by_whom_it_names(container: Container) -> bool:
    """Whether the covered bytes are those signed, by the certificate that the container names."""
    from pyhanko.sign.validation.generic_cms import (
        extract_certs_for_validation,
        validate_sig_integrity,
    )

    signed_data = container.message["content"]
    signer = pdf_container.signer_of(container.message)
    if signer["digest_algorithm"]["algorithm"].native != "sha256":
        raise Unacceptable(Problem.OTHER_FORM)
    certificate = extract_certs_for_validation(signed_data).signer_cert
    return all(
        validate_sig_integrity(
            signer, certificate, expected_content_type="data", actual_digest=container.digest
        )
    )


def _examine(
    data: bytes, container: Container, chains: _Chains, anchors: list[x509.Certificate]
) -> SignatureReport:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    reader = PdfFileReader(io.BytesIO(data))
    (signature,) = reader.embedded_signatures
    if tuple(map(int, signature.byte_range)) != container.byte_range:
        raise Unacceptable(Problem.OTHER_FORM)
    moment = pdf_container.stamped_at(pdf_container.stamp_of(container.message))
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        # Judged as of the time stamp: a signer's key that has run out since then signed well.
        {
            "trust_roots": anchors,
            "allow_fetching": False,
            "revocation_mode": "require",
            "moment": moment,
        }
    )
    status = validate_pdf_signature(signature, signer_validation_context=context)
    sealed = signature.docmdp_level is MDPPerm.NO_CHANGES
    problem = _problem(status, chains.signer[0], chains.stamper[0], sealed=sealed)
    if problem is Problem.NONE and not _foretold(reader, container, chains, anchors):
        problem = Problem.CONTAINER
    return SignatureReport(
        bottom_line=status.bottom_line,
        coverage_entire_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        no_changes_allowed=sealed,
        trusted=status.trusted,
        intact=status.intact,
        signatures=1,
        signer_name=str(chains.signer[0].subject.native.get("common_name", "")),
        signed_at=moment,
        problem=problem,
    )


def _foretold(
    reader: PdfFileReader,
    container: Container,
    chains: _Chains,
    anchors: list[x509.Certificate],
) -> bool:
    """Whether the container is what the signed parts of the file make it, byte for byte."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    covered = {one.dump() for one in DocumentSecurityStore.read_dss(reader).load_certs()}
    covered |= {anchor.dump() for anchor in anchors}
    if not {one.dump() for one in chains.all} <= covered:
        return False
    form = pdf_container.normal_form(
        container.message, chain=chains.signer, stamp_chain=chains.stamper
    )
    return form == container.der


def _problem(
    status: Any, signer: x509.Certificate, stamper: x509.Certificate, *, sealed: bool
) -> Problem:
    stamp = status.timestamp_validity
    checks = (
        (status.intact and status.valid, Problem.CHANGED),
        (pdf_chain.signs_documents(signer), Problem.WRONG_PURPOSE),
        (status.trusted, _distrust(status)),
        (sealed, Problem.CHANGES_ALLOWED),
        (stamp is not None, Problem.NO_STAMP),
        (stamp and stamp.intact and stamp.valid, Problem.BROKEN_STAMP),
        (stamp and stamp.trusted and pdf_chain.stamps_time(stamper), Problem.FOREIGN_STAMP),
        (status.bottom_line, Problem.OTHER_FORM),
    )
    return next((problem for holds, problem in checks if not holds), Problem.NONE)


def _distrust(status: Any) -> Problem:
    """Why the signer's key was not to be trusted then; TRY_LATER is a list that had run out."""
    why = getattr(status.trust_problem_indic, "name", "")
    if why.startswith("REVOKED"):
        return Problem.REVOKED
    return Problem.NOT_VALID_THEN if why == "TRY_LATER" else Problem.UNKNOWN_AUTHORITY
