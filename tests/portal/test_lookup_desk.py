"""The look-up desk as a clerk meets it: both papers, three answers, and what is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from applications.models import Application
from records.models import AccessLog, Comparison, Judgment, Offence, Person
from tests.portal.conftest import CASES
from verification import register
from verification.models import Agency

NOT_SAME = {"act": "not_same", "ground": "parents"}


@pytest.fixture
def namesake(department: Any) -> Person:
    """Of a name one letter off, with a judgment."""
    person = Person.objects.create(
        record_code="55CT2015/00001",
        full_name="Nguyễn Văn Ân",
        date_of_birth="1990-05-17",
        father_name="Nguyễn Văn Bính",
    )
    judgment = Judgment.objects.create(
        person=person, judgment_no="45/2015/HSST", court="Tòa án nhân dân quận Ninh Kiều"
    )
    Offence.objects.create(judgment=judgment, number=1, offence="Trộm cắp tài sản")
    return person


@pytest.fixture
def second(department: Any) -> Person:
    return Person.objects.create(
        record_code="55CT2016/00002", full_name="Nguyễn Văn An", date_of_birth="1990"
    )


def desk_of(application: Application, person: Person | None = None) -> str:
    return f"{CASES}{application.pk}/doi-chieu/" + (f"{person.pk}/" if person else "")


def answer(client: Any, application: Application, person: Person, **body: str) -> Any:
    """What the page's form sends."""
    found = register.look_up(application)
    seen = next(one.seen for one in found if one.candidate.person == person)
    return client.post(desk_of(application, person), {"seen": seen, **body}, follow=True)


def test_both_papers_stand_beside_each_other_with_the_judgments_in_short(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    text = enter("verifier").get(desk_of(verifying)).content.decode()
    for words in ("Nguyễn Văn <mark>A</mark>n", "Nguyễn Văn <mark>Â</mark>n"):
        assert words in text
    for words in ("giống", "điểm", "45/2015/HSST", "Trộm cắp tài sản", "cùng ngày sinh"):
        assert words in text.lower() or words in text


def test_without_script_every_answer_is_a_button_of_its_own_form(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    text = enter("verifier").get(desk_of(verifying)).content.decode()
    for value in ("same", "not_same", "unsure"):
        assert f'name="act" value="{value}"' in text
    for key in "123":
        assert f'aria-keyshortcuts="{key}"' in text


def test_a_decision_leads_to_the_next_who_waits(
    namesake: Person, second: Person, verifying: Application, enter: Any
) -> None:
    client = enter("verifier")
    first = client.get(desk_of(verifying)).context["one"]["person"]
    other = second if first == namesake else namesake
    page = answer(client, verifying, first, **NOT_SAME)
    assert page.context["one"]["person"] == other
    page = answer(client, verifying, other, act="unsure")
    # Nobody is untouched: back to the one of whom the clerk was unsure.
    assert page.context["one"]["person"] == other
    assert page.context["waiting"] == 1


def test_an_answer_without_a_reason_is_asked_for_it_and_keeps_what_was_typed(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    page = answer(enter("verifier"), verifying, namesake, act="not_same", note="Đã gọi điện")
    assert page.status_code == 400
    text = page.content.decode()
    assert "Hãy chọn lý do" in text
    assert "Đã gọi điện" in text
    assert not Comparison.objects.filter(verdict="not_same").exists()


def test_a_reason_is_offered_where_the_papers_suggest_one(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    Person.objects.filter(pk=namesake.pk).update(
        father_name="Lê Văn Quý", mother_name="Hồ Thị Sương"
    )
    page = enter("verifier").get(desk_of(verifying, namesake))
    assert page.context["one"]["offered"] == "parents"


def test_a_decision_can_be_taken_back_on_the_page(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    client = enter("verifier")
    answer(client, verifying, namesake, **NOT_SAME)
    assert "Hoàn tác" in client.get(desk_of(verifying, namesake)).content.decode()
    page = answer(client, verifying, namesake, act="take_back")
    assert page.context["one"]["waits"]
    assert Comparison.objects.filter(verdict="not_same").count() == 1


def test_the_next_dossier_shows_who_decided_when_and_why(
    namesake: Person,
    verifying: Application,
    enter: Any,
    declaration: Any,
    applicant: User,
    receiver: User,
) -> None:
    from applications import acceptance
    from tests.conftest import declared, paid
    from verification.classification import classify_case

    client = enter("verifier")
    answer(client, verifying, namesake, **NOT_SAME, note="Mẹ tên khác")
    again = paid(declared(applicant, declaration), applicant=applicant, receiver=receiver)
    acceptance.accept(again, by=receiver)
    classify_case(again.events.get(step="accept"))
    for address in (desk_of(again), f"{CASES}{again.pk}/change/"):
        text = client.get(address).content.decode()
        for words in ("Không phải một người", verifying.code, "Mẹ tên khác", "verifier"):
            assert words in text, address


def test_a_page_that_is_too_old_is_told_so(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    client = enter("verifier")
    body = {"seen": "old", **NOT_SAME}
    page = client.post(desk_of(verifying, namesake), body)
    assert page.status_code == 409
    assert "vừa thay đổi" in page.content.decode()
    assert not Comparison.objects.filter(verdict="not_same").exists()


def test_every_look_and_every_candidate_shown_is_written_with_the_case(
    namesake: Person, verifying: Application, enter: Any, verifier: User
) -> None:
    enter("verifier").get(desk_of(verifying))
    search, shown = AccessLog.objects.filter(by=verifier).order_by("pk")
    assert (search.kind, shown.kind) == ("lookup", "compare")
    assert {search.case_code, shown.case_code} == {verifying.code}
    assert shown.found == [namesake.record_code]


@pytest.mark.parametrize(("role", "status"), [("head", 200), ("auditor", 200), ("receiver", 404)])
def test_who_may_look_looks_and_decides_nothing(
    namesake: Person, verifying: Application, enter: Any, role: str, status: int
) -> None:
    client = enter(role)
    page = client.get(desk_of(verifying))
    assert page.status_code == status
    assert b'name="act"' not in page.content
    refused = client.post(desk_of(verifying, namesake), {"seen": "x", "act": "same"})
    assert refused.status_code in {403, 404}
    assert not Comparison.objects.filter(verdict="same").exists()


def test_the_case_page_leads_to_the_desk_and_keeps_what_was_decided(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    client = enter("verifier")
    case = f"{CASES}{verifying.pk}/change/"
    assert "Đối chiếu 1 người" in client.get(case).content.decode()
    answer(client, verifying, namesake, **NOT_SAME, note="Đã xem ảnh")
    verifying.refresh_from_db()
    text = client.get(case).content.decode()
    assert "Cha, mẹ khác nhau" in text
    assert "Đã xem ảnh" in text


def test_cases_with_somebody_to_compare_are_the_verifiers_list(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    client = enter("verifier")
    listed = f"{CASES}?viec=doi-chieu"
    assert verifying.code in client.get(listed).content.decode()
    answer(client, verifying, namesake, **NOT_SAME)
    assert verifying.code not in client.get(listed).content.decode()


def test_the_conclusions_page_says_that_somebody_is_not_compared_yet(
    namesake: Person, verifying: Application, enter: Any, step_of: Any
) -> None:
    client = enter("verifier")
    page = step_of(verifying, "conclude")
    assert "1 người trong cơ sở dữ liệu chưa đối chiếu" in client.get(page).content.decode()
    answer(client, verifying, namesake, **NOT_SAME)
    assert "chưa đối chiếu" not in client.get(page).content.decode()


def test_an_unsure_stays_in_the_list(namesake: Person, verifying: Application, enter: Any) -> None:
    client = enter("verifier")
    page = answer(client, verifying, namesake, act="unsure")
    assert "Tòa án nhân dân quận Ninh Kiều (bản án 45/2015/HSST)" in page.content.decode()
    assert verifying.code in client.get(f"{CASES}?viec=doi-chieu").content.decode()


def test_the_last_answer_sends_a_clean_case_on_and_the_clerk_back_to_it(
    namesake: Person, verifying: Application, enter: Any, police: Agency, follow_ups: Any
) -> None:
    from datetime import date

    from verification import replies

    asked = verifying.verification_requests.get(agency=police)
    reply = replies.Answer(
        message_id="m1",
        request=asked.reference,
        subject_digest=asked.subject_digest,
        answer="none",
        answered_on=date(2024, 6, 5),
        reference="128/PV06",
    )
    replies.receive(reply, agency=police)
    follow_ups()
    page = answer(enter("verifier"), verifying, namesake, **NOT_SAME)
    follow_ups()
    verifying.refresh_from_db()
    assert verifying.state == "drafted"
    assert "Đã" in page.content.decode()


def test_without_anybody_to_compare_the_desk_says_so(verifying: Application, enter: Any) -> None:
    text = enter("verifier").get(desk_of(verifying)).content.decode()
    assert "Không có ai trong cơ sở dữ liệu cần đối chiếu" in text


def test_names_of_the_register_are_shown_and_never_run(
    namesake: Person, verifying: Application, enter: Any
) -> None:
    payload = '<script>alert("lltp")</script>'
    Person.objects.filter(pk=namesake.pk).update(mother_name=payload, place_of_birth=payload)
    Judgment.objects.update(court=payload)
    text = enter("verifier").get(desk_of(verifying, namesake)).content.decode()
    assert payload not in text
    assert "alert(&quot;lltp&quot;)" in text
