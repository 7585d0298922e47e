"""The manifest of the day: closed by the post office, counted and confirmed by the department."""

import pytest

from applications import acceptance
from applications.models import State
from common.dates import today
from common.refusals import Invalid, NotPermitted, Refusal
from postal import handover
from postal.handover import Count
from postal.models import Manifest

FULL = Count(handover.RECEIVED)


@pytest.fixture
def closed(taken, clerk):
    """A closed manifest with two slips."""
    slips = [taken(), taken()]
    manifest = slips[0].manifest
    handover.close(manifest, by=clerk)
    return manifest, slips


def test_one_manifest_takes_the_slips_of_the_day(taken):
    assert taken().manifest == taken().manifest


def test_a_slip_after_closing_opens_the_next_manifest(closed, taken):
    manifest, _slips = closed
    later = taken().manifest
    assert (later.number, later.state) == (manifest.number + 1, Manifest.State.OPEN)


def test_only_its_own_office_closes_a_manifest(taken, other_clerk, receiver):
    manifest = taken().manifest
    for stranger in (other_clerk, receiver):
        with pytest.raises(NotPermitted):
            handover.close(manifest, by=stranger)
    manifest.refresh_from_db()
    assert manifest.state == Manifest.State.OPEN


def test_a_manifest_closes_once(closed, clerk):
    manifest, _slips = closed
    with pytest.raises(Refusal):
        handover.close(manifest, by=clerk)


def test_an_empty_manifest_is_not_closed(post_office, department, clerk):
    manifest = handover.open_manifest(post_office, department=department)
    with pytest.raises(Refusal):
        handover.close(manifest, by=clerk)


def test_the_limit_runs_from_the_confirmed_hand_over(closed, receiver):
    manifest, slips = closed
    application = slips[0].application
    with pytest.raises(Refusal, match="bàn giao"):
        acceptance.accept(application, by=receiver)
    handover.confirm(manifest, by=receiver, counts={slip.number: FULL for slip in slips})
    application.refresh_from_db()
    assert application.filed_on == today()
    acceptance.accept(application, by=receiver)
    assert application.state == State.ACCEPTED


def test_a_difference_leaves_its_slip_out_with_a_note(closed, receiver):
    manifest, (there, absent) = closed
    counts = {
        there.number: FULL,
        absent.number: Count(handover.MISSING, "Không có trong túi thư"),
    }
    handover.confirm(manifest, by=receiver, counts=counts, differences="Thiếu 1 hồ sơ")
    absent.refresh_from_db()
    absent.application.refresh_from_db()
    assert absent.application.filed_on is None
    assert absent.left_out_note == "Không có trong túi thư"
    assert absent.manifest.state == Manifest.State.OPEN, "it travels on with the next manifest"
    manifest.refresh_from_db()
    assert [line["result"] for line in manifest.counted] == ["received", "missing"]


def test_a_left_out_slip_is_filed_when_it_comes(closed, clerk, receiver):
    manifest, (there, absent) = closed
    missing = Count(handover.MISSING, "Không có")
    handover.confirm(manifest, by=receiver, counts={there.number: FULL, absent.number: missing})
    absent.refresh_from_db()
    handover.close(absent.manifest, by=clerk)
    handover.confirm(absent.manifest, by=receiver, counts={absent.number: FULL})
    absent.refresh_from_db()
    assert absent.application.filed_on == today()
    assert absent.left_out_note == ""


@pytest.mark.parametrize(
    "count", [None, Count("perhaps"), Count(handover.MISSING), Count(handover.INCOMPLETE, " ")]
)
def test_every_slip_is_counted_and_every_difference_explained(closed, receiver, count):
    manifest, (there, other) = closed
    counts = {there.number: FULL} | ({other.number: count} if count else {})
    with pytest.raises(Invalid):
        handover.confirm(manifest, by=receiver, counts=counts)
    manifest.refresh_from_db()
    there.application.refresh_from_db()
    assert manifest.state == Manifest.State.CLOSED
    assert there.application.filed_on is None


def test_what_was_not_on_the_list_is_noted(closed, receiver):
    manifest, slips = closed
    handover.confirm(
        manifest,
        by=receiver,
        counts={slip.number: FULL for slip in slips},
        extra=["900000-240603-0099"],
    )
    assert manifest.counted[-1]["result"] == "extra"


def test_a_manifest_is_confirmed_once_and_only_when_closed(taken, clerk, receiver):
    slip = taken()
    manifest, counts = slip.manifest, {slip.number: FULL}
    with pytest.raises(Refusal):
        handover.confirm(manifest, by=receiver, counts=counts)
    handover.close(manifest, by=clerk)
    handover.confirm(manifest, by=receiver, counts=counts)
    with pytest.raises(Refusal):
        handover.confirm(manifest, by=receiver, counts=counts)


def test_the_post_does_not_confirm_its_own_list(closed, clerk):
    manifest, slips = closed
    with pytest.raises(NotPermitted):
        handover.confirm(manifest, by=clerk, counts={slip.number: FULL for slip in slips})


def test_manifests_are_seen_by_their_own_office_and_once_closed_by_the_department(
    taken, clerk, other_clerk, receiver
):
    manifest = taken().manifest
    assert list(Manifest.objects.for_user(clerk)) == [manifest]
    assert not Manifest.objects.for_user(other_clerk)
    assert not Manifest.objects.for_user(receiver)
    handover.close(manifest, by=clerk)
    assert list(Manifest.objects.for_user(receiver)) == [manifest]
