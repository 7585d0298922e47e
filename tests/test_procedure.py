"""The whole road on the running portal, through the API: one dossier of each route, and the
ways off the road."""

from __future__ import annotations

import subprocess
import uuid
from typing import Any

import pytest
import requests

from common.pdf_signature import check_signature
from tests.live.checks import STEPS, steps_of
from tests.live.people import somebody
from tests.live.portal import PATIENCE, Portal, wait_until
from tests.live.visitor import Visitor
from tools.demo_client import Refused
from tools.demo_crowd import IN_HOUSE, NATIONAL_CENTRE, POLICE, ROUTES
from tools.demo_people import DOSSIERS, Dossier
from tools.demo_road import Travel, accept, open_and_submit, pay, walk

pytestmark = pytest.mark.live

AGENCIES = {
    IN_HOUSE: set(),
    POLICE: {"police", "court"},  # a hit there asks the court
    NATIONAL_CENTRE: {"police", "national_centre"},
}
ASKED_ON = ["answer_received", "ask_more", "answer_received"]
GROUND = "not_competent"  # of the closed list in article 49
WAY = ["accepted", "in_transit", "arrived", "out_for_delivery", "delivered"]
# What the office knows and an applicant never reads.
OFFICE_ONLY = {"route", "route_trace", "requests", "replies", "rules_version", "override_reason"}
# Known to the sandbox's police (docs/sandbox.md).
CONVICTED = {
    "full_name": "Lê Hoàng Phúc",
    "date_of_birth": "1995-11-02",
    "documents": [{"kind": "cccd", "number": "086095007788", "issued_on": "2021-06-01"}],
}


@pytest.fixture(scope="module")
def travels(portal_with_people: Portal) -> dict[str, Travel]:
    """One dossier of each route, delivered."""
    road = portal_with_people.road()
    return {
        route: walk(Travel(dossier), road) for route, dossier in zip(ROUTES, DOSSIERS, strict=True)
    }


@pytest.fixture(params=ROUTES)
def travel(request: pytest.FixtureRequest, travels: dict[str, Travel]) -> Travel:
    return travels[request.param]


@pytest.fixture
def submitted(portal: Portal) -> Travel:
    """A dossier of its own for each test, filed and paid."""
    return walk(Travel(somebody()), portal.road(), acts=(open_and_submit, pay))


@pytest.fixture
def certificate(travel: Travel, portal: Portal) -> bytes:
    return portal.client().download("receiver", travel.case["certificate"]["file_url"])


# The road


def test_a_dossier_takes_every_step_of_its_route_once(travels: dict[str, Travel]) -> None:
    for route, travel in travels.items():
        taken = [*STEPS[route]]
        if route == POLICE:
            at = taken.index("complete_verification")
            taken[at:at] = ASKED_ON
        assert [*steps_of(travel.case)] == taken
        assert (travel.case["route"], travel.case["state"]) == (route, "delivered")


def test_the_rules_that_led_to_the_route_are_told(travels: dict[str, Travel]) -> None:
    for route, travel in travels.items():
        decided = [line for line in travel.case["route_trace"] if line["outcome"] == "decided"]
        assert [line["kind"] for line in decided] == ["route"], route
        assert all(line["text"] for line in travel.case["route_trace"])


def test_those_whom_the_route_names_were_asked_and_answered(travels: dict[str, Travel]) -> None:
    for route, travel in travels.items():
        requests_sent = travel.case["requests"]
        assert {one["kind"] for one in requests_sent} == AGENCIES[route]
        assert {one["state"] for one in requests_sent} <= {"answered"}


def test_a_clerk_states_the_record_that_police_and_court_told(travels: dict[str, Travel]) -> None:
    case = travels[POLICE].case
    for reply in case["replies"]:
        assert (reply["answer"], reply["disposition"]) == ("has_record", "applied")
        assert [row["judgment_no"] for row in reply["judgments"]] == ["57/2019/HSST"]
    by = {row["step"]: row["by"] for row in case["timeline"]}
    assert by["conclude"] != by["classify"]  # a person, not the machine
    assert case["certificate"]["type"] == 2


def test_nothing_is_left_to_do_when_a_dossier_is_delivered(travel: Travel) -> None:
    assert travel.case["allowed_steps"] == []


def test_the_number_on_the_paper_is_the_registers(travel: Travel, certificate: bytes) -> None:
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=certificate, capture_output=True, check=True
    )
    text = " ".join(run.stdout.decode().split())
    assert travel.case["certificate"]["number"] in text
    assert travel.dossier.declaration["subject"]["full_name"].upper() in text.upper()


def test_the_signature_holds_under_the_demonstration_root(
    portal: Portal, certificate: bytes
) -> None:
    root = portal.stack.data_dir / "keys" / "certificates" / "root.crt.pem"
    report = check_signature(certificate, roots=[root.read_bytes()])
    assert report.accepted, report.problem


def test_anybody_can_check_a_certificate_and_read_nothing_in_it(
    portal: Portal, travel: Travel, certificate: bytes
) -> None:
    issued = travel.case["certificate"]
    by_code = portal.get(f"/api/v1/certificates/{issued['token']}/").json()
    assert (by_code["status"], by_code["number"]) == ("valid", issued["number"])
    by_file = check_file(portal, certificate)
    assert (by_file["status"], by_file["bytes_as_issued"]) == ("valid", True)
    page = portal.get(f"/verify/{issued['token']}").text
    assert issued["number"] in page
    for answer in (str(by_code), str(by_file), page):
        assert travel.dossier.declaration["subject"]["full_name"] not in answer
    assert check_file(portal, certificate + b"\n")["status"] == "unknown"


def test_a_parcel_is_followed_to_the_door(travels: dict[str, Travel]) -> None:
    assert travels[IN_HOUSE].case["parcel"] is None  # fetched at the counter
    for route in (POLICE, NATIONAL_CENTRE):
        parcel = travels[route].case["parcel"]
        assert [mark["event"] for mark in parcel["marks"]] == WAY
        assert parcel["state"] == "delivered"


def test_a_quote_foretells_route_fee_and_day(portal: Portal) -> None:
    declaration = somebody(NATIONAL_CENTRE).declaration
    told = requests.post(f"{portal.url}/api/v1/quotes/", json=declaration, timeout=60).json()
    travel = Travel(Dossier("as quoted", declaration))
    walk(travel, portal.road(), acts=(open_and_submit, pay, accept))
    case = portal.client().case("verifier", travel.code)
    quoted = (told["route"], told["fee"]["amount"], told["due_on"])
    assert quoted == (case["route"], case["payment"]["amount"], case["due_on"])


# What an applicant reads


@pytest.fixture
def own(portal: Portal) -> Travel:
    """A dossier that its applicant filed: about somebody with a record."""
    dossier = somebody()
    dossier.declaration["subject"] |= CONVICTED
    travel = Travel(dossier)
    opened = portal.client().post("applicant", "/api/v1/applications/", dossier.declaration)
    travel.code = opened["code"]
    assert (opened["state"], opened["allowed_steps"]) == ("draft", ["submit", "withdraw"])
    travel.case = portal.client().step("applicant", travel.code, "submit", {})
    return walk(travel, portal.road(), acts=(pay,))


def test_an_applicant_does_not_read_that_there_is_a_record(portal: Portal, own: Travel) -> None:
    client = portal.client()
    client.step("receiver", own.code, "accept", {})
    client.wait("verifier", own.code, {"concluding"}, 60)
    read = client.case("applicant", own.code)
    assert not OFFICE_ONLY & set(read)
    assert read["state"] == "verifying"
    assert {row["state"] for row in read["timeline"]}.isdisjoint({"concluding"})
    assert {row["step"] for row in read["timeline"]} == {"submit", "pay", "accept"}
    assert not any({"by", "note", "data"} & set(row) for row in read["timeline"])


def test_nobody_elses_dossier_exists_for_an_applicant(portal: Portal, travel: Travel) -> None:
    with pytest.raises(Refused, match="404"):
        portal.client().case("applicant", travel.code)


# The ways off the road


def test_a_returned_dossier_is_supplemented_and_comes_back(
    portal: Portal, submitted: Travel
) -> None:
    client, code = portal.client(), submitted.code
    items = ["Bổ sung nơi làm việc từ năm 2018"]
    case = client.step("receiver", code, "return_for_supplement", {"items": items})
    assert case["state"] == "supplement_requested"
    assert "accept" not in case["allowed_steps"]
    changes = {"purpose": "Bổ sung hồ sơ xin việc"}
    case = client.step("receiver", code, "supplement", {"changes": changes})
    assert (case["state"], case["timeline"][-1]["data"]) == ("submitted", {"changed": ["purpose"]})
    receipts = portal.number(
        "SELECT count(*) FROM applications_payment p JOIN applications_application a"
        " ON a.id = p.application_id WHERE a.code = %s",
        code,
    )
    assert receipts == 1  # the fee stays paid


def test_a_refusal_names_its_ground_of_the_law(portal: Portal, submitted: Travel) -> None:
    client, code = portal.client(), submitted.code
    with pytest.raises(Refused, match=r"400.*ground"):
        client.step("receiver", code, "refuse", {"ground": "because", "reason": "Không"})
    reason = "Hồ sơ thuộc thẩm quyền của Trung tâm Lý lịch tư pháp quốc gia."
    case = client.step("receiver", code, "refuse", {"ground": GROUND, "reason": reason})
    assert (case["state"], case["timeline"][-1]["note"]) == ("refused", reason)


def test_a_withdrawn_dossier_takes_no_more_steps_and_stays_as_it_is(
    portal: Portal, submitted: Travel
) -> None:
    client, code = portal.client(), submitted.code
    before = client.step("receiver", code, "withdraw", {"reason": "Đổi ý"})
    assert before["state"] == "withdrawn"
    for step in ("accept", "withdraw", "hand_over"):
        path = f"/api/v1/applications/{code}/{step}/"
        answer = portal.post("receiver", path, {}, key=str(uuid.uuid4()))
        assert answer.status_code == 409
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json()["allowed_steps"] == before["allowed_steps"] == []
    assert client.case("receiver", code) == before


def test_a_step_too_early_names_those_that_are_allowed(portal: Portal, submitted: Travel) -> None:
    path = f"/api/v1/applications/{submitted.code}/approve/"
    answer = portal.post("approver", path, {}, key=str(uuid.uuid4()))
    assert (answer.status_code, answer.json()["allowed_steps"]) == (409, [])
    path = f"/api/v1/applications/{submitted.code}/hand_over/"
    answer = portal.post("receiver", path, {}, key=str(uuid.uuid4()))
    assert "accept" in answer.json()["allowed_steps"]


def test_a_step_that_is_anothers_is_forbidden_and_changes_nothing(
    portal: Portal, submitted: Travel
) -> None:
    before = portal.client().case("receiver", submitted.code)
    for actor in ("signer", "auditor", "administrator"):
        path = f"/api/v1/applications/{submitted.code}/accept/"
        answer = portal.post(actor, path, {}, key=str(uuid.uuid4()))
        assert answer.status_code in {403, 404}, actor
    assert portal.client().case("receiver", submitted.code) == before


def test_the_same_request_again_gets_the_same_answer_and_has_one_effect(portal: Portal) -> None:
    declaration = somebody().declaration
    key, path = str(uuid.uuid4()), "/api/v1/applications/"
    first = portal.post("receiver", path, declaration, key=key)
    again = portal.post("receiver", path, declaration, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = portal.post("receiver", path, {**declaration, "copies": 2}, key=key)
    assert other.status_code == 409
    cccd = declaration["subject"]["documents"][0]["number"]
    assert filed_under(portal, cccd) == 1


def test_bad_input_is_told_at_its_field_in_the_language_asked_for(portal: Portal) -> None:
    declaration = somebody().declaration
    declaration["residences"][0]["from"] = "2010-01"
    headers = {"Authorization": f"Bearer {portal.tokens['receiver']}", "Idempotency-Key": "bad"}
    told = {}
    for language in ("vi", "en"):
        answer = requests.post(
            f"{portal.url}/api/v1/applications/",
            json=declaration,
            headers={**headers, "Accept-Language": language},
            timeout=60,
        )
        assert answer.status_code == 400
        [error] = answer.json()["errors"]
        assert error["field"] == "residences.0.from"
        told[language] = error["message"]
    assert told["vi"] != told["en"]


# After the road


def revoked_numbers(portal: Portal) -> set[str]:
    answer = portal.get("/api/v1/certificates/revoked.json")
    return {one["number"] for one in answer.json().get("revoked", ())}


def test_a_revoked_certificate_says_so_at_once(portal: Portal) -> None:
    travel = walk(Travel(somebody(IN_HOUSE)), portal.road())
    issued = travel.case["certificate"]
    file = portal.client().download("receiver", issued["file_url"])
    portal.client().step("head", travel.code, "revoke", {"ground": "Nội dung không chính xác"})
    check = portal.get(f"/api/v1/certificates/{issued['token']}/")
    assert (check.json()["status"], check.headers["Cache-Control"][:8]) == ("revoked", "no-store")
    assert check_file(portal, file)["status"] == "revoked"
    wait_until(lambda: issued["number"] in revoked_numbers(portal), what="a new list", pause=1)
    assert portal.client().case("receiver", travel.code)["state"] == "delivered"


# Through the post


def test_a_post_office_brings_a_dossier_in_and_the_department_counts_it(portal: Portal) -> None:
    declaration = somebody().declaration
    opened = portal.client().post(
        "post_clerk", "/api/v1/applications/", {**declaration, "channel": "post_office"}
    )
    code, settings = opened["code"], portal.stack.settings
    clerk, receiver = Visitor(portal.url), Visitor(portal.url)
    clerk.log_in("post_clerk", settings["POST_CLERK_PASSWORD"])
    clerk.open(f"/buu-dien/ho-so/{code}/")
    clerk.send("postage")
    assert "/buu-dien/phieu-gui/" in clerk.address
    assert portal.client().case("receiver", code)["payment"]["receipt_no"]
    with pytest.raises(Refused, match=r"409.*not_handed_over"):
        portal.client().step("receiver", code, "accept", {})

    manifest = portal.number(
        "SELECT s.manifest_id FROM postal_slip s JOIN applications_application a"
        " ON a.id = s.application_id WHERE a.code = %s",
        code,
    )
    clerk.open(f"/buu-dien/bang-ke/{manifest}/")
    clerk.send(f"/buu-dien/bang-ke/{manifest}/chot/")
    receiver.log_in("receiver", settings["RECEIVER_PASSWORD"])
    receiver.open(f"/giao-nhan/{manifest}/")
    slips = portal.rows("SELECT id FROM postal_slip WHERE manifest_id = %s", manifest)
    receiver.send("differences", **{f"slip-{pk}-result": "received" for (pk,) in slips})
    portal.client().step("receiver", code, "accept", {})
    portal.client().wait("verifier", code, {"drafted"}, PATIENCE)
    assert portal.client().case("receiver", code)["due_on"]


def check_file(portal: Portal, content: bytes) -> dict[str, Any]:
    answer = requests.post(
        f"{portal.url}/api/v1/certificates/check-file/",
        data=content,
        headers={"Content-Type": "application/pdf"},
        timeout=60,
    )
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def filed_under(portal: Portal, number: str) -> int:
    """How many dossiers there are of the person with this number."""
    return portal.number(
        "SELECT count(*) FROM applications_application"
        " WHERE subject->'documents'->0->>'number' = %s",
        number,
    )
