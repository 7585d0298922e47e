"""manage.py lookup_records: a list of people, one line of JSON each (contracts section 1)."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from records import batch_lookup
from records.models import AccessLog

AN = {
    "full_name": "Nguyễn Văn An",
    "date_of_birth": "17/05/1990",
    "father_name": "Nguyễn Văn Bình",
    "mother_name": "Trần Thị Cúc",
}
NOBODY = {"full_name": "Phạm Thị Quỳnh Như", "date_of_birth": "1971"}


def looked_up(path: Path, **options: Any) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("lookup_records", path, "--json", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_row_gets_its_candidates_with_score_and_reasons(write_csv, make_record) -> None:
    person = make_record()
    first, second = looked_up(write_csv(AN, NOBODY))
    assert first.keys() == {"row", "candidates", "ms"}
    assert first["row"] == 1
    [candidate] = first["candidates"]
    assert candidate.keys() == {"record", "score", "reasons"}
    assert candidate["record"] == person.record_code
    assert "cùng ngày sinh" in candidate["reasons"]
    assert first["ms"] > 0
    assert (second["row"], second["candidates"]) == (2, [])


def test_the_best_comes_first(write_csv, make_record) -> None:
    faint = make_record(mother_name="Trần Thị Cức", father_name="")
    same = make_record(numbers={"cccd": "092090001234"})
    [line] = looked_up(write_csv({**AN, "cccd": "092090001234"}))
    assert [one["record"] for one in line["candidates"]] == [same.record_code, faint.record_code]
    scores = [one["score"] for one in line["candidates"]]
    assert scores == sorted(scores, reverse=True)


def test_a_workbook_is_read_as_well(tmp_path: Path, make_record) -> None:
    person = make_record()
    book = Workbook()
    book.active.append(list(AN))
    book.active.append(list(AN.values()))
    path = tmp_path / "list.xlsx"
    book.save(path)
    [line] = looked_up(path)
    assert line["candidates"][0]["record"] == person.record_code


def test_a_row_that_asks_for_nobody_says_so_and_holds_up_no_other(write_csv, make_record) -> None:
    make_record()
    empty, found = looked_up(write_csv({**NOBODY, "full_name": ""}, AN))
    assert (empty["row"], empty["candidates"]) == (1, [])
    assert "full_name" in empty["error"]
    assert found["candidates"]


@pytest.mark.parametrize(
    "bad", [{"date_of_birth": "31/02/1990"}, {"sex": "x?"}, {"cccd": "09-20?"}, {"cmnd": "%%"}]
)
def test_a_cell_that_means_nothing_hides_nobody(write_csv, make_record, bad) -> None:
    person = make_record()
    [line] = looked_up(write_csv({**AN, **bad}))
    assert [one["record"] for one in line["candidates"]] == [person.record_code]
    assert next(iter(bad)) in line["problems"]


def test_a_whole_list_is_one_search_that_names_everybody_found(
    write_csv, make_record, machine, django_assert_max_num_queries
) -> None:
    person = make_record()
    path = write_csv(*[AN] * 5, *[NOBODY] * 5)
    with django_assert_max_num_queries(10 * 4 + 10):
        looked_up(path)
    begun, found = AccessLog.objects.order_by("pk")
    assert begun.found == []
    assert found.found == [person.record_code]
    assert {(row.by, row.asked, row.kind) for row in (begun, found)} == {
        (machine, path.name, "lookup")
    }


def test_a_list_is_written_down_by_batches(write_csv, make_record, monkeypatch) -> None:
    make_record()
    monkeypatch.setattr(batch_lookup, "ROWS_A_BATCH", 2)
    looked_up(write_csv(*[AN] * 5))
    assert AccessLog.objects.filter(found__len=1).count() == 3


def test_who_stops_reading_half_way_has_looked_all_the_same(
    write_csv, make_record, machine
) -> None:
    person = make_record()
    answers = batch_lookup.look_up_list(write_csv(AN, AN), by=machine, purpose="kiểm tra danh sách")
    next(answers)
    answers.close()
    assert AccessLog.objects.first().found == [person.record_code]


def test_a_purpose_and_a_person_may_be_named(write_csv, verifier, receiver) -> None:
    path = write_csv(AN)
    looked_up(path, purpose="rà soát theo kế hoạch 5", user=verifier.username)
    assert AccessLog.objects.filter(by=verifier, purpose="rà soát theo kế hoạch 5").exists()
    with pytest.raises(CommandError, match="quyền"):
        looked_up(path, user=receiver.username)
    with pytest.raises(CommandError, match="no user"):
        looked_up(path, user="nobody")


def test_a_file_that_is_no_table_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="no such file"):
        looked_up(tmp_path / "none.csv")
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(CommandError, match="không có dòng"):
        looked_up(empty)


def test_without_json_a_table_is_printed(write_csv, make_record) -> None:
    person = make_record()
    out = StringIO()
    call_command("lookup_records", write_csv(AN, NOBODY), stdout=out)
    first, second = out.getvalue().splitlines()
    assert person.record_code in first
    assert second.strip().startswith("2")
