"""Results on the way out: numbers, proof at the door, parcels that come back."""

import pytest
from django.http import Http404

from applications import workflow
from applications.models import State
from common import s10
from common.refusals import Invalid, NotPermitted, Refusal
from postal import dispatch
from postal.models import ItemRange, Parcel
from tests.postal.samples import DELIVERY


def ready(dossier, machine, **delivery):
    application = dossier(state=State.SIGNED, delivery={**DELIVERY, **delivery})
    workflow.advance(application, "make_ready", by=machine)
    return application


@pytest.fixture
def pickup(dossier, machine):
    return ready(dossier, machine, method="pickup")


@pytest.fixture
def lying(parcel, other_post_office):
    """A parcel that lies at the delivering post office."""
    Parcel.objects.update(office=other_post_office)
    parcel.refresh_from_db()
    return parcel


def test_a_parcel_gets_the_next_s10_number(dossier, machine, receiver):
    first = dispatch.hand_over(ready(dossier, machine), by=receiver)
    second = dispatch.hand_over(ready(dossier, machine), by=receiver)
    assert (first.item, second.item) == ("EE123456785VN", "EE123456799VN")
    assert s10.is_valid(second.item)
    assert first.address == "12 Nguyễn Trãi, Cần Thơ"
    assert first.application.state == State.IN_POST


def test_without_numbers_nothing_leaves(dossier, machine, receiver):
    application = ready(dossier, machine)
    ItemRange.objects.update(next=12350000)
    with pytest.raises(Refusal):
        dispatch.hand_over(application, by=receiver)
    application.refresh_from_db()
    assert application.state == State.READY


def test_a_result_to_be_fetched_is_not_posted(pickup, receiver):
    with pytest.raises(Refusal):
        dispatch.hand_over(pickup, by=receiver)


def test_a_second_click_posts_one_parcel(dossier, machine, receiver):
    application = ready(dossier, machine)
    dispatch.hand_over(application, by=receiver)
    with pytest.raises(workflow.StepNotAllowed):
        dispatch.hand_over(application, by=receiver)
    assert Parcel.objects.count() == 1


def test_a_result_is_fetched_with_an_identity_paper(pickup, receiver):
    dispatch.deliver(pickup, by=receiver, identity="092 090 001 234")
    event = pickup.events.get(step="deliver")
    assert event.data == {"proof": "identity", "identity": "*********234"}
    assert pickup.closed_at is not None


def test_a_result_is_fetched_with_the_one_time_code(pickup, receiver):
    code = dispatch.pickup_code(pickup)
    dispatch.deliver(pickup, by=receiver, code=code.lower().replace("-", " "))
    assert pickup.state == State.DELIVERED


@pytest.mark.parametrize(
    "shown", [{}, {"identity": "092090001235"}, {"code": "AAAA-AAAA"}, {"identity": "1"}]
)
def test_without_proof_nothing_is_handed_out(pickup, receiver, shown):
    with pytest.raises(Invalid):
        dispatch.deliver(pickup, by=receiver, **shown)
    pickup.refresh_from_db()
    assert pickup.state == State.READY


def test_no_post_delivers_what_was_not_given_to_it(dossier, machine, clerk):
    application = ready(dossier, machine)
    with pytest.raises(Refusal):
        dispatch.deliver(application, by=machine)
    with pytest.raises(Http404):
        dispatch.deliver(application, by=clerk, identity="092090001234")
    application.refresh_from_db()
    assert application.state == State.READY


def test_what_came_back_is_fetched_by_who_comes_for_it(parcel, receiver):
    application = parcel.application
    dispatch.return_mail(application, by=receiver, reason="Không có người nhận")
    dispatch.resend(application, by=receiver)
    with pytest.raises(Invalid):
        dispatch.deliver(application, by=receiver, identity="092090009999")
    dispatch.deliver(application, by=receiver, identity="092090001234")
    assert application.state == State.DELIVERED


def test_the_machine_hands_nothing_over_the_counter(pickup, machine):
    with pytest.raises(Refusal):
        dispatch.deliver(pickup, by=machine)


def test_an_electronic_result_is_delivered_by_the_machine(dossier, machine):
    application = ready(dossier, machine, method="electronic")
    dispatch.deliver(application, by=machine)
    assert application.events.get(step="deliver").data == {"proof": "electronic"}


def test_the_office_that_holds_a_parcel_delivers_it_by_name(lying, other_clerk):
    application = lying.application
    dispatch.deliver(application, by=other_clerk, identity="092090001234")
    event = application.events.get(step="deliver")
    assert event.by.is_machine
    assert event.data["post_clerk"] == other_clerk.pk
    lying.refresh_from_db()
    assert lying.state == Parcel.State.DELIVERED


def test_a_parcel_at_another_office_does_not_exist_for_a_clerk(lying, clerk):
    application = lying.application
    acts = [
        lambda: dispatch.deliver(application, by=clerk, identity="092090001234"),
        lambda: dispatch.return_mail(application, by=clerk, reason="Không nhận"),
        lambda: dispatch.lose(application, by=clerk, reason="Thất lạc"),
    ]
    for act in acts:
        with pytest.raises(Http404):
            act()
    application.refresh_from_db()
    assert application.state == State.IN_POST


def test_who_has_nothing_to_do_with_it_delivers_nothing(parcel):
    with pytest.raises(NotPermitted):
        dispatch.deliver(parcel.application, by=parcel.application.owner, identity="092090001234")


@pytest.mark.parametrize(
    ("act", "state"), [(dispatch.return_mail, "returned"), (dispatch.lose, "lost")]
)
def test_a_parcel_that_fails_goes_back_with_its_reason(parcel, receiver, act, state):
    application = parcel.application
    with pytest.raises(Invalid):
        act(application, by=receiver, reason=" ")
    act(application, by=receiver, reason="Không có người nhận")
    parcel.refresh_from_db()
    assert (application.state, parcel.state) == (State.RETURNED_MAIL, state)


def test_sending_again_takes_a_new_number_and_a_new_code(parcel, receiver):
    application = parcel.application
    code = dispatch.pickup_code(application)
    dispatch.return_mail(application, by=receiver, reason="Sai địa chỉ")
    new = {"province": "79", "commune": "Bến Nghé", "line": "1 Lê Lợi"}
    dispatch.resend(application, by=receiver, address=new)
    second = dispatch.hand_over(application, by=receiver)
    assert second.item != parcel.item
    assert second.address.startswith("1 Lê Lợi")
    assert dispatch.pickup_code(application) != code
    with pytest.raises(Invalid):
        dispatch.deliver(application, by=receiver, code=code)


def test_an_address_without_a_street_is_not_sent_to(parcel, receiver):
    dispatch.return_mail(parcel.application, by=receiver, reason="Sai địa chỉ")
    with pytest.raises(Invalid):
        dispatch.resend(parcel.application, by=receiver, address={"province": "79", "line": ""})
    parcel.application.refresh_from_db()
    assert parcel.application.state == State.RETURNED_MAIL
