"""The clerk's second look at a proposal: its way, its facts, and one answer."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from records import proposal_runs
from records.models import AccessLog, ExpungementProposal, Judgment
from tests.records.expungement.cases import again
from tests.records.expungement.conftest import write

LIST = "/admin/records/expungementproposal/"
TODAY = date(2024, 6, 3)


@pytest.fixture
def sign_in(client, cast):
    def enter(role: str):
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def propose(make_judgment, time_machine):
    """So many judgments, and the night after them."""
    time_machine.move_to("2024-06-03T09:00:00+07:00", tick=False)

    def make(number: int = 1) -> list[ExpungementProposal]:
        for _each in range(number):
            make_judgment()
        proposal_runs.work_off(proposal_runs.open_run(TODAY))
        return list(ExpungementProposal.objects.all())

    return make


def page_of(proposal: ExpungementProposal) -> str:
    return reverse("admin:records_expungementproposal_change", args=[proposal.pk])


def text_of(response) -> str:
    return response.content.decode()


def test_the_list_shows_what_waits_and_no_names(sign_in, propose) -> None:
    first, second = propose(2)
    client = sign_in("verifier")
    client.post(page_of(second), {"reject": "1", "reason": "Chờ xác minh"})
    shown = text_of(client.get(LIST))
    assert shown.count("15/2018/HSST") == 1
    assert first.judgment.person.record_code in shown
    assert second.judgment.person.record_code not in shown
    assert "Nguyễn Văn An" not in shown
    rejected = text_of(client.get(LIST, {"tinh-trang": "rejected"}))
    assert second.judgment.person.record_code in rejected


def test_an_empty_list_says_so_and_when_the_machine_was_last_at_it(sign_in, propose) -> None:
    client = sign_in("verifier")
    assert "Chưa có lượt tính nào" in text_of(client.get(LIST))
    propose(0)
    proposal_runs.ExpungementRun.objects.update(done_at="2024-06-03T01:20:00+07:00")
    shown = text_of(client.get(LIST))
    assert "Không có đề nghị nào chờ xem xét" in shown
    assert "Lượt tính gần nhất: ngày 03/06/2024" in shown


def test_the_page_shows_ground_way_and_facts_and_is_written_down(sign_in, propose, cast) -> None:
    [proposal] = propose()
    shown = text_of(sign_in("verifier").get(page_of(proposal)))
    for words in (
        "Điều 70 khoản 2 điểm b Bộ luật Hình sự 2015",
        "Chấp hành xong hình phạt chính: 15/03/2020.",
        "Nghĩa vụ dân sự, án phí: 01/06/2021.",
        "01/01/1980",
        "khoản 2 Điều 173",
        "Không có trong cơ sở dữ liệu.",
    ):
        assert words in shown
    log = AccessLog.objects.get()
    assert (log.by, log.kind) == (cast["verifier"], "view")
    assert log.found == [proposal.judgment.person.record_code]


def test_a_clerk_confirms_on_the_page(sign_in, propose) -> None:
    [proposal] = propose()
    client = sign_in("verifier")
    assert client.post(page_of(proposal)).url == LIST
    assert Judgment.objects.get().expunged_on == date(2022, 3, 15)
    shown = text_of(client.get(page_of(proposal)))
    assert "Đã xác nhận" in shown
    assert "Xác nhận và ghi vào lý lịch" not in shown


def test_a_rejection_without_a_reason_stays_on_the_page(sign_in, propose) -> None:
    [proposal] = propose()
    shown = text_of(sign_in("verifier").post(page_of(proposal), {"reject": "1", "reason": " "}))
    assert "Hãy ghi lý do không chấp nhận" in shown
    proposal.refresh_from_db()
    assert proposal.status == "proposed"


def test_changed_facts_take_the_button_away_and_refuse_the_answer(sign_in, propose) -> None:
    [proposal] = propose()
    write(proposal.judgment.person, again("2021-02-01"))
    client = sign_in("verifier")
    shown = text_of(client.get(page_of(proposal)))
    assert "Dữ liệu của bản án đã thay đổi" in shown
    assert "Xác nhận và ghi vào lý lịch" not in shown
    answer = client.post(page_of(proposal), follow=True)
    assert "Dữ liệu của bản án đã thay đổi" in text_of(answer)
    assert not Judgment.objects.exclude(expunged_on=None).exists()


@pytest.mark.parametrize("role", ["head", "auditor"])
def test_who_watches_reads_and_does_not_answer(sign_in, propose, role: str) -> None:
    [proposal] = propose()
    client = sign_in(role)
    shown = client.get(page_of(proposal))
    assert shown.status_code == 200
    assert "Xác nhận và ghi vào lý lịch" not in text_of(shown)
    for body in ({}, {"reject": "1", "reason": "Sai"}):
        assert client.post(page_of(proposal), body).status_code == 403
    proposal.refresh_from_db()
    assert proposal.status == "proposed"
    assert "confirm_chosen" not in text_of(client.get(LIST))


def test_many_are_confirmed_at_once_and_one_that_changed_is_left(sign_in, propose) -> None:
    first, second, third = propose(3)
    client = sign_in("verifier")
    chosen = {"action": "confirm_chosen", "_selected_action": [first.pk, second.pk]}
    asked = client.post(LIST, chosen)
    shown = text_of(client.get(asked.url))
    assert shown.count("Điều 70 khoản 2 điểm b") == 2
    assert not Judgment.objects.exclude(expunged_on=None).exists()
    write(second.judgment.person, again("2021-02-01"))
    answer = client.post(asked.url.split("?")[0], {"dn": [first.pk, second.pk]}, follow=True)
    assert "Đã xác nhận 1 đề nghị." in text_of(answer)
    assert "Dữ liệu của bản án đã thay đổi" in text_of(answer)
    states = ExpungementProposal.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["confirmed", "proposed", "proposed"]
    assert third.judgment.expunged_on is None


def test_what_a_court_wrote_is_shown_and_never_run(sign_in, propose, make_judgment) -> None:
    payload = "<script>alert(1)</script>"
    make_judgment(offence=payload, additional_penalties=payload, additional_served_on="2020-04-01")
    [proposal] = propose(0)
    shown = text_of(sign_in("verifier").get(page_of(proposal)))
    assert payload not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_what_rests_on_an_unchecked_rule_is_not_confirmed_in_a_batch(
    sign_in, propose, make_judgment
) -> None:
    make_judgment(code_of_law="1985", chapter="VI", offence_date="1999-03-10")
    [proposal] = propose(0)
    assert proposal.unconfirmed
    client = sign_in("verifier")
    batch = reverse("admin:records_expungementproposal_batch")
    assert "cần xem từng bản án" in text_of(client.get(batch, {"dn": proposal.pk}))
    client.post(batch, {"dn": [proposal.pk]})
    proposal.refresh_from_db()
    assert proposal.status == "proposed"
    client.post(page_of(proposal))
    proposal.refresh_from_db()
    assert proposal.status == "confirmed"
