"""Samples to try the check with: issued by the real procedure, and each answered for what it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Office
from applications.models import Application
from certificates import checking, keys, sample_files, samples
from certificates.models import Certificate, Revocation
from certificates.sample_files import SAMPLES


@pytest.fixture
def made(
    department: Office, office_keys: keys.SigningKeys, follow_ups: Callable[[], None]
) -> dict[str, bytes]:
    """The four files, each step by its person and the machine's by its worker."""
    samples.open_dossiers()
    for _round in range(10):
        if samples.go_on():
            break
        follow_ups()
    sample_files.make()
    return {sample.slug: sample.path.read_bytes() for sample in SAMPLES}


def test_each_sample_gets_its_own_answer(made: dict[str, bytes]) -> None:
    found = {slug: checking.by_file(data) for slug, data in made.items()}
    assert {slug: answer.status for slug, answer in found.items()} == {
        "that": checking.VALID,
        "sua": checking.UNKNOWN,
        "gia": checking.UNKNOWN,
        "thu-hoi": checking.REVOKED,
    }
    assert found["that"].signature.accepted
    assert found["thu-hoi"].signature.accepted


def test_the_signature_alone_tells_the_edited_and_the_forged_apart(
    made: dict[str, bytes],
) -> None:
    """Without the register's digest: what anybody finds who has the office's root."""
    edited = checking.check_signature(made["sua"], roots=keys.roots())
    forged = checking.check_signature(made["gia"], roots=keys.roots())
    assert not edited.accepted
    assert not forged.accepted
    assert not forged.trusted
    genuine = made["that"]
    assert made["sua"].startswith(genuine)


def test_edited_and_forged_show_another_name_on_one_page(made: dict[str, bytes]) -> None:
    for data in made.values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) == 1
    assert made["that"] != made["sua"] != made["gia"]


def test_samples_have_a_book_of_their_own(made: dict[str, bytes], department: Office) -> None:
    """The department's numbers have no gap for them, and its desks do not see them."""
    issued = Certificate.objects.issued()
    assert {one.office.code for one in issued} == {samples.OFFICE}
    assert [one.number for one in issued.order_by("number")] == [1, 2]
    assert not Application.objects.filter(office=department).exists()
    assert Revocation.objects.count() == 1


def test_making_them_again_changes_nothing(made: dict[str, bytes]) -> None:
    samples.open_dossiers()
    assert samples.go_on()
    call_command("make_samples", stdout=io.StringIO())
    assert {sample.slug: sample.path.read_bytes() for sample in SAMPLES} == made
    assert Application.objects.count() == 2


def test_the_page_offers_each_file_and_its_check(made: dict[str, bytes]) -> None:
    browser = Client()
    page = browser.get("/verify/mau/").content.decode()
    for sample in SAMPLES:
        assert f"/verify/mau/{sample.slug}/" in page
        answer = browser.get(f"/verify/mau/{sample.slug}.pdf")
        assert answer.content == made[sample.slug]
        assert answer["Content-Disposition"].startswith("attachment")
    assert "Phiếu còn giá trị" in browser.get("/verify/mau/that/").content.decode()
    assert "Phiếu đã bị thu hồi" in browser.get("/verify/mau/thu-hoi/").content.decode()
    for slug in ("sua", "gia"):
        text = browser.get(f"/verify/mau/{slug}/").content.decode()
        assert "Phiếu còn giá trị" not in text
        assert "STP-LLTP" not in text


def test_until_they_are_made_the_page_says_so(db: None, office_keys: keys.SigningKeys) -> None:
    assert "đang được làm" in Client().get("/verify/mau/").content.decode()
    assert Client().get("/verify/mau/that.pdf").status_code == 404


def test_outside_a_demonstration_there_are_no_samples(
    made: dict[str, bytes], settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path / "real"
    for address in ("/verify/mau/", "/verify/mau/that/", "/verify/mau/that.pdf"):
        assert Client().get(address).status_code == 404
    with pytest.raises(CommandError):
        call_command("make_samples", stdout=io.StringIO())
