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
from certificates.forms import Letterhead, Words, numeric_date
from certificates.judgments import Judgment, block, in_order, judgments_of, main_penalty
from regulations.certificate_forms import JudgmentKey
from verification.judgments import AMNESTY, OLD_DATA
from verification.stages import StageProblem, cases

# What No. 1 names of a judgment (art 42.2b).
_TABLE = (JudgmentKey.OFFENCES, JudgmentKey.MAIN_PENALTY, JudgmentKey.ADDITIONAL_PENALTIES)


class Contradiction(ValueError):
    """What is known contradicts itself, or says of nobody: nothing may be printed from it."""


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
    """A conclusion's `finding` and `statement` as values; several judgments of one case are one."""
    try:
        judged = judgments_of(cases(statement.get("judgments") or ()))
    except StageProblem as problem:
        raise Contradiction(str(problem)) from problem
    return Finding(
        has_record=finding == "has_record",
        judgments=judged,
        bans=tuple(
            Ban(position=str(one.get("ban_position") or ""), until=str(one.get("ban_until") or ""))
            for one in statement.get("bans") or ()
        ),
    )


def capitals(name: str) -> str:
    """A name in capitals with every tone mark, in composed Unicode and single spaces."""
    return tidy(name).upper()


def tidy(value: Any) -> str:
    """Composed Unicode and single spaces."""
    return unicodedata.normalize("NFC", " ".join(str(value or "").split()))


def _address(value: Mapping[str, Any] | None, place_name: Callable[[str], str]) -> str:
    if not value:
        return ""
    parts = [value.get("line"), value.get("commune"), place_name(str(value.get("province") or ""))]
    return ", ".join(tidy(part) for part in parts if part)


def _document(values: Mapping[str, Any], words: Words) -> str:
    """The first paper given, with what is known of it."""
    documents = values.get("documents") or []
    if not documents:
        return ""
    first, papers = documents[0], words.form.documents
    return papers.details.format(
        kind=vars(papers).get(first.get("kind"), first.get("kind") or words.missing),
        number=first.get("number") or words.missing,
        issued_on=numeric_date(first.get("issued_on") or "") or words.missing,
        issued_by=tidy(first.get("issued_by")) or words.missing,
    )


def subject_from(
    values: Mapping[str, Any],
    *,
    words: Words,
    place_name: Callable[[str], str],
    country_name: Callable[[str], str],
) -> Subject:
    """The person of an application (its `subject`) in printed values."""

    def relative(key: str) -> str:
        return tidy((values.get(key) or {}).get("full_name"))

    nationality = str(values.get("nationality") or "")
    return Subject(
        full_name=capitals(str(values.get("full_name") or "")),
        sex=vars(words.form.sex).get(str(values.get("sex")), ""),
        date_of_birth=numeric_date(str(values.get("date_of_birth") or "")),
        place_of_birth=tidy(values.get("place_of_birth")),
        nationality=country_name(nationality) if nationality else "",
        permanent_address=_address(values.get("permanent_address"), place_name),
        temporary_address=_address(values.get("temporary_address"), place_name),
        document=_document(values, words),
        father=relative("father"),
        mother=relative("mother"),
        spouse=relative("spouse"),
        foreigner=nationality not in ("", "VN"),
    )


def _refuse_contradiction(finding: Finding, asked: Asked) -> None:
    """Anything that cannot be true at once is refused, never guessed."""
    still_open = [one for one in finding.judgments if one.counted and not one.expunged]
    if still_open and not finding.has_record:
        raise Contradiction("the finding is none, yet a judgment is not expunged")
    if finding.has_record and not finding.judgments:
        raise Contradiction("the finding is a record, yet no judgment is in force")
    for one in finding.judgments:
        if one.expunged_on and not one.expunged:
            raise Contradiction("a day of expungement, yet not expunged")
        if one.expunged_on and not _may_follow(one.expunged_on, one.judgment_on):
            raise Contradiction("expunged before it was judged")
        if one.judgment_on and not _may_follow(asked.drafted_on.isoformat(), one.judgment_on):
            raise Contradiction("judged after the certificate was drafted")
        if one.main_penalty == "exempted" and one in still_open:
            # Penal Code 1999 art 64.1, 2015 art 69.2: whoever is exempted has no án tích.
            raise Contradiction("exempted from penalty, yet counted as a record")


def _may_follow(day: str, earlier: str) -> bool:
    """Whether the first day, as far as it is known, can lie on or after the second."""
    length = min(len(day), len(earlier))
    return day[:length] >= earlier[:length]


def _clean(subject: Subject, words: Words) -> str:
    """The words for a person without án tích; a foreigner's cover the stay in Vietnam only."""
    return words.wording.none_foreigner if subject.foreigner else words.wording.none


def _record_table(judgments: tuple[Judgment, ...], words: Words) -> tuple[tuple[str, ...], ...]:
    """Tội danh, hình phạt chính, hình phạt bổ sung of each judgment (art 42.2b)."""
    return tuple(
        (
            "; ".join(one.offences) or words.missing,
            main_penalty(one, words) or words.missing,
            "; ".join(one.additional_penalties) or words.missing,
        )
        for one in judgments
    )


def _record(
    subject: Subject, finding: Finding, asked: Asked, *, number: int, words: Words
) -> Section:
    """Tình trạng án tích: No. 1 by art 42.2, No. 2 by art 43.2 of the law."""
    counted = in_order(tuple(one for one in finding.judgments if one.counted))
    still_open = tuple(one for one in counted if not one.expunged)
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    blocks: tuple[Block, ...] = ()
    statement = words.wording.has_record if still_open else _clean(subject, words)
    if asked.certificate_type == 2 and counted:
        blocks = tuple(
            block(one, position=place, words=words) for place, one in enumerate(counted, 1)
        )
        if all(one.expunged and one.ground not in (AMNESTY, OLD_DATA) for one in counted):
            statement = words.wording.expunged
    elif still_open:
        columns = tuple(words.form.judgment[key] for key in _TABLE)
        rows = _record_table(still_open, words)
    label = words.form.sections.record
    return Section("record", str(number), label, statement, columns, rows, blocks)


def _bans(finding: Finding, asked: Asked, *, number: int, words: Words) -> Section | None:
    """The section on bans: always on No. 2, on No. 1 only where asked for, otherwise left out
    entirely (art 42.3, 43.3). A ban that has ended is not stated (Circular 06/2013 art 14.4)."""
    if asked.certificate_type == 1 and not asked.confirm_bans:
        return None
    labels = words.form.sections
    in_force = [one for one in finding.bans if not (one.until and _over(one.until, asked))]
    if not in_force:
        return Section("bans", str(number), labels.bans, words.wording.no_ban)
    rows = tuple((one.position or words.missing, _ban_term(one, words)) for one in in_force)
    columns = (labels.ban_position, labels.ban_term)
    return Section("bans", str(number), labels.bans, "", columns, rows)


def _over(until: str, asked: Asked) -> bool:
    """Whether the ban's last day lies before the day of drafting; `2027` ends with its year."""
    return until < asked.drafted_on.isoformat()[: len(until)]


def _ban_term(ban: Ban, words: Words) -> str:
    if not ban.until:
        return words.missing
    return words.form.sections.ban_until.format(date=numeric_date(ban.until))


def _identity(subject: Subject, words: Words) -> tuple[tuple[Line, ...], ...]:
    rows, number = [], 0
    for keys in words.form.rows:
        row = []
        for key in keys:
            number += 1
            value = getattr(subject, key.value)
            if not value and key in words.form.never_missing:
                raise Contradiction(f"nothing is known of {key.value}")
            label = words.form.identity[key]
            row.append(Line(key.value, label, value or words.missing, str(number)))
        rows.append(tuple(row))
    return tuple(rows)


def _heading(letterhead: Letterhead, words: Words) -> Heading:
    return Heading(
        form=words.form.code,
        motto=words.form.motto,
        superior=letterhead.superior,
        issuer=letterhead.issuer,
        place=letterhead.place,
        number_pattern=letterhead.number_pattern,
        title=words.form.title,
        legal_basis=letterhead.legal_basis,
        confirms=words.form.confirms,
    )


def compose(
    subject: Subject,
    *,
    finding: Finding,
    asked: Asked,
    letterhead: Letterhead,
    words: Words,
) -> CertificateContent:
    """Lập phiếu: every printed line of a certificate. Raises Contradiction, never guesses."""
    _refuse_contradiction(finding, asked)
    identity = _identity(subject, words)
    after = sum(len(row) for row in identity) + 1
    foot = words.form.signatures
    return CertificateContent(
        certificate_type=asked.certificate_type,
        heading=_heading(letterhead, words),
        identity=identity,
        record=_record(subject, finding, asked, number=after, words=words),
        bans=_bans(finding, asked, number=after + 1, words=words),
        signatures=Blocks(
            drafter_title=foot.drafter,
            drafter_note=foot.drafter_note,
            drafter=asked.drafter,
            signer_title=letterhead.signer_title,
            signer_note=foot.signer_note,
        ),
    )
