"""The header offers each reader their own ways; the front page states the law in force."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.models import Role, User
from portal.templatetags import law
from regulations.fees import fee_categories
from regulations.shapes import Limit
from regulations.terms import Unit


def ways_of(user: User | None) -> list[str]:
    request = RequestFactory().get("/")
    context = Context({"request": request, "user": user})
    html = Template(
        "{% load navigation %}{% ways as links %}{% for one in links %}{{ one.label }};{% endfor %}"
    )
    return html.render(context).split(";")[:-1]


def test_a_citizen_is_offered_to_apply_to_follow_and_to_check() -> None:
    assert ways_of(None) == ["Nộp hồ sơ", "Tra cứu hồ sơ", "Kiểm tra phiếu"]


def test_the_session_of_an_applicant_is_not_taken_for_staff() -> None:
    applicant = User(username="applicant-1", roles=[Role.APPLICANT])
    assert ways_of(applicant) == ways_of(None)


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        (Role.POST_CLERK, "Quầy bưu điện", "Yêu cầu cần trả lời"),
        (Role.AGENCY_OFFICER, "Yêu cầu cần trả lời", "Quầy bưu điện"),
        (Role.RECEIVER, "Bàn làm việc", "Quầy bưu điện"),
    ],
)
def test_everyone_who_works_here_sees_the_way_to_their_own_desk(
    role: str, own: str, others: str
) -> None:
    ways = ways_of(User(username="someone", roles=[role]))
    assert own in ways
    assert others not in ways


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (Unit.CALENDAR_DAYS, "10 ngày"),
        (Unit.WORKING_DAYS, "10 ngày làm việc"),
        (Unit.HOURS, "10 giờ"),
    ],
)
def test_a_limit_is_said_in_its_own_unit(unit: Unit, words: str) -> None:
    assert law.limit(Limit(10, unit)) == words


def test_every_category_of_the_fee_table_stands_on_the_front_page(settings: Any) -> None:
    published = law.law_today()
    shown = {category.key for _amount, rows in published.fees for category in rows}
    expected = fee_categories(paid_on=law.timezone.localdate(), regime_setting=settings.REGIME)
    assert shown == {category.key for category in expected}
    assert [amount for amount, _rows in published.fees] == sorted(
        {category.amount for category in expected}, reverse=True
    )


@pytest.mark.django_db
def test_a_wrong_password_never_says_which_of_the_two_was_wrong(client: Any) -> None:
    answers = []
    User.objects.create_user(username="receiver", password="đúng-là-mật-khẩu-này")
    for name in ("receiver", "nobody"):
        page = client.post("/dang-nhap/", {"username": name, "password": "sai-mật-khẩu"})
        answers.append(page.context["form"].non_field_errors())
    assert answers[0] == answers[1]
