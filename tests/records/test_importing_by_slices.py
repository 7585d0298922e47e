"""A large table goes in by slices: the same register comes out, whatever stops it half-way."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Office, User
from common.dates import today
from records import imports
from records.imports import Report, take_in
from records.judgments import Judgments
from records.matching import index
from records.models import Ban, Judgment, Offence, Person, PersonNumber, RecordChange

NAMES = ("Nguyễn Văn An", "Trần Thị Bé", "Lê Văn Cả", "Phạm Thị Dần")


def row(number: int, **changes: str) -> dict[str, str]:
    """Judgment `number`; every fourth is of the same person, every twelfth comes again changed."""
    who = number % 4
    return {
        "record_code": "",
        "full_name": NAMES[who],
        "date_of_birth": f"{10 + who}/05/1990",
        "cmnd": f"36123456{who}" if number % 3 else "",
        "father_name": f"Cha {NAMES[who]}",
        "mother_name": f"Mẹ {NAMES[who]}",
        "judgment_no": f"{number // 2}/2015/HSST",
        "judgment_date": "2015-03-10",
        "court": f"TAND quận {who}",
        "offences": "Trộm cắp tài sản; Đánh bạc" if number % 5 else "Đánh bạc",
        "main_penalty_months": str(number),
        "ban_position": "" if number % 7 else "giám đốc",
        **changes,
    }


MIXED = [
    *(row(number) for number in range(24)),
    row(30, full_name="Nguyễn Văn Ẩn", record_code="25HN2013/00002"),
    row(31, full_name="Nguyễn Văn Án", cmnd="", father_name="", mother_name=""),
    row(0, record_code="25HN2013/00002", full_name="Lê Thị Khác", date_of_birth="1950"),
    row(4, cmnd="369999999", main_penalty_months=""),
    row(4),
    row(4),
    row(8, cccd="092090001234"),
    row(12, full_name="Nguyễn Văn An", cccd="092090009999", cmnd=""),
    row(5, judgment_no=""),
]


@pytest.fixture
def kind(department: Office) -> Judgments:
    return Judgments(department)


@pytest.fixture
def machine(db: None) -> User:
    return User.objects.machine()


def taken(path: Path, kind: Judgments, by: User, **options: Any) -> tuple[int, ...]:
    return counts(take_in(path, kind, by=by, **options))


def counts(*reports: Report) -> tuple[int, ...]:
    names = ("read", "created", "updated", "unchanged", "rejected")
    return tuple(sum(getattr(report, name) for report in reports) for name in names)


def register() -> list[Any]:
    """All that the register says, without primary keys."""
    people = Person.objects.order_by("record_code")
    return [
        (
            person.record_code,
            [person.full_name, *sorted(person.other_names), *sorted(person.birth_dates)],
            (person.sex, person.father_name, person.mother_name, person.name_keys),
            sorted(person.numbers.values_list("kind", "number", "key", "is_current")),
            [
                (
                    *(judgment.judgment_no, judgment.court, judgment.main_penalty_months),
                    list(judgment.offences.values_list("number", "offence")),
                    list(judgment.bans.values_list("position", "person__record_code")),
                )
                for judgment in person.judgments.order_by("court", "judgment_no")
            ],
        )
        for person in people
    ]


def rejected(path: Path) -> list[dict[str, str]]:
    name = path.with_name(path.name + ".rejected.csv")
    with name.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("size", [2, 5, 1000])
def test_the_size_of_the_slices_changes_nothing(
    write_csv, kind, machine, monkeypatch, size: int
) -> None:
    path = write_csv(*MIXED)
    monkeypatch.setattr(imports, "ROWS_A_SLICE", size)
    in_slices = taken(path, kind, machine)
    by_slices = register()
    for model in (Ban, Offence, Judgment, PersonNumber, Person):
        model.objects.all().delete()
    department = Office.objects.get(pk=kind.office.pk)
    connection.cursor().execute("DELETE FROM accounts_counter")
    monkeypatch.setattr(imports, "ROWS_A_SLICE", 1)
    assert taken(path, Judgments(department), machine) == in_slices
    assert register() == by_slices


def test_the_match_table_keeps_step_with_what_was_imported(write_csv, kind, machine) -> None:
    taken(write_csv(*MIXED), kind, machine)
    taken(write_csv(row(0, other_names="Tư Ếch", cccd="092090005555")), kind, machine)
    assert Person.objects.count() > 4
    assert list(index.out_of_step()) == []


def test_records_are_numbered_in_the_order_of_the_rows_without_a_gap(
    write_csv, kind, machine
) -> None:
    year = today().year
    names = [f"Nguyễn Văn {letter}" for letter in "ABCDEF"]
    coded = row(40, full_name="Lê Thị Mã", record_code=f"55CT{year}/00003", cmnd="")
    plain = [row(at, full_name=name, cmnd="") for at, name in enumerate(names)]
    bad = row(9, judgment_no="")
    taken(write_csv(*plain[:2], bad, coded, *plain[2:]), kind, machine)
    given = dict(Person.objects.values_list("full_name", "record_code"))
    assert [given[name] for name in names] == [
        f"55CT{year}/{number:05}" for number in (1, 2, 4, 5, 6, 7)
    ]


def test_a_row_that_the_database_refuses_is_set_aside_alone(write_csv, kind, machine) -> None:
    """Poison: the reading lets it through, the table does not (fault 34)."""
    poison = row(7, chapter="I" * 30, offences="Đánh bạc")
    path = write_csv(*(row(at) for at in range(7)), poison, row(8))
    assert taken(path, kind, machine) == (9, 8, 0, 0, 1)
    [aside] = rejected(path)
    assert aside["row"] == "8"
    assert "không nhận" in aside["reason"]
    codes = Person.objects.order_by("record_code").values_list("record_code", flat=True)
    assert [code[-1] for code in codes] == [str(at + 1) for at in range(len(codes))]


def test_a_crash_leaves_whole_slices_and_the_same_file_finishes(
    write_csv, kind, machine, monkeypatch
) -> None:
    path = write_csv(*(row(at) for at in range(10)))
    monkeypatch.setattr(imports, "ROWS_A_SLICE", 4)
    written: list[int] = []
    store = kind.store

    def failing(parsed: Any) -> Any:
        outcomes = store(parsed)
        written.append(len(outcomes))
        if len(written) == 2:
            raise ConnectionResetError
        return outcomes

    monkeypatch.setattr(kind, "store", failing)
    with pytest.raises(ConnectionResetError):
        taken(path, kind, machine)
    assert Judgment.objects.count() == 4
    assert RecordChange.objects.filter(part="judgment").count() == 4
    assert taken(path, kind, machine) == (10, 6, 0, 4, 0)


def test_past_its_time_it_stops_after_a_slice_and_goes_on_where_it_was(
    write_csv, kind, machine, monkeypatch
) -> None:
    monkeypatch.setattr(imports, "ROWS_A_SLICE", 4)
    bad = {at: row(at, judgment_no="") for at in (1, 6, 9)}
    path = write_csv(*(bad.get(at, row(at)) for at in range(11)))
    reports: list[Report] = []
    start: int | None = 0
    while start is not None:
        report = take_in(path, kind, by=machine, start_at=start, deadline=time.monotonic())
        reports.append(report)
        start = report.next_row
    assert [report.next_row for report in reports] == [4, 8, 11, None]
    assert counts(*reports) == (11, 8, 0, 0, 3)
    assert [aside["row"] for aside in rejected(path)] == ["2", "7", "10"]


def test_a_part_that_is_done_again_sets_nothing_aside_twice(
    write_csv, kind, machine, monkeypatch
) -> None:
    monkeypatch.setattr(imports, "ROWS_A_SLICE", 2)
    path = write_csv(*(row(at, judgment_no="") for at in range(6)))
    take_in(path, kind, by=machine)
    take_in(path, kind, by=machine, start_at=2)
    assert [aside["row"] for aside in rejected(path)] == list("123456")


def test_the_history_names_who_imported_and_from_which_file(write_csv, kind, verifier) -> None:
    taken(write_csv(row(1), name="ban-an-2015.csv"), kind, verifier)
    changes = RecordChange.objects.all()
    assert {(change.by, change.document) for change in changes} == {(verifier, "ban-an-2015.csv")}
    assert {change.part for change in changes} == {"person", "number", "judgment", "offence"}


def test_the_same_file_again_leaves_no_history(write_csv, kind, machine) -> None:
    path = write_csv(*MIXED[:20])
    taken(path, kind, machine)
    before = RecordChange.objects.count()
    taken(path, kind, machine)
    assert RecordChange.objects.count() == before


def test_thousands_of_rows_take_as_many_queries_as_a_few(write_csv, kind, machine) -> None:
    def queries(*numbers: int) -> int:
        people = [row(at, full_name=f"Nguyễn Văn Số {at}", cmnd="") for at in numbers]
        path = write_csv(*people)
        with CaptureQueriesContext(connection) as seen:
            assert taken(path, kind, machine)[1] == len(people)
        return len(seen)

    queries(0)
    assert queries(*range(10, 20)) == queries(*range(500, 900))
