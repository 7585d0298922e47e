"""A certificate as somebody reads it aloud: every printed line, top to bottom, left to right."""

from collections.abc import Iterator

from certificates.content import CertificateContent, Section


def as_text(content: CertificateContent) -> str:
    """The whole printed text under the head; `head` gives what stands above it."""
    return "\n".join(_body(content)) + "\n"


def head(content: CertificateContent) -> str:
    top = content.heading
    return "\n".join(
        [
            f"{top.superior} | {top.motto[0]}",
            f"{top.issuer} | {top.motto[1]}",
            f"Số: {top.number_pattern} | {top.place}",
            top.title,
            *top.legal_basis,
            top.confirms,
        ]
    )


def foot(content: CertificateContent) -> str:
    blocks = content.signatures
    return "\n".join(
        [
            f"{blocks.drafter_title} {blocks.drafter_note} {blocks.drafter}",
            f"{blocks.signer_title} {blocks.signer_note}",
        ]
    )


def _body(content: CertificateContent) -> Iterator[str]:
    for row in content.identity:
        yield " | ".join(f"{line.number}. {line.label}: {line.value}" for line in row)
    yield from _section(content.record)
    if content.bans is not None:
        yield from _section(content.bans)


def _section(section: Section) -> Iterator[str]:
    yield f"{section.number}. {section.label}: {section.statement}".rstrip()
    if section.columns:
        yield " | ".join(section.columns)
    for row in section.rows:
        yield " | ".join(row)
    for block in section.blocks:
        yield block.heading
        for lines in block.rows:
            yield " | ".join(f"{line.label}: {line.value}" for line in lines)
