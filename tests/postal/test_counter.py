"""Taking dossiers at the post office counter."""

import re
import threading

import pytest
from django.db import connection
from django.http import Http404

from applications.models import Channel, Payment, State
from common.refusals import Invalid, NotPermitted, Refusal
from postal import intake
from postal.models import Slip
from tests.postal.samples import PAPERS


def test_any_post_office_finds_a_draft_that_none_has_taken_in(dossier, clerk, other_clerk):
    draft = dossier()
    assert intake.find(f" {draft.code.lower()} ", by=clerk) == draft
    assert intake.find(draft.code, by=other_clerk) == draft


def test_a_dossier_taken_in_exists_for_its_own_office_alone(dossier, clerk, other_clerk):
    draft = dossier()
    intake.take_in(draft, by=clerk)
    assert intake.find(draft.code, by=clerk).channel == Channel.POST_OFFICE
    with pytest.raises(Http404):
        intake.find(draft.code, by=other_clerk)
    with pytest.raises(Refusal):
        intake.take_in(draft, by=other_clerk)


def test_a_dossier_filed_online_is_not_for_the_post(dossier, clerk):
    with pytest.raises(Http404):
        intake.find(dossier(state=State.SUBMITTED).code, by=clerk)


def test_only_a_post_clerk_works_at_the_counter(dossier, receiver):
    with pytest.raises(NotPermitted):
        intake.find(dossier().code, by=receiver)


def test_taking_in_twice_is_recorded_once(dossier, clerk):
    draft = dossier()
    intake.take_in(draft, by=clerk)
    intake.take_in(draft, by=clerk)
    assert draft.events.filter(step="take_in").count() == 1


def test_a_slip_is_given_against_counted_papers_and_the_fee(at_counter, clerk, post_office):
    application = at_counter()
    slip = intake.receive(application, by=clerk, documents=PAPERS, postage=26_000)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert application.filed_on is None, "the limit runs from the hand-over, not from the counter"
    assert re.fullmatch(r"900000-\d{6}-0001", slip.number)
    assert (slip.fee, slip.fee_method, slip.total, slip.papers) == (200_000, "cash", 226_000, 3)
    payment = application.payments.get()
    assert (payment.amount, payment.method, payment.reference) == (200_000, "cash", slip.number)
    assert slip.manifest.office == post_office


def test_a_double_click_takes_the_fee_once(at_counter, clerk):
    application = at_counter()
    first = intake.receive(application, by=clerk, documents=PAPERS, postage=26_000)
    second = intake.receive(application, by=clerk, documents=PAPERS, postage=26_000)
    assert second == first
    assert Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_make_one_slip(at_counter, clerk):
    application = at_counter()
    numbers = []

    def click():
        slip = intake.receive(
            type(application).objects.get(pk=application.pk),
            by=clerk,
            documents=PAPERS,
            postage=26_000,
        )
        numbers.append(slip.number)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 10
    assert len(set(numbers)) == Slip.objects.count() == Payment.objects.count() == 1


def test_a_fee_paid_by_transfer_is_not_taken_again(at_counter, clerk, machine):
    from applications.payment import pay

    application = at_counter()
    pay(application, by=machine, amount=200_000, method="bank_transfer", reference="FT1")
    slip = intake.receive(application, by=clerk, documents=PAPERS, postage=26_000)
    assert (slip.fee_method, slip.total) == ("bank_transfer", 26_000)
    assert Payment.objects.count() == 1


def test_a_finished_draft_is_submitted_at_the_counter(at_counter, clerk):
    application = at_counter(state=State.DRAFT)
    intake.receive(application, by=clerk, documents=PAPERS, postage=0)
    steps = list(application.events.order_by("number").values_list("step", flat=True))
    assert steps == ["submit", "pay", "receive_at_post"]


def test_an_unfinished_draft_gives_no_slip(at_counter, clerk):
    application = at_counter(state=State.DRAFT, purpose="", subject={"full_name": "Nguyễn Văn An"})
    with pytest.raises(Invalid) as refused:
        intake.receive(application, by=clerk, documents=PAPERS, postage=0)
    assert "subject.date_of_birth" in [problem.field for problem in refused.value.problems]
    application.refresh_from_db()
    assert application.state == State.DRAFT


@pytest.mark.parametrize(
    ("papers", "field"),
    [
        ([], "documents"),
        ([{"title": "Tờ khai", "form": "original", "count": 0}], "documents.0.count"),
        ([{"title": " ", "form": "original", "count": 1}], "documents.0.title"),
        ([{"title": "Tờ khai", "form": "fax", "count": 1}], "documents.0.form"),
        ([{"title": "Tờ khai", "form": "copy", "count": 100}], "documents.0.count"),
    ],
)
def test_papers_that_are_not_counted_give_no_slip(at_counter, clerk, papers, field):
    application = at_counter()
    with pytest.raises(Invalid) as refused:
        intake.receive(application, by=clerk, documents=papers, postage=0)
    application.refresh_from_db()
    assert field in [problem.field for problem in refused.value.problems]
    assert (application.state, Payment.objects.count()) == (State.AWAITING_PAYMENT, 0)


def test_a_missing_paper_is_told_before_the_dossier_is_taken(at_counter, clerk):
    papers = [*PAPERS, {"title": "Giấy tờ chứng minh quan hệ", "form": "copy", "count": 0}]
    slip = intake.receive(at_counter(), by=clerk, documents=papers, postage=0, missing_told=True)
    assert slip.missing == ["Giấy tờ chứng minh quan hệ"]


def test_another_office_gives_no_slip(at_counter, other_clerk):
    with pytest.raises(Refusal):
        intake.receive(at_counter(), by=other_clerk, documents=PAPERS, postage=0)
    assert not Slip.objects.exists()


def test_the_list_of_papers_is_the_published_one(dossier):
    plain = intake.papers_needed(dossier())
    for_a_child = intake.papers_needed(dossier(applicant={"relation": "father"}))
    assert len(plain) == 2
    assert len(for_a_child) > len(plain)


def test_slip_numbers_follow_each_other(taken):
    assert [taken().number[-4:] for _ in range(3)] == ["0001", "0002", "0003"]
