"""Agencies with keys, and dossiers that are accepted and classified."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Office, Role, User
from applications import acceptance
from applications.models import Application, Event
from common.signatures import sign_headers
from sandbox.keys import make_keys, private_key
from tests.conftest import declared, paid
from tests.verification.agency_server import Server, serving
from verification.agencies import trust
from verification.classification import classify_case
from verification.models import Agency, VerificationRequest

REPLIES = "/api/v1/agency/replies/"
AGENCIES = (
    ("CA92", "police", "92"),
    ("TTLLTPQG", "national_centre", "01"),
    ("TA92", "court", "92"),
    ("TAQSTW", "military_court", "01"),
)


@pytest.fixture(scope="session", autouse=True)
def static_root() -> None:
    """WhiteNoise warns of a missing folder; nothing is collected for tests."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Any) -> None:
    settings.PUBLIC_URL = "http://testserver"
    settings.PORTAL_KEY = tmp_path / "keys" / "portal.key"


@pytest.fixture
def keys(settings: Any) -> Any:
    """The folder with the key pairs of the portal and of each agency."""
    make_keys(settings.KEYS_DIR, ["portal", *(f"agency-{code}" for code, _kind, _at in AGENCIES)])
    return settings.KEYS_DIR


@pytest.fixture
def agencies(department: Office, keys: Any) -> dict[str, Agency]:
    """Each with a server that nobody runs, and the key that the portal trusts."""
    found = {}
    for code, kind, province in AGENCIES:
        agency = Agency.objects.create(
            code=code,
            name=f"Cơ quan {code}",
            agency_kind=kind,
            province=province,
            channel=Agency.Channel.SIGNED_HTTP,
            endpoint="http://127.0.0.1:1/requests",
        )
        trust(agency, public_key=(keys / f"agency-{code}.pub").read_text())
        found[kind] = agency
    return found


@pytest.fixture
def server(settings: Any, agencies: dict[str, Agency]) -> Iterator[Server]:
    """The police's."""
    settings.AGENCY_HOSTS = []
    with serving("CA92", settings) as server:
        yield server


@pytest.fixture
def officer(agencies: dict[str, Agency], make_person: Callable[..., User]) -> User:
    """Works for the police."""
    return make_person("officer", Role.AGENCY_OFFICER, office=agencies["police"])


@pytest.fixture
def take_in(
    applicant: User, receiver: User, agencies: dict[str, Agency]
) -> Callable[[dict[str, Any]], Application]:
    """A declaration submitted, paid and accepted; classified only on demand."""

    def take(declaration: dict[str, Any]) -> Application:
        application = paid(declared(applicant, declaration), applicant=applicant, receiver=receiver)
        acceptance.accept(application, by=receiver)
        return application

    return take


def accepted_event(application: Application) -> Event:
    return Event.objects.filter(application=application, step="accept").latest("number")


@pytest.fixture
def verifying(
    take_in: Callable[[dict[str, Any]], Application], declaration: dict[str, Any]
) -> Application:
    """One province, first request: the police are asked."""
    application = take_in(declaration)
    classify_case(accepted_event(application))
    application.refresh_from_db()
    return application


@pytest.fixture
def asked(verifying: Application) -> VerificationRequest:
    return verifying.verification_requests.get()


def answer_to(asked: VerificationRequest, **changes: Any) -> dict[str, Any]:
    """A clean answer of contracts section 3."""
    return {
        "message_id": str(uuid.uuid4()),
        "request": asked.reference,
        "subject_digest": asked.subject_digest,
        "answer": "none",
        "reference": "1234/PV06",
        "signed_by": "Thượng tá Nguyễn Quốc Hưng",
        "answered_on": "2024-06-03",
        "judgments": [],
        "note": "",
        "documents": [],
        **changes,
    }


JUDGMENT = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "10/03/2015",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "offences": "Trộm cắp tài sản",
    "main_penalty": "imprisonment",
    "main_penalty_months": "36",
}


@pytest.fixture
def post(client: Any, keys: Any, settings: Any) -> Callable[..., Any]:
    """Sends an answer as an agency's server does; `tampered` is sent in place of it."""

    def send(
        answer: dict[str, Any],
        *,
        sender: str = "CA92",
        key: Any = None,
        created: datetime | None = None,
        tampered: dict[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        body = json.dumps(answer).encode()
        headers = sign_headers(
            method="POST",
            url=settings.PUBLIC_URL + REPLIES,
            body=body,
            idempotency_key=idempotency_key or answer["message_id"],
            key_id=sender,
            private_key=key or private_key(keys / f"agency-{sender}.key"),
            created=created,
        )
        sent = json.dumps(tampered).encode() if tampered else body
        return client.post(REPLIES, sent, content_type="application/json", headers=headers)

    return send
