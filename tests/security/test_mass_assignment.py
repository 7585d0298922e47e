"""A form or a body says what it is asked, and every other field it brings is left (threat 25)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import Office, Role, User
from applications.models import Application, Attachment, Payment, Residence
from applications.steps import STEPS
from certificates.models import Certificate
from portal.api import ACTS
from tests.applications.walking import PAGES, begin, page
from tests.declarations import AN
from tests.guards.doors import BODIES
from tests.security.world import BACKEND, Side, bearer

World = tuple[Side, Side]
# What a person declares; every other column of a dossier is the office's or the machine's.
DECLARED = {
    *("subject", "full_name", "date_of_birth", "applicant", "declared_convictions"),
    *("confirm_bans", "purpose", "copies", "fee_category", "delivery", "certificate_type"),
    *("typed", "channel", "postmarked_on", "language"),
}
HOSTILE: dict[str, Any] = {
    "state": "approved",
    "fee_amount": 1,
    "fee_basis": "miễn",
    "owner": 1,
    "owner_id": 1,
    "office": 1,
    "office_id": 1,
    "code": "000.00.00.H00-240603-9999",
    "token": "A" * 32,
    "regime": "R3",
    "route": "in_house",
    "due_on": "2099-01-01",
    "filed_on": "2000-01-01",
    "submitted_at": "2000-01-01T00:00:00Z",
    "created_at": "2000-01-01T00:00:00Z",
    "closed_at": "2000-01-01T00:00:00Z",
    "payment_reference": "LLTP00000000",
    "received_office": 1,
    "received_office_id": 1,
    "version": 99,
    "is_staff": True,
    "is_superuser": True,
    "roles": ["head"],
    "by": 1,
    "id": 1,
    "pk": 1,
}


def kept(row: Model, without: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    fresh = type(row)._default_manager.get(pk=row.pk)
    names = [field.attname for field in fresh._meta.concrete_fields]
    return {name: getattr(fresh, name) for name in names if name not in without}


def test_every_column_of_a_dossier_is_tried() -> None:
    """A new column is either declared by a person or guarded here."""
    columns = {field.name for field in Application._meta.concrete_fields} - {"id"}
    assert columns - DECLARED - set(HOSTILE) == set()


def test_no_page_of_the_form_takes_what_it_does_not_ask(client: Client, department: Office) -> None:
    mine = begin(client)
    before = kept(mine, DECLARED)
    person = kept(mine.owner)
    for slug, typed in PAGES.items():
        client.post(page(mine, slug), {**typed, **HOSTILE})
        client.post(page(mine, slug), {**HOSTILE, **typed, "later": "1"})
    assert kept(mine, DECLARED) == before
    assert kept(mine.owner) == person
    assert not Payment.objects.exists()
    for slug in ("giay-to-kem", "xem-lai", "nop-phi"):
        client.post(page(mine, slug), HOSTILE)
    assert kept(mine, DECLARED) == before
    assert not Attachment.objects.exists()


def test_the_api_takes_a_declaration_and_nothing_beside_it(world: World) -> None:
    ours = world[0]
    applicant = User.objects.get(pk=ours.people["applicant"].pk)
    person = kept(applicant)
    answer = Client().post(
        reverse("api:applications"),
        {**AN, **HOSTILE, "subject": {**AN["subject"], **HOSTILE}},
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY="k",
        **bearer(applicant),
    )
    assert answer.status_code == 201
    made = Application.objects.get(code=answer.json()["code"])
    taken = {
        name: value
        for name, value in HOSTILE.items()
        if name not in {"id", "pk", "by"} and getattr(made, name, None) == value
    }
    assert taken == {}
    assert (made.state, made.owner_id, made.fee_amount) == ("draft", applicant.pk, None)
    assert not set(made.subject) & set(HOSTILE)
    assert kept(applicant) == person


# What a step itself writes in a dossier's row; nothing of it comes out of the body.
STEPS_OWN = {
    *("state", "version", "regime", "filed_on", "due_on", "submitted_at", "closed_at", "route"),
    *("fee_amount", "fee_basis"),
}


@pytest.mark.parametrize("step", sorted(ACTS))
def test_no_step_takes_more_than_its_body(world: World, step: str) -> None:
    """Each step in each state where it may be taken: hostile fields have no effect."""
    ours = world[0]
    application = Application.objects.get(pk=ours.application.pk)
    who = next(role for role in sorted(STEPS[step].roles) if role in ours.people)
    token = bearer(ours.people[who])
    application.parcels.update(state="returned")  # so that another may leave
    for state in sorted(STEPS[step].sources):
        Application.objects.filter(pk=application.pk).update(state=state)
        before = kept(application, STEPS_OWN | {"delivery", "typed"})
        rows = Residence.objects.filter(application=application).count()
        Client().post(
            reverse(f"api:{step}", args=[application.code]),
            {**HOSTILE, **BODIES.get(step, {})},
            content_type="application/json",
            HTTP_IDEMPOTENCY_KEY=uuid.uuid4().hex,
            **token,
        )
        assert kept(application, STEPS_OWN | {"delivery", "typed"}) == before
        now = Application.objects.get(pk=application.pk)
        for name in STEPS_OWN - {"state"}:
            assert str(getattr(now, name)) != str(HOSTILE.get(name)), (state, name)
        assert Residence.objects.filter(application=application).count() == rows


def test_a_supplement_changes_what_is_declared_alone(world: World) -> None:
    """Not the fee, nor what it rests on; not the person it is about in the row's own columns."""
    ours = world[0]
    application = Application.objects.get(pk=ours.application.pk)
    Application.objects.filter(pk=application.pk).update(state="supplement_requested")
    before = kept(application, DECLARED | STEPS_OWN)
    Client().post(
        reverse("api:supplement", args=[application.code]),
        {"changes": {**HOSTILE, "purpose": "du học", "fee_category": "exempt_poor", "copies": 50}},
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY="k",
        **bearer(ours.people["applicant"]),
    )
    assert kept(application, DECLARED | STEPS_OWN) == before
    now = Application.objects.get(pk=application.pk)
    assert (now.fee_amount, now.fee_category, now.copies) == (200_000, "standard", 1)


def test_an_administrator_gives_no_rights_by_other_fields(world: World) -> None:
    ours = world[0]
    browser = Client()
    browser.force_login(ours.people["administrator"], backend=BACKEND)
    drafter = User.objects.get(pk=ours.people["drafter"].pk)
    address = reverse("admin:accounts_user_change", args=[drafter.pk])
    form = {
        "username": drafter.username,
        "last_name": "Lê",
        "first_name": "Lập",
        "office": ours.department.pk,
        "roles": [Role.DRAFTER],
        "is_active": "on",
    }
    hostile = {"is_superuser": "on", "is_staff": "on", "user_permissions": [1], "groups": [1]}
    browser.post(address, {**form, **hostile})
    drafter.refresh_from_db()
    assert drafter.first_name == "Lập"
    assert not drafter.is_superuser
    assert not drafter.user_permissions.exists()
    browser.post(address, {**form, "roles": [Role.SYSTEM, Role.DRAFTER]})
    drafter.refresh_from_db()
    assert drafter.roles == [Role.DRAFTER]


def test_what_is_read_only_in_the_admin_takes_no_form(world: World) -> None:
    ours = world[0]
    browser = Client()
    browser.force_login(ours.people["head"], backend=BACKEND)
    for model, key, row in (
        ("certificates_certificate", "certificate", Certificate),
        ("applications_application", "application", Application),
    ):
        found = row.objects.get(pk=ours.values[key])
        before = kept(found)
        for action in ("change", "delete"):
            answer = browser.post(
                reverse(f"admin:{model}_{action}", args=[found.pk]), {**HOSTILE, "post": "yes"}
            )
            assert answer.status_code in {403, 405}
        for chosen in ("delete_selected", "export_admin_action"):
            browser.post(
                reverse(f"admin:{model}_changelist"),
                {"action": chosen, "_selected_action": [found.pk], "post": "yes"},
            )
        assert kept(found) == before
