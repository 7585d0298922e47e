"""What kind of PDF/A a file is, and what it carries."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

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
