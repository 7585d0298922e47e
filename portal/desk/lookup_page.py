"""The look-up desk of one case: the applicant beside each candidate, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from portal.templatetags.ui import vn_date
from records import comparisons
from records.comparisons import Compared
from records.models import Comparison, Judgment, Person
from records.side_by_side import Field, Likeness, side_by_side

Text = str | Promise
Ground = Comparison.Ground
TONES = {"same": "bad", "not_same": "good", "unsure": "wait", "reopened": "wait"}
# Which reason to offer first, by the field that differs; the surest first.
OFFERED: tuple[tuple[str, str], ...] = (
    ("numbers", Ground.NUMBER),
    ("sex", Ground.SEX),
    ("father", Ground.PARENTS),
    ("date_of_birth", Ground.BIRTH),
    ("full_name", Ground.NAME),
)
# What to ask the other side for when a field does not tell, by the field.
QUESTIONS: dict[str, Text] = {
    "numbers": _("Số định danh cá nhân, số CMND cũ của người có bản án"),
    "date_of_birth": _("Ngày, tháng, năm sinh ghi trong lý lịch bị can, bị cáo"),
    "father": _("Họ tên cha ghi trong bản án"),
    "mother": _("Họ tên mẹ ghi trong bản án"),
    "place_of_birth": _("Nơi sinh, quê quán ghi trong bản án"),
    "other_names": _("Tên gọi khác, bí danh đã dùng"),
}


def page(
    application: Application, found: Sequence[Compared], *, chosen: int | None
) -> dict[str, Any]:
    """Everything the page shows; the chosen candidate, else the next to be answered."""
    at = place_of(found, chosen)
    one = found[at] if at is not None else None
    return {
        "lines": [line(row, application, here=row is one) for row in found],
        "number": len(found),
        "waiting": sum(row.waits for row in found),
        "one": candidate(one, application) if one else None,
        "place": at + 1 if at is not None else 0,
        "before": found[at - 1].candidate.person.pk if at else None,
        "after": _after(found, at),
        "told": told(application),
        "grounds": Ground.choices,
    }


def place_of(found: Sequence[Compared], chosen: int | None) -> int | None:
    """Where the candidate stands in the list; without one, the first that nobody has answered,
    then the first of whom somebody was unsure."""
    places = [at for at, one in enumerate(found) if one.candidate.person.pk == chosen]
    waiting = [at for at, one in enumerate(found) if one.waits]
    unanswered = [at for at in waiting if found[at].verdict != Comparison.Verdict.UNSURE]
    return next(iter([*places, *unanswered, *waiting, *range(len(found))]), None)


def line(row: Compared, application: Application, *, here: bool = False) -> dict[str, Any]:
    """One candidate in a list: who, how alike, what was decided."""
    return {
        "person": row.candidate.person,
        "strength": comparisons.strength(row.candidate.score),
        "score": round(row.candidate.score),
        "reasons": row.candidate.reasons,
        "here": here,
        "verdict": Comparison.Verdict(row.verdict).label,
        "tone": TONES.get(row.verdict, "wait"),
        "decision": row.decision,
        "remembered": row.is_remembered_in(application.code),
    }


def candidate(row: Compared, application: Application) -> dict[str, Any]:
    """The candidate that is open: every field beside the applicant's, and the judgments."""
    person = row.candidate.person
    fields = side_by_side(application.subject, person)
    return {
        **line(row, application, here=True),
        "seen": row.seen,
        "fields": fields,
        "judgments": judgments(person),
        "offered": _offered(fields),
        "questions": _questions(fields),
        "waits": row.waits,
        "may_undo": row.decision is not None and row.verdict != Comparison.Verdict.REOPENED,
    }


def judgments(person: Person) -> list[dict[str, Any]]:
    """In short, as a clerk tells one judgment from another."""
    rows = Judgment.objects.filter(person=person).prefetch_related("offences")
    return [
        {
            "judgment_no": row.judgment_no,
            "judgment_date": vn_date(row.judgment_date),
            "court": row.court,
            "offences": "; ".join(one.offence for one in row.offences.all()),
            "main_penalty": row.main_penalty,
            "main_penalty_months": row.main_penalty_months,
            "expunged_on": vn_date(row.expunged_on),
        }
        for row in rows
    ]


def told(application: Application) -> list[dict[str, Any]]:
    """Everything that was found and decided about this case's candidates, the newest first."""
    return [
        {
            "row": row,
            "tone": TONES.get((row.earlier or row).verdict, ""),
            "decided": row.earlier or row,
            "strength": comparisons.strength(row.score),
            "score": round(row.score),
        }
        for row in comparisons.history(application.code).order_by("-pk")
    ]


def _after(found: Sequence[Compared], at: int | None) -> int | None:
    if at is None or at + 1 >= len(found):
        return None
    return found[at + 1].candidate.person.pk


def _offered(fields: Sequence[Field]) -> str:
    """The reason that the comparison itself suggests; a person confirms it."""
    by_key = _likeness(fields)
    if by_key.get("father") == Likeness.OTHER and by_key.get("mother") == Likeness.OTHER:
        return Ground.PARENTS
    differing = (ground for key, ground in OFFERED if by_key.get(key) == Likeness.OTHER)
    return next((ground for ground in differing if ground != Ground.PARENTS), "")


def _questions(fields: Sequence[Field]) -> list[Text]:
    """What the police or the court can tell where the two papers do not."""
    by_key = _likeness(fields)
    open_ones = {Likeness.ONE_SIDED, Likeness.NEAR}
    return [text for key, text in QUESTIONS.items() if by_key.get(key) in open_ones]


def _likeness(fields: Sequence[Field]) -> Mapping[str, Likeness]:
    return {field.key: field.likeness for field in fields}
