"""Violations at the desk: nothing opens without a reason, and what leaves is written down."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from records import violation_admin
from records.models import AccessLog, Violation

LOOKUP = "/admin/records/violation/"
HAND_ON = "/admin/records/violation/cung-cap/"
REASON = "kiểm tra theo công văn 12/STP"
COLUMNS = {
    "decision_no": "15/QĐ-XPHC",
    "decision_date": "01/03/2024",
    "authority": "Công an quận Ninh Kiều",
    "full_name": "Lê Văn Tám",
    "date_of_birth": "03/02/1988",
    "other_names": "Tám Lúa; Tám",
    "fine_vnd": "1500000",
}


@pytest.fixture
def sign_in(client, cast):
    def enter(role: str):
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def violation(db) -> Violation:
    return Violation.objects.create(
        decision_no="15/QĐ-XPHC",
        decision_date=date(2024, 3, 1),
        authority="Công an quận Ninh Kiều",
        full_name="Lê Văn Tám",
        date_of_birth="1988-02-03",
    )


def ask(client, **changes):
    return client.post(LOOKUP, {"purpose": REASON, "full_name": "Lê Văn Tám", **changes})


def page_of(violation: Violation) -> str:
    return reverse("admin:records_violation_change", args=[violation.pk])


def test_a_violation_is_found_and_opened_and_both_are_written_down(sign_in, violation) -> None:
    client = sign_in("verifier")
    assert violation.decision_no in ask(client).content.decode()
    assert "Lê Văn Tám" in client.get(page_of(violation)).content.decode()
    search, view = AccessLog.objects.order_by("pk")
    assert (search.kind, view.kind) == ("lookup", "view")
    assert search.found == view.found == [violation.code]


def test_nothing_opens_without_a_reason(sign_in, violation) -> None:
    opened = sign_in("head").get(page_of(violation))
    assert (opened.status_code, opened.url) == (302, LOOKUP)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("changes", [{"purpose": "xem"}, {"full_name": ""}])
def test_a_question_without_a_reason_or_a_name_is_not_asked(sign_in, violation, changes) -> None:
    page = ask(sign_in("verifier"), **changes)
    assert violation.decision_no not in page.content.decode()
    assert page.context["form"].errors


def test_a_paper_decision_is_entered_and_a_second_time_refused(sign_in, db) -> None:
    client = sign_in("verifier")
    address = reverse("admin:records_violation_add")
    assert client.post(address, {**COLUMNS, "document": "CV 3/CA"}).status_code == 302
    kept = Violation.objects.get()
    assert (str(kept.decision_date), kept.date_of_birth) == ("2024-03-01", "1988-02-03")
    assert kept.other_names == ["Tám Lúa", "Tám"]
    again = client.post(address, {**COLUMNS, "document": "CV 3/CA"})
    assert "đã có trong danh sách" in again.content.decode()


def test_a_correction_is_shown_with_what_was_there_before(sign_in, violation, make_record) -> None:
    person = make_record()
    client = sign_in("head")
    ask(client)
    changes = {"authority": "Công an Cần Thơ", "record_code": person.record_code}
    sent = {**COLUMNS, **changes, "reason": "Sai cơ quan", "correct": "1"}
    assert client.post(page_of(violation), sent).status_code == 302
    violation.refresh_from_db()
    assert (violation.authority, violation.person) == ("Công an Cần Thơ", person)
    html = client.get(page_of(violation)).content.decode()
    for text in ("Công an quận Ninh Kiều</del>", "Công an Cần Thơ</ins>", "Sai cơ quan"):
        assert text in html


def test_a_correction_without_a_reason_changes_nothing(sign_in, violation) -> None:
    client = sign_in("head")
    ask(client)
    page = client.post(page_of(violation), {**COLUMNS, "authority": "X", "correct": "1"})
    assert page.context["correction"].errors.keys() == {"reason"}
    assert Violation.objects.get().authority == "Công an quận Ninh Kiều"


def test_a_decision_is_taken_off_the_list(sign_in, violation) -> None:
    client = sign_in("head")
    ask(client)
    sent = {"withdraw": "1", "rut-reason": "Bị hủy"}
    assert client.post(page_of(violation), sent).status_code == 302
    assert Violation.objects.get().withdrawn


@pytest.mark.parametrize("role", ["receiver", "drafter", "approver", "signer", "administrator"])
def test_others_of_the_office_do_not_read_the_list(sign_in, violation, role: str) -> None:
    client = sign_in(role)
    assert ask(client).status_code == 403
    assert client.get(page_of(violation)).status_code == 403
    assert client.post(HAND_ON, {}).status_code == 403


def test_an_auditor_reads_and_changes_nothing(sign_in, violation) -> None:
    client = sign_in("auditor")
    ask(client)
    assert client.get(page_of(violation)).status_code == 200
    assert client.post(page_of(violation), {**COLUMNS, "reason": "Thử"}).status_code == 403
    assert client.get(HAND_ON).status_code == 403


HANDED = {"authority": "Công an Cần Thơ", "purpose": "đối chiếu quý 4", "letter": "CV 9"}


def test_a_list_is_handed_on_and_each_row_is_written_down(sign_in, violation, verifier) -> None:
    asked = {**HANDED, "decision_no": "15/qđ-xphc", "file_format": "csv"}
    file = sign_in("verifier").post(HAND_ON, asked)
    assert file["Content-Disposition"].endswith('.csv"')
    header, line = file.content.decode("utf-8-sig").splitlines()
    assert "full_name" in header
    assert "Lê Văn Tám" in line
    log = AccessLog.objects.get()
    assert (log.by, log.found) == (verifier, [violation.code])
    assert log.purpose == "Công an Cần Thơ (CV 9): đối chiếu quý 4"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision_no": ""}, "changed_from"),
        ({"decision_no": "nothing"}, "changed_from"),
        ({"purpose": "xem"}, "purpose"),
        ({"authority": ""}, "authority"),
    ],
)
def test_without_rows_recipient_or_purpose_nothing_leaves(
    sign_in, violation, changes, field: str
) -> None:
    asked = {**HANDED, "decision_no": "15/QĐ-XPHC", "file_format": "csv", **changes}
    page = sign_in("verifier").post(HAND_ON, asked)
    assert page["Content-Type"].startswith("text/html")
    assert page.context["form"].errors.keys() == {field}
    assert not AccessLog.objects.exists()


def test_one_file_takes_so_many_rows_and_no_more(sign_in, violation, monkeypatch) -> None:
    monkeypatch.setattr(violation_admin, "MOST_HANDED_OVER", 0)
    asked = {**HANDED, "decision_no": "15/QĐ-XPHC", "file_format": "csv"}
    assert sign_in("verifier").post(HAND_ON, asked).context["form"].errors
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_no_cell_of_a_file_is_run(sign_in, violation, file_format: str) -> None:
    formula = '=HYPERLINK("http://x","y")'
    Violation.objects.update(violation=formula, authority="＝1+1", sanction="#N/A")
    asked = {**HANDED, "decision_no": "15/QĐ-XPHC", "file_format": file_format}
    file = sign_in("head").post(HAND_ON, asked)
    if file_format == "csv":
        assert "'=HYPERLINK" in file.content.decode("utf-8-sig")
        return
    sheet = load_workbook(io.BytesIO(file.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type == "s" for cell in cells)
    assert {f"'{formula}", "'＝1+1", "#N/A"} <= {cell.value for cell in cells}
