"""The components say the same thing everywhere, to every reader."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from applications.models import State
from common.refusals import FieldProblem
from portal import styleguide
from portal.templatetags import charts, ui


def rendered(source: str, **context: Any) -> str:
    return Template("{% load ui charts %}" + source).render(Context(context))


class Name(forms.Form):
    name = forms.CharField(label="Họ và tên", error_messages={"required": "Hãy nhập họ và tên."})
    sex = forms.ChoiceField(
        choices=[("male", "Nam"), ("female", "Nữ")], required=False, widget=forms.RadioSelect
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0\xa0đ"), (5_000, "5.000\xa0đ"), (1_200_000, "1.200.000\xa0đ"), (None, "")],
)
def test_money_has_points_between_thousands_and_stays_in_one_line(
    amount: int | None, words: str
) -> None:
    assert ui.money(amount) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(1990, 5, 7), "07/05/1990"),
        ("1990-05-07", "07/05/1990"),
        ("1990-05", "05/1990"),
        ("1990", "1990"),
        (datetime(2024, 6, 2, 18, 0, tzinfo=UTC), "03/06/2024"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_is_written_day_first_and_a_partial_one_stays_partial(
    value: Any, words: str
) -> None:
    assert ui.vn_date(value) == words


def test_a_moment_is_told_by_the_clock_of_vietnam() -> None:
    assert ui.vn_time(datetime(2024, 6, 2, 18, 5, tzinfo=UTC)) == "01:05, 03/06/2024"


def test_the_applicant_cannot_tell_concluding_from_verifying() -> None:
    shown = [
        rendered("{% status_tag state reader='applicant' %}", state=state)
        for state in (State.CONCLUDING, State.VERIFYING)
    ]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_a_label_for_both_readers(state: str) -> None:
    assert rendered("{% status_tag state %}{% status_tag state reader='applicant' %}", state=state)


def test_a_wrong_field_names_its_hint_and_its_error_to_a_screen_reader() -> None:
    html = rendered("{% field form.name hint='Đúng như trên căn cước.' %}", form=Name({}))
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html


def test_what_was_typed_is_shown_and_never_run() -> None:
    html = rendered("{% field form.name %}", form=Name({"name": "<script>"}))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = rendered("{% field form.sex label='Giới tính' %}", form=Name())
    assert "<legend" in html
    assert html.count("<input") == 2


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    assert "không bắt buộc" in rendered("{% field form.sex %}", form=Name())
    assert "không bắt buộc" not in rendered("{% field form.name %}", form=Name())


def test_the_error_summary_leads_to_each_field() -> None:
    problems = [FieldProblem("history_gap", "residences.1.from", "Thiếu hai tháng.")]
    html = rendered(
        "{% error_summary form problems=problems %}",
        form=Name({"sex": "other"}),
        problems=problems,
    )
    assert 'href="#id_residences-1-from"' in html
    assert 'href="#id_name"' in html
    assert 'href="#id_sex_0"' in html


def test_the_error_summary_does_not_promise_to_keep_a_chosen_file() -> None:
    class WithFile(Name):
        paper = forms.FileField()

    promise = "vẫn còn nguyên"
    assert promise in rendered("{% error_summary form %}", form=Name({}))
    assert promise not in rendered("{% error_summary form %}", form=WithFile({}, {}))


def test_nothing_wrong_says_nothing() -> None:
    assert not rendered("{% error_summary form missing %}", form=Name()).strip()


def test_the_parts_of_a_date_share_one_message() -> None:
    wrong = styleguide.SampleForm({"day": "31", "month": "2", "year": "1990"})
    wrong.add_error("day", "Ngày này không có trong lịch.")
    wrong.add_error("month", "Ngày này không có trong lịch.")
    html = rendered("{% date_parts form.day form.month form.year label='Ngày sinh' %}", form=wrong)
    assert html.count("Ngày này không có trong lịch.") == 1
    assert html.count('aria-invalid="true"') == 2


@pytest.mark.parametrize(
    ("highest", "top"), [(4, 4), (99, 100), (246, 250), (2494, 2500), (2501, 4000), (7600, 8000)]
)
def test_a_chart_ends_at_a_round_number_above_its_highest_bar(highest: int, top: int) -> None:
    assert charts.nice_top(float(highest)) == top


def test_a_chart_draws_no_bar_where_there_is_no_count_and_keeps_its_numbers_as_a_table() -> None:
    html = rendered(
        "{% bar_chart rows names title='Phiếu' row_name='Năm' %}",
        rows=[("2014", [246, None]), ("2017", [2494, 99])],
        names=["Qua bưu điện", "Trực tuyến"],
    )
    assert html.count("<rect") == 3
    assert '<td class="number">2.494</td>' in html
    assert "Chưa có số liệu" in rendered("{% bar_chart rows names title='' %}", rows=[], names=[])


@pytest.mark.django_db
def test_the_style_guide_shows_every_component(client: Any, rf: Any) -> None:
    from django.template.loader import render_to_string

    html = render_to_string("portal/styleguide.html", styleguide.context())
    assert styleguide.LONG_NAME in html
    assert "Có 10 chỗ cần sửa" in html
