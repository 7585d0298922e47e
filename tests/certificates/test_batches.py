"""Hundreds of orders by one confirmation: each stands for itself, and only what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Office, Role, User
from applications.models import Application, State
from certificates import approval, batches
from certificates.batches import Outcome, Shown
from certificates.models import BatchItem, Certificate, SigningBatch
from common.leases import Unfinished, work
from common.refusals import NotPermitted, Refusal
from tests.certificates.many import approved

Cast = dict[str, User]


@pytest.fixture
def three(cast: Cast) -> list[Application]:
    return [approved(cast) for _ in range(3)]


def shown(user: User) -> list[Shown]:
    """What the signer's page shows."""
    return [Shown(one.pk, one.content_digest) for one in batches.waiting_for(user)]


def confirmed(cast: Cast, *, key: str = "k") -> SigningBatch:
    return batches.confirm(shown(cast["signer"]), by=cast["signer"], key=key)


def ordered(batch: SigningBatch) -> bool:
    """As the worker does it."""
    return work(SigningBatch, batch.pk, batches.order_part, lease=batches.LEASE)


def outcomes(batch: SigningBatch) -> list[str]:
    return list(batch.items.order_by("pk").values_list("outcome", flat=True))


def states(applications: list[Application]) -> list[str]:
    ids = [one.pk for one in applications]
    return list(
        Application.objects.filter(pk__in=ids).order_by("pk").values_list("state", flat=True)
    )


def test_a_confirmation_orders_nothing_by_itself(cast: Cast, three: list[Application]) -> None:
    batch = confirmed(cast)
    assert batch.items.count() == 3
    assert states(three) == [State.APPROVED] * 3


def test_the_worker_orders_each_in_the_signers_name(cast: Cast, three: list[Application]) -> None:
    batch = confirmed(cast)
    assert ordered(batch)
    assert outcomes(batch) == [Outcome.ORDERED] * 3
    assert states(three) == [State.SIGNED] * 3
    assert {one.events.get(step="sign").by for one in three} == {cast["signer"]}
    assert set(Certificate.objects.values_list("signed_by", flat=True)) == {cast["signer"].pk}


def test_the_same_page_sent_twice_is_one_batch(cast: Cast, three: list[Application]) -> None:
    page = shown(cast["signer"])
    first = batches.confirm(page, by=cast["signer"], key="k")
    again = batches.confirm(page, by=cast["signer"], key="k")
    ordered(first)
    late = batches.confirm(page, by=cast["signer"], key="k")
    assert {first.pk, again.pk, late.pk} == {first.pk}
    assert BatchItem.objects.count() == 3


def test_of_two_batches_each_dossier_is_in_one(cast: Cast, three: list[Application]) -> None:
    page = shown(cast["signer"])
    first = batches.confirm(page[:2], by=cast["signer"], key="a")
    second = batches.confirm(page, by=cast["signer"], key="b")
    assert (first.items.count(), second.items.count()) == (2, 1)
    for batch in (second, first):
        ordered(batch)
    assert [one.events.filter(step="sign").count() for one in three] == [1, 1, 1]


def test_the_database_lets_a_certificate_wait_in_one_batch_only(
    cast: Cast, three: list[Application]
) -> None:
    item = confirmed(cast).items.all()[0]
    other = SigningBatch.objects.create(by=cast["head"], office=three[0].office, key="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        BatchItem.objects.create(batch=other, certificate=item.certificate, digest=item.digest)


def test_a_content_that_changed_since_it_was_shown_is_not_signed(
    cast: Cast, three: list[Application]
) -> None:
    batch = confirmed(cast)
    changed = three[1]
    approval.send_back(changed, by=cast["approver"], reason="Sai nơi sinh")
    subject = {**changed.subject, "full_name": "NGUYỄN VĂN KHÁC"}
    Application.objects.filter(pk=changed.pk).update(subject=subject)
    changed.refresh_from_db()
    approval.draft(changed, by=cast["drafter"])
    approval.approve(changed, by=cast["approver"])
    ordered(batch)
    assert outcomes(batch) == [Outcome.ORDERED, Outcome.REFUSED, Outcome.ORDERED]
    assert states(three) == [State.SIGNED, State.APPROVED, State.SIGNED]
    assert "thay đổi" in batch.items.get(outcome=Outcome.REFUSED).refusal
    assert Certificate.objects.get(application=changed).signed_by is None


@pytest.mark.parametrize("change", [{"roles": [Role.APPROVER]}, {"is_active": False}])
def test_who_lost_the_role_meanwhile_orders_nothing(
    cast: Cast, three: list[Application], change: dict[str, Any]
) -> None:
    """Guarantee 30: queued work looks again whether the person may."""
    batch = confirmed(cast)
    User.objects.filter(pk=cast["signer"].pk).update(**change)
    ordered(batch)
    assert outcomes(batch) == [Outcome.REFUSED] * 3
    assert states(three) == [State.APPROVED] * 3


def test_who_moved_to_another_office_orders_nothing(cast: Cast, three: list[Application]) -> None:
    batch = confirmed(cast)
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    User.objects.filter(pk=cast["signer"].pk).update(office=elsewhere)
    ordered(batch)
    assert states(three) == [State.APPROVED] * 3


def test_one_that_is_refused_does_not_stop_the_others(cast: Cast, three: list[Application]) -> None:
    batch = confirmed(cast)
    approval.send_back(three[0], by=cast["approver"], reason="Sai nơi sinh")
    ordered(batch)
    assert outcomes(batch) == [Outcome.REFUSED, Outcome.ORDERED, Outcome.ORDERED]


def test_one_that_is_broken_does_not_stop_the_others(
    cast: Cast, three: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, order = confirmed(cast), batches.signing.order
    broken = three[0].pk

    def faulty(application: Application, *, by: User) -> Certificate:
        if application.pk == broken:
            raise ZeroDivisionError
        return order(application, by=by)

    monkeypatch.setattr(batches.signing, "order", faulty)
    assert ordered(batch)
    assert outcomes(batch) == [Outcome.REFUSED, Outcome.ORDERED, Outcome.ORDERED]


def test_a_long_batch_is_ordered_in_parts(
    cast: Cast, three: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = confirmed(cast)
    monkeypatch.setattr(batches, "PART_SECONDS", -1.0)  # no part has time for one
    with pytest.raises(Unfinished):
        batches.order_part(batch)
    monkeypatch.undo()
    assert batches.may_go_on(batch.pk)
    assert ordered(batch)
    assert outcomes(batch) == [Outcome.ORDERED] * 3


def test_a_worker_that_died_loses_nothing_and_orders_nothing_twice(
    cast: Cast, three: list[Application]
) -> None:
    batch = confirmed(cast)
    first = batch.items.order_by("pk")[0]
    batches._order(first.pk, by=cast["signer"].pk)
    batches._order(first.pk, by=cast["signer"].pk)
    ordered(batch)
    assert [one.events.filter(step="sign").count() for one in three] == [1, 1, 1]


def test_a_stop_leaves_what_is_not_ordered(cast: Cast, three: list[Application]) -> None:
    batch = confirmed(cast)
    batches._order(batch.items.order_by("pk")[0].pk, by=cast["signer"].pk)
    batches.stop(batch, by=cast["signer"])
    ordered(batch)
    batch.refresh_from_db()
    assert outcomes(batch) == [Outcome.ORDERED, Outcome.STOPPED, Outcome.STOPPED]
    assert batch.stage == SigningBatch.Stage.STOPPED
    assert len(shown(cast["signer"])) == 2  # they wait again


def test_only_signers_confirm_and_stop(cast: Cast, three: list[Application]) -> None:
    batch = confirmed(cast)
    with pytest.raises(NotPermitted):
        batches.confirm([Shown(1, "x")], by=cast["approver"], key="x")
    with pytest.raises(NotPermitted):
        batches.stop(batch, by=cast["approver"])


def test_what_waits_for_nobody_makes_no_batch(cast: Cast, three: list[Application]) -> None:
    page = shown(cast["signer"])
    ordered(confirmed(cast))
    with pytest.raises(Refusal, match="Không còn phiếu"):
        batches.confirm(page, by=cast["signer"], key="later")
    assert SigningBatch.objects.count() == 1


def test_another_offices_certificates_are_left_out(cast: Cast, three: list[Application]) -> None:
    page = shown(cast["signer"])
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    Application.objects.filter(pk=three[0].pk).update(office=elsewhere)
    batch = batches.confirm(page, by=cast["signer"], key="k")
    assert batch.items.count() == 2


def test_what_was_confirmed_is_neither_changed_nor_deleted(
    cast: Cast, three: list[Application]
) -> None:
    batch = confirmed(cast)
    ordered(batch)
    for act in (
        lambda: batch.items.update(digest="0" * 64),
        lambda: batch.items.update(outcome="waiting"),
        lambda: batch.items.all().delete(),
        lambda: SigningBatch.objects.update(by=cast["head"]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_each_certificate_is_counted_once_at_its_furthest(
    cast: Cast, three: list[Application]
) -> None:
    batch = confirmed(cast)
    batches._order(batch.items.order_by("pk")[0].pk, by=cast["signer"].pk)
    progress = batches.progress_of(batch)
    assert (progress.total, progress.waiting, progress.ordered) == (3, 2, 1)
    assert not progress.is_over
