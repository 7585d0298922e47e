"""Two acts that need several packages: the day that is promised, and the draft of a clean case."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from applications import deadlines, intake
from applications.models import Application, Event, State
from certificates import approval
from portal import expectations
from regulations.regimes import regime_by_code
from verification.conclusion import latest
from verification.facts import facts_of
from verification.replies import doubts
from verification.triage import classify


def promise_day(event: Event) -> None:
    """Set the day that the applicant is told, from their own declaration only.

    What the office knows of the person does not move it: a later date would tell of a record. By
    the limit's side stands the day by which most cases like it were ready; it is told at once and
    never moved. A body that asks within 24 hours gets the limit alone.
    """
    application = event.application
    if application.filed_on is None:
        return
    facts = facts_of(intake.as_contract(application), on=application.filed_on)
    regime = regime_by_code(application.regime)
    outcome = classify(facts, regime=regime, urgent=application.is_urgent)
    day = deadlines.promise(application, limit=outcome.promised.value)
    if day is not None and not application.is_urgent:
        expectations.keep(application, outcome, due_on=day)


@transaction.atomic
def draft_what_is_clean(event: Event) -> None:
    """The machine drafts what it concluded itself; a person's conclusion a person drafts."""
    application = event.application
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    conclusion = latest(application)
    if application.state != State.CONCLUDING or conclusion is None or not conclusion.by.is_machine:
        return
    if doubts(application).exists():
        return
    approval.draft(application, by=User.objects.machine())
