"""The ledger of real cases: walked through the procedure, counted, kept and counted again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Office, User
from applications import acceptance, workflow
from applications.models import Application, Channel
from certificates import approval
from portal import case_times
from portal.invariants import broken
from portal.ledger import Party, Why
from portal.models import CaseLedger, CaseTime
from tests.portal.moving import ask, at, place
from verification import paper_replies
from verification.conclusion import conclude
from verification.models import Agency, PaperReply

DAY = 450  # working minutes


def used(application: Application, until: object = None) -> dict[str, tuple[int, int]]:
    times = case_times.of(application, until=until or at(28))
    return {
        one.owner.agency or one.owner.party.value: (one.minutes, one.late) for one in times.parts
    }


@pytest.fixture
def waiting(verifying: Application) -> Application:
    """Filed on Monday the 3rd, asked on Tuesday; the police have until Friday the 7th."""
    Application.objects.filter(pk=verifying.pk).update(
        filed_on=date(2024, 6, 3), due_on=date(2024, 6, 13), delivery={"method": "pickup"}
    )
    place(verifying, submit=at(3), pay=at(3), accept=at(4), classify=at(4))
    ask(verifying, prepared_at=at(4), sent_at=at(4), due_on=date(2024, 6, 7))
    verifying.refresh_from_db()
    return verifying


@pytest.fixture
def finish(
    waiting: Application,
    verifier: User,
    drafter: User,
    approver: User,
    signer: User,
    machine: User,
) -> Callable[[], Application]:
    """The police answer on the 12th, and the result is there on the 17th."""

    def finished() -> Application:
        conclude(waiting, by=verifier, finding="none", without_answers="Hồ sơ gấp")
        approval.draft(waiting, by=drafter)
        approval.approve(waiting, by=approver)
        workflow.advance(waiting, "sign", by=signer)
        workflow.advance(waiting, "make_ready", by=machine)
        place(waiting, conclude=at(12), draft=at(13), approve=at(13), sign=at(14))
        place(waiting, make_ready=at(17))
        ask(waiting, withdrawn_at=at(12))
        waiting.refresh_from_db()
        return waiting

    return finished


def test_the_case_waits_for_the_agency_it_asked(waiting: Application) -> None:
    assert used(waiting, at(12)) == {
        "department": (DAY, 0),
        "CA92": (6 * DAY, 2 * DAY),  # Tuesday to Friday in time, Monday and Tuesday late
    }


def test_a_letter_that_lies_here_is_ours(waiting: Application) -> None:
    ask(waiting, sent_at=None)
    [ours] = case_times.of(waiting, until=at(6)).parts
    assert (ours.owner.party, ours.minutes) == (Party.DEPARTMENT, 3 * DAY)


def test_an_answer_on_paper_ends_the_agency_s_time_when_it_arrives(
    waiting: Application, verifier: User
) -> None:
    letter = PaperReply.objects.create(
        request=waiting.verification_requests.get(),
        arrived_on=date(2024, 6, 6),
        scanned_by=verifier,
        scanned_at=at(11),
        file="a.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    agency = {"CA92": (3 * DAY, 0)}
    typed = {"department": (DAY + 3 * DAY, DAY * 2), **agency}
    assert used(waiting, at(12)) == typed
    ask(waiting, answered_at=at(12))
    assert used(waiting, at(12)) == typed
    paper_replies.discard(letter, by=verifier, reason="Thư của hồ sơ khác.")
    assert used(waiting, at(12))["CA92"] == (6 * DAY, 2 * DAY)


def test_what_is_kept_is_what_was_reckoned(finish: Callable[[], Application]) -> None:
    application = finish()
    case_times.keep(application.events.get(step="make_ready"))
    ledger = CaseLedger.objects.get()
    assert (ledger.days, ledger.late_days) == (10, 2)
    assert (ledger.late_party, ledger.late_agency) == ("department", None)  # 4 days of its 2
    kept = {one.party: (one.minutes, one.late_minutes) for one in ledger.parts.all()}
    assert kept["agency"] == (6 * DAY, 2 * DAY)
    assert kept["department"] == (4 * DAY, 2 * DAY)
    assert ledger.minutes == sum(one.minutes for one in ledger.parts.all())


def test_counting_again_gives_the_same(finish: Callable[[], Application]) -> None:
    application = finish()
    out = StringIO()
    for _time in range(2):
        call_command("count_time", stdout=out)
    assert out.getvalue() == "counted: 1\n" * 2
    assert CaseLedger.objects.get().application == application
    call_command("count_time", "--missing", stdout=out)
    assert out.getvalue().endswith("counted: 0\n")


def test_a_running_case_is_not_kept(waiting: Application) -> None:
    assert case_times.count([waiting.pk]) == 0
    assert not CaseLedger.objects.exists()


def test_a_supplement_starts_the_clock_anew(
    submitted: Application, receiver: User, applicant: User
) -> None:
    """What was lost before the dossier was complete made nothing late."""
    acceptance.return_for_supplement(submitted, by=receiver, items=["Bản sao"])
    acceptance.supplement(submitted, by=applicant, changes={"purpose": "Xin việc"})
    place(submitted, submit=at(3), pay=at(3), return_for_supplement=at(12), supplement=at(17))
    Application.objects.filter(pk=submitted.pk).update(due_on=date(2024, 6, 20))
    submitted.refresh_from_db()
    times = case_times.of(submitted, until=at(21))
    assert used(submitted, at(21)) == {"department": (11 * DAY, 9 * DAY), "applicant": (3 * DAY, 0)}
    assert times.late is not None
    assert (times.late.days, times.late.over) == (1, 2 * DAY)


def test_the_way_to_the_department_is_the_posts(
    submitted: Application, department: Office, machine: User
) -> None:
    workflow.record(submitted, "start_clock", by=machine)
    place(submitted, submit=at(3), pay=at(3), start_clock=at(5))
    Application.objects.filter(pk=submitted.pk).update(
        channel=Channel.POST_OFFICE, received_office=department
    )
    submitted.refresh_from_db()
    times = case_times.of(submitted, until=at(6))
    assert [(one.owner.party, one.why) for one in times.segments] == [
        (Party.POST, Why.HAND_OVER),
        (Party.DEPARTMENT, Why.INTAKE),
    ]


def test_an_agency_is_named_and_nobody_else(waiting: Application, police: Agency) -> None:
    ledger = CaseLedger.objects.create(application=waiting, minutes=1)
    for wrong in ({"party": "agency"}, {"party": "post", "agency": police}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseTime.objects.create(ledger=ledger, minutes=1, **wrong)


def test_parts_that_do_not_make_the_whole_are_told(finish: Callable[[], Application]) -> None:
    case_times.count([finish().pk])
    assert broken_names() == []
    CaseLedger.objects.update(minutes=1)
    assert broken_names() == ["the_parts_of_a_cases_time_make_the_whole"]


def test_what_ends_a_case_has_its_time_counted(
    verifying: Application, applicant: User, follow_ups: Callable[[], None]
) -> None:
    acceptance.withdraw(verifying, by=applicant)
    follow_ups()
    ledger = CaseLedger.objects.get(application=verifying)
    assert (ledger.ready_at, ledger.late_party) == (None, "")
    assert broken_names() == []


def broken_names() -> list[str]:
    return [name for name in (line.partition(":")[0] for line in broken()) if "time" in name]
