"""The API of contracts section 2: what it takes, what it answers, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Role, User
from applications.models import Application, Event
from common.dates import today

Api = Callable[[User], APIClient]


@pytest.fixture
def api() -> Api:
    def client(user: User) -> APIClient:
        one = APIClient()
        one.force_authenticate(user)
        return one

    return client


def post(client: APIClient, path: str, body: Any = None, key: str = "k", **headers: str) -> Any:
    return client.post(
        f"/api/v1/{path}", body or {}, format="json", headers={"Idempotency-Key": key, **headers}
    )


def test_staff_opens_and_submits_at_once(
    api: Api, receiver: User, declaration: dict[str, Any]
) -> None:
    answer = post(api(receiver), "applications/", declaration)
    assert answer.status_code == 201
    assert set(answer.json()) >= {
        "code",
        "token",
        "state",
        "regime",
        "fee",
        "allowed_steps",
        "links",
    }
    assert answer.json()["state"] == "awaiting_payment"
    assert answer.json()["regime"] == "R1c"
    assert answer.json()["fee"] == {
        "amount": 200_000,
        "currency": "VND",
        "category": "standard",
        "basis": Application.objects.get().fee_basis,
    }
    assert len(answer.json()["token"]) >= 22  # 128 bits and more


def test_an_applicants_own_stays_a_draft(
    api: Api, applicant: User, department: Any, declaration: dict[str, Any]
) -> None:
    answer = post(api(applicant), "applications/", declaration)
    assert (answer.status_code, answer.json()["state"]) == (201, "draft")
    assert "submit" in answer.json()["allowed_steps"]


def test_the_same_key_and_body_has_one_effect(
    api: Api, receiver: User, declaration: dict[str, Any]
) -> None:
    first = post(api(receiver), "applications/", declaration)
    again = post(api(receiver), "applications/", declaration)
    assert (again.status_code, again.json()) == (201, first.json())
    assert Application.objects.count() == 1
    declaration["copies"] = 2
    other = post(api(receiver), "applications/", declaration)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_without_a_key_nothing_is_done(
    api: Api, receiver: User, declaration: dict[str, Any]
) -> None:
    answer = post(api(receiver), "applications/", declaration, key="")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("subject", "full_name"), "", "subject.full_name"),
        (("subject", "full_name"), "Nguyễn <b>", "subject.full_name"),
        (("subject", "full_name"), "Nguyễn Văn Аn", "subject.full_name"),  # a Cyrillic letter
        (("subject", "date_of_birth"), "1990-02-30", "subject.date_of_birth"),
        (("subject", "date_of_birth"), "2999", "subject.date_of_birth"),
        (("subject", "documents", 0, "number"), "12345", "subject.documents.0.number"),
        (("subject", "documents"), [], "subject.documents"),
        (("subject", "phone"), "abc", "subject.phone"),
        (("residences", 1, "from"), "2010-13", "residences.1.from"),
        (("residences", 1, "place", "province"), "00", "residences.1.place.province"),
        (("residences", 1, "from"), "2011-05", "residences.1.from"),
        (("copies",), 0, "copies"),
        (("fee_category",), "free", "fee_category"),
        (("delivery", "address"), None, "delivery.address"),
        (("certificate_type",), 3, "certificate_type"),
    ],
)
def test_a_bad_field_is_named_by_its_path(
    api: Api, receiver: User, declaration: dict[str, Any], path: Any, value: Any, field: str
) -> None:
    part: Any = declaration
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    answer = post(api(receiver), "applications/", declaration)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert (Application.objects.count(), Event.objects.count()) == (0, 0)


def test_errors_speak_the_language_asked_for(
    api: Api, receiver: User, declaration: dict[str, Any]
) -> None:
    declaration["subject"]["phone"] = "abc"
    texts = {
        language: post(
            api(receiver), "applications/", declaration, **{"Accept-Language": language}
        ).json()["errors"][0]["message"]
        for language in ("vi", "en")
    }
    assert texts["vi"] == "Số điện thoại chưa đúng."
    assert texts["en"] not in {"", texts["vi"]}


def test_every_field_error_is_said_in_vietnamese(
    api: Api, receiver: User, declaration: dict[str, Any]
) -> None:
    """Also those that the framework says in English only."""
    declaration |= {"copies": 0, "purpose": "x" * 400, "confirm_bans": "perhaps"}
    declaration["subject"] |= {"full_name": None, "sex": "other", "other_names": "An"}
    texts = {
        language: {
            error["field"]: error["message"]
            for error in post(
                api(receiver), "applications/", declaration, **{"Accept-Language": language}
            ).json()["errors"]
        }
        for language in ("vi", "en")
    }
    assert len(texts["vi"]) == 6
    assert not set(texts["vi"].values()) & set(texts["en"].values())


@pytest.mark.parametrize("path", ["applications/none/", "nothing/", "applications/none/accept/"])
def test_an_address_that_is_none_is_told_as_a_problem(api: Api, receiver: User, path: str) -> None:
    answer = api(receiver).get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404


def test_a_step_answers_with_the_case(api: Api, receiver: User, submitted: Application) -> None:
    answer = post(api(receiver), f"applications/{submitted.code}/accept/")
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert answer.json()["timeline"][-1]["step"] == "accept"


def test_a_step_out_of_turn_names_those_allowed(
    api: Api, receiver: User, submitted: Application
) -> None:
    post(api(receiver), f"applications/{submitted.code}/accept/")
    answer = post(api(receiver), f"applications/{submitted.code}/accept/", key="other")
    assert answer.status_code == 409
    assert answer.json()["allowed_steps"] == ["return_for_supplement", "refuse", "withdraw"]
    submitted.refresh_from_db()
    assert submitted.state == "accepted"


def test_without_the_role_a_step_is_403(api: Api, drafter: User, submitted: Application) -> None:
    answer = post(api(drafter), f"applications/{submitted.code}/accept/")
    assert answer.status_code == 403
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_another_ones_case_does_not_exist(
    api: Api, other_applicant: User, submitted: Application
) -> None:
    assert api(other_applicant).get(f"/api/v1/applications/{submitted.code}/").status_code == 404
    assert post(api(other_applicant), f"applications/{submitted.code}/withdraw/").status_code == 404


def test_an_applicant_reads_how_far_it_is_and_nothing_of_the_office(
    api: Api, applicant: User, receiver: User, submitted: Application
) -> None:
    Application.objects.filter(pk=submitted.pk).update(state="concluding", route="police")
    case = api(applicant).get(f"/api/v1/applications/{submitted.code}/").json()
    assert case["state"] == "verifying"
    assert not {"route", "route_trace", "requests", "replies"} & set(case)
    assert all(set(row) == {"step", "label", "state", "at"} for row in case["timeline"])
    staff = api(receiver).get(f"/api/v1/applications/{submitted.code}/").json()
    assert (staff["state"], staff["route"]) == ("concluding", "police")
    listed = api(applicant).get("/api/v1/applications/?state=concluding").json()["results"]
    assert listed == []
    listed = api(applicant).get("/api/v1/applications/?state=verifying").json()["results"]
    assert [row["state"] for row in listed] == ["verifying"]


def test_lists_have_pages_and_no_count(
    api: Api, receiver: User, submitted: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal import cases

    monkeypatch.setattr(cases, "PAGE", 2)
    for number in range(3):
        Application.objects.create(
            code=f"000.00.18.H13-200101-000{number}", owner=submitted.owner, office=submitted.office
        )
    first = api(receiver).get("/api/v1/applications/").json()
    assert set(first) == {"results", "next"}
    second = api(receiver).get(first["next"]).json()
    codes = [row["code"] for row in first["results"] + second["results"]]
    assert (len(codes), len(set(codes)), second["next"]) == (4, 4, None)


def test_an_auditor_sees_all_and_touches_nothing(
    api: Api, auditor: User, submitted: Application
) -> None:
    case = api(auditor).get(f"/api/v1/applications/{submitted.code}/").json()
    assert case["allowed_steps"] == []
    assert post(api(auditor), f"applications/{submitted.code}/accept/").status_code == 403
    assert auditor.has_role(Role.AUDITOR)


@pytest.mark.parametrize(
    ("changes", "route", "agencies"),
    [
        ({}, "police", ["police"]),
        ({"previously_certified": "12/STP-LLTP"}, "in_house", []),
    ],
)
def test_a_quote_needs_no_account_and_stores_nothing(
    department: Any,
    declaration: dict[str, Any],
    changes: dict[str, Any],
    route: str,
    agencies: list[str],
) -> None:
    answer = APIClient().post("/api/v1/quotes/", declaration | changes, format="json")
    assert answer.status_code == 200
    quote = answer.json()
    assert (quote["route"], quote["agencies"], quote["regime"]) == (route, agencies, "R1c")
    assert quote["fee"]["amount"] == 200_000
    assert quote["due_on"] > today().isoformat()
    assert (quote["problems"], Application.objects.count()) == ([], 0)


def test_a_quote_tells_problems_and_is_still_an_answer(
    department: Any, declaration: dict[str, Any]
) -> None:
    declaration["residences"] = declaration["residences"][:1]
    answer = APIClient().post("/api/v1/quotes/", declaration, format="json")
    assert answer.status_code == 200
    assert [one["code"] for one in answer.json()["problems"]] == ["history_gap"]


def test_a_part_of_a_declaration_is_quoted(department: Any) -> None:
    answer = APIClient().post("/api/v1/quotes/", {"certificate_type": 2}, format="json")
    assert answer.status_code == 200
    assert answer.json()["problems"] == []
    unreadable = APIClient().post("/api/v1/quotes/", {"copies": "many"}, format="json")
    assert unreadable.status_code == 400


@pytest.mark.parametrize(
    ("part", "problems"),
    [
        ({"subject": {"date_of_birth": "1990"}, "residences": [{"kind": "permanent"}]}, []),
        ({"subject": {"documents": [{"kind": "cccd"}]}}, []),
        ({"certificate_type": 2, "applicant": {"relation": "parent_of_minor"}}, []),
        (
            {"certificate_type": 2, "applicant": {"relation": "authorised"}},
            ["authorisation_forbidden"],
        ),
        ({"applicant": {"relation": "self", "urgent": True}}, ["urgent_forbidden"]),
    ],
)
def test_a_quote_asks_only_the_rules_whose_facts_are_there(
    department: Any, part: dict[str, Any], problems: list[str]
) -> None:
    answer = APIClient().post("/api/v1/quotes/", part, format="json")
    assert answer.status_code == 200
    assert [one["code"] for one in answer.json()["problems"]] == problems
