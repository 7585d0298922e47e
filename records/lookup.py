"""Finding a person in the register, and the certificates the office gave them before.

It shows too many rather than too few: nothing is ever matched by the machine alone, and whoever is
found goes to a clerk. Every call leaves a row of who asked, for whom and why. How people are found
is the business of `records.matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from common.refusals import NotPermitted, Refusal
from records.matching import search
from records.matching.identity import Identity
from records.matching.repair import confusables
from records.matching.search import Match
from records.matching.words import LOOKALIKES, in_words
from records.models import AccessLog, EarlierCertificate, Person
from records.names import certificate_key, dates_agree, name_key, number_key, tidy
from records.terms import Result, certified_since

LOOKUP_ROLES = (Role.VERIFIER, Role.HEAD, Role.AUDITOR, Role.SYSTEM)
SHORTEST_PURPOSE = 10


@dataclass(frozen=True)
class Candidate:
    """Somebody in the register who could be the person asked for."""

    person: Person
    score: float  # bits; see records/matching/weights.toml
    reasons: tuple[str, ...]  # in words, what speaks for it before what speaks against
    always: bool  # shown whatever the score


@dataclass(frozen=True)
class Question:
    """Whom we look for, as keys."""

    names: frozenset[str]
    date_of_birth: str
    father: str
    mother: str
    numbers: frozenset[str]

    @classmethod
    def of(cls, subject: Mapping[str, Any]) -> Question:
        """Out of a dossier's subject (contracts section 2)."""
        names = [subject.get("full_name"), *(subject.get("other_names") or [])]
        documents = subject.get("documents") or []
        return cls(
            names=_keys(name_key(name) for name in names),
            date_of_birth=str(subject.get("date_of_birth") or ""),
            father=name_key((subject.get("father") or {}).get("full_name")),
            mother=name_key((subject.get("mother") or {}).get("full_name")),
            numbers=_keys(number_key(document.get("number")) for document in documents),
        )

    def contradicts_parents(self, father: str, mother: str) -> bool:
        """Whether both parents are known on both sides and neither is the same.

        One parent that differs says nothing: one wrong field must never hide a person.
        """
        known = all([self.father, self.mother, father, mother])
        return known and self.father != father and self.mother != mother


def candidates(
    subject: Mapping[str, Any], *, by: User, purpose: str, case: str = ""
) -> list[Candidate]:
    """Everyone who could be this person, best first; the search is written down."""
    check_purpose(by=by, purpose=purpose, case=case)
    found = shown(Identity.of_subject(subject))
    people = [candidate.person for candidate in found]
    _write_down(people, asked=_asked(subject), by=by, purpose=purpose, case=case)
    return found


def shown(identity: Identity) -> list[Candidate]:
    """The candidates alone, for a caller who writes down a whole batch of searches at once."""
    search.check_rules()
    matches = search.find(identity)
    if not matches:
        return []
    people = Person.objects.prefetch_related("numbers").in_bulk(
        [match.person_id for match in matches]
    )
    return [
        _candidate(match, people[match.person_id], identity)
        for match in matches
        if match.person_id in people
    ]


def certified_before(
    subject: Mapping[str, Any],
    *,
    on: date,
    province: str | None = None,
    given_number: str | None = None,
) -> EarlierCertificate | None:
    """The newest certificate that spares the check of the past, or none.

    Issued by this office since 1/7/2010, clean and not revoked, with its number given or found by
    name, birth date and both parents (NĐ 111/2010 art 28; our decision in domain section 13).
    `province` keeps to the offices of one province, by its code in force. A certificate of the same
    person that states a record, or hides an expunged one, ends the matter: the past must be asked.
    """
    question = Question.of(subject)
    rows = EarlierCertificate.objects.filter(
        issued_on__gte=certified_since(), issued_on__lte=on, revoked_on=None
    )
    if province:
        rows = rows.filter(office__province__in=[province, ""])
    named = list(rows.filter(name_key__in=sorted(question.names)))
    if any(row.result != Result.NONE and _may_be_of(row, question) for row in named):
        return None
    own = [row for row in named if _is_of(row, question, given_number)]
    return max(own, key=lambda row: (row.issued_on, row.pk), default=None)


def note_view(code: str, *, by: User, purpose: str, case: str = "") -> AccessLog:
    """Write down that somebody opened one record or certificate."""
    check_purpose(by=by, purpose=purpose, case=case)
    return AccessLog.objects.create(
        kind=AccessLog.Kind.VIEW, by=by, purpose=tidy(purpose)[:300], case_code=case, found=[code]
    )


def note_search(
    asked: str, *, found: Iterable[str], by: User, purpose: str, case: str = ""
) -> AccessLog:
    """Write down a search by free text, as the desk's search box makes it."""
    check_purpose(by=by, purpose=purpose, case=case)
    return AccessLog.objects.create(
        kind=AccessLog.Kind.LOOKUP,
        by=by,
        purpose=tidy(purpose)[:300],
        case_code=case,
        asked=tidy(asked)[:400],
        found=list(found),
    )


def check_purpose(*, by: User, purpose: str, case: str) -> None:
    """Who may look, and that they say why: without a case, in words (Law 28/2009 art 8)."""
    if not by.has_role(*LOOKUP_ROLES):
        raise NotPermitted(_("Bạn không có quyền tra cứu lý lịch tư pháp."), code="lookup")
    if not tidy(purpose):
        raise Refusal(_("Hãy ghi mục đích tra cứu."), code="purpose_missing")
    if not case and len(tidy(purpose)) < SHORTEST_PURPOSE:
        raise Refusal(
            _("Tra cứu ngoài hồ sơ cần ghi rõ mục đích (ít nhất 10 ký tự)."),
            code="purpose_too_short",
        )


def _candidate(match: Match, person: Person, identity: Identity) -> Candidate:
    strange = confusables(identity.full_name) or confusables(person.full_name)
    return Candidate(
        person=person,
        score=round(match.bits, 1),
        reasons=in_words(match.comparison) + ((str(LOOKALIKES),) if strange else ()),
        always=match.comparison.always,
    )


def _keys(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in keys if key)


def _may_be_of(row: EarlierCertificate, question: Question) -> bool:
    """Whether nothing on the certificate says that it is another person's."""
    return (
        dates_agree(row.date_of_birth, question.date_of_birth)
        and not _other_cccd(row, question)
        and not question.contradicts_parents(row.father_key, row.mother_key)
    )


def _is_of(row: EarlierCertificate, question: Question, given_number: str | None) -> bool:
    """Whether the certificate is the applicant's; doubts go the long way, through the police."""
    if not row.date_of_birth or row.date_of_birth != question.date_of_birth:
        return False
    if not _may_be_of(row, question):
        return False
    if given_number and certificate_key(given_number) == row.number_key:
        return True
    parents = (row.father_key, row.mother_key)
    return all(parents) and parents == (question.father, question.mother)


def _other_cccd(row: EarlierCertificate, question: Question) -> bool:
    """Two personal numbers that differ are two people: the number is for life."""
    lifelong = {number for number in question.numbers if len(number) == 12 and number.isdigit()}
    own = number_key(row.cccd)
    return bool(own and lifelong) and own not in lifelong


def _asked(subject: Mapping[str, Any]) -> str:
    return tidy(f"{subject.get('full_name') or ''} {subject.get('date_of_birth') or ''}")[:400]


def _write_down(found: list[Person], *, asked: str, by: User, purpose: str, case: str) -> None:
    codes = [person.record_code for person in found]
    note_search(asked, found=codes, by=by, purpose=purpose, case=case)
