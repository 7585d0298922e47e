"""The cast of the post: two post offices with a clerk each, a department, and dossiers to move."""

import itertools
import json

import pytest

from accounts.models import Role, User
from applications import workflow
from applications.models import Application, Channel, Residence, State
from common.dates import today
from common.signatures import sign_headers
from postal import dispatch, intake
from postal.models import ItemRange, PostOffice
from sandbox.keys import make_keys, private_key
from tests.postal.samples import DELIVERY, PAPERS, SUBJECT

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PUBLIC_URL = "http://testserver"
    settings.CARRIER_CODE, settings.CARRIER_URL = "VNPOST", "http://127.0.0.1:1"
    settings.KEYS_DIR = tmp_path / "keys"
    settings.PORTAL_KEY = tmp_path / "keys" / "portal.key"
    settings.CARRIER_PUBLIC_KEY = tmp_path / "keys" / "agency-VNPOST.pub"


@pytest.fixture
def department(department):
    """With numbers for its parcels."""
    ItemRange.objects.create(office=department, first=12345678, last=12349999, next=12345678)
    return department


def person(role, office):
    return User.objects.create(username=f"{role}-{next(_numbers)}", roles=[role], office=office)


@pytest.fixture
def post_office(db):
    return PostOffice.objects.create(
        code="900000", name="Bưu điện trung tâm Cần Thơ", province="92", postage=26_000
    )


@pytest.fixture
def other_post_office(db):
    return PostOffice.objects.create(code="941000", name="Bưu cục Ninh Kiều", province="92")


@pytest.fixture
def clerk(post_office):
    return person(Role.POST_CLERK, post_office)


@pytest.fixture
def other_clerk(other_post_office):
    return person(Role.POST_CLERK, other_post_office)


@pytest.fixture
def dossier(department):
    """A dossier in any state, as the steps before would have left it."""

    def made(state=State.DRAFT, **fields):
        owner = User.objects.new_applicant()
        number = next(_numbers)
        late = state not in {State.DRAFT, State.AWAITING_PAYMENT}
        values = {
            "code": f"000.00.00.G15-240603-{number:04d}",
            "owner": owner,
            "office": department,
            "state": state,
            "subject": SUBJECT,
            "full_name": SUBJECT["full_name"],
            "date_of_birth": SUBJECT["date_of_birth"],
            "applicant": {"relation": "self"},
            "purpose": "xin việc",
            "delivery": DELIVERY,
            "fee_amount": None if state == State.DRAFT else 200_000,
            "regime": "R1c" if late else "",
            "filed_on": today() if late else None,
            **fields,
        }
        application = Application.objects.create(**values)
        Residence.objects.create(
            application=application,
            number=0,
            started="2004-05",
            place={"province": "92", "country": "VN", "line": ""},
            kind="permanent",
        )
        return application

    return made


@pytest.fixture
def at_counter(dossier, post_office):
    """A dossier that this post office has taken in and that waits for its fee."""

    def made(**fields):
        fields = {"received_office": post_office, "channel": Channel.POST_OFFICE, **fields}
        return dossier(**{"state": State.AWAITING_PAYMENT, **fields})

    return made


@pytest.fixture
def taken(at_counter, clerk):
    """The slip of a dossier taken at the counter."""

    def made():
        return intake.receive(at_counter(), by=clerk, documents=PAPERS, postage=26_000)

    return made


@pytest.fixture
def parcel(dossier, machine):
    """A parcel that the department has just given to the post."""
    application = dossier(state=State.SIGNED)
    workflow.advance(application, "make_ready", by=machine)
    return dispatch.hand_over(application, by=machine)


@pytest.fixture
def carrier_key(settings):
    make_keys(settings.KEYS_DIR, ["portal", "agency-VNPOST", "agency-CA92"])
    return private_key(settings.KEYS_DIR / "agency-VNPOST.key")


@pytest.fixture
def report(client, carrier_key):
    """Post a carrier event as the carrier does; by another key or with another body on request."""

    def sent(message, *, key=carrier_key, key_id="VNPOST", altered=None):
        body = json.dumps(message).encode()
        headers = sign_headers(
            method="POST",
            url="http://testserver/api/v1/postal/events/",
            body=body,
            idempotency_key=message["message_id"],
            key_id=key_id,
            private_key=key,
        )
        return client.post(
            "/api/v1/postal/events/",
            data=altered or body,
            content_type="application/json",
            headers=headers,
        )

    return sent
