"""From a conclusion to the lines of a certificate: what may be stated, and in which words.

Pure functions over values. Form No. 1 speaks only of what is not expunged, Form No. 2 of
everything (Law on Judicial Records 28/2009 art 42 and 43; Circular 13/2011 art 14).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.content import Block, Blocks, CertificateContent, Heading, Line, Section
from certificates.forms import Letterhead, form, label, numeric_date
from certificates.judgments import Judgment, block, in_order, judgment_from
from regulations.shapes import Wording


class Contradiction(ValueError):
    """The conclusion says one thing and its judgments another: nothing may be printed from it."""


@dataclass(frozen=True)
class Subject:
    """The person, each value as it is printed; empty where nothing is known."""

    full_name: str
    sex: str = ""
    date_of_birth: str = ""
    place_of_birth: str = ""
    nationality: str = ""
    permanent_address: str = ""
    temporary_address: str = ""
    document: str = ""
    father: str = ""
    mother: str = ""
    spouse: str = ""
    foreigner: bool = False


@dataclass(frozen=True)
class Ban:
    """A post closed to the person, or founding and managing enterprises, and until when."""

    position: str
    until: str = ""


@dataclass(frozen=True)
class Finding:
    """Kết luận: what the verifier found, in values."""

    has_record: bool
    judgments: tuple[Judgment, ...] = ()
    bans: tuple[Ban, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What the applicant asked for, and who drafts it on what day."""

    certificate_type: int
    confirm_bans: bool
    drafter: str
    drafted_on: date


def finding_from(finding: str, statement: Mapping[str, Any]) -> Finding:
    """A conclusion's `finding` and `statement` as values."""
    return Finding(
        has_record=finding == "has_record",
        judgments=tuple(judgment_from(one) for one in statement.get("judgments") or ()),
        bans=tuple(
            Ban(position=str(one.get("ban_position") or ""), until=str(one.get("ban_until") or ""))
            for one in statement.get("bans") or ()
        ),
    )


def capitals(name: str) -> str:
    """A name in capitals with every tone mark, in composed Unicode and single spaces."""
    return unicodedata.normalize("NFC", " ".join(name.split())).upper()


def _address(value: Mapping[str, Any] | None, place_name: Callable[[str], str]) -> str:
    if not value:
        return ""
    parts = [value.get("line"), value.get("commune"), place_name(str(value.get("province") or ""))]
    return ", ".join(str(part).strip() for part in parts if part)


def _document(values: Mapping[str, Any]) -> str:
    """The first paper given, with what is known of it."""
    documents = values.get("documents") or []
    if not documents:
        return ""
    words, missing = form()["documents"], "//"
    first = documents[0]
    return str(words["details"]).format(
        kind=words.get(first.get("kind"), first.get("kind") or missing),
        number=first.get("number") or missing,
        issued_on=numeric_date(first.get("issued_on") or "") or missing,
        issued_by=first.get("issued_by") or missing,
    )


def subject_from(
    values: Mapping[str, Any],
    *,
    place_name: Callable[[str], str],
    country_name: Callable[[str], str],
) -> Subject:
    """The person of an application (its `subject`) in printed values."""

    def relative(key: str) -> str:
        return str((values.get(key) or {}).get("full_name") or "").strip()

    nationality = str(values.get("nationality") or "")
    return Subject(
        full_name=capitals(str(values["full_name"])),
        sex=form()["sex"].get(values.get("sex"), ""),
        date_of_birth=numeric_date(str(values.get("date_of_birth") or "")),
        place_of_birth=str(values.get("place_of_birth") or "").strip(),
        nationality=country_name(nationality) if nationality else "",
        permanent_address=_address(values.get("permanent_address"), place_name),
        temporary_address=_address(values.get("temporary_address"), place_name),
        document=_document(values),
        father=relative("father"),
        mother=relative("mother"),
        spouse=relative("spouse"),
        foreigner=nationality not in ("", "VN"),
    )


def _refuse_contradiction(finding: Finding, open_judgments: tuple[Judgment, ...]) -> None:
    if open_judgments and not finding.has_record:
        raise Contradiction("the finding is none, yet a judgment is not expunged")
    if finding.has_record and not finding.judgments:
        raise Contradiction("the finding is a record, yet no judgment is named")


def _clean(subject: Subject, wording: Wording) -> str:
    """The words for a person without án tích; a foreigner's cover the stay in Vietnam only."""
    return wording.none_foreigner if subject.foreigner else wording.none


def _record_table(judgments: tuple[Judgment, ...], wording: Wording) -> tuple[tuple[str, ...], ...]:
    """Tội danh, hình phạt chính, hình phạt bổ sung of each judgment (art 42.2b)."""
    return tuple(
        (
            "; ".join(one.offences) or wording.missing,
            one.main_penalty or wording.missing,
            "; ".join(one.additional_penalties) or wording.missing,
        )
        for one in judgments
    )


def _record(
    subject: Subject, finding: Finding, *, certificate_type: int, number: int, wording: Wording
) -> Section:
    """Tình trạng án tích: No. 1 by art 42.2, No. 2 by art 43.2 of the law."""
    counted = in_order(tuple(one for one in finding.judgments if one.counted))
    still_open = tuple(one for one in counted if not one.expunged)
    _refuse_contradiction(finding, still_open)
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    blocks: tuple[Block, ...] = ()
    statement = wording.has_record if still_open else _clean(subject, wording)
    if certificate_type == 2 and counted:
        statement = wording.has_record if still_open else wording.expunged
        blocks = tuple(
            block(one, position=place, wording=wording) for place, one in enumerate(counted, 1)
        )
    elif still_open:
        columns = tuple(map(label, ("offences", "main_penalty", "additional_penalties")))
        rows = _record_table(still_open, wording)
    return Section("record", str(number), label("record"), statement, columns, rows, blocks)


def _bans(finding: Finding, asked: Asked, *, number: int, wording: Wording) -> Section | None:
    """The section on bans: always on No. 2, on No. 1 only where asked for, otherwise left out
    entirely (art 42.3, 43.3). A ban that has ended is not stated (Circular 06/2013 art 14.4)."""
    if asked.certificate_type == 1 and not asked.confirm_bans:
        return None
    in_force = [one for one in finding.bans if not (one.until and _over(one.until, asked))]
    if not in_force:
        return Section("bans", str(number), label("bans"), wording.no_ban)
    rows = tuple((one.position or wording.missing, _ban_term(one, wording)) for one in in_force)
    columns = (label("ban_position"), label("ban_term"))
    return Section("bans", str(number), label("bans"), "", columns, rows)


def _over(until: str, asked: Asked) -> bool:
    """Whether the ban's last day lies before the day of drafting; `2027` ends with its year."""
    return until < asked.drafted_on.isoformat()[: len(until)]


def _ban_term(ban: Ban, wording: Wording) -> str:
    if not ban.until:
        return wording.missing
    return label("ban_until").format(date=numeric_date(ban.until))


def _identity(
    subject: Subject, certificate_type: int, wording: Wording
) -> tuple[tuple[Line, ...], ...]:
    rows, number = [], 0
    for keys in form()["rows"][str(certificate_type)]:
        row = []
        for key in keys:
            number += 1
            value = getattr(subject, key) or wording.missing
            row.append(Line(key=key, label=label(key), value=value, number=str(number)))
        rows.append(tuple(row))
    return tuple(rows)


def _heading(letterhead: Letterhead, certificate_type: int) -> Heading:
    return Heading(
        form=letterhead.form,
        motto=tuple(form()["motto"]),
        superior=letterhead.superior,
        issuer=letterhead.issuer,
        place=letterhead.place,
        number_pattern=letterhead.number_pattern,
        title=form()["title"].format(certificate_type=certificate_type),
        legal_basis=letterhead.legal_basis,
        confirms=form()["confirms"],
    )


def compose(
    subject: Subject,
    *,
    finding: Finding,
    asked: Asked,
    letterhead: Letterhead,
    wording: Wording,
) -> CertificateContent:
    """Lập phiếu: every printed line of a certificate. Raises Contradiction, never guesses."""
    kind = asked.certificate_type
    identity = _identity(subject, kind, wording)
    after = sum(len(row) for row in identity) + 1
    return CertificateContent(
        certificate_type=kind,
        heading=_heading(letterhead, kind),
        identity=identity,
        record=_record(subject, finding, certificate_type=kind, number=after, wording=wording),
        bans=_bans(finding, asked, number=after + 1, wording=wording),
        signatures=Blocks(
            drafter_title=label("drafter"),
            drafter_note=label("drafter_note"),
            drafter=asked.drafter,
            signer_title=letterhead.signer_title,
            signer_note=label("signer_note"),
        ),
    )
