"""Records that are watched: whoever opens one is told of, and does not see that it is watched."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from common.refusals import Invalid, NotPermitted
from records import lookup, reading, watching
from records.models import AccessLog, Person, Watch
from records.reasons import Reason
from tests.declarations import AN

WHY = Reason("kiểm tra theo công văn 12/STP", "")
FOR_CASE = Reason("xác minh", "H-1")


@pytest.fixture
def watched(make_record: Any, head: User) -> Person:
    person: Person = make_record()
    watching.watch(person, by=head, why="người được nhiều người biết")
    return person


def alerts() -> list[AccessLog]:
    return list(AccessLog.objects.filter(kind=AccessLog.Kind.ALERT))


def test_an_opening_of_a_watched_record_leaves_an_alert(watched: Person, verifier: User) -> None:
    lookup.candidates(AN["subject"], by=verifier, purpose=WHY.purpose)
    reading.open_record(watched, by=verifier, reason=WHY)
    (alert,) = alerts()
    assert (alert.by, alert.purpose, alert.found) == (
        verifier,
        WHY.purpose,
        [watched.record_code],
    )


def test_an_attempt_beyond_the_days_number_is_told_too(
    watched: Person, verifier: User, settings: Any
) -> None:
    settings.RECORD_VIEWS_A_DAY = 0
    lookup.candidates(AN["subject"], by=verifier, purpose=WHY.purpose)
    with pytest.raises(NotPermitted):
        reading.open_record(watched, by=verifier, reason=WHY)
    assert len(alerts()) == 1


def test_a_comparison_in_a_case_is_told(watched: Person, verifier: User) -> None:
    reading.note_comparison(watched, by=verifier, reason=FOR_CASE)
    assert [alert.case_code for alert in alerts()] == ["H-1"]


def test_other_records_leave_none(watched: Person, make_record: Any, verifier: User) -> None:
    other = make_record(full_name="Trần Văn Khác", date_of_birth="1970-02-02")
    reading.note_comparison(other, by=verifier, reason=FOR_CASE)
    assert alerts() == []


def test_it_ends_when_the_head_says_so(watched: Person, head: User, verifier: User) -> None:
    watching.stop_watching(watched, by=head)
    reading.note_comparison(watched, by=verifier, reason=FOR_CASE)
    assert alerts() == []
    assert Watch.objects.get().ended_at is not None


def test_only_the_head_decides_and_says_why(make_record: Any, head: User, verifier: User) -> None:
    person = make_record()
    with pytest.raises(NotPermitted):
        watching.watch(person, by=verifier, why="tò mò")
    with pytest.raises(Invalid):
        watching.watch(person, by=head, why="  ")
    assert not Watch.objects.exists()


def test_a_record_is_watched_once_at_a_time(watched: Person, head: User) -> None:
    watching.watch(watched, by=head, why="lần nữa")
    with pytest.raises(IntegrityError), transaction.atomic():
        Watch.objects.create(person=watched, by=head, why="lần nữa")
    assert Watch.objects.count() == 1


def test_the_person_s_own_list_names_each_opening_once(watched: Person, verifier: User) -> None:
    reading.note_comparison(watched, by=verifier, reason=FOR_CASE)
    assert [row.kind for row in reading.accesses_to(watched)] == ["compare"]


def test_the_page_tells_the_head_alone(client: Any, watched: Person, cast: Any) -> None:
    page = {}
    for role in ("verifier", "head"):
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        question = {"purpose": WHY.purpose, "full_name": watched.full_name}
        client.post("/admin/records/person/", {**question, "date_of_birth": "17/05/1990"})
        address = reverse("admin:records_person_change", args=[watched.pk])
        page[role] = client.get(address).content.decode()
    assert "Đang theo dõi" in page["head"]
    assert "theo dõi" not in page["verifier"].split("</nav>")[-1]
    answer = client.post(reverse("admin:records_person_watch", args=[watched.pk]), {"stop": "1"})
    assert answer.status_code == 302
    assert not watching.is_watched(watched)
