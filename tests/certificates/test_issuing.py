"""Number, date, signature, file and register come together or not at all."""

import json
import subprocess
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate, now

from accounts.models import Counter, Role, User
from applications.models import Application, State
from certificates import checking, files, issuing, kept_pages, keys, register
from certificates.demonstration_pki import new_signer
from certificates.models import Certificate
from certificates.tokens import token_facts
from common.pdf import attachment
from common.pdf_signature import check_signature
from records.models import EarlierCertificate
from tests.certificates import office
from tests.certificates.conftest import conclude, ordered
from tests.certificates.samples import expunged, judgment
from tests.certificates.test_two_people import refused_by_the_database

Cast = dict[str, User]


def another(submitted: Application, cast: Cast, **statement: Any) -> Application:
    """A second dossier of the same office, on which a conclusion stands."""
    values = {
        field.name: getattr(submitted, field.name)
        for field in Application._meta.concrete_fields
        if field.name not in ("id", "code", "token", "payment_reference")
    }
    copy = Application.objects.create(code=f"again-{Application.objects.count()}", **values)
    return conclude(copy, by=cast["verifier"], **statement)


def test_an_issued_certificate_is_numbered_signed_and_kept(
    issued: Certificate, concluded: Application
) -> None:
    concluded.refresh_from_db()
    assert concluded.state == State.READY
    assert issued.printed_number == "01/STP-LLTP"
    assert (issued.number, issued.year) == (1, localdate().year)
    data = files.read(issued)
    assert check_signature(data, roots=keys.roots()).accepted
    inside = json.loads(attachment(data, "phieu.json"))
    assert inside["number"] == "01/STP-LLTP"
    assert inside["content_digest"] == issued.approved_digest
    assert issued.token is not None
    told = token_facts(issued.token, key=keys.code_public_key())
    assert told is not None
    assert (told.number, told.issued_on) == (1, localdate(issued.issued_at))


def test_the_printed_page_names_signer_drafter_and_code(issued: Certificate) -> None:
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=files.read(issued),
        capture_output=True,
        check=True,
    )
    words = " ".join(run.stdout.decode().split())
    assert "testserver" in words or "127.0.0.1" in words
    for text in ("01/STP-LLTP", "signer", "drafter", "GIÁM ĐỐC", "Không có án tích"):
        assert text in words
    assert "-".join(issued.typed_code[at : at + 4] for at in (0, 4, 8, 12)) in words


def test_issuing_twice_changes_nothing(issued: Certificate) -> None:
    again = issuing.issue(issued)
    assert (again.number, again.sha256) == (issued.number, issued.sha256)
    assert Counter.objects.get(series="certificate-10").last == 1
    assert issued.application.events.filter(step="make_ready").count() == 1


def test_numbers_follow_one_another_without_a_gap(
    issued: Certificate, submitted: Application, cast: Cast
) -> None:
    for _time in range(2):
        issuing.issue(ordered(another(submitted, cast), cast))
    assert [row.number for row in register.rows(issued.office, year=issued.year)] == [
        f"{number:02d}/STP-LLTP" for number in (1, 2, 3)
    ]
    assert register.missing_numbers(issued.office, year=issued.year) == []


def test_the_book_goes_on_after_the_old_one(
    concluded: Application, cast: Cast, office_keys: Any
) -> None:
    for number in ("7/STP-LLTP", "0812/STP-LLTP"):
        EarlierCertificate.objects.create(
            office=concluded.office,
            number=number,
            issued_on=localdate(),
            certificate_type=1,
            result="none",
            source="imported",
            full_name="Lê Văn Cũ",
        )
    assert issuing.issue(ordered(concluded, cast)).printed_number == "813/STP-LLTP"


@pytest.mark.parametrize(
    ("finding", "judgments", "result"),
    [
        ("none", [], "none"),
        ("none", [expunged()], "expunged"),
        ("has_record", [judgment()], "has_record"),
    ],
)
def test_the_register_remembers_what_it_came_to(
    submitted: Application,
    cast: Cast,
    office_keys: Any,
    finding: str,
    judgments: list[Any],
    result: str,
) -> None:
    conclude(submitted, by=cast["verifier"], finding=finding, judgments=judgments)
    issuing.issue(ordered(submitted, cast))
    entry = EarlierCertificate.objects.get(case_code=submitted.code)
    assert (entry.result, entry.source, entry.full_name) == (result, "issued_here", "Nguyễn Văn An")


def test_what_was_issued_is_final_even_for_the_database(
    issued: Certificate, as_portal_app: None
) -> None:
    day_before = issued.issued_at - timedelta(days=1)
    changes: list[dict[str, Any]] = [
        {"number": 2},
        {"number": None},
        {"year": 2000},
        {"issued_at": day_before},
        {"sha256": "0" * 64},
        {"file": "other.pdf"},
        {"published_at": now()},
        {"page_sha256": "0" * 64},
        {"token": "other"},
        {"printed_number": "99/STP-LLTP"},
        {"content": {}},
        {"approved_by": issued.signed_by},
    ]
    assert [change for change in changes if not refused_by_the_database(issued, **change)] == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=issued.pk).delete()


def test_the_date_is_the_databases_and_is_never_set_back(
    issued: Certificate, submitted: Application, cast: Cast
) -> None:
    late = ordered(another(submitted, cast), cast)
    for when in (now() - timedelta(days=1), now() + timedelta(days=1)):
        numbered: dict[str, Any] = {
            "number": 2,
            "year": issued.year,
            "printed_number": "02/STP-LLTP",
            "issued_at": when,
            "token": "t" * 40,
            "typed_code": "7K3M9QWX2D5RABCD",
        }
        assert refused_by_the_database(late, **numbered)
    assert not refused_by_the_database(late, **{**numbered, "issued_at": now()})


def test_a_number_is_final_before_its_file_is_made_and_a_page_once_it_is_kept(
    concluded: Application, cast: Cast, office_keys: Any, as_portal_app: None
) -> None:
    certificate = issuing.take_number(ordered(concluded, cast))
    assert (certificate.number, certificate.is_issued) == (1, False)
    another_page = {"page_sha256": "b" * 64, "signature_place": {}}
    published = {"file": "aa/a.pdf", "sha256": "a" * 64, "published_at": now()}
    changes: list[dict[str, Any]] = [{"number": 2}, {"number": None}, {"content": {}}]
    for change in (*changes, {"issued_at": now()}):
        assert refused_by_the_database(certificate, **change)
    assert refused_by_the_database(certificate, **published)  # there is no page yet
    issuing.keep_page(certificate)
    assert refused_by_the_database(certificate, **another_page)
    assert refused_by_the_database(certificate, **{**published, "file": ""})
    assert not refused_by_the_database(certificate, **published)


def test_a_changed_application_clock_does_not_change_the_date(
    concluded: Application, cast: Cast, office_keys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = ordered(concluded, cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() - timedelta(days=400))
    issued = issuing.issue(certificate)
    with connection.cursor() as cursor:
        cursor.execute("SELECT abs(extract(epoch FROM clock_timestamp() - %s))", [issued.issued_at])
        assert cursor.fetchone()[0] < 60


@pytest.mark.parametrize("fault", ["no signer", "no keys", "expired", "too many"])
def test_when_it_cannot_be_signed_no_number_is_used(
    concluded: Application, cast: Cast, settings: Any, tmp_path: Any, fault: str
) -> None:
    certificate = ordered(concluded, cast)
    there = office.made(tmp_path)
    if fault == "expired":
        new_signer(office.place(tmp_path, now=now() - timedelta(days=30)), days=1)
    if fault == "no keys":
        (there.private / "signer.key.pem").unlink()
    if fault != "no signer":
        office.use(settings, there)
    settings.SIGNATURES_PER_HOUR = 0 if fault == "too many" else 10
    with pytest.raises(keys.SigningUnavailable):
        issuing.issue(certificate)
    certificate.refresh_from_db()
    concluded.refresh_from_db()
    assert (certificate.number, concluded.state) == (None, State.SIGNED)
    assert not Counter.objects.filter(series="certificate-10").exists()


def test_without_a_time_stamp_the_number_waits_for_its_file(
    concluded: Application, cast: Cast, office_keys: Any, settings: Any
) -> None:
    stamps, settings.TSA_URL = settings.TSA_URL, "http://127.0.0.1:9/"
    certificate = ordered(concluded, cast)
    with pytest.raises(keys.SigningUnavailable):
        issuing.issue(certificate)
    certificate.refresh_from_db()
    assert (certificate.is_numbered, certificate.is_issued) == (True, False)
    assert checking.by_token(certificate.token or "") == checking.Answer()
    settings.TSA_URL = stamps
    assert issuing.issue(certificate).printed_number == "01/STP-LLTP"
    concluded.refresh_from_db()
    assert concluded.state == State.READY


def test_a_second_try_signs_the_page_that_was_kept_or_none(
    concluded: Application, cast: Cast, office_keys: Any
) -> None:
    certificate = issuing.take_number(ordered(concluded, cast))
    page = issuing.keep_page(certificate)
    User.objects.filter(pk=cast["signer"].pk).update(last_name="khác")  # would print otherwise
    again = Certificate.objects.get(pk=certificate.pk)
    kept_pages.forget(again.page_sha256)
    with pytest.raises(issuing.PageLost):
        issuing.issue(again)
    kept_pages.keep(page.pdf)
    assert files.read(issuing.issue(again)).startswith(page.pdf)


def test_a_damaged_file_is_never_handed_out(issued: Certificate) -> None:
    path = files.folder() / issued.file
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(files.FileDamaged):
        files.read(issued)
    assert list(files.damaged()) == [issued]


def test_the_machine_alone_makes_a_certificate_ready(cast: Cast) -> None:
    from applications.steps import STEPS

    assert STEPS["make_ready"].roles == {Role.SYSTEM}
