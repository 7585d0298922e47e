"""What a certificate says: every printed line as a value, with one digest over all of them.

The digest is what an approver approves and what the file must bear. Number, date of issue and
signer are not part of it: they are given at signing.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line of the form; `number` is empty for a line inside a block."""

    key: str
    label: str
    value: str
    number: str = ""


@dataclass(frozen=True)
class Block:
    """One judgment, as Form No. 2 lists it: a heading, then rows of one or two lines."""

    heading: str
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Section:
    """A numbered section: a statement, then a table, blocks, or nothing more."""

    key: str
    number: str
    label: str
    statement: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Heading:
    """The head of the page, after Decree 30/2020: who issues, on what law."""

    form: str
    motto: tuple[str, ...]
    superior: str
    issuer: str
    place: str
    number_pattern: str
    title: str
    legal_basis: tuple[str, ...]
    confirms: str


@dataclass(frozen=True)
class Blocks:
    """The two blocks at the foot: who drafted the certificate, and in what office it is signed."""

    drafter_title: str
    drafter_note: str
    drafter: str
    signer_title: str
    signer_note: str


@dataclass(frozen=True)
class CertificateContent:
    """Nội dung phiếu: all lines, in print order; a row holds one line or two side by side."""

    certificate_type: int
    heading: Heading
    identity: tuple[tuple[Line, ...], ...]
    record: Section
    bans: Section | None
    signatures: Blocks

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, the same before and after a trip through the database."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @property
    def digest(self) -> str:
        return digest(self.as_json())

    @property
    def lines(self) -> list[Line]:
        return [line for row in self.identity for line in row]


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in composed Unicode: one text for one meaning."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _rows(value: list[list[dict[str, str]]]) -> tuple[tuple[Line, ...], ...]:
    return tuple(tuple(Line(**line) for line in row) for row in value)


def _section(value: dict[str, Any]) -> Section:
    blocks = tuple(Block(block["heading"], _rows(block["rows"])) for block in value["blocks"])
    rows = tuple(tuple(row) for row in value["rows"])
    return Section(**{**value, "columns": tuple(value["columns"]), "rows": rows, "blocks": blocks})


def content_from(value: dict[str, Any]) -> CertificateContent:
    """The content again, from the JSON that `as_json` gave."""
    heading = value["heading"]
    return CertificateContent(
        certificate_type=value["certificate_type"],
        heading=Heading(
            **{
                **heading,
                "motto": tuple(heading["motto"]),
                "legal_basis": tuple(heading["legal_basis"]),
            }
        ),
        identity=_rows(value["identity"]),
        record=_section(value["record"]),
        bans=_section(value["bans"]) if value["bans"] else None,
        signatures=Blocks(**value["signatures"]),
    )
