"""Lists of handled violations: received twice, changed, corrected, withdrawn; all is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Office, User
from common.refusals import NotPermitted, Refusal
from records.imports import take_in
from records.models import Violation, ViolationVersion
from records.violation_rows import Violations
from records.violations import correct, receive, withdraw

ROW = {
    "full_name": "Lê Văn Tám",
    "date_of_birth": "1988-02-03",
    "cccd": "092088001111",
    "decision_no": "15/QĐ-XPHC",
    "decision_date": "2024-03-01",
    "authority": "Công an quận Ninh Kiều",
    "violation": "Gây rối trật tự công cộng",
    "sanction": "Phạt tiền",
    "fine_vnd": "1.500.000",
    "period_ends_on": "01/03/2025",
}
Write = Callable[..., Path]


@pytest.fixture
def take(department: Office, machine: User, write_csv: Write) -> Callable[..., Any]:
    def take(*rows: dict[str, str], **how: Any) -> Any:
        report = take_in(write_csv(*rows), Violations(department), by=machine, **how)
        return report.created, report.updated, report.unchanged, report.rejected

    return take


@pytest.fixture
def kept(take) -> Violation:
    take(ROW)
    return Violation.objects.get()


def test_a_list_is_received_with_its_days_and_money(kept: Violation) -> None:
    assert (kept.fine_vnd, str(kept.period_ends_on)) == (1_500_000, "2025-03-01")
    assert kept.person is None


def test_the_same_list_again_changes_nothing(take, kept: Violation) -> None:
    assert take(ROW) == (0, 0, 1, 0)
    assert ViolationVersion.objects.count() == 1
    assert Violation.objects.get().changed_at == kept.changed_at


def test_a_changed_row_updates_and_what_it_said_before_is_kept(take, kept, machine) -> None:
    assert take({**ROW, "executed_on": "2024-04-02", "fine_vnd": "2000000"}) == (0, 1, 0, 0)
    before, after = ViolationVersion.objects.all()
    assert (before.content["fine_vnd"], after.content["fine_vnd"]) == (1_500_000, 2_000_000)
    assert (after.by, after.document) == (machine, "table.csv")
    assert after.at > before.at


def test_an_empty_cell_takes_nothing_away(take, kept) -> None:
    assert take({**ROW, "violation": "", "fine_vnd": "", "cccd": ""}) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"decision_no": "15/qđ-xphc"},
        {"authority": "CÔNG AN  QUẬN NINH KIỀU"},
        {"full_name": "Lê Văn Tấm"},  # the same personal number
        {"cccd": "", "date_of_birth": "1988"},
    ],
)
def test_the_same_decision_on_the_same_person_is_not_doubled(take, kept, changes) -> None:
    created, *_others = take({**ROW, **changes})
    assert created == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"decision_no": "16/QĐ-XPHC"},
        {"decision_date": "2024-03-02"},
        {"authority": "Công an quận Cái Răng"},
        {"cccd": "092088002222"},
        {"cccd": "", "date_of_birth": "1990"},
        {"cccd": "", "full_name": "Lê Văn Chín"},
    ],
)
def test_another_decision_or_person_is_another_row(take, kept, changes) -> None:
    assert take({**ROW, **changes}) == (1, 0, 0, 0)


def test_two_lines_that_contradict_in_one_file_take_the_first_each_time(take, write_csv) -> None:
    other = {**ROW, "fine_vnd": "9"}
    assert take(ROW, other, ROW) == (1, 0, 1, 1)
    assert take(ROW, other, ROW) == (0, 0, 2, 1)


@pytest.mark.parametrize(
    "changes",
    [
        *({name: ""} for name in ("full_name", "decision_no", "decision_date", "authority")),
        {"decision_date": "2999-01-01"},
        {"decision_date": "03/2024"},
        {"fine_vnd": "một triệu"},
    ],
)
def test_a_row_that_cannot_be_taken_is_set_aside_alone(take, changes) -> None:
    assert take({**ROW, **changes}, {**ROW, "decision_no": "99"}) == (1, 0, 0, 1)


def test_the_command_reports_and_a_dry_run_keeps_nothing(department, write_csv, capsys) -> None:
    call_command("import_violations", write_csv(ROW), "--dry-run")
    assert "created: 1" in capsys.readouterr().out
    assert not Violation.objects.exists()
    call_command("import_violations", write_csv(ROW))
    assert Violation.objects.count() == 1


def test_a_withdrawn_decision_stays_withdrawn_when_the_list_comes_again(
    take, kept, verifier
) -> None:
    withdraw(kept, by=verifier, reason="Quyết định bị hủy")
    assert take(ROW) == (0, 0, 1, 0)
    assert Violation.objects.get().withdrawn


def test_what_is_withdrawn_is_not_withdrawn_twice(kept, verifier) -> None:
    withdraw(kept, by=verifier, reason="Quyết định bị hủy")
    with pytest.raises(Refusal):
        withdraw(kept, by=verifier, reason="Quyết định bị hủy")


def test_a_correction_keeps_who_why_and_from_which_document(kept, verifier) -> None:
    correct(
        *(kept,), by=verifier, changes={"full_name": "Lê Văn Tấm"}, reason="Sai tên", document="7"
    )
    version = ViolationVersion.objects.last()
    assert (version.by, version.document) == (verifier, "7")
    assert version.content["full_name"] == "Lê Văn Tấm"
    assert version.content["change_reason"] == "Sai tên"


def test_a_correction_may_not_double_another_row(take, kept, verifier) -> None:
    take({**ROW, "decision_no": "16"})
    other = Violation.objects.exclude(pk=kept.pk).get()
    with pytest.raises(Refusal, match="đã có"):
        correct(other, by=verifier, changes={"decision_no": kept.decision_no}, reason="Sai số")
    other.refresh_from_db()
    assert other.decision_no == "16"


def test_a_person_of_the_register_is_linked_by_a_clerk(kept, make_record, verifier) -> None:
    person = make_record()
    correct(kept, by=verifier, changes={"person": person}, reason="Cùng số căn cước")
    assert Violation.objects.get().person == person


def columns(**changes: Any) -> dict[str, Any]:
    import datetime

    return {
        "full_name": "Lê Văn Tám",
        "decision_no": "20",
        "decision_date": datetime.date(2024, 3, 1),
        "authority": "Công an",
        **changes,
    }


def test_a_paper_decision_is_entered_once_and_names_its_letter(db, verifier) -> None:
    receive(columns(), by=verifier, document="CV 12/CA")
    assert ViolationVersion.objects.get().document == "CV 12/CA"
    with pytest.raises(Refusal, match="đã có"):
        receive(columns(), by=verifier, document="CV 12/CA")
    with pytest.raises(Refusal, match="văn bản"):
        receive(columns(decision_no="21"), by=verifier, document=" ")


@pytest.mark.parametrize("role", ["auditor", "receiver", "drafter", "administrator"])
def test_only_keepers_change_the_list(kept, cast, role: str) -> None:
    for act in (
        lambda by: correct(kept, by=by, changes={"fine_vnd": 1}, reason="Thử"),
        lambda by: withdraw(kept, by=by, reason="Thử"),
        lambda by: receive(columns(), by=by, document="1"),
    ):
        with pytest.raises(NotPermitted):
            act(cast[role])
    assert ViolationVersion.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records_violation",
        "UPDATE records_violationversion SET content = '{}'",
        "DELETE FROM records_violationversion",
    ],
)
def test_nothing_of_the_list_is_lost_even_by_sql(kept, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["records_violation", "records_violationversion"])
def test_the_webs_role_may_not_delete_at_all(kept, as_portal_app, table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_change_by_sql_is_kept_too(kept) -> None:
    Violation.objects.update(fine_vnd=5)
    assert ViolationVersion.objects.last().content["fine_vnd"] == 5


def test_new_keys_are_no_change(kept) -> None:
    Violation.objects.update(keys_version=0, name_keys=["x"])
    assert Violation.objects.get().changed_at == kept.changed_at
    assert ViolationVersion.objects.count() == 1
