"""The steps on their pages: what was typed stays, two clerks do not overwrite each other, and
each act is the one that the API calls."""

from __future__ import annotations

from typing import Any

import pytest

from applications import acceptance
from applications.models import Application, State
from applications.steps import MACHINE_STEPS, STEPS
from portal.api import ACTS
from portal.desk.steps import PAGES, offers
from tests.portal.conftest import JUDGMENT
from verification.models import Conclusion

TYPED = "Bản chụp mờ ở góc trái, xin chụp lại"


def test_every_step_of_a_person_has_a_page_and_calls_an_act() -> None:
    assert PAGES.keys() == STEPS.keys() - MACHINE_STEPS - {"submit"}
    assert PAGES.keys() <= ACTS.keys()


def test_accepting_tells_what_happens_next(
    enter: Any, submitted: Application, step_of: Any, seen: Any
) -> None:
    client = enter("receiver")
    assert "Giấy tờ cần có theo luật" in client.get(step_of(submitted, "accept")).content.decode()
    done = client.post(step_of(submitted, "accept"), seen(submitted), follow=True)
    assert "Đã tiếp nhận." in done.content.decode()
    submitted.refresh_from_db()
    assert submitted.state == State.ACCEPTED


WRONG = {
    "return_for_supplement": ({"lines": "  "}, "Hãy ghi rõ từng nội dung cần bổ sung."),
    "refuse": ({"reason": TYPED}, "Hãy chọn một căn cứ từ chối theo luật."),
}


@pytest.mark.parametrize("step", WRONG)
def test_a_wrong_form_changes_nothing_and_keeps_what_was_typed(
    enter: Any, submitted: Application, step_of: Any, seen: Any, step: str
) -> None:
    typed, message = WRONG[step]
    answer = enter("receiver").post(step_of(submitted, step), {**seen(submitted), **typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert message in page
    assert typed.get("reason", "") in page
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_common_and_own_items_are_asked_for_together(
    enter: Any, submitted: Application, step_of: Any, seen: Any
) -> None:
    body = {**seen(submitted), "common": ["0", "3"], "lines": f"{TYPED}\n\n"}
    enter("receiver").post(step_of(submitted, "return_for_supplement"), body)
    items = submitted.events.get(step="return_for_supplement").data["items"]
    assert len(items) == 3
    assert items[-1] == TYPED


def test_a_refusal_bears_its_ground_and_reason(
    enter: Any, submitted: Application, step_of: Any, seen: Any
) -> None:
    body = {**seen(submitted), "ground": "not_competent", "reason": TYPED}
    client = enter("receiver")
    client.post(step_of(submitted, "refuse"), body)
    event = submitted.events.get(step="refuse")
    assert (event.data["ground"], event.note) == ("not_competent", TYPED)
    assert TYPED in client.get(f"/admin/applications/application/{submitted.pk}/change/").text


def test_two_clerks_on_one_case_one_wins_and_the_other_reads_why(
    enter: Any, submitted: Application, receiver: Any, verifier: Any, step_of: Any, seen: Any
) -> None:
    opened = seen(submitted)
    acceptance.return_for_supplement(submitted, by=verifier, items=[TYPED])
    answer = enter("receiver").post(step_of(submitted, "accept"), opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Yêu cầu bổ sung" in page
    assert verifier.display_name in page
    submitted.refresh_from_db()
    assert submitted.state == State.SUPPLEMENT_REQUESTED


def test_a_second_click_is_no_conflict(
    enter: Any, submitted: Application, step_of: Any, seen: Any
) -> None:
    client, opened = enter("receiver"), seen(submitted)
    client.post(step_of(submitted, "accept"), opened)
    again = client.post(step_of(submitted, "accept"), opened)
    assert again.status_code == 302
    assert submitted.events.filter(step="accept").count() == 1


def test_a_role_without_the_right_is_refused(
    enter: Any, submitted: Application, step_of: Any, seen: Any
) -> None:
    client = enter("drafter")
    assert client.get(step_of(submitted, "accept")).status_code == 302
    assert client.post(step_of(submitted, "accept"), seen(submitted)).status_code == 403
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def _conclusion(**changes: str) -> dict[str, str]:
    first = {
        **{name: str(value) for name, value in JUDGMENT.items()},
        "judgment_date": "10/03/2015",
    }
    return {
        "finding": "has_record",
        "judgments-TOTAL_FORMS": "1",
        "judgments-INITIAL_FORMS": "0",
        "bans-TOTAL_FORMS": "0",
        "bans-INITIAL_FORMS": "0",
        **{f"judgments-0-{name}": value for name, value in first.items()},
        **changes,
    }


def test_a_conclusion_starts_from_what_the_police_answered(
    enter: Any, concluding: Application, step_of: Any
) -> None:
    page = enter("verifier").get(step_of(concluding, "conclude")).content.decode()
    assert 'value="45/2015/HSST"' in page
    assert 'value="10/03/2015"' in page


def test_a_clerk_concludes_with_judgments(
    enter: Any, concluding: Application, step_of: Any, seen: Any
) -> None:
    body = {**seen(concluding), **_conclusion()}
    done = enter("verifier").post(step_of(concluding, "conclude"), body)
    assert done.status_code == 302
    stated = Conclusion.objects.get(application=concluding).statement["judgments"]
    assert [row["judgment_date"] for row in stated] == ["2015-03-10"]


def test_what_is_wrong_with_a_judgment_is_said_at_its_field(
    enter: Any, concluding: Application, step_of: Any, seen: Any
) -> None:
    wrong = _conclusion(**{"judgments-0-judgment_date": "31/02/2015", "judgments-0-expunged": "on"})
    answer = enter("verifier").post(step_of(concluding, "conclude"), {**seen(concluding), **wrong})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_judgments-0-judgment_date"' in page
    assert "Hãy nhập ngày, ví dụ 17/05/2019." in page
    assert "Hãy ghi căn cứ xóa án tích." in page
    assert 'value="31/02/2015"' in page
    assert not Conclusion.objects.exists()


def test_a_clerk_says_why_not_to_wait_for_an_answer(
    enter: Any, verifying: Application, step_of: Any, seen: Any
) -> None:
    body = {**seen(verifying), **_conclusion(**{"judgments-TOTAL_FORMS": "0"}), "finding": "none"}
    client = enter("verifier")
    answer = client.post(step_of(verifying, "conclude"), body)
    assert "Công an Cần Thơ" in answer.content.decode()
    assert answer.status_code == 400
    body["without_answers"] = "Công an thông báo hệ thống dừng, công văn 12"
    assert client.post(step_of(verifying, "conclude"), body).status_code == 302


def test_one_more_judgment_keeps_what_was_typed(
    enter: Any, concluding: Application, step_of: Any, seen: Any
) -> None:
    body = {**seen(concluding), **_conclusion(), "add": "judgments"}
    page = enter("verifier").post(step_of(concluding, "conclude"), body).content.decode()
    assert 'name="judgments-1-court"' in page
    assert 'value="45/2015/HSST"' in page
    assert "chỗ cần sửa" not in page


def test_nobody_approves_their_own_draft(
    enter: Any, drafted: Application, drafter: Any, step_of: Any, seen: Any
) -> None:
    drafter.roles = ["drafter", "approver"]
    drafter.save()
    client = enter("drafter")
    shown = client.get(step_of(drafted, "approve")).content.decode()
    assert "BẢN XEM TRƯỚC" in shown
    assert "không được tự duyệt" in shown
    answer = client.post(step_of(drafted, "approve"), seen(drafted))
    assert answer.status_code == 409
    drafted.refresh_from_db()
    assert drafted.state == State.DRAFTED


def test_the_preview_bears_no_number(enter: Any, drafted: Application) -> None:
    page = enter("approver").get(f"/admin/applications/application/{drafted.pk}/xem-truoc.pdf")
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")


def test_the_fee_is_the_laws_and_not_typed(
    enter: Any, draft: Application, applicant: Any, step_of: Any, seen: Any
) -> None:
    from applications import intake

    intake.submit(draft, by=applicant)
    client = enter("receiver")
    assert client.post(step_of(draft, "pay"), seen(draft)).status_code == 400
    client.post(step_of(draft, "pay"), {**seen(draft), "received": "on", "amount": "1"})
    assert draft.payments.get().amount == draft.fee_amount


def test_grave_steps_stand_last(submitted: Application, receiver: Any) -> None:
    weights = [offer.weight for offer in offers(submitted, receiver)]
    assert weights[0] == "first"
    assert weights == sorted(weights, key=["first", "beside", "grave"].index)
