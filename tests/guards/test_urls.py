"""Every address has an entry in the table of doors, and every door is tried by everybody.

Threats 2 (other people's dossiers) and 33 (forged forms).
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Office
from applications.models import Event, UnmatchedTransfer
from postal.models import ItemRange
from records.models import (
    AccessLog,
    EarlierCertificate,
    ExpungementProposal,
    ImportRun,
    Judgment,
    Person,
    SourceDocument,
    SuppliedEntry,
    Violation,
)
from records.terms import Result
from regulations.models import CalendarException
from tests.certificates.drawn_pictures import signature_of
from tests.guards.doors import (
    ABSENT,
    API_NAMES,
    IN,
    LOGIN,
    MODELS,
    OUTSIDE,
    REFUSED,
    TABLE,
    UNKNOWN,
    Door,
    Model,
)
from tests.security.world import ANONYMOUS, APPLICANT, BACKEND, EVERYBODY, Side, bearer
from verification.models import RefusedMessage, Supply

World = tuple[Side, Side]
BE = {"full_name": "NGUYỄN VĂN BÊ", "date_of_birth": "1980"}
MODEL_PAGES = ("changelist", "add", "change", "delete", "history")


def addresses() -> dict[str, URLPattern]:
    """Every pattern by its name with its namespaces; the admin's nameless ones by their model."""
    return dict(_within(get_resolver(), "", ""))


def _within(inside: URLResolver, before: str, space: str) -> Iterator[tuple[str, URLPattern]]:
    for one in inside.url_patterns:
        written = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            deeper = f"{space}{one.namespace}:" if one.namespace else space
            yield from _within(one, written, deeper)
        else:
            yield f"{space}{one.name or written}", one


ADDRESSES = addresses()
# The admin's own detours: to a model's change page, to the address with its slash, to a row's page
# on a site that none has, and the search in a select, which no form here has.
DETOURS = {
    *(f"admin:admin/{model.replace('_', '/')}/<path:object_id>/" for model in MODELS),
    "admin:admin/(?P<url>.*)$",
    "admin:autocomplete",
    "admin:view_on_site",
}


def test_every_address_has_an_entry_in_the_table() -> None:
    of_models = {f"admin:{model}_{page}" for model in MODELS for page in MODEL_PAGES}
    known = {*TABLE, *of_models, *DETOURS}
    assert set(ADDRESSES) - known == set(), "say in tests/guards/doors.py who may open these"
    assert known - set(ADDRESSES) == set(), "these addresses are gone"


class Visitor:
    """Somebody at the doors: with a session for pages, with a token for the API."""

    def __init__(self, who: str, side: Side) -> None:
        self.who, self.side = who, side
        self.browser = Client()
        self.token: dict[str, str] = {}
        if who == ANONYMOUS:
            return
        self.token = bearer(side.people[who])
        if who == APPLICANT:  # has no login: a session that holds their account
            session = self.browser.session
            session["applicant"] = side.people[who].pk
            session.save()
        else:
            self.browser.force_login(side.people[who], backend=BACKEND)

    def outcome(self, name: str, address: str, door: Door) -> int | str:
        """What happens at this address; whatever it does is undone."""
        kept = copy.deepcopy(self.browser.cookies)
        with transaction.atomic():
            answer = self._ask(name, address, door)
            transaction.set_rollback(True)
        self.browser.cookies = kept
        if answer.status_code in {UNKNOWN, REFUSED, ABSENT}:
            return answer.status_code
        if answer.status_code == 302:
            if answer["Location"].startswith(reverse("accounts:login")):
                return LOGIN
            if not door.post and answer["Location"] == reverse("admin:index"):
                return IN if name in {"admin:login", "portal:desk"} else ABSENT
        assert answer.status_code not in {405, 500}, (name, answer.status_code)
        return IN

    def _ask(self, name: str, address: str, door: Door) -> Any:
        if name not in API_NAMES:
            ask = self.browser.post if door.post else self.browser.get
            return ask(address, door.body)
        if not door.post:
            return Client().get(address, **self.token)
        headers = {**self.token, "HTTP_IDEMPOTENCY_KEY": uuid.uuid4().hex}
        return Client().post(address, door.body, content_type="application/json", **headers)


def wrong(who: str, world: World) -> Iterator[str]:
    """The doors that do not do to this visitor what the table says."""
    ours = world[0]
    visitor = Visitor(who, ours)
    things = the_rest(ours)
    for name, door in TABLE.items():
        for side in (ours,) if door.other is None else world:
            parts = {part: side.values[key] for part, key in door.parts.items()}
            fixed = {part: things.get(str(text), text) for part, text in door.fixed.items()}
            address = reverse(name, kwargs={**parts, **fixed})
            expected = door.expected(who, own=side is ours)
            if name.startswith("admin:"):
                expected = at_the_admins_door(who) or expected
            found = visitor.outcome(name, address, door)
            if found != expected:
                yield f"{who} at {address}: {found}, expected {expected}"


def at_the_admins_door(who: str) -> int | str | None:
    """The door before every page of the admin; None for those whom it lets through."""
    if who in {ANONYMOUS, APPLICANT}:
        return LOGIN
    return REFUSED if who in OUTSIDE else None


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_gets_in_where_they_should_and_nowhere_else(who: str, world: World) -> None:
    before = Event.objects.count()
    assert list(wrong(who, world)) == []
    assert Event.objects.count() == before


def unmatched(side: Side) -> UnmatchedTransfer:
    return UnmatchedTransfer.objects.create(
        message_id=f"FT-{side.department.pk}",
        reference="LLTP",
        amount=200_000,
        paid_at=timezone.now(),
        application_id=side.values["application"],
    )


def imported(side: Side) -> ImportRun:
    return ImportRun.objects.create(
        kind="judgments",
        dry_run=True,
        office=side.department,
        by=side.people["verifier"],
        file_name="ban-an.csv",
        sha256="0" * 64,
        size=1,
        folder=uuid.uuid4().hex,
        done_at=timezone.now(),
    )


def expungement(person: Person) -> ExpungementProposal:
    """A proposal for a judgment of this person."""
    return ExpungementProposal.objects.create(
        judgment=Judgment.objects.create(person=person, judgment_no="15/2015/HSST"),
        state="never_counted",
        ground="Điều 69",
        computed_on=date(2024, 6, 3),
        rules_version="1",
    )


def issued_before(office: Office) -> EarlierCertificate:
    return EarlierCertificate.objects.create(
        office=office,
        number="15/STP-LLTP",
        issued_on=date(2016, 3, 1),
        certificate_type=1,
        channel="post_office",
        result=Result.NONE,
        source="imported",
        **BE,
    )


def handled(office: Office) -> Violation:
    return Violation.objects.create(
        decision_no="15/QĐ-XPHC", decision_date=date(2024, 3, 1), authority=office.name, **BE
    )


def received(side: Side) -> SourceDocument:
    return SourceDocument.objects.create(
        office=side.department,
        received_by=side.people["verifier"],
        year=2024,
        number=1,
        kind="judgment",
        sender_kind="court",
        sender="TAND",
        **dict.fromkeys(("signed_on", "event_on", "received_on", "due_on"), date(2024, 3, 1)),
    )


def supplied(side: Side, person: Person) -> tuple[SuppliedEntry, Supply]:
    """A line of book 09, and a copy that is still owed."""
    line = SuppliedEntry.objects.create(
        office=side.department,
        year=2024,
        number=1,
        kind="answer",
        recipient=side.agency,
        supplied_on=date(2024, 3, 1),
        supplied_by=side.people["verifier"],
    )
    days = dict.fromkeys(("arisen_on", "due_on"), date(2024, 3, 1))
    owed = Supply.objects.create(office=side.department, person=person, change="new", **days)
    return line, owed


def refused(office: Office) -> RefusedMessage:
    """A message that nobody proved: it belongs to no office, and those who look see all."""
    return RefusedMessage.objects.create(
        path=f"/api/{office.pk}", minute=timezone.now(), reason="unsigned"
    )


def the_rest(side: Side) -> dict[str, Any]:
    """A row of every model of the admin that hangs on no dossier, and those of this side."""
    office = side.department
    person = Person.objects.create(record_code=f"55CT2015/0000{office.pk}", **BE)
    log = AccessLog.objects.create(by=side.people["verifier"], kind="search", purpose="Thử")
    day = CalendarException.objects.create(
        day=date(2024, 6, 3) + timedelta(office.pk), kind="day_off"
    )
    line, owed = supplied(side, person)
    return {
        "person": person.pk,
        "applications_unmatchedtransfer": unmatched(side).pk,
        "user": side.people["drafter"].pk,
        "applications_application": side.values["application"],
        "certificates_certificate": side.values["certificate"],
        "certificates_revocation": side.values["revocation"],
        "verification_verificationrequest": side.values["request"],
        "verification_reply": side.values["reply"],
        "verification_refusedmessage": refused(office).pk,
        "records_person": person.pk,
        "records_earliercertificate": issued_before(office).pk,
        "records_importrun": imported(side).pk,
        "records_accesslog": log.pk,
        "records_expungementproposal": expungement(person).pk,
        "records_violation": handled(office).pk,
        "records_sourcedocument": received(side).pk,
        "records_suppliedentry": line.pk,
        "verification_supply": owed.pk,
        "accounts_user": side.people["drafter"].pk,
        "accounts_signaturepicture": signature_of(side.people["signer"]).pk,
        "accounts_office": Office.objects.get(pk=office.pk).pk,
        "verification_agency": side.agency.pk,
        "postal_postoffice": side.post_office.pk,
        "postal_itemrange": ItemRange.objects.get(office=office).pk,
        "regulations_calendarexception": day.pk,
    }


def expected_of(who: str, page: str, model: Model, *, own: bool) -> int | str:
    """What a page of a model in the admin does to this visitor."""
    if stopped := at_the_admins_door(who):
        return stopped
    allowed = {"add": model.writers, "delete": model.deleters}.get(page, model.readers)
    if page == "history" and not model.history:
        allowed = frozenset()
    if who not in allowed:
        return REFUSED
    seen = own or not model.bound or who == "auditor" or page in {"changelist", "add"}
    return IN if seen else ABSENT


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_admins_pages_open_to_their_readers_alone(who: str, world: World) -> None:
    ours, theirs = world
    visitor, faults = Visitor(who, ours), []
    things = {True: the_rest(ours), False: the_rest(theirs)}
    for name, model in MODELS.items():
        for page in MODEL_PAGES:
            for own in (True, False) if model.bound else (True,):
                args = [] if page in {"changelist", "add"} else [things[own][name]]
                address = reverse(f"admin:{name}_{page}", args=args)
                expected = expected_of(who, page, model, own=own)
                found = visitor.outcome(name, address, Door(own=frozenset()))
                # Without the right to a page, whether the row is there does not matter.
                if found != expected and {found, expected} != {REFUSED, ABSENT}:
                    faults.append(f"{who} at {address}: {found}, expected {expected}")
    assert faults == []


PAGES = [name for name in TABLE if name not in API_NAMES]


def some_address(name: str, side: Side) -> str:
    door = TABLE[name]
    parts = {part: side.values[key] for part, key in door.parts.items()}
    numbers = {"person", "user", "records_importrun", "accounts_signaturepicture"}
    fixed = {part: 1 if text in numbers else text for part, text in door.fixed.items()}
    return reverse(name, kwargs={**parts, **fixed})


def test_a_form_of_another_site_is_refused_at_every_page(world: World) -> None:
    """POST without the form's token: 403 before anything else is looked at."""
    ours, _theirs = world
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ours.people["receiver"], backend=BACKEND)
    for name in PAGES:
        answer = browser.post(some_address(name, ours), {"code": "x"})
        assert answer.status_code == REFUSED, name
        assert "403_csrf.html" in [used.name for used in answer.templates], name


def test_only_the_api_is_free_of_the_forms_token() -> None:
    free = {name for name, one in ADDRESSES.items() if getattr(one.callback, "csrf_exempt", False)}
    assert free - API_NAMES == set()


def test_the_api_takes_no_session(world: World) -> None:
    """A browser that is logged in gets nothing out of the API, so no other site can use it."""
    ours, _theirs = world
    browser = Client()
    browser.force_login(ours.people["head"], backend=BACKEND)
    for name in API_NAMES & set(TABLE):
        door = TABLE[name]
        if door.stranger != UNKNOWN:
            continue
        ask = browser.post if door.post else browser.get
        assert ask(some_address(name, ours)).status_code == UNKNOWN, name


def test_what_changes_something_does_not_answer_to_a_link(world: World) -> None:
    """GET where only POST may act: 405."""
    ours, _theirs = world
    openers = {"postal": "post_clerk", "admin": "receiver"}
    for name, door in TABLE.items():
        if not door.post:
            continue
        role = "receiver" if name == "postal:announce_again" else openers.get(name.split(":")[0])
        visitor = Visitor(role or "receiver", ours)
        headers = visitor.token if name in API_NAMES else {}
        if door.own == frozenset() or name == "set_language":
            continue  # a signature comes before the method; a choice without a form changes nothing
        answer = visitor.browser.get(some_address(name, ours), **headers)
        assert answer.status_code == 405, (name, answer.status_code)
