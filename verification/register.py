"""What the office's own register says about the person of a case.

The register knows no dossiers; this asks it in the dossier's name and keeps codes only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from common.dates import today
from records import comparisons, lookup
from records.comparisons import Compared
from records.expungement import Decision, State
from records.expungement.register import judged
from records.models import Judgment, Person
from records.section_rows import judgment_row, whole
from verification.facts import Known
from verification.judgments import NEVER_COUNTED
from verification.models import Classification

# In these a judgment counts no more, or never did (Penal Code 2015 art 69.1, 69.2, 107.1).
CLOSED = frozenset({State.EXPUNGED, State.NEVER_COUNTED})


def look_up(
    application: Application, *, by: User | None = None, purpose: str = ""
) -> list[Compared]:
    """Everybody in the register who may be this person, best first, with what a clerk decided.

    Without a person who asks it is the machine's search. Whoever is shown is written down.
    """
    machine = User.objects.machine()
    found = lookup.candidates(
        application.subject,
        by=by or machine,
        purpose=purpose or _("Xác minh hồ sơ"),
        case=application.code,
    )
    rows = comparisons.compared(found, subject=application.subject, case=application.code)
    comparisons.note_found(rows, case=application.code, by=machine)
    return rows


def why_a_clerk(found: Sequence[Compared]) -> list[str]:
    """Why what the register shows keeps the machine from concluding, as codes."""
    reasons = []
    if any(one.waits for one in found):
        reasons.append("own_register")
    if any(one.is_same for one in found):
        reasons.append("own_record")
    return reasons


def earlier_certificate(
    subject: Mapping[str, Any], *, on: date, province: str, given_number: str = ""
) -> str:
    """The number of the clean certificate that spares the check of the past; empty without one."""
    found = lookup.certified_before(
        subject, on=on, province=province or None, given_number=given_number or None
    )
    return found.number if found else ""


def known_of(
    application: Application, *, on: date, found: Sequence[Compared] | None = None
) -> Known:
    """The register's part of a case's facts; `found` where it was just looked up.

    A record is open while a judgment counts, or while nothing shows that it does not: then the
    commune and the procuracy are asked as well.
    """
    people = [
        one.candidate.person
        for one in (look_up(application) if found is None else found)
        if _counts(one)
    ]
    decisions = decisions_of(Person.objects.filter(pk__in=[person.pk for person in people]))
    still_open = [pk for pk, one in decisions.items() if one.state not in CLOSED]
    courts = Judgment.objects.filter(pk__in=still_open).exclude(court="").order_by("pk")
    return Known(
        earlier_certificate=earlier_certificate(
            application.subject, on=on, province=application.office.province
        ),
        records=tuple(sorted(person.record_code for person in people)),
        record_open=bool(still_open),
        courts=tuple(dict.fromkeys(courts.values_list("court", flat=True))),
        expungement_unproved=any(one.state == State.UNDECIDABLE for one in decisions.values()),
    )


def decisions_of(people: QuerySet[Person]) -> dict[int, Decision]:
    """What the rule of expungement says today of each judgment of these people, by its key."""
    return {one.judgment.pk: one.decision(today(), explain=False) for one in judged(people)}


def _counts(one: Compared) -> bool:
    """Whether a record is taken for the applicant's: a clerk says so, or nobody has said anything
    and what agrees would be shown whatever the score.

    A court is asked about it at once, beside the police. A faint likeness waits for the clerk:
    another person's judgments are not told to a court for a name that sounds alike.
    """
    return one.is_same or (one.waits and one.candidate.always)


def judgments_of(application: Application) -> list[dict[str, Any]]:
    """The judgments in the records found when the case was last classified (contracts 4), each
    with what the rule of expungement says of it today."""
    latest = Classification.objects.filter(application=application).last()
    codes = latest.inputs["known"]["records"] if latest else []
    people = Person.objects.filter(record_code__in=codes)
    decisions = decisions_of(people)
    judgments = whole(Judgment.objects.filter(person__in=people))
    return [_row(one, decisions[one.pk]) for one in judgments]


def _row(judgment: Judgment, decision: Decision) -> dict[str, Any]:
    """One judgment under the column names that everybody exchanges, and how it stands.

    `expunged` is what somebody has put down; `expungement` is what the rule computes, for a clerk
    to take over and for a court to see what is asked.
    """
    return {
        "record_code": judgment.person.record_code,
        **judgment_row(judgment),
        "expunged": bool(judgment.expunged_on or judgment.expunged_by),
        "expungement_ground": _put_down(judgment, decision),
        "expungement": {
            "state": decision.state.value,
            "date": decision.date.isoformat() if decision.date else None,
            "ground": decision.ground,
            "article": decision.article,
            "unconfirmed": decision.unconfirmed,
        },
    }


def _put_down(judgment: Judgment, decision: Decision) -> str:
    """The ground as it was confirmed; of what never counted its code, which the certificate
    reads."""
    if judgment.expunged_by and not judgment.expunged_on and decision.state == State.NEVER_COUNTED:
        return NEVER_COUNTED
    return judgment.expunged_by
