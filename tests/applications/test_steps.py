"""Who may take which step from where: every triple of state, step and role is tried."""

from __future__ import annotations

import pytest

from accounts.models import Office, Role, User
from applications import workflow
from applications.models import Application, Event, State
from applications.steps import STEPS
from common.dates import today
from common.refusals import NotPermitted


def stand(application: Application, state: str) -> None:
    """Put the dossier somewhere without taking a step, as only a test may."""
    Application.objects.filter(pk=application.pk).update(
        state=state, regime="R1c", filed_on=today()
    )
    application.refresh_from_db()


@pytest.fixture
def actors(
    cast: dict[str, User], draft: Application, department: Office, machine: User
) -> dict[str, User]:
    """One person for each role who has to do with the dossier."""
    people = {role: cast[role] for role in cast if role in Role.values}
    post_office = Office.objects.create(code="900000", name="Bưu cục", kind="post_office")
    Application.objects.filter(pk=draft.pk).update(received_office=post_office)
    for role, office in ((Role.POST_CLERK, post_office), (Role.AGENCY_OFFICER, department)):
        people[role] = User.objects.create(username=role, roles=[role], office=office)
    return people | {Role.SYSTEM: machine}


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a_step_is_taken_only_from_its_states_and_by_its_roles(
    step: str, actors: dict[str, User], draft: Application
) -> None:
    for state in State.values:
        for role, person in actors.items():
            stand(draft, state)
            allowed = state in STEPS[step].sources and role in STEPS[step].roles
            assert (step in workflow.allowed_steps(draft, person)) is allowed, (state, role)
            if allowed:
                continue
            before = Event.objects.count()
            with pytest.raises((workflow.StepNotAllowed, NotPermitted)):
                workflow.advance(draft, step, by=person)
            draft.refresh_from_db()
            assert (draft.state, Event.objects.count()) == (state, before), (state, role)


def test_every_role_takes_some_step_or_only_looks() -> None:
    acting = {role for step in STEPS.values() for role in step.roles}
    assert set(Role.values) - acting == {
        Role.AGENCY_OFFICER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }


def test_somebody_of_another_office_takes_no_step(
    draft: Application, make_person: object, department: Office
) -> None:
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    stranger = User.objects.create(
        username="stranger", roles=list(Role.values)[1:7], office=elsewhere
    )
    stand(draft, State.SUBMITTED)
    assert workflow.allowed_steps(draft, stranger) == []
    with pytest.raises(NotPermitted):
        workflow.advance(draft, "accept", by=stranger)


def test_a_post_clerk_without_an_office_has_no_dossiers(draft: Application) -> None:
    """An online dossier has no post office either; that does not make it theirs."""
    clerk = User.objects.create(username="clerk", roles=[Role.POST_CLERK])
    assert not Application.objects.for_user(clerk).exists()
    assert workflow.allowed_steps(draft, clerk) == []


def test_a_step_that_leads_nowhere_named_is_a_fault(draft: Application, applicant: User) -> None:
    with pytest.raises(ValueError, match="does not lead"):
        workflow.advance(draft, "submit", by=applicant, to=State.DELIVERED)


def test_a_dossier_is_closed_when_it_is_over_and_open_again_when_reissued(
    submitted: Application, receiver: User, head: User
) -> None:
    workflow.advance(submitted, "withdraw", by=receiver)
    submitted.refresh_from_db()
    assert submitted.closed_at == submitted.events.last().at
    stand(submitted, State.DELIVERED)
    workflow.advance(submitted, "reissue", by=head)
    submitted.refresh_from_db()
    assert submitted.closed_at is None
