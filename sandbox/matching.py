"""Is the person asked about the person in a record: by document, or by name, birth and parent.

Never by the request's id. A strong match answers, a weak one needs a person to look.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from typing import Any

# Grave, acute, tilde, hook above, dot below: where they stand in a syllable is a matter of
# spelling (hoà, hòa), which of them it is makes another name.
TONES = "\u0300\u0301\u0303\u0309\u0323"
DOCUMENTS = {"cccd": "cccd", "cmnd": "cmnd", "passport": "passport"}


class Match(IntEnum):
    NO = 0
    WEAK = 1
    STRONG = 2


def read_records(path: Path) -> list[dict[str, str]]:
    """The rows of a records file, by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in rows]


def matching(
    subject: dict[str, Any], records: Iterable[dict[str, str]]
) -> tuple[Match, list[dict[str, str]]]:
    """The best match there is, and the records that match so well."""
    found = [(match_of(subject, record), record) for record in records]
    best = max((match for match, _ in found), default=Match.NO)
    return best, [record for match, record in found if match is best and best]


def match_of(subject: dict[str, Any], record: dict[str, str]) -> Match:
    names = [subject.get("full_name"), *(subject.get("other_names") or [])]
    recorded = [record.get("full_name", ""), *record.get("other_names", "").split(";")]
    name = _agreement(names, recorded)
    birth = _same_birth(str(subject.get("date_of_birth") or ""), record.get("date_of_birth", ""))
    if _numbers(subject) & _recorded_numbers(record):
        return Match.STRONG if name is Match.STRONG or birth is Match.STRONG else Match.WEAK
    if not name or not birth:
        return Match.NO
    parents = [_parent(subject, record, who) for who in ("father", "mother")]
    if Match.STRONG in parents:
        return min(name, birth)
    if Match.NO in parents:
        return Match.NO
    return Match.WEAK


def name_key(name: str) -> str:
    """One spelling for one name: letters whole, lower case, tones after their syllable."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return " ".join(_tone_last(syllable) for syllable in letters.split())


def _tone_last(syllable: str) -> str:
    tones = [sign for sign in syllable if sign in TONES]
    return "".join(sign for sign in syllable if sign not in TONES) + "".join(tones)


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _agreement(names: Iterable[Any], recorded: Iterable[str]) -> Match:
    """Strong when a name is the same, weak when only without its signs."""
    ours = {str(name) for name in names if name}
    theirs = {name.strip() for name in recorded if name.strip()}
    if {name_key(name) for name in ours} & {name_key(name) for name in theirs}:
        return Match.STRONG
    both = {_bare(name) for name in ours} & {_bare(name) for name in theirs}
    return Match.WEAK if both else Match.NO


def _same_birth(asked: str, recorded: str) -> Match:
    """Dates may be a year or a month only; then what is known must agree."""
    recorded = iso(recorded)
    if not asked or not recorded:
        return Match.WEAK
    if asked == recorded:
        return Match.STRONG
    known = min(len(asked), len(recorded))
    return Match.WEAK if asked[:known] == recorded[:known] else Match.NO


def iso(value: str) -> str:
    day_first = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)
    if day_first:
        day, month, year = day_first.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return value


def _parent(subject: dict[str, Any], record: dict[str, str], who: str) -> Match:
    """Strong: the same. Weak: one side does not know. No: another person's parent."""
    asked = (subject.get(who) or {}).get("full_name")
    recorded = record.get(f"{who}_name", "")
    if not asked or not recorded:
        return Match.WEAK
    return _agreement([asked], [recorded])


def _numbers(subject: dict[str, Any]) -> set[tuple[str, str]]:
    papers = subject.get("documents") or []
    return {
        (paper["kind"], _number(paper["number"]))
        for paper in papers
        if paper.get("kind") in DOCUMENTS and _number(paper.get("number") or "")
    }


def _recorded_numbers(record: dict[str, str]) -> set[tuple[str, str]]:
    return {
        (kind, _number(part))
        for kind, column in DOCUMENTS.items()
        for part in record.get(column, "").split(";")
        if _number(part)
    }


def _number(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", str(text).upper())
