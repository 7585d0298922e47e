"""An officer of an agency without a server answers on the desk, for their own agency only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.models import Application, State
from common.dates import display_day, today
from tests.verification.conftest import answer_to
from verification import requests
from verification.models import Agency, Reply, VerificationRequest

TYPED = {
    "answer": "none",
    "reference": "77/UBND",
    "signed_by": "Lâm Văn Phước",
    "answered_on": display_day(today()),
    "note": "",
    "judgments-TOTAL_FORMS": "1",
    "judgments-INITIAL_FORMS": "0",
    "seen": "0",
    "do": "send",
}
JUDGMENT = {
    "judgments-0-judgment_no": "45/2015/HSST",
    "judgments-0-judgment_date": "10/3/2015",
    "judgments-0-court": "Tòa án nhân dân quận Ninh Kiều",
    "judgments-0-offences": "Trộm cắp tài sản",
}


@pytest.fixture(autouse=True)
def static_files_as_they_lie(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def colleague(agencies: dict[str, Agency], make_person: Callable[..., User]) -> User:
    """Works for the police as well."""
    return make_person("colleague", "agency_officer", office=agencies["police"])


@pytest.fixture
def at_desk(asked: VerificationRequest) -> VerificationRequest:
    """The police work at the desk, and the question lies there."""
    Agency.objects.filter(pk=asked.agency_id).update(channel=Agency.Channel.DESK, endpoint="")
    requests.send(asked.pk)
    asked.refresh_from_db()
    assert asked.state == VerificationRequest.State.SENT
    return asked


def page(asked: VerificationRequest) -> str:
    return reverse("verification:answer", args=[asked.pk])


def test_the_desk_lists_what_waits_with_its_day(
    client: Any, officer: User, at_desk: VerificationRequest
) -> None:
    client.force_login(officer)
    text = client.get(reverse("verification:desk")).content.decode()
    assert at_desk.reference in text
    assert display_day(at_desk.due_on) in text
    assert "Nguyễn Văn An" in text


def test_opening_a_question_confirms_it_and_shows_the_person(
    client: Any, officer: User, at_desk: VerificationRequest
) -> None:
    client.force_login(officer)
    text = client.get(page(at_desk)).content.decode()
    for known in ("Nguyễn Văn An", "17/05/1990", "092090001234", "Trần Thị Cúc", "kỹ sư"):
        assert known in text
    assert "Hãy chọn" not in text  # nothing is wrong yet
    at_desk.refresh_from_db()
    assert at_desk.state == VerificationRequest.State.RECEIVED


def test_an_answer_typed_at_the_desk_is_an_answer(
    client: Any, officer: User, verifying: Application, at_desk: VerificationRequest
) -> None:
    client.force_login(officer)
    response = client.post(page(at_desk), TYPED, follow=True)
    assert "Đã gửi trả lời" in response.content.decode()
    reply = Reply.objects.get()
    assert (reply.disposition, reply.entered_by, reply.reference) == ("applied", officer, "77/UBND")
    verifying.refresh_from_db()
    assert verifying.state == State.CONCLUDING
    client.post(page(at_desk), TYPED)  # the back button
    assert Reply.objects.count() == 1
    assert "Đã trả lời" in client.get(page(at_desk)).content.decode()


def test_a_record_is_answered_with_its_judgments(
    client: Any, officer: User, at_desk: VerificationRequest
) -> None:
    client.force_login(officer)
    client.post(page(at_desk), {**TYPED, "answer": "has_record", **JUDGMENT})
    (judgment,) = Reply.objects.get().judgments
    assert judgment["judgment_date"] == "2015-03-10"
    assert "expunged_on" not in judgment


def test_one_more_judgment_keeps_what_was_typed(
    client: Any, officer: User, at_desk: VerificationRequest
) -> None:
    client.force_login(officer)
    typed = {**TYPED, "answer": "has_record", **JUDGMENT, "do": "add"}
    text = client.post(page(at_desk), typed).content.decode()
    assert 'name="judgments-1-judgment_no"' in text
    assert "45/2015/HSST" in text
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answer": ""}, "Hãy chọn kết quả tra cứu."),
        ({"answered_on": "hôm qua"}, "Hãy nhập ngày, ví dụ 17/05/2019."),
        ({"answered_on": "01/01/2199"}, "Ngày văn bản ở sau hôm nay."),
        ({"answer": "has_record"}, "Hãy nhập ít nhất một bản án."),
        (JUDGMENT, "Trả lời không có án tích thì không kèm bản án."),
        ({"answer": "has_record", "judgments-0-court": "Tòa án"}, "Hãy ghi số bản án."),
    ],
)
def test_a_wrong_answer_is_told_and_kept(
    client: Any, officer: User, at_desk: VerificationRequest, changes: dict[str, str], message: str
) -> None:
    client.force_login(officer)
    response = client.post(page(at_desk), {**TYPED, **changes})
    text = response.content.decode()
    assert response.status_code == 200
    assert "cần sửa" in text
    assert message in text
    assert "77/UBND" in text
    assert not Reply.objects.exists()


def test_another_agencys_question_does_not_exist(
    client: Any,
    at_desk: VerificationRequest,
    agencies: dict[str, Agency],
    make_person: Callable[..., User],
) -> None:
    client.force_login(make_person("judge", "agency_officer", office=agencies["court"]))
    assert client.get(page(at_desk)).status_code == 404
    assert client.post(page(at_desk), TYPED).status_code == 404
    assert at_desk.reference not in client.get(reverse("verification:desk")).content.decode()
    assert not Reply.objects.exists()


@pytest.mark.parametrize(("ago", "status"), [(29, 200), (31, 404)])
def test_a_settled_question_closes_after_thirty_days(
    client: Any, officer: User, at_desk: VerificationRequest, ago: int, status: int
) -> None:
    client.force_login(officer)
    client.post(page(at_desk), TYPED)
    answered_at = timezone.now() - timedelta(days=ago)
    VerificationRequest.objects.filter(pk=at_desk.pk).update(answered_at=answered_at)
    assert client.get(page(at_desk)).status_code == status
    text = client.get(reverse("verification:history")).content.decode()
    assert at_desk.reference in text  # the agency's own answer
    assert ("Nguyễn Văn An" in text) == (status == 200)


@pytest.mark.parametrize("who", ["verifier", "applicant", "auditor"])
def test_nobody_else_works_at_the_desk(
    client: Any, cast: dict[str, User], at_desk: VerificationRequest, who: str
) -> None:
    client.force_login(cast[who])
    assert client.get(reverse("verification:desk")).status_code == 403
    assert client.post(page(at_desk), TYPED).status_code == 403
    assert not Reply.objects.exists()


def test_a_stranger_is_asked_to_log_in(client: Any, at_desk: VerificationRequest) -> None:
    response = client.get(page(at_desk))
    assert response.status_code == 302
    assert reverse("accounts:login") in response["Location"]


def test_an_answer_by_server_and_by_desk_has_one_effect(
    client: Any, officer: User, at_desk: VerificationRequest
) -> None:
    from datetime import date

    from verification.replies import Answer, receive

    answer = answer_to(at_desk)
    answer.pop("documents")
    typed = {**answer, "answered_on": date(2024, 6, 3), "judgments": ()}
    receive(Answer(**typed), agency=at_desk.agency)
    client.force_login(officer)
    client.post(page(at_desk), TYPED)
    assert Reply.objects.filter(disposition="applied").count() == 1
