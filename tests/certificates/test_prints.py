"""Results on paper: every copy counted, each further one for a reason, the file as signed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application, State
from certificates import files, issuing, printing, signing
from certificates.models import Certificate, Printing, PrintOpening, PrintRun, Revocation
from certificates.print_file import MARK, file_of
from common.refusals import Invalid, NotPermitted, Refusal
from tests.certificates.many import approved, in_the_book

Cast = dict[str, User]
Reason = Printing.Reason


@pytest.fixture
def two(cast: Cast) -> list[Certificate]:
    """Two people's certificates; the first wants three copies."""
    return [
        in_the_book(cast, number=1, year=2026, copies=3),
        in_the_book(cast, number=2, year=2026, delivery={"method": "pickup"}),
    ]


def copies(certificate: Certificate) -> list[tuple[str, int]]:
    return list(certificate.printings.order_by("pk").values_list("kind", "copies"))


def again(certificate: Certificate, by: User, **how: Any) -> PrintRun:
    return printing.print_again(certificate, by=by, **{"copies": 1, "reason": "damaged", **how})


def test_the_copies_that_were_asked_for_need_no_reason(cast: Cast, two: list[Certificate]) -> None:
    assert list(printing.to_print(cast["receiver"])) == two
    printing.print_first([one.pk for one in two], by=cast["receiver"])
    assert (copies(two[0]), copies(two[1])) == ([("first", 3)], [("first", 1)])
    assert not printing.to_print(cast["receiver"]).exists()


def test_printed_once_more_it_is_a_reprint_with_a_reason(
    cast: Cast, two: list[Certificate]
) -> None:
    receiver, one = cast["receiver"], two[0]
    printing.print_first([one.pk], by=receiver)
    with pytest.raises(Refusal, match="đủ số bản"):
        printing.print_first([one.pk], by=receiver)
    again(one, receiver, copies=2, reason=Reason.PRINTER)
    assert copies(one) == [("first", 3), ("reprint", 2)]
    last = one.printings.latest("pk")
    assert (last.reason, last.run.by) == (Reason.PRINTER, receiver)


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "because"}, "reason"),
        ({"reason": Reason.LOST_IN_POST}, "item"),
        ({"reason": Reason.LOST_IN_POST, "item": "EE12"}, "item"),
        ({"reason": Reason.OTHER, "note": "  "}, "note"),
        ({"copies": 0}, "copies"),
        ({"copies": 11}, "copies"),
    ],
)
def test_a_reprint_without_its_reason_is_refused(
    cast: Cast, two: list[Certificate], how: dict[str, Any], field: str
) -> None:
    printing.print_first([two[0].pk], by=cast["receiver"])
    with pytest.raises(Invalid) as refused:
        again(two[0], cast["receiver"], **how)
    assert [one.field for one in refused.value.problems] == [field]
    assert copies(two[0]) == [("first", 3)]


def test_what_the_post_lost_is_named(cast: Cast, two: list[Certificate]) -> None:
    printing.print_first([two[0].pk], by=cast["receiver"])
    again(two[0], cast["receiver"], reason=Reason.LOST_IN_POST, item="ee 123456785 vn")
    assert two[0].printings.latest("pk").item == "EE123456785VN"


def test_the_database_counts_the_copies(cast: Cast, two: list[Certificate]) -> None:
    run = PrintRun.objects.create(by=cast["receiver"], office=two[0].office)
    with pytest.raises(DatabaseError, match="reprint"), transaction.atomic():
        Printing.objects.create(run=run, certificate=two[0], copies=4, kind="first")
    with pytest.raises(DatabaseError), transaction.atomic():
        Printing.objects.create(run=run, certificate=two[0], copies=1, kind="reprint")


def test_what_was_printed_is_neither_changed_nor_deleted(
    cast: Cast, two: list[Certificate]
) -> None:
    run = printing.print_first([two[0].pk], by=cast["receiver"])
    printing.note_opening(run, by=cast["receiver"])
    for model in (Printing, PrintRun, PrintOpening):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Printing.objects.update(copies=1)


@pytest.mark.parametrize("role", ["signer", "head", "verifier", "auditor", "applicant"])
def test_only_receivers_print(cast: Cast, two: list[Certificate], role: str) -> None:
    with pytest.raises(NotPermitted):
        printing.print_first([two[0].pk], by=cast[role])
    with pytest.raises(NotPermitted):
        again(two[0], cast[role])


def test_an_electronic_result_is_not_printed(cast: Cast) -> None:
    one = in_the_book(cast, number=1, year=2026, delivery={"method": "electronic"})
    assert not printing.to_print(cast["receiver"]).exists()
    with pytest.raises(Refusal):
        again(one, cast["receiver"])


def test_what_no_longer_counts_is_not_printed(cast: Cast, two: list[Certificate]) -> None:
    run = printing.print_first([two[0].pk], by=cast["receiver"])
    Revocation.objects.create(certificate=two[0], ground="Sai nơi sinh", by=cast["head"])
    assert printing.open_run(run.pk, by=cast["receiver"]) is None
    with pytest.raises(Refusal):
        again(two[0], cast["receiver"])


def test_what_was_handed_out_is_not_printed(cast: Cast, two: list[Certificate]) -> None:
    Application.objects.filter(pk=two[0].application_id).update(state=State.DELIVERED)
    assert list(printing.to_print(cast["receiver"])) == [two[1]]


def test_the_file_opens_for_its_clerk_and_for_an_hour(cast: Cast, two: list[Certificate]) -> None:
    run = printing.print_first([two[0].pk], by=cast["receiver"])
    assert printing.open_run(run.pk, by=cast["receiver"]) == run
    assert printing.open_run(run.pk, by=cast["head"]) is None
    old = PrintRun(by=run.by, office=run.office, at=timezone.now() - timedelta(minutes=61))
    old.save()
    assert printing.open_run(old.pk, by=cast["receiver"]) is None


def test_too_many_at_once_are_refused(
    cast: Cast, two: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST_AT_ONCE", 1)
    with pytest.raises(Refusal, match="không quá 1 phiếu"):
        printing.print_first([one.pk for one in two], by=cast["receiver"])


@pytest.fixture
def signed(cast: Cast, office_keys: object) -> list[Certificate]:
    """Really signed, with two copies of the second."""
    cases = [approved(cast), approved(cast, copies=2)]
    return [issuing.issue(signing.order(one, by=cast["signer"])) for one in cases]


def test_one_certificate_is_printed_from_the_very_file_that_was_signed(
    cast: Cast, signed: list[Certificate]
) -> None:
    run = printing.print_first([signed[1].pk], by=cast["receiver"])
    assert file_of(run) == files.read(signed[1])


def test_several_are_one_file_in_which_no_sheet_has_two_people(
    cast: Cast, signed: list[Certificate]
) -> None:
    run = printing.print_first([one.pk for one in signed], by=cast["receiver"])
    with pikepdf.open(io.BytesIO(files.read(signed[0]))) as alone:
        pages = len(alone.pages)
    with pikepdf.open(io.BytesIO(file_of(run))) as merged:
        even = pages + pages % 2
        assert len(merged.pages) == 2 + 3 * even  # the list and its back, three copies
        assert "/AcroForm" not in merged.Root
        assert not any("/Annots" in page and len(page.Annots) for page in merged.pages)
        assert str(merged.docinfo["/Title"]) == MARK


def test_the_file_is_refused_when_a_signed_file_is_damaged(
    cast: Cast, signed: list[Certificate]
) -> None:
    run = printing.print_first([one.pk for one in signed], by=cast["receiver"])
    (files.folder() / signed[0].file).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(files.FileDamaged):
        file_of(run)
