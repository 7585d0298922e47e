"""Reads PDF files: what kind of PDF/A one is, and whether its signature can be trusted.

A signature counts only if everything holds together: one signature, made under a root we were
given, certified against any change, covering the whole file to its last byte. "Intact and valid"
alone is not enough: an edit appended to a signed file leaves the old signature intact.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pikepdf
from asn1crypto import pem, x509

# pyHanko takes a second to load, and only those who look at a signature need it.
if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko_certvalidator import ValidationContext

_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"


@dataclass(frozen=True)
class PdfaFacts:
    """What a checker of PDF/A would look at first."""

    part: str
    conformance: str
    output_intents: int
    has_identifier: bool
    encrypted: bool
    fonts_not_embedded: tuple[str, ...]
    attachments: dict[str, str]
    title: str
    language: str
    tagged: bool
    scripts: bool
    pages: int


@dataclass(frozen=True)
class SignatureReport:
    """What became of checking a file's signature; `problem` names the first thing wrong."""

    bottom_line: bool = False
    coverage_entire_file: bool = False
    no_changes_allowed: bool = False
    trusted: bool = False
    intact: bool = False
    signatures: int = 0
    signer_name: str = ""
    signed_at: datetime | None = None
    problem: str = ""

    @property
    def accepted(self) -> bool:
        return (
            self.bottom_line
            and self.coverage_entire_file
            and self.no_changes_allowed
            and self.signatures == 1
        )


def _fonts(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Names of fonts that are used without being carried in the file."""
    missing = set()
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/FontDescriptor":
            continue
        if not any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            missing.add(str(item.get("/FontName", "")))
    return tuple(sorted(missing))


def pdfa_facts(data: bytes) -> PdfaFacts:
    """The marks of PDF/A in a file; the file must be readable."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
        root, nothing = pdf.Root, pikepdf.Dictionary()
        return PdfaFacts(
            part=str(metadata.get(f"{_PDFAID}part", "")),
            conformance=str(metadata.get(f"{_PDFAID}conformance", "")),
            output_intents=len(root.get("/OutputIntents", [])),
            has_identifier="/ID" in pdf.trailer,
            encrypted=pdf.is_encrypted,
            fonts_not_embedded=_fonts(pdf),
            attachments={
                name: str(spec.obj.get("/AFRelationship", ""))
                for name, spec in pdf.attachments.items()
            },
            title=str(metadata.get("{http://purl.org/dc/elements/1.1/}title", "")),
            language=str(root.get("/Lang", "")),
            tagged=bool(root.get("/MarkInfo", nothing).get("/Marked", False)),
            scripts="/JavaScript" in root.get("/Names", nothing) or "/OpenAction" in root,
            pages=len(pdf.pages),
        )


def attachment(data: bytes, name: str) -> bytes:
    """The bytes of a file carried inside the PDF; KeyError where there is none."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return bytes(pdf.attachments[name].get_file().read_bytes())


def certificate_from(data: bytes) -> x509.Certificate:
    """An X.509 certificate from PEM or DER."""
    if pem.detect(data):
        _kind, _headers, data = pem.unarmor(data)
    return x509.Certificate.load(data)


def _context(reader: PdfFileReader, roots: Sequence[bytes], moment: datetime) -> ValidationContext:
    """Trust in the given roots only, with the lists of revoked keys carried in the file."""

    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError
    from pyhanko_certvalidator import ValidationContext

    options: dict[str, Any] = {
        "trust_roots": [certificate_from(root) for root in roots],
        "allow_fetching": False,
        "revocation_mode": "require",
        "moment": moment,
    }
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return ValidationContext(**options)
    return store.as_validation_context(options)


def _stamped_at(signature: Any) -> datetime | None:
    """When the time-stamping authority saw the signature; None without a time stamp."""

    from pyhanko.sign.general import find_cms_attribute_iter

    attributes = signature.signer_info["unsigned_attrs"]
    for token in find_cms_attribute_iter(attributes, "signature_time_stamp_token"):
        moment: datetime = (
            token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        )
        return moment
    return None


def _examine(data: bytes, roots: Sequence[bytes]) -> SignatureReport:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    reader = PdfFileReader(io.BytesIO(data))
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        problem = "no signature" if not signatures else "more than one signature"
        return SignatureReport(signatures=len(signatures), problem=problem)
    (signature,) = signatures
    moment = _stamped_at(signature)
    if moment is None:
        return SignatureReport(signatures=1, problem="no time stamp")
    # Judged as of the time stamp: a signer's key that has run out since then signed well.
    status = validate_pdf_signature(
        signature, signer_validation_context=_context(reader, roots, moment)
    )
    covers = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    sealed = signature.docmdp_level is MDPPerm.NO_CHANGES
    return SignatureReport(
        bottom_line=status.bottom_line,
        coverage_entire_file=covers,
        no_changes_allowed=sealed,
        trusted=status.trusted,
        intact=status.intact,
        signatures=1,
        signer_name=str(status.signing_cert.subject.native.get("common_name", "")),
        signed_at=moment,
        problem="" if status.bottom_line and covers and sealed else _problem(status, covers),
    )


def _problem(status: Any, covers: bool) -> str:
    if not status.intact:
        return "changed after signing"
    if not status.trusted:
        return "not signed under a known root"
    if not covers:
        return "something was added after the signature"
    return "the signature does not hold"


def check_signature(data: bytes, *, roots: Sequence[bytes]) -> SignatureReport:
    """Whether the file is signed, whole and under one of `roots` (PEM or DER)."""
    try:
        return _examine(data, roots)
    except Exception:  # noqa: BLE001 - hostile bytes break parsers in ways without number
        return SignatureReport(problem="unreadable")
