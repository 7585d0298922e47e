"""The verifier's page with all sources: what they say side by side, and the conclusion under it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from applications.models import Application, State
from records.models import Person
from tests.portal.conftest import CASES, JUDGMENT
from verification import heard, replies
from verification.models import Agency, Conclusion, Reply, VerificationRequest

COURTS = {**JUDGMENT, "judgment_no": "045/2015/HS-ST", "main_penalty_months": 30}


def page_of(application: Application) -> str:
    return f"{CASES}{application.pk}/nguon/"


@pytest.fixture
def court(concluding: Application) -> VerificationRequest:
    """Was asked for the judgment, too, and has not answered."""
    agency = Agency.objects.create(
        code="TA92", name="Tòa án Ninh Kiều", agency_kind="court", province="92", channel="desk"
    )
    return VerificationRequest.objects.create(
        application=concluding,
        agency=agency,
        reference="TA-1",
        question="judgment",
        subject_digest="x",
        due_on=date(2024, 6, 20),
        state="sent",
    )


def answers(asked: VerificationRequest, answer: str, *judgments: dict[str, Any]) -> Reply:
    Application.objects.filter(pk=asked.application_id).update(state=State.VERIFYING)
    said = replies.Answer(
        message_id=f"{asked.reference}-{answer}-{len(judgments)}",
        request=asked.reference,
        subject_digest=asked.subject_digest,
        answer=answer,
        answered_on=date(2024, 6, 7),
        reference="99/TA",
        signed_by="Lê Thị Mai",
        judgments=judgments,
    )
    reply = replies.receive(said, agency=asked.agency)
    Application.objects.filter(pk=asked.application_id).update(state=State.CONCLUDING)
    asked.application.refresh_from_db()
    return reply


@pytest.fixture
def disagreeing(concluding: Application, court: VerificationRequest) -> Application:
    """Police and court name one judgment with two penalties."""
    answers(court, "has_record", COURTS)
    concluding.refresh_from_db()
    return concluding


def typed(page: Any) -> dict[str, Any]:
    """What a browser would send of the page's form."""
    form = page.context["form"]
    values = {"seen": str(page.context["seen"]), "finding": form["finding"].value() or ""}
    for rows in (form.judgments, form.bans):
        bound = [field for row in (*rows, rows.management_form) for field in row]
        values |= {field.html_name: _sent(field) for field in bound if _sent(field) is not None}
    return values


def _sent(field: Any) -> str | None:
    value = field.value()
    if isinstance(value, bool):
        return "on" if value else None
    return "" if value is None else str(value)


def test_every_source_stands_with_its_answer_and_one_judgment_stands_once(
    enter: Any, disagreeing: Application
) -> None:
    page = enter("verifier").get(page_of(disagreeing))
    text = page.content.decode()
    for words in ("Công an Cần Thơ", "128/PV06", "Tòa án Ninh Kiều", "99/TA", "Lê Thị Mai"):
        assert words in text
    [group] = page.context["groups"]
    assert group["conflicts"] == ["Thời hạn (tháng)"]
    assert "<mark>18 tháng</mark>" in text
    assert "<mark>30 tháng</mark>" in text


def test_what_a_source_does_not_say_is_a_dash(
    enter: Any, concluding: Application, court: VerificationRequest
) -> None:
    page = enter("verifier").get(page_of(concluding)).content.decode()
    assert re.search(r"– <span[^>]*>không nêu</span>", page)


def test_the_form_starts_from_the_proposal(enter: Any, concluding: Application) -> None:
    page = enter("verifier").get(page_of(concluding))
    assert "Đề xuất theo quy tắc" in page.content.decode()
    assert 'value="45/2015/HSST"' in page.content.decode()
    [row] = page.context["form"].judgments
    assert row["aligned"].value() == page.context["groups"][0]["key"]


def test_another_sources_words_are_taken_over_and_what_was_typed_stays(
    enter: Any, disagreeing: Application
) -> None:
    client = enter("verifier")
    page = client.get(page_of(disagreeing))
    body = typed(page) | {"note": "Đã gọi Tòa án", "judgments-0-enforcement": "Đang thi hành"}
    assert body["judgments-0-main_penalty_months"] == "30"  # the court is believed first
    [group] = page.context["groups"]
    police = next(one for one in group["takers"] if one.source.kind == "police")
    body["take"] = f"{group['key']}.{police.source.key}"
    text = client.post(page_of(disagreeing), body).content.decode()
    assert 'name="judgments-0-main_penalty_months" value="18"' in text
    assert "Đã gọi Tòa án" in text
    assert 'value="Đang thi hành"' in text
    assert not Conclusion.objects.exists()


def test_where_sources_disagree_the_clerk_says_which_was_followed(
    enter: Any, disagreeing: Application
) -> None:
    client = enter("verifier")
    body = typed(client.get(page_of(disagreeing))) | {"finding": "has_record", "act": "preview"}
    refused = client.post(page_of(disagreeing), body)
    assert refused.status_code == 400
    assert "Hãy ghi chọn theo nguồn nào, vì sao." in refused.content.decode()
    shown = client.post(page_of(disagreeing), body | {"disagreement": "Theo Tòa án, bản gốc"})
    assert shown.status_code == 200
    kept = dict(shown.context["kept"])
    done = client.post(page_of(disagreeing), kept | {"act": "conclude"})
    assert done.status_code == 302
    conclusion = Conclusion.objects.get(application=disagreeing)
    assert conclusion.statement["disagreement"] == "Theo Tòa án, bản gốc"
    assert [row["main_penalty_months"] for row in conclusion.statement["judgments"]] == [30]


def test_before_it_is_written_both_certificates_are_told_in_words(
    enter: Any, concluding: Application
) -> None:
    client = enter("verifier")
    body = typed(client.get(page_of(concluding))) | {"act": "preview", "finding": "none"}
    body |= {
        "judgments-0-expunged": "on",
        "judgments-0-expunged_on": "10/03/2020",
        "judgments-0-expungement_ground": "Điều 70 Bộ luật Hình sự",
    }
    page = client.post(page_of(concluding), body)
    assert page.status_code == 200
    one, two = sorted(page.context["printed"], key=lambda row: row["kind"])
    assert one["content"].record.statement == "Không có án tích"
    assert one["content"].record.blocks == ()
    assert two["content"].record.blocks[0].rows
    assert "Phiếu số 1" in page.content.decode()
    assert not Conclusion.objects.exists()
    again = client.post(page_of(concluding), dict(page.context["kept"]) | {"act": "edit"})
    assert 'value="10/03/2020"' in again.content.decode()


def test_nothing_typed_is_lost_on_an_error(enter: Any, concluding: Application) -> None:
    client = enter("verifier")
    body = typed(client.get(page_of(concluding))) | {"act": "preview", "finding": "has_record"}
    body |= {"judgments-0-judgment_date": "31/02/2015", "note": "Ghi chú dài"}
    page = client.post(page_of(concluding), body)
    text = page.content.decode()
    assert page.status_code == 400
    assert 'href="#id_judgments-0-judgment_date"' in text
    assert 'value="31/02/2015"' in text
    assert "Ghi chú dài" in text


def test_a_candidate_who_waits_is_named_before_the_conclusion_and_a_reason_is_a_way_out(
    enter: Any, concluding: Application
) -> None:
    Person.objects.create(
        record_code="55CT2016/00002", full_name="Nguyễn Văn An", date_of_birth="1990-05-17"
    )
    client = enter("verifier")
    body = typed(client.get(page_of(concluding))) | {"act": "preview", "finding": "has_record"}
    page = client.post(page_of(concluding), body)
    assert page.status_code == 400
    assert "ghi lý do không đối chiếu" in page.content.decode()
    assert client.post(page_of(concluding), body | {"without_comparing": "x"}).status_code == 200


def test_a_second_answer_that_differs_stands_beside_the_first_and_is_open(
    enter: Any, concluding: Application, police: Agency
) -> None:
    asked = concluding.verification_requests.get(agency=police)
    answers(asked, "none")
    text = enter("verifier").get(page_of(concluding)).content.decode()
    assert '<details class="source__aside" open>' in text
    assert "Khác với trả lời đã ghi nhận trước đó." in text


def test_after_it_is_drafted_the_page_is_read_only(enter: Any, drafted: Application) -> None:
    page = enter("verifier").get(page_of(drafted))
    assert page.status_code == 200
    assert "ket-luan-phieu" not in page.content.decode()
    assert "Có án tích" in page.content.decode()


@pytest.mark.parametrize("role", ["receiver", "drafter", "approver", "signer"])
def test_who_may_not_look_people_up_sees_the_answers_and_not_the_register(
    enter: Any, concluding: Application, role: str
) -> None:
    page = enter(role).get(page_of(concluding))
    assert page.status_code == 200
    assert [column.source.kind for column in page.context["columns"]] == ["police"]
    assert page.context["proposal"] is None
    assert enter(role).post(page_of(concluding), {"act": "preview"}).status_code == 403


def test_a_case_of_which_nothing_is_known_has_its_page_too(
    enter: Any, submitted: Application
) -> None:
    page = enter("verifier").get(page_of(submitted))
    assert page.status_code == 200
    assert "Chưa hỏi cơ quan nào." in page.content.decode()


def test_the_work_list_leads_to_the_sources(enter: Any, concluding: Application) -> None:
    text = enter("verifier").get(CASES, {"viec": "ket-luan"}).content.decode()
    assert page_of(concluding) in text


def test_a_judgment_that_never_counted_is_stated_by_a_tick(
    enter: Any, concluding: Application, verifier: User
) -> None:
    client = enter("verifier")
    body = typed(client.get(page_of(concluding))) | {"act": "conclude", "finding": "none"}
    body |= {"judgments-0-never_counted": "on"}
    assert client.post(page_of(concluding), body).status_code == 302
    [row] = Conclusion.objects.get(application=concluding).statement["judgments"]
    assert (row["expunged"], row["expungement_ground"]) == (True, "never_counted")
    assert heard.of(concluding).judgments
