"""Opening records: only what a look-up has shown, so many a day, and every view written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.refusals import NotPermitted, Refusal
from records import lookup, reading
from records.models import AccessLog, Person
from records.reasons import Reason
from tests.declarations import AN

WHY = Reason("kiểm tra theo công văn 12/STP", "")
FOR_CASE = Reason("xác minh", "H-1")


@pytest.fixture
def shown(make_record: Any, verifier: User) -> Person:
    """A record that the verifier's look-up has just found."""
    person: Person = make_record()
    lookup.candidates(AN["subject"], by=verifier, purpose=WHY.purpose)
    return person


def kinds() -> list[str]:
    return list(AccessLog.objects.order_by("pk").values_list("kind", flat=True))


def test_a_record_that_a_look_up_has_shown_opens(shown: Person, verifier: User) -> None:
    reading.open_record(shown, by=verifier, reason=WHY)
    assert kinds() == ["lookup", "view"]


def test_a_record_that_no_look_up_has_shown_is_refused_and_that_is_written(
    make_record, verifier: User
) -> None:
    person = make_record()
    with pytest.raises(NotPermitted):
        reading.open_record(person, by=verifier, reason=WHY)
    refused = AccessLog.objects.get()
    assert (refused.kind, refused.by, refused.found) == ("refused", verifier, [person.record_code])


def test_what_a_colleague_found_outside_a_case_does_not_open_to_me(
    shown: Person, head: User
) -> None:
    with pytest.raises(NotPermitted):
        reading.open_record(shown, by=head, reason=WHY)


def test_what_was_found_for_a_case_opens_to_who_works_on_it(
    make_record, machine: User, verifier: User
) -> None:
    person = make_record()
    lookup.candidates(AN["subject"], by=machine, purpose="xác minh", case=FOR_CASE.case)
    reading.open_record(person, by=verifier, reason=FOR_CASE)
    with pytest.raises(NotPermitted):
        reading.open_record(person, by=verifier, reason=Reason("xác minh", "H-2"))


def test_a_look_up_opens_its_records_for_an_hour(
    shown: Person, verifier: User, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    with pytest.raises(NotPermitted):
        reading.open_record(shown, by=verifier, reason=WHY)


def test_one_person_opens_so_many_records_a_day_and_no_more(
    shown: Person, verifier: User, head: User, settings: Any
) -> None:
    settings.RECORD_VIEWS_A_DAY = 3
    for _view in range(3):
        reading.open_record(shown, by=verifier, reason=WHY)
    with pytest.raises(NotPermitted, match="tối đa"):
        reading.open_record(shown, by=verifier, reason=WHY)
    assert kinds() == ["lookup", *["view"] * 3, "refused"]
    assert reading.opened_today(head) == 0


def test_fifty_views_a_day_are_the_rule(settings: Any) -> None:
    assert settings.RECORD_VIEWS_A_DAY == 50


def test_the_desk_refuses_the_view_over_the_cap(
    client: Any, shown: Person, verifier: User, settings: Any
) -> None:
    settings.RECORD_VIEWS_A_DAY = 1
    client.force_login(verifier, backend="django.contrib.auth.backends.ModelBackend")
    client.post(
        reverse("admin:records_person_changelist"),
        {"purpose": WHY.purpose, "full_name": "Nguyễn Văn An", "date_of_birth": "17/05/1990"},
    )
    page = reverse("admin:records_person_change", args=[shown.pk])
    assert [client.get(page).status_code for _view in range(2)] == [200, 403]
    assert kinds()[-1] == "refused"


@pytest.mark.parametrize("purpose", ["", "xem"])
def test_nothing_opens_without_a_purpose(shown: Person, verifier: User, purpose: str) -> None:
    with pytest.raises(Refusal):
        reading.open_record(shown, by=verifier, reason=Reason(purpose, ""))


def test_the_access_list_names_offices_roles_and_purposes_and_no_clerk(
    client: Any, shown: Person, verifier: User, machine: User
) -> None:
    lookup.candidates(AN["subject"], by=machine, purpose="Xác minh hồ sơ", case="H-1")
    client.force_login(verifier, backend="django.contrib.auth.backends.ModelBackend")
    client.post(
        reverse("admin:records_person_changelist"),
        {"purpose": "người dân yêu cầu được biết", "full_name": "Nguyễn Văn An"},
    )
    page = client.get(reverse("admin:records_person_access", args=[shown.pk]))
    text = page.content.decode()
    for words in (
        "Danh sách những lần tra cứu",
        "Sở Tư pháp thành phố Cần Thơ, Cán bộ xác minh",
        "Hệ thống (tự động)",
        "người dân yêu cầu được biết",
        "H-1",
    ):
        assert words in text
    sheet = text[text.index('class="sheet"') : text.index("</article>")]
    assert verifier.display_name not in sheet
    assert kinds()[-1] == "print"


def test_an_access_list_is_not_printed_without_a_look_up(
    client: Any, make_record: Any, verifier: User
) -> None:
    person = make_record()
    client.force_login(verifier, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("admin:records_person_access", args=[person.pk])
    assert client.get(page).status_code == 302
    client.post(
        reverse("admin:records_person_changelist"),
        {"purpose": WHY.purpose, "full_name": "Trần Thị Quỳnh"},
    )
    assert client.get(page).status_code == 403


def test_a_free_look_up_shows_score_reasons_and_both_papers(
    client: Any, make_record: Any, verifier: User
) -> None:
    make_record(full_name="Nguyễn Văn Ân")
    client.force_login(verifier, backend="django.contrib.auth.backends.ModelBackend")
    question = {"purpose": WHY.purpose, "full_name": "Nguyễn Văn An", "date_of_birth": "17/05/1990"}
    answer = client.post(reverse("admin:records_person_changelist"), question)
    text = answer.content.decode()
    assert "<mark>Â</mark>" in text
    assert "cùng ngày sinh" in text
    assert "điểm" in text
