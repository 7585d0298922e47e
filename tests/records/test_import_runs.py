"""Importing at the desk: tried first, read in parts, one file at a time, and never lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from accounts.models import User
from common.leases import MOST_TRIES, work
from common.refusals import Invalid, NotPermitted, Refusal
from portal.tasks import WORK
from records import import_files, import_runs, imports, tasks
from records.import_progress import progress_of, rejected_head
from records.models import ImportRun, Judgment, Person, RecordChange
from tests.records.sent_tables import (
    ENCRYPTED_WORKBOOK,
    OLD_WORKBOOK,
    bomb,
    judgment,
    table,
    workbook,
)

Stage = ImportRun.Stage
BAD = judgment(0, judgment_no="")


@pytest.fixture(autouse=True)
def one_slice_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two rows, so that a short file is long."""
    monkeypatch.setattr(imports, "ROWS_A_SLICE", 2)
    monkeypatch.setattr(import_runs, "PART_SECONDS", 0)


def part(run: ImportRun) -> bool:
    """What a worker does once; whether the reading is over."""
    work(ImportRun, run.pk, import_runs.read_part, lease=import_runs.LEASE)
    run.refresh_from_db()
    return run.is_over


def whole(run: ImportRun) -> ImportRun:
    for _part in range(50):
        if part(run):
            return run
    raise AssertionError("the reading does not end")


def tried(upload: SimpleUploadedFile, by: User, kind: str = "judgments") -> ImportRun:
    return whole(import_runs.begin(upload, by=by, kind=kind))


def taken(upload: SimpleUploadedFile, by: User) -> ImportRun:
    return whole(import_runs.take(tried(upload, by), by=by))


def counts(run: ImportRun) -> tuple[int, ...]:
    return (run.position, run.created, run.updated, run.unchanged, run.rejected)


@pytest.fixture(params=[table, workbook], ids=["csv", "xlsx"])
def make_file(request: Any) -> Callable[..., SimpleUploadedFile]:
    make: Callable[..., SimpleUploadedFile] = request.param
    return make


def test_a_trial_tells_what_would_come_of_a_file_and_changes_nothing(
    make_file: Callable[..., SimpleUploadedFile], verifier: User
) -> None:
    run = tried(make_file(*(judgment(at) for at in range(4)), BAD), verifier)
    assert (run.stage, run.parts > 1) == (Stage.DONE, True)
    assert counts(run) == (5, 4, 0, 0, 1)
    assert (run.total_rows, run.by, run.office) == (5, verifier, verifier.office)
    assert not Person.objects.exists()
    [row] = rejected_head(run).rows
    assert row["number"] == "5"
    assert "judgment_no" in row["reason"]


def test_what_was_tried_is_read_for_real_and_the_register_names_the_file(
    make_file: Callable[..., SimpleUploadedFile], verifier: User, head: User
) -> None:
    trial = tried(make_file(*(judgment(at) for at in range(4)), BAD), verifier)
    run = whole(import_runs.take(trial, by=head))
    assert counts(run) == counts(trial)
    assert (run.by, run.trial, run.sha256) == (head, trial, trial.sha256)
    assert Judgment.objects.count() == 4
    kept = RecordChange.objects.filter(part="judgment", action="insert")
    assert set(kept.values_list("by", "document")) == {(head.pk, trial.file_name)}


def test_the_same_file_again_is_known_and_changes_nothing(verifier: User) -> None:
    first = taken(table(judgment(1), judgment(2)), verifier)
    before = list(Person.objects.order_by("pk").values())
    again = tried(table(judgment(1), judgment(2), name="khac.csv"), verifier)
    assert import_runs.taken_before(again) == first
    assert counts(whole(import_runs.take(again, by=verifier))) == (2, 0, 0, 2, 0)
    assert list(Person.objects.order_by("pk").values()) == before
    assert import_runs.taken_before(first) is None
    assert import_runs.taken_before(tried(table(judgment(3)), verifier)) is None


def test_a_worker_that_dies_between_parts_is_followed_by_one_that_goes_on(verifier: User) -> None:
    trial = tried(table(*(judgment(at) for at in range(5)), BAD), verifier)
    run = import_runs.take(trial, by=verifier)
    assert not part(run)
    assert counts(run) == (2, 2, 0, 0, 0)
    import_runs.ImportRun.objects.filter(pk=run.pk).update(
        lease_until=Now() - timedelta(seconds=1), tries=1
    )
    assert counts(whole(run)) == (6, 5, 0, 0, 1)
    assert Judgment.objects.count() == 5


def test_a_part_whose_worker_dies_in_it_is_read_again_as_if_it_had_never_begun(
    verifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows and counts are in one transaction: nothing is counted as unchanged that was new."""
    trial = tried(table(judgment(0), BAD, judgment(2), BAD), verifier)
    run = import_runs.take(trial, by=verifier)
    assert not part(run)
    with monkeypatch.context() as dying:
        dying.setattr(import_runs, "_note", _die)
        with pytest.raises(SystemExit):
            part(run)
    assert Judgment.objects.count() == 1
    run.refresh_from_db()
    ImportRun.objects.filter(pk=run.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert counts(whole(run)) == (4, 2, 0, 0, 2)
    assert [row["number"] for row in rejected_head(run).rows] == ["2", "4"]


def _die(*_args: Any, **_more: Any) -> None:
    raise SystemExit


def test_two_files_are_read_one_after_the_other(verifier: User, head: User) -> None:
    first = import_runs.begin(table(*map(judgment, range(5))), by=verifier, kind="judgments")
    second = import_runs.begin(table(judgment(7)), by=head, kind="judgments")
    assert not part(second)
    assert (second.stage, second.position, second.tries) == (Stage.WAITING, 0, 0)
    assert not import_runs.may_go_on(second.pk)
    whole(first)
    ImportRun.objects.filter(pk=second.pk).update(due_at=Now())
    assert whole(second).stage == Stage.DONE


def test_a_reading_is_stopped_after_the_part_in_hand_and_what_is_in_stays(
    verifier: User, head: User
) -> None:
    run = import_runs.take(tried(table(*map(judgment, range(6))), verifier), by=verifier)
    part(run)
    import_runs.stop(run, by=head)
    assert whole(run).stage == Stage.STOPPED
    assert (run.position, run.stop_asked_by) == (2, head)
    assert Judgment.objects.count() == 2
    rest = whole(import_runs.take(ImportRun.objects.get(pk=run.trial_id), by=verifier))
    assert counts(rest) == (6, 4, 0, 2, 0)


def test_who_waits_may_be_stopped_before_their_turn(verifier: User) -> None:
    import_runs.begin(table(*map(judgment, range(5))), by=verifier, kind="judgments")
    second = import_runs.begin(table(judgment(7)), by=verifier, kind="judgments")
    import_runs.stop(second, by=verifier)
    assert part(second)
    assert second.stage == Stage.STOPPED


def test_pressed_twice_it_is_one_reading(verifier: User) -> None:
    trial = tried(table(judgment(1)), verifier)
    run = import_runs.take(trial, by=verifier)
    assert import_runs.take(trial, by=verifier) == run
    whole(run)
    assert import_runs.take(trial, by=verifier) == run
    assert ImportRun.objects.filter(dry_run=False).count() == 1


def test_only_what_was_tried_and_has_a_good_row_is_taken(verifier: User) -> None:
    untried = import_runs.begin(table(judgment(1), judgment(2)), by=verifier, kind="judgments")
    with pytest.raises(Refusal, match="chưa được kiểm tra"):
        import_runs.take(untried, by=verifier)
    whole(untried)
    with pytest.raises(Refusal, match="Không có dòng nào"):
        import_runs.take(tried(table(BAD), verifier), by=verifier)
    assert not ImportRun.objects.filter(dry_run=False).exists()


@pytest.mark.parametrize("role", ["receiver", "drafter", "approver", "signer", "auditor"])
def test_others_import_nothing(cast: dict[str, User], role: str, verifier: User) -> None:
    trial = tried(table(judgment(1)), verifier)
    for act in (import_runs.take, import_runs.stop):
        with pytest.raises(NotPermitted):
            act(trial, by=cast[role])
    with pytest.raises(NotPermitted):
        import_runs.begin(table(judgment(1)), by=cast[role], kind="judgments")
    assert ImportRun.objects.count() == 1


def files_kept(settings: Any) -> list[str]:
    return [path.name for path in (settings.DATA_DIR / "imports").rglob("*")]


WRONG = {
    "empty": (b"", "không có dòng nào"),
    "blank": (b"\n \n", "không có dòng nào|thiếu cột"),
    "only_header": (b"full_name,judgment_no\n", "chỉ có dòng tiêu đề"),
    "columns": (b"ten,so\nA,1\n", "thiếu cột: full_name, judgment_no"),
    "twice": (b"full_name,full_name,judgment_no\nA,B,1\n", "trùng tên"),
    "pdf": (b"%PDF-1.7\nfull_name,judgment_no\n", "không phải là bảng"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "không phải là bảng"),
    "zip": (b"PK\x03\x04nothing of use", "bị hỏng"),
    "locked": (ENCRYPTED_WORKBOOK, "mật khẩu"),
    "old": (OLD_WORKBOOK, "đời cũ"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_such_table_is_refused_at_the_field_and_not_kept(
    verifier: User, settings: Any, wrong: str
) -> None:
    content, said = WRONG[wrong]
    for name in ("so.csv", "so.xlsx"):  # by its bytes, whatever it is called
        with pytest.raises(Invalid) as refused:
            import_runs.begin(SimpleUploadedFile(name, content), by=verifier, kind="judgments")
        [problem] = refused.value.problems
        assert problem.field == "file"
        assert re.search(said, str(problem.message)), problem.message
    assert not ImportRun.objects.exists()
    assert files_kept(settings) == []


def test_a_file_over_the_limit_is_refused(verifier: User, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 100
    with pytest.raises(Invalid, match="too_big"):
        import_runs.begin(table(judgment(1)), by=verifier, kind="judgments")
    assert files_kept(settings) == []


def test_a_workbook_that_swells_is_refused(verifier: User, settings: Any) -> None:
    """Threat 20: what is small and unpacks to gigabytes."""
    for content, said in ((bomb(says=2**31), "too_large"), (bomb(says=1000), "not_xlsx")):
        with pytest.raises(Invalid, match=said):
            import_runs.begin(SimpleUploadedFile("a.xlsx", content), by=verifier, kind="judgments")
    assert files_kept(settings) == []


def test_a_csv_file_called_xlsx_is_read_as_what_it_is(verifier: User) -> None:
    assert tried(table(judgment(1), name="bang.xlsx"), verifier).created == 1
    assert tried(workbook(judgment(1), name="bang.csv"), verifier).created == 1


def test_a_reading_that_fails_again_and_again_is_set_aside_and_holds_up_no_other(
    verifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = import_runs.begin(table(judgment(1)), by=verifier, kind="judgments")
    second = import_runs.begin(table(judgment(2)), by=verifier, kind="judgments")
    first.table.unlink()
    for _try in range(MOST_TRIES):
        ImportRun.objects.filter(pk=first.pk).update(due_at=Now())
        part(first)
        assert not import_runs.may_go_on(first.pk)
    assert (first.stage, first.last_error) == (Stage.FAILED, "FileNotFoundError")
    assert whole(second).stage == Stage.DONE


def test_the_sweep_knows_of_readings_and_a_worker_rings_for_the_next_part(
    verifier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (ImportRun, tasks.hint_import) in WORK
    run = import_runs.begin(table(*map(judgment, range(5))), by=verifier, kind="judgments")
    rung: list[int] = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    for _part in range(4):
        tasks.read_part(run.pk)
    run.refresh_from_db()
    assert run.stage == Stage.DONE
    assert rung == [run.pk] * run.parts or rung == [run.pk] * (run.parts - 1)


def test_the_row_of_a_reading_stays_and_says_for_ever_who_and_what(verifier: User) -> None:
    run = tried(table(judgment(1)), verifier)
    changes = ("file_name = 'x'", "sha256 = 'x'", "by_id = by_id + 1", "dry_run = false")
    statements = [f"UPDATE records_importrun SET {change}" for change in changes]
    for statement in [*statements, "DELETE FROM records_importrun"]:
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    run.refresh_from_db()
    assert run.file_name == "ban-an.csv"


def test_files_are_private_and_forgotten_after_a_while_and_the_row_stays(
    verifier: User, settings: Any
) -> None:
    run = tried(table(judgment(1), BAD), verifier)
    assert run.home.stat().st_mode & 0o077 == 0
    assert import_files.forget() == 0
    ImportRun.objects.update(done_at=Now() - timedelta(days=settings.IMPORT_KEEP_DAYS + 1))
    assert import_files.forget() == 1
    run.refresh_from_db()
    assert files_kept(settings) == []
    assert rejected_head(run).rows == []
    with pytest.raises(Refusal, match="đã được xóa"):
        import_runs.take(run, by=verifier)


def test_what_a_dead_process_left_is_cleared_away_a_day_later(
    verifier: User, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = settings.DATA_DIR
    run = import_runs.begin(table(judgment(1)), by=verifier, kind="judgments")
    lost, upload = run.home.with_name("lost"), settings.DATA_DIR / "tmp1.upload.csv"
    lost.mkdir()
    upload.touch()
    import_files.forget()
    assert lost.exists()
    assert upload.exists()
    for path in (lost, upload, run.home):
        os.utime(path, (0, 0))
    import_files.forget()
    assert not lost.exists()
    assert not upload.exists()
    assert run.table.exists()


def test_progress_says_how_far_and_never_too_much(verifier: User) -> None:
    run = import_runs.begin(table(*map(judgment, range(6))), by=verifier, kind="judgments")
    assert (progress_of(run).percent, progress_of(run).rows) == (0, "0 / 6 dòng")
    part(run)
    assert (progress_of(run).percent, progress_of(run).rows) == (33, "2 / 6 dòng")
    assert "dòng/giây" in progress_of(run).speed
    run.position = run.total_rows = 6
    assert progress_of(run).percent == 99
    assert progress_of(whole(run)).percent == 100
