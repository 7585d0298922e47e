"""The list of cases: each filter alone, together, and left empty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from applications.models import Application
from common.dates import today


@pytest.fixture
def cases(submitted: Application, receiver: User) -> APIClient:
    """One dossier that is late, one whose answer came late, one fresh."""
    late = today() - timedelta(days=1)
    for number, (state, due_on) in enumerate([("verifying", late), ("delivered", late)]):
        Application.objects.create(
            code=f"000.00.18.H13-200101-000{number}",
            owner=submitted.owner,
            office=submitted.office,
            state=state,
            route="police",
            regime="R1c",
            filed_on=late,
            due_on=due_on,
            full_name="Đặng Thị Hồng Ngọc",
        )
    client = APIClient()
    client.force_authenticate(receiver)
    return client


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("", ["delivered", "submitted", "verifying"]),
        ("?state=&route=&overdue=&q=", ["delivered", "submitted", "verifying"]),
        ("?state=verifying", ["verifying"]),
        ("?route=police", ["delivered", "verifying"]),
        ("?overdue=true", ["verifying"]),
        ("?overdue=false", ["delivered", "submitted"]),
        ("?q=hồng ngọc", ["delivered", "verifying"]),
        ("?q=200101-0001", ["delivered"]),
        ("?q=nobody", []),
    ],
)
def test_a_filter_keeps_what_it_names(cases: APIClient, query: str, states: list[str]) -> None:
    answer = cases.get(f"/api/v1/applications/{query}")
    assert answer.status_code == 200
    assert sorted(row["state"] for row in answer.json()["results"]) == states


@pytest.mark.parametrize("query", ["?state=lost", "?route=north", "?overdue=perhaps", "?after=x"])
def test_a_filter_that_cannot_be_read_is_an_error(cases: APIClient, query: str) -> None:
    assert cases.get(f"/api/v1/applications/{query}").status_code == 400
