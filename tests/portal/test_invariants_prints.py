"""The invariants of batches and prints, where the database's guards slept."""

from __future__ import annotations

import pgtrigger

from accounts.models import User
from certificates import batches, printing
from certificates.batches import Shown
from certificates.models import BatchItem, Certificate, Printing, SigningBatch
from common.dates import now
from common.leases import work
from portal.invariants import broken
from tests.certificates.many import approved

Cast = dict[str, User]
OURS = {
    "what_a_batch_ordered_was_ordered_by_its_signer",
    "nothing_waits_in_a_batch_that_is_over",
    "no_more_copies_without_a_reason_than_were_asked_for",
    "only_a_published_certificate_is_printed",
}


def told() -> set[str]:
    return {line.partition(":")[0] for line in broken()} & OURS


def confirmed(cast: Cast) -> SigningBatch:
    approved(cast)
    shown = [Shown(one.pk, one.content_digest) for one in batches.waiting_for(cast["signer"])]
    return batches.confirm(shown, by=cast["signer"], key="k")


def test_a_batch_that_is_done_is_quiet(cast: Cast) -> None:
    batch = confirmed(cast)
    work(SigningBatch, batch.pk, batches.order_part, lease=batches.LEASE)
    assert told() == set()


def test_an_order_that_nobody_gave_is_told(cast: Cast) -> None:
    BatchItem.objects.filter(batch=confirmed(cast)).update(outcome="ordered")
    assert told() == {"what_a_batch_ordered_was_ordered_by_its_signer"}


def test_one_that_was_forgotten_is_told(cast: Cast) -> None:
    SigningBatch.objects.filter(pk=confirmed(cast).pk).update(done_at=now())
    assert told() == {"nothing_waits_in_a_batch_that_is_over"}


def test_a_copy_too_many_of_what_is_not_published_is_told(cast: Cast) -> None:
    approved(cast)
    one, receiver = Certificate.objects.get(), cast["receiver"]
    run = printing.PrintRun.objects.create(by=receiver, office=one.office)
    with pgtrigger.ignore():
        Printing.objects.create(run=run, certificate=one, copies=9, kind="first")
    assert told() == {
        "no_more_copies_without_a_reason_than_were_asked_for",
        "only_a_published_certificate_is_printed",
    }
