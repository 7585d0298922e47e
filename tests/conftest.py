"""The fixed cast: one person for each role, their offices, and a dossier to work on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import Office, Role, User
from applications import intake, payment
from applications.declaration import DeclarationSerializer
from applications.models import Application, FollowUp
from certificates.models import SigningJob
from tests.declarations import AN

pytest_plugins = ["tests.live.fixtures", "tests.certificates.office"]

CAST = (
    *("receiver", "verifier", "drafter", "approver", "signer", "head"),
    *("auditor", "administrator"),
)


@pytest.fixture(scope="session", autouse=True)
def static_root() -> None:
    """WhiteNoise warns of a missing folder; nothing is collected for tests."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Any) -> None:
    """Files that a test makes lie in its own folder."""
    settings.GUESS_WINDOW_SECONDS = 10**8  # no window ends in the middle of a test
    settings.DATA_DIR = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def department(db: None, settings: Any) -> Office:
    return Office.objects.create(
        code=settings.DEPARTMENT,
        name="Sở Tư pháp thành phố Cần Thơ",
        kind=Office.Kind.DEPARTMENT,
        province="92",
        unit_code="000.00.18.H13",
    )


@pytest.fixture
def make_person(db: None) -> Callable[..., User]:
    def make(username: str, *roles: str, office: Office | None = None) -> User:
        return User.objects.create(
            username=username, roles=list(roles), office=office, last_name=username, password="!"
        )

    return make


@pytest.fixture
def cast(department: Office, make_person: Callable[..., User]) -> dict[str, User]:
    """Everyone in the department, and both applicants."""
    people = {name: make_person(name, Role(name), office=department) for name in CAST}
    for name in ("applicant", "other_applicant"):
        people[name] = make_person(name, Role.APPLICANT)
    return people


def _member(name: str) -> Any:
    def member(cast: dict[str, User]) -> User:
        return cast[name]

    return pytest.fixture(member, name=name)


receiver = _member("receiver")
verifier = _member("verifier")
drafter = _member("drafter")
approver = _member("approver")
signer = _member("signer")
head = _member("head")
auditor = _member("auditor")
administrator = _member("administrator")
applicant = _member("applicant")
other_applicant = _member("other_applicant")


@pytest.fixture
def machine(db: None) -> User:
    return User.objects.machine()


@pytest.fixture
def declaration() -> dict[str, Any]:
    """A complete declaration in the shape of the API; change it freely."""
    return copy.deepcopy(AN)


@pytest.fixture
def draft(applicant: User, declaration: dict[str, Any]) -> Application:
    """An applicant's complete declaration that is not submitted yet."""
    return declared(applicant, declaration)


@pytest.fixture
def submitted(draft: Application, applicant: User, receiver: User) -> Application:
    """The same, submitted and paid."""
    return paid(draft, applicant=applicant, receiver=receiver)


def declared(by: User, declaration: dict[str, Any]) -> Application:
    """A draft with this declaration, checked as every way in checks it."""
    serializer = DeclarationSerializer(data=declaration)
    serializer.is_valid(raise_exception=True)
    application = intake.open_draft(by=by, channel=declaration["channel"])
    intake.declare(application, serializer.validated_data, by=by)
    return application


def paid(application: Application, *, applicant: User, receiver: User) -> Application:
    intake.submit(application, by=applicant)
    payment.pay(
        application,
        by=receiver,
        amount=application.fee_amount or 0,
        method="cash",
        reference=f"cash-{application.pk}",
    )
    return application


@pytest.fixture
def follow_ups() -> Callable[[], None]:
    """Runs what the machine has to do, until nothing is left, as a worker would."""
    from certificates.tasks import sign_job
    from portal.tasks import follow_up

    def run() -> None:
        for _round in range(50):
            due = FollowUp.objects.filter(done_at=None, parked_at=None, tries=0)
            events = list(due.order_by("pk").values_list("event", flat=True))
            jobs = SigningJob.objects.filter(done_at=None, parked_at=None, tries=0)
            orders = list(jobs.order_by("pk").values_list("pk", flat=True))
            if not events and not orders:
                return
            for event in events:
                follow_up(event)
            for order in orders:
                sign_job(order)
        raise AssertionError("the follow-ups do not come to an end")

    return run


@pytest.fixture
def as_portal_app(db: None) -> Any:
    """Within the test, the database role that web and workers have."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_app")
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
