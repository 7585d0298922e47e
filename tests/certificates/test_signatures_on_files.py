"""Which files count as signed by the office, and which look so but are refused."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates import keys
from certificates.pades import sign_pdf
from certificates.rendering import Rendered
from common.pdf import pdfa_facts
from common.pdf_container import Problem
from common.pdf_signature import check_signature
from tests.certificates import office
from tests.certificates.conftest import SEAL


def accepted(data: bytes) -> bool:
    return check_signature(data, roots=keys.roots()).accepted


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


def test_an_unsigned_certificate_is_refused(rendered: Rendered, signing_keys: Any) -> None:
    report = check_signature(rendered.pdf, roots=keys.roots())
    assert (report.accepted, report.problem) == (False, Problem.NO_SIGNATURE)


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


def test_what_is_added_is_seen_though_all_that_was_signed_is_there(signed: bytes) -> None:
    """What naive checkers look at holds for such files."""
    for changed in (signed + b"junk", appended_edit(signed)):
        report = check_signature(changed, roots=keys.roots())
        assert (report.accepted, report.problem) in (
            (False, Problem.ADDED),
            (False, Problem.SEVERAL_SIGNATURES),
        )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY),
        (b"\x89PNG\r\n\x1a\n", Problem.NOT_PDF),
        (b"%PDF-1.7\nhalf of it", Problem.DAMAGED),
        (b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\n%%EOF\n", Problem.ENCRYPTED),
        (b"%PDF-1.7\ntrailer << >>\n%%EOF\n", Problem.NO_SIGNATURE),
    ],
)
def test_a_wrong_file_is_told_from_a_forged_one(data: bytes, problem: Problem) -> None:
    assert check_signature(data, roots=[]).problem is problem


def test_a_container_crafted_to_be_taken_apart_for_ever_is_refused_unread(signed: bytes) -> None:
    """Sixty levels of unknown length would keep the reader busy for years."""
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    crafted = b"3080" * 60 + b"0000" * 60
    changed = signed[:start] + crafted + signed[start + len(crafted) :]
    assert check_signature(changed, roots=keys.roots()).problem is Problem.CONTAINER


def test_half_a_download_is_called_damaged(signed: bytes) -> None:
    assert check_signature(signed[:-20], roots=keys.roots()).problem is Problem.DAMAGED


def test_no_stranger_s_file_reaches_the_pdf_parser(
    signed: bytes, signing_keys: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A forged file is refused by its certificates; a parser is a large thing to be attacked."""

    def parsed(*_args: Any, **_options: Any) -> None:
        raise AssertionError("a stranger's file was parsed")

    monkeypatch.setattr("pyhanko.pdf_utils.reader.PdfFileReader", parsed)
    other = office.made(tmp_path).certificate_file("root").read_bytes()
    report = check_signature(signed, roots=[other])
    assert (report.problem, report.intact) == (Problem.UNKNOWN_AUTHORITY, True)


@pytest.mark.parametrize("years", [1, 8, 40])
def test_a_file_is_judged_as_of_its_time_stamp(signed: bytes, years: int) -> None:
    """Stamp and lists lie in the file: when every certificate has run out it still holds."""
    with time_machine.travel(datetime.now(UTC) + timedelta(days=365 * years)):
        assert accepted(signed)
