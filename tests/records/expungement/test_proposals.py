"""Proposals to expunge: made by the machine, answered by a clerk, for exactly their facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from accounts.models import User
from common.leases import work
from common.refusals import Invalid, NotPermitted, Refusal
from portal.tasks import WORK
from records import proposal_runs, proposals, tasks
from records.models import ExpungementProposal, ExpungementRun, Judgment, RecordChange
from tests.records.expungement.cases import again
from tests.records.expungement.conftest import write

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 3)
NEVER = {"intent": "negligent", "severity": "less_serious"}


@pytest.fixture(autouse=True)
def day(time_machine) -> None:
    time_machine.move_to("2024-06-03T09:00:00+07:00", tick=False)


@pytest.fixture
def night():
    """The register gone through once on a day."""

    def run(on: date = TODAY) -> ExpungementRun:
        row = proposal_runs.open_run(on)
        proposal_runs.work_off(row)
        row.refresh_from_db()
        return row

    return run


@pytest.fixture
def proposed(make_judgment, night) -> ExpungementProposal:
    make_judgment()
    night()
    return ExpungementProposal.objects.get()


def statuses() -> list[str]:
    return list(ExpungementProposal.objects.order_by("pk").values_list("status", flat=True))


def test_what_is_newly_expunged_is_proposed_and_nothing_is_written_into_it(proposed) -> None:
    assert (proposed.state, proposed.date) == ("expunged", date(2022, 3, 15))
    assert "Điều 70 khoản 2 điểm b" in proposed.ground
    assert proposed.computed_on == TODAY
    assert Judgment.objects.get().expunged_on is None


@pytest.mark.parametrize(
    "changes",
    [
        {"obligations_met_on": None},
        {"chapter": "XIII"},
        {"main_served_on": None},
        {"main_served_on": "2023-03-15"},
        {"expunged_on": "2022-03-15", "expunged_by": "GCN 1/TAND"},
    ],
    ids=["not_yet", "court", "undecidable", "running", "recorded"],
)
def test_nothing_else_is_proposed(make_judgment, night, changes) -> None:
    make_judgment(**changes)
    run = night()
    assert statuses() == []
    assert (run.judged, run.proposed) == (1, 0)


def test_the_same_result_is_proposed_once(proposed, night) -> None:
    night(TODAY + timedelta(1))
    assert statuses() == ["proposed"]
    assert ExpungementProposal.objects.get().computed_on == TODAY


def test_other_facts_make_another_proposal_and_the_old_one_is_outdated(proposed, night) -> None:
    Judgment.objects.update(obligations_met_on=date(2023, 6, 1))
    night(TODAY + timedelta(1))
    assert statuses() == ["outdated", "proposed"]
    assert ExpungementProposal.objects.last().date == date(2023, 6, 1)
    assert ExpungementProposal.objects.first().decided_by == User.objects.machine()


def test_a_new_judgment_takes_a_proposal_back(proposed, night) -> None:
    write(proposed.judgment.person, again("2021-02-01"))
    run = night(TODAY + timedelta(1))
    assert statuses() == ["outdated"]
    assert run.outdated == 1


def test_a_clerk_confirms_and_the_history_names_them(proposed, verifier) -> None:
    judgment = proposals.confirm(proposed, by=verifier)
    judgment.refresh_from_db()
    assert (judgment.expunged_on, judgment.expunged_by) == (date(2022, 3, 15), proposed.ground)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.decided_by) == ("confirmed", verifier)
    change = RecordChange.objects.filter(action="update").last()
    assert change.by == verifier
    assert change.document == f"Đề nghị xóa án tích số {proposed.pk}"


def test_no_record_at_all_is_confirmed_by_its_ground_without_a_day(
    make_judgment, night, verifier
) -> None:
    make_judgment(**NEVER)
    night()
    row = ExpungementProposal.objects.get()
    judgment = proposals.confirm(row, by=verifier)
    assert judgment.expunged_on is None
    assert judgment.expunged_by.startswith("Không bị coi là có án tích, Điều 69 khoản 2")
    night(TODAY + timedelta(1))
    assert statuses() == ["confirmed"]


@pytest.mark.parametrize(
    "change",
    [
        lambda judgment: Judgment.objects.update(obligations_met_on=date(2023, 6, 1)),
        lambda judgment: Judgment.objects.update(court_fee_vnd=300_000),
        lambda judgment: write(judgment.person, again("2021-02-01")),
        lambda judgment: judgment.offences.update(severity="very_serious"),
        lambda judgment: type(judgment.person).objects.update(date_of_birth="1981"),
        lambda judgment: Judgment.objects.update(expunged_on=date(2022, 1, 1)),
    ],
    ids=["paid later", "another fee", "new offence", "severity", "birth date", "recorded"],
)
def test_a_confirmation_is_for_the_facts_that_were_proposed(proposed, verifier, change) -> None:
    change(proposed.judgment)
    before = list(Judgment.objects.order_by("pk").values())
    with pytest.raises(Refusal) as refused:
        proposals.confirm(proposed, by=verifier)
    assert refused.value.code == "facts_changed"
    assert list(Judgment.objects.order_by("pk").values()) == before
    assert statuses() == ["proposed"]


def test_both_judgments_of_a_person_can_be_confirmed_one_after_the_other(
    make_judgment, night, verifier
) -> None:
    first = make_judgment()
    write(
        first.person,
        again(
            "2022-06-01",
            main_served_on="2022-02-01",
            judgment_no="9/HS",
            judgment_date="2018-09-20",
            final_on="2018-10-20",
            offence_date="2018-05-01",
        ),
    )
    night()
    for row in ExpungementProposal.objects.all():
        proposals.confirm(row, by=verifier)
    assert statuses() == ["confirmed", "confirmed"]


@pytest.mark.parametrize("name", ["head", "auditor", "drafter", "administrator", "applicant"])
def test_only_a_verifier_answers(proposed, cast, name) -> None:
    with pytest.raises(NotPermitted):
        proposals.confirm(proposed, by=cast[name])
    with pytest.raises(NotPermitted):
        proposals.reject(proposed, by=cast[name], reason="Sai")
    assert statuses() == ["proposed"]
    assert Judgment.objects.get().expunged_on is None


def test_a_rejected_result_is_not_proposed_again_while_its_facts_stay(
    proposed, verifier, night
) -> None:
    proposals.reject(proposed, by=verifier, reason="Chờ   xác minh tại UBND xã")
    proposed.refresh_from_db()
    assert (proposed.status, proposed.reason) == ("rejected", "Chờ xác minh tại UBND xã")
    night(TODAY + timedelta(1))
    assert statuses() == ["rejected"]
    Judgment.objects.update(obligations_met_on=date(2021, 7, 1))
    night(TODAY + timedelta(2))
    assert statuses() == ["rejected", "proposed"]


@pytest.mark.parametrize("reason", ["", "   ", "a" * 501])
def test_a_rejection_says_why(proposed, verifier, reason) -> None:
    with pytest.raises(Invalid):
        proposals.reject(proposed, by=verifier, reason=reason)
    assert statuses() == ["proposed"]


def test_an_answer_is_given_once(proposed, verifier) -> None:
    proposals.confirm(proposed, by=verifier)
    for act in (
        lambda: proposals.confirm(proposed, by=verifier),
        lambda: proposals.reject(proposed, by=verifier, reason="Nhầm"),
    ):
        with pytest.raises(Refusal):
            act()


def test_the_database_keeps_an_answered_proposal_as_it_is(proposed, verifier) -> None:
    rows = ExpungementProposal.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    proposals.reject(proposed, by=verifier, reason="Sai người")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="khác")


def test_a_run_goes_on_where_its_last_whole_part_ended(make_judgment) -> None:
    for _each in range(5):
        make_judgment()
    run = proposal_runs.open_run(TODAY)
    assert proposal_runs.part(run, most=2)
    assert (run.judged, len(statuses())) == (2, 2)
    again_opened = proposal_runs.open_run(TODAY)
    assert again_opened == run
    while proposal_runs.part(again_opened, most=2):
        pass
    assert (again_opened.judged, len(statuses())) == (5, 5)


def test_a_task_gives_its_row_back_after_its_time(make_judgment, monkeypatch) -> None:
    make_judgment()
    make_judgment()
    monkeypatch.setattr(proposal_runs, "PART_SECONDS", 0)
    run = proposal_runs.open_run(TODAY)
    assert not work(ExpungementRun, run.pk, proposal_runs.work_off, lease=proposal_runs.LEASE)
    run.refresh_from_db()
    assert (run.tries, run.done_at) == (0, None)
    monkeypatch.setattr(proposal_runs, "PART_SECONDS", 20)
    tasks.propose_expungements(run.pk)
    run.refresh_from_db()
    assert run.done_at is not None


def test_the_sweep_knows_of_the_nights_run(settings) -> None:
    assert (ExpungementRun, tasks.hint_expungement) in WORK
    assert "records.tasks.open_expungement_run" in {
        one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()
    }
    tasks.open_expungement_run()
    assert ExpungementRun.objects.get().run_on == TODAY


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}"])
def test_the_web_has_no_right_to_lose_a_proposal(proposed, as_portal_app, statement) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("records_expungementproposal"))


def test_the_web_and_its_workers_propose_and_answer(
    make_judgment, verifier, as_portal_app, night
) -> None:
    make_judgment()
    night()
    proposals.confirm(ExpungementProposal.objects.get(), by=verifier)
    assert statuses() == ["confirmed"]
