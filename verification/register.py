"""What the office's own register says about the person of a case.

The register knows no dossiers; this asks it in the dossier's name and keeps codes only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from records import comparisons, lookup
from records.comparisons import Compared
from records.models import Judgment, Person
from verification.facts import Known
from verification.models import Classification


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
    """The register's part of a case's facts; `found` where it was just looked up."""
    people = [
        one.candidate.person
        for one in (look_up(application) if found is None else found)
        if _counts(one)
    ]
    return Known(
        earlier_certificate=earlier_certificate(
            application.subject, on=on, province=application.office.province
        ),
        records=tuple(sorted(person.record_code for person in people)),
        record_open=Judgment.objects.filter(person__in=people, expunged_on=None).exists(),
    )


def _counts(one: Compared) -> bool:
    """Whether a record is taken for the applicant's: a clerk says so, or nobody has said anything
    and what agrees would be shown whatever the score.

    A court is asked about it at once, beside the police. A faint likeness waits for the clerk:
    another person's judgments are not told to a court for a name that sounds alike.
    """
    return one.is_same or (one.waits and one.candidate.always)


def judgments_of(application: Application) -> list[dict[str, Any]]:
    """The judgments in the records found when the case was last classified (contracts 4)."""
    latest = Classification.objects.filter(application=application).last()
    codes = latest.inputs["known"]["records"] if latest else []
    people = Person.objects.filter(record_code__in=codes)
    judgments = Judgment.objects.filter(person__in=people)
    return [
        _row(judgment)
        for judgment in judgments.select_related("person").prefetch_related("offences")
    ]


def _row(judgment: Judgment) -> dict[str, Any]:
    """One judgment under the column names that everybody exchanges."""
    offences = list(judgment.offences.all())
    return {
        "record_code": judgment.person.record_code,
        "judgment_no": judgment.judgment_no,
        "judgment_date": _iso(judgment.judgment_date),
        "final_on": _iso(judgment.final_on),
        "court": judgment.court,
        "stage": judgment.stage,
        "offences": _joined(one.offence for one in offences),
        "articles": _joined(one.article for one in offences),
        "code_of_law": offences[0].code_of_law if offences else "",
        "main_penalty": judgment.main_penalty,
        "main_penalty_months": judgment.main_penalty_months,
        "probation_months": judgment.probation_months,
        "additional_penalties": judgment.additional_penalties,
        "civil_obligation_vnd": judgment.civil_obligation_vnd,
        "court_fee_vnd": judgment.court_fee_vnd,
        "main_served_on": _iso(judgment.main_served_on),
        "expunged_on": _iso(judgment.expunged_on),
        "expunged_by": judgment.expunged_by,
    }


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
