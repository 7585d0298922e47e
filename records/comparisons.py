"""Đối chiếu: what was decided about a candidate of a dossier, and how long that holds.

A decision is about two identities as they stood. While neither has changed it holds, in this
dossier and in the next one of the same applicant; a change of either asks again. Nothing is
overwritten: each decision is a row, and taking one back is a row too.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.refusals import FieldProblem, Invalid
from records.matching.identity import Identity
from records.matching.weights import weights
from records.models import Comparison
from records.names import number_key, tidy

if TYPE_CHECKING:
    from records.lookup import Candidate

Verdict, Ground = Comparison.Verdict, Comparison.Ground
# A clerk's answers; the other verdicts are the machine's, and the taking back.
ANSWERS = (Verdict.SAME, Verdict.NOT_SAME, Verdict.UNSURE)
MACHINES = (Verdict.FOUND, Verdict.REMEMBERED)
WAITING = (Verdict.FOUND, Verdict.UNSURE, Verdict.REOPENED)


def strength(bits: float) -> str | Promise:
    """A score in a clerk's words."""
    called = weights().strength
    if bits >= called["very_like"]:
        return _("rất giống")
    return _("giống") if bits >= called["like"] else _("cần xem")


@dataclass(frozen=True)
class Compared:
    """Somebody the look-up shows, with the decision that holds, if any."""

    candidate: Candidate
    decision: Comparison | None
    subject_digest: str
    person_digest: str

    @property
    def verdict(self) -> str:
        return self.decision.verdict if self.decision else Verdict.FOUND

    @property
    def is_same(self) -> bool:
        return self.verdict == Verdict.SAME

    @property
    def is_another(self) -> bool:
        return self.verdict == Verdict.NOT_SAME

    @property
    def waits(self) -> bool:
        """Whether a clerk still has to say something about it."""
        return self.verdict in WAITING

    def is_remembered_in(self, case: str) -> bool:
        """Whether the decision was taken in an earlier case."""
        return self.decision is not None and self.decision.case_code != case

    @property
    def seen(self) -> str:
        """What a page was made of: an answer to anything else is an answer to an old page."""
        last = self.decision.pk if self.decision else 0
        return f"{self.subject_digest[:12]}-{self.person_digest[:12]}-{last}"


def identity_digest(identity: Identity) -> str:
    """SHA-256, in hex, of who somebody is; where they live is not part of it, nor are capitals."""
    content = [
        _plain(identity.full_name),
        sorted(map(_plain, identity.other_names)),
        identity.sex,
        identity.date_of_birth,
        sorted(identity.other_birth_dates),
        _plain(identity.place_of_birth),
        *map(_plain, (identity.father_name, identity.mother_name, identity.spouse_name)),
        sorted({number_key(number) for number in identity.numbers}),
    ]
    line = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def compared(
    candidates: Sequence[Candidate], *, subject: Mapping[str, Any], case: str
) -> list[Compared]:
    """The candidates in their order, each with the decision that holds in this case."""
    asked = identity_digest(Identity.of_subject(subject))
    held = {one.person.pk: identity_digest(Identity.of_person(one.person)) for one in candidates}
    rows = (
        Comparison.objects.filter(person__in=held, subject_digest=asked)
        .exclude(verdict__in=MACHINES)
        .select_related("by")
    )
    fitting = [row for row in rows if row.person_digest == held[row.person_id]]
    return [
        Compared(
            candidate=one,
            decision=_holding([row for row in fitting if row.person_id == one.person.pk], case),
            subject_digest=asked,
            person_digest=held[one.person.pk],
        )
        for one in candidates
    ]


def note_found(found: Iterable[Compared], *, case: str, by: User) -> None:
    """Write down whom the machine shows, and whose earlier decision holds; once, while it does."""
    marked = [(one, _mark(one, case)) for one in found]
    people = [one.candidate.person.pk for one, verdict in marked if verdict]
    rows = Comparison.objects.filter(case_code=case, person__in=people)
    newest = {row.person_id: row for row in rows}
    Comparison.objects.bulk_create(
        _row(one, case=case, by=by, verdict=verdict)
        for one, verdict in marked
        if verdict and not _stands(newest.get(one.candidate.person.pk), one, verdict)
    )


def decide(
    one: Compared, *, by: User, case: str, verdict: str, ground: str = "", note: str = ""
) -> Comparison:
    """A clerk's answer; that they are two people needs a reason, which the next case shows."""
    if problems := _problems(verdict, ground, note):
        raise Invalid(problems)
    kept = ground if verdict == Verdict.NOT_SAME else ""
    row = _row(one, case=case, by=by, verdict=verdict, ground=kept, note=tidy(note))
    row.save(force_insert=True)
    return row


def take_back(one: Compared, *, by: User, case: str) -> Comparison:
    """The candidate waits again; what was said before stays written."""
    row = _row(one, case=case, by=by, verdict=Verdict.REOPENED)
    row.save(force_insert=True)
    return row


def history(case: str) -> QuerySet[Comparison]:
    """Everything about the candidates of a case, in order."""
    return Comparison.objects.filter(case_code=case).select_related("by", "person", "earlier__by")


def waiting(case: str) -> QuerySet[Comparison]:
    """Those of a case who wait to be compared, as far as is written; nobody is looked up."""
    return _newest().filter(case_code=case, verdict__in=WAITING)


def waiting_for(case_code: str) -> Exists:
    """For a query over dossiers: whether somebody waits to be compared; names their code column."""
    return Exists(_newest().filter(case_code=OuterRef(case_code), verdict__in=WAITING))


def _newest() -> QuerySet[Comparison]:
    """The last word about each candidate of each case."""
    later = Comparison.objects.filter(
        case_code=OuterRef("case_code"), person=OuterRef("person"), pk__gt=OuterRef("pk")
    )
    return Comparison.objects.filter(~Exists(later))


def _holding(rows: Sequence[Comparison], case: str) -> Comparison | None:
    """This case's newest word; without one, the newest of another case, if it decided."""
    own = [row for row in rows if row.case_code == case]
    if own:
        return own[-1]
    return rows[-1] if rows and rows[-1].is_decided else None


def _mark(one: Compared, case: str) -> str:
    """The machine's word about a candidate; none where this case has a clerk's decision."""
    if one.waits:
        return Verdict.FOUND
    return Verdict.REMEMBERED if one.is_remembered_in(case) else ""


def _stands(newest: Comparison | None, one: Compared, verdict: str) -> bool:
    """Whether this is what the newest row already says, of the same two identities."""
    if newest is None:
        return False
    said = newest.verdict in WAITING if verdict == Verdict.FOUND else newest.verdict == verdict
    digests = (newest.subject_digest, newest.person_digest)
    return said and digests == (one.subject_digest, one.person_digest)


def _row(
    one: Compared, *, case: str, by: User, verdict: str, ground: str = "", note: str = ""
) -> Comparison:
    return Comparison(
        person=one.candidate.person,
        case_code=case,
        subject_digest=one.subject_digest,
        person_digest=one.person_digest,
        verdict=verdict,
        ground=ground,
        note=note,
        score=one.candidate.score,
        reasons=[str(reason)[:200] for reason in one.candidate.reasons],
        earlier=one.decision if verdict == Verdict.REMEMBERED else None,
        by=by,
    )


def _problems(verdict: str, ground: str, note: str) -> list[FieldProblem]:
    if verdict not in ANSWERS:
        message = _("Hãy chọn: cùng một người, không phải một người, hoặc chưa chắc chắn.")
        return [FieldProblem("invalid", "verdict", message)]
    if verdict != Verdict.NOT_SAME:
        return []
    if ground not in Ground.values:
        message = _("Hãy chọn lý do vì sao không phải một người.")
        return [FieldProblem("required", "ground", message)]
    if ground == Ground.OTHER and not tidy(note):
        message = _("Hãy ghi rõ lý do khác là gì.")
        return [FieldProblem("required", "note", message)]
    return []


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", tidy(text)).casefold()
