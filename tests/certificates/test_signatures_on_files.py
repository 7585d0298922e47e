"""Which files count as signed by the office, and which look so but are refused."""

import io
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates import keys
from certificates.pades import sign_pdf
from certificates.rendering import Rendered
from common.pdf import pdfa_facts
from common.pdf_signature import check_signature
from tests.certificates import office
from tests.certificates.conftest import SEAL


def accepted(data: bytes) -> bool:
    return check_signature(data, roots=keys.roots()).accepted


def container(data: bytes) -> range:
    """Where the signature itself lies: the gap that no signature can cover."""
    at = data.rindex(b"/ByteRange")
    numbers = data[data.index(b"[", at) + 1 : data.index(b"]", at)].split()
    _zero, before, after, _rest = map(int, numbers)
    return range(before, after)


def mutants(data: bytes, *, count: int) -> list[bytes]:
    """The file with one byte changed, dropped or doubled, anywhere that the signature covers.

    A byte of the signature's own padding changes nothing that is signed; such a file is refused
    by its SHA-256, which is not the register's.
    """
    chance = random.Random(20240613)  # the same mutants in every run
    gap = container(data)
    made = []
    while len(made) < count:
        at = chance.randrange(len(data))
        if at in gap:
            continue
        other = bytes([data[at] ^ (1 << chance.randrange(8))])
        middle = (other, b"", data[at : at + 1] * 2)[len(made) % 3]
        made.append(data[:at] + middle + data[at + 1 :])
    return made


def appended_edit(data: bytes) -> bytes:
    """A change added after the signature the way an editor would save it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.root[pdf_name("/Note")] = pdf_name("/Changed")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def resaved(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out)
    return out.getvalue()


def test_a_signed_certificate_is_whole_trusted_and_stays_archival(signed: bytes) -> None:
    report = check_signature(signed, roots=keys.roots())
    assert report.accepted
    assert report.trusted
    assert report.coverage_entire_file
    assert report.signer_name == "Sở Tư pháp (thử)"
    assert report.signed_at is not None
    assert abs((datetime.now(UTC) - report.signed_at).total_seconds()) < 60
    facts = pdfa_facts(signed)
    assert (facts.part, facts.conformance, facts.fonts_not_embedded) == ("3", "U", ())


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"junk",
        lambda data: data + b"\n%%EOF\n",
        lambda data: data[:-20],
        appended_edit,
        resaved,
        lambda data: data.replace(b"/Type", b"/Typf", 1),
        lambda data: b"",
        lambda data: b"%PDF-1.7\nnothing",
    ],
)
def test_a_changed_file_is_refused(signed: bytes, change: Any) -> None:
    assert not accepted(change(signed))


@pytest.mark.parametrize(
    "count", [150, pytest.param(10_000, marks=pytest.mark.long)], ids=["some", "many"]
)
def test_no_mutant_is_accepted(signed: bytes, count: int) -> None:
    assert accepted(signed)
    assert [
        number for number, one in enumerate(mutants(signed, count=count)) if accepted(one)
    ] == []


def test_an_unsigned_certificate_is_refused(rendered: Rendered, signing_keys: Any) -> None:
    report = check_signature(rendered.pdf, roots=keys.roots())
    assert (report.accepted, report.problem) == (False, "no signature")


def test_another_authority_with_our_names_is_refused(
    rendered: Rendered, signing_keys: Any, settings: Any, tmp_path: Path
) -> None:
    other = office.made(tmp_path)
    with office.stamping(other) as stamps:
        settings.TSA_URL = stamps.url
        forged = sign_pdf(rendered, seal=SEAL, keys=office.loaded(other))
    report = check_signature(forged, roots=keys.roots())
    assert (report.accepted, report.trusted, report.intact) == (False, False, True)
    own_root = [other.certificate_file("root").read_bytes()]
    assert check_signature(forged, roots=own_root).accepted


def test_a_second_signature_is_refused(
    signed: bytes, signing_keys: keys.SigningKeys, rendered: Rendered
) -> None:
    again = Rendered(pdf=signed, signature=rendered.signature)
    with pytest.raises(Exception, match=r"(?i)sign|field|permission"):
        sign_pdf(again, seal=SEAL, keys=signing_keys)


def test_neither_valid_nor_intact_alone_is_enough(signed: bytes) -> None:
    """What naive checkers look at holds for both files; the rest of the report does not."""
    junk = check_signature(signed + b"junk", roots=keys.roots())
    assert (junk.intact, junk.coverage_entire_file, junk.accepted) == (True, False, False)
    edited = check_signature(appended_edit(signed), roots=keys.roots())
    assert (edited.intact, edited.bottom_line, edited.accepted) == (True, False, False)
