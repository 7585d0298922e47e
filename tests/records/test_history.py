"""Every change of a record keeps who made it, when, from which document, and what stood before."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from records.history import changing, history_table, of
from records.models import Ban, Judgment, Offence, Person, PersonNumber, RecordChange

Part, Action = RecordChange.Part, RecordChange.Action


@pytest.fixture
def person(make_record) -> Person:
    return make_record()


@pytest.fixture
def judgment(person) -> Judgment:
    return Judgment.objects.create(person=person, judgment_no="45/2015/HSST")


def last() -> RecordChange:
    change = RecordChange.objects.last()
    assert change
    return change


def test_a_new_record_is_kept_with_all_its_columns(verifier) -> None:
    with changing(by=verifier, document="Trích lục 12"):
        person = Person.objects.create(record_code="55CT2015/1", full_name="Lê Thị Ba")
    change = last()
    assert (change.person_id, change.part, change.action) == (person.pk, Part.PERSON, "insert")
    assert (change.by, change.document) == (verifier, "Trích lục 12")
    assert change.before is None
    assert change.after["full_name"] == "Lê Thị Ba"
    assert change.after["id"] == person.pk


@pytest.mark.parametrize(
    "change",
    [
        lambda person: Person.objects.filter(pk=person.pk).update(full_name="Lê Văn Tư"),
        lambda person: _saved(person, "Lê Văn Tư"),
        lambda person: _bulk(person, "Lê Văn Tư"),
        lambda person: _sql("UPDATE records_person SET full_name = 'Lê Văn Tư'"),
    ],
    ids=["queryset", "save", "bulk", "sql"],
)
def test_no_way_of_changing_a_record_goes_unwritten(person, verifier, change) -> None:
    with changing(by=verifier):
        change(person)
    kept = last()
    assert (kept.action, kept.by) == (Action.UPDATE, verifier)
    assert kept.before == {"full_name": "Nguyễn Văn An"}
    assert kept.after == {"full_name": "Lê Văn Tư"}


def _saved(person: Person, name: str) -> None:
    person.full_name = name
    person.save()


def _bulk(person: Person, name: str) -> None:
    person.full_name = name
    Person.objects.bulk_update([person], ["full_name"])


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_deleted_row_is_kept_as_it_was(person) -> None:
    number = PersonNumber.objects.create(person=person, kind="cmnd", number="361234567")
    number.delete()
    kept = last()
    assert (kept.person_id, kept.part, kept.action) == (person.pk, Part.NUMBER, "delete")
    assert kept.before["number"] == "361234567"
    assert kept.after is None


def test_offences_and_bans_belong_to_the_history_of_their_person(person, judgment) -> None:
    Offence.objects.create(judgment=judgment, number=1, offence="Trộm cắp tài sản")
    Ban.objects.create(person=person, judgment=judgment, position="giám đốc")
    judgment.delete()
    kept = RecordChange.objects.filter(person=person, action="delete")
    assert set(kept.values_list("part", flat=True)) == {"offence", "ban", "judgment"}


def test_a_judgment_that_moves_is_in_the_history_of_both_people(judgment, make_record) -> None:
    other = make_record()
    giver = judgment.person_id
    Judgment.objects.update(person=other)
    moved = RecordChange.objects.filter(part=Part.JUDGMENT, action="update")
    assert set(moved.values_list("person_id", flat=True)) == {giver, other.pk}


def test_keys_and_an_unchanged_save_are_no_history(person) -> None:
    before = RecordChange.objects.count()
    person.save()
    Person.objects.update(father_key="khác", keys_version=0)
    Judgment.objects.update(row_digest="x")
    assert RecordChange.objects.count() == before


def test_a_change_of_nobody_is_the_systems(person) -> None:
    assert RecordChange.objects.get().by is None
    assert [change.by for change in of(person)] == ["Hệ thống"]


def test_who_is_said_ends_with_the_block(person, verifier, receiver) -> None:
    with changing(by=verifier, document="ngoài"):
        with changing(by=receiver, document="trong"):
            _saved(person, "Một")
        _saved(person, "Hai")
    _saved(person, "Ba")
    kept = RecordChange.objects.filter(action="update").order_by("pk")
    assert [(one.by, one.document) for one in kept] == [
        *[(receiver, "trong"), (verifier, "ngoài"), (None, "")],
    ]


def test_a_failed_change_leaves_neither_history_nor_its_name(person, verifier) -> None:
    def change() -> None:
        with changing(by=verifier):
            _saved(person, "Một")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    person.refresh_from_db()
    _saved(person, "Hai")
    assert [one.by for one in RecordChange.objects.filter(action="update")] == [None]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_recordchange SET document = 'khác'",
        "DELETE FROM records_recordchange",
        "INSERT INTO records_recordchange (person_id, part, row_id, action, document)"
        " VALUES (1, 'person', 1, 'insert', 'bịa')",
    ],
)
def test_the_history_itself_is_never_written_by_hand(person, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        _sql(statement)
    assert RecordChange.objects.count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET document = ''", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_web_has_no_right_to_change_it(person, as_portal_app, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        _sql(statement.format("records_recordchange"))


def test_the_web_writes_history_by_changing_records(person, verifier, as_portal_app) -> None:
    with changing(by=verifier):
        _saved(person, "Lê Văn Tư")
    assert last().by == verifier


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_person SET id = id + 1000",
        "DELETE FROM records_judgment; DELETE FROM records_offence",
    ],
)
def test_what_would_break_the_thread_of_a_history_is_refused(judgment, statement: str) -> None:
    Offence.objects.create(judgment=judgment, number=1, offence="Trộm cắp tài sản")
    with pytest.raises(DatabaseError), transaction.atomic():
        _sql(statement)


def test_a_clerk_reads_words_and_days(judgment, verifier) -> None:
    with changing(by=verifier, document="Công văn 5"):
        judgment.expunged_on = date(2021, 3, 15)
        judgment.main_penalty = "fine"
        judgment.save()
    change = of(judgment.person)[0]
    assert (change.by, change.document) == (verifier.display_name, "Công văn 5")
    assert (change.part, change.subject, change.action) == ("Bản án", "45/2015/HSST", "Sửa")
    assert [str(column) for column in change.columns] == [
        *["hình phạt chính: Phạt tiền", "ngày xóa án tích: 15/03/2021"],
    ]


def test_the_table_of_a_page_has_the_latest_change_first(person, verifier) -> None:
    with changing(by=verifier):
        person.date_of_birth = "1990-05"
        person.save()
    table = history_table(person)
    assert len(table["headers"]) == len(table["rows"][0]) == 6
    assert table["rows"][0][-1] == "ngày sinh: 17/05/1990 → 05/1990"
    assert "họ và tên: Nguyễn Văn An" in table["rows"][1][-1]
