"""The page on overruled rules: how often, which way, and why; each choice of a clerk's once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from applications.models import Application
from common.dates import display_day, today
from portal.desk.overrides import overruled, ways
from tests.verification.conftest import answer_to
from verification import register
from verification.classification import reclassify, renew
from verification.models import Classification

WHY = "Nơi cư trú năm 2012 chưa rõ."


def rows() -> list[Classification]:
    day = today()
    return list(overruled(Application.objects.all(), day.replace(month=1, day=1), day))


@pytest.fixture
def rerouted(verifying: Application, verifier: User) -> Application:
    reclassify(verifying, by=verifier, route="national_centre", reason=WHY)
    return verifying


@pytest.fixture
def page(client: Any, rerouted: Application, head: User) -> Callable[..., Any]:
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    return lambda **query: client.get(reverse("admin:overrides"), query)


def test_the_ways_are_counted_from_route_to_route(rerouted: Application, verifier: User) -> None:
    reclassify(rerouted, by=verifier, route="police", reason="Đã rõ.")
    assert [(way.before, way.after, way.number) for way in ways(rows())] == [
        ("Gửi Trung tâm LLTP quốc gia", "Gửi Công an", 1),
        ("Gửi Công an", "Gửi Trung tâm LLTP quốc gia", 1),
    ]


def test_what_only_carries_a_choice_on_is_not_counted_again(
    rerouted: Application, verifier: User, post: Any, follow_ups: Callable[[], None]
) -> None:
    renew(rerouted, by=verifier, found=register.look_up(rerouted))
    asked = rerouted.verification_requests.get(agency__agency_kind="police")
    post(answer_to(asked, answer="unclear"))
    follow_ups()
    assert rerouted.classifications.exclude(reason="").count() == 3
    assert [row.number for row in rows()] == [2]


def test_the_head_reads_how_often_and_why(page: Callable[..., Any]) -> None:
    text = page().content.decode()
    assert "1 lần phân loại khác quy tắc, ở 1 trong 1 hồ sơ" in text
    assert WHY in text
    assert text.count("chart__value") == 1


def test_another_time_shows_nothing_of_it(page: Callable[..., Any]) -> None:
    text = page(first="01/01/2019", last="31/12/2019").content.decode()
    assert WHY not in text
    assert "Chưa có hồ sơ nào được phân loại" in text


def test_days_that_cannot_be_are_said(page: Callable[..., Any]) -> None:
    wrong = page(first=display_day(today()), last="01/01/2019")
    assert wrong.status_code == 400
    assert "Ngày cuối không được trước ngày đầu." in wrong.content.decode()
    assert page(first="hôm qua").status_code == 400


def test_another_offices_choices_are_not_shown(
    client: Any, rerouted: Application, make_person: Callable[..., User]
) -> None:
    stranger = make_person("head_of_another", "head")
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert WHY not in client.get(reverse("admin:overrides")).content.decode()
