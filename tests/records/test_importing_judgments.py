"""manage.py import_records: judgments go to the person they are about, once."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from common.dates import today
from records.lookup import candidates
from records.models import Ban, Judgment, Offence, Person, PersonNumber

ROW = {
    "record_code": "",
    "full_name": "Nguyễn Văn An",
    "date_of_birth": "17/05/1990",
    "cmnd": "361234567",
    "father_name": "Nguyễn Văn Bình",
    "mother_name": "Trần Thị Cúc",
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "TAND Ninh Kiều",
    "offences": "Trộm cắp tài sản; Cố ý gây thương tích",
    "code_of_law": "1999",
    "articles": "khoản 1 Điều 138; khoản 2 Điều 104",
    "chapter": "XIV; XII",
    "offence_date": "01/02/2014; 2014",
    "intent": "intentional; intentional",
    "severity": "less_serious; serious",
    "main_penalty": "imprisonment",
    "main_penalty_months": "36",
    "civil_obligation_vnd": "5.000.000",
    "court_fee_vnd": "200000",
    "main_served_on": "15/03/2018",
    "source_document": "Trích lục 12/TL-TA",
}
TWICE = {**ROW, "judgment_no": "7/2019/HSST", "judgment_date": "2019-01-05"}

pytestmark = pytest.mark.usefixtures("department")


def run(path: Path, **options: object) -> tuple[int, ...]:
    out = StringIO()
    call_command("import_records", path, stdout=out, **options)
    report = dict(line.split(": ", 1) for line in out.getvalue().splitlines())
    names = ("read", "created", "updated", "unchanged", "rejected")
    return tuple(int(report[name]) for name in names)


def rejected(path: Path) -> str:
    return path.with_name(path.name + ".rejected.csv").read_text("utf-8-sig")


def everything() -> list[object]:
    models = (Person, PersonNumber, Judgment, Offence, Ban)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_row_becomes_a_person_a_judgment_and_its_offences(write_csv) -> None:
    assert run(write_csv(ROW)) == (1, 1, 0, 0, 0)
    judgment = Judgment.objects.get()
    assert judgment.person.date_of_birth == "1990-05-17"
    assert (judgment.judgment_date, judgment.main_served_on) == (
        *(date(2015, 3, 10), date(2018, 3, 15)),
    )
    assert (judgment.main_penalty_months, judgment.civil_obligation_vnd) == (36, 5_000_000)
    assert list(
        judgment.offences.values_list("offence", "article", "chapter", "offence_date", "severity")
    ) == [
        ("Trộm cắp tài sản", "khoản 1 Điều 138", "XIV", "2014-02-01", "less_serious"),
        ("Cố ý gây thương tích", "khoản 2 Điều 104", "XII", "2014", "serious"),
    ]
    assert set(judgment.offences.values_list("code_of_law", flat=True)) == {"1999"}


def test_the_imported_person_is_found(write_csv, declaration, verifier) -> None:
    run(write_csv(ROW))
    subject = declaration["subject"]
    (found,) = candidates(subject, by=verifier, purpose="xác minh", case="1")
    assert found.person == Person.objects.get()


def test_the_same_file_twice_changes_nothing(write_csv) -> None:
    other = {**ROW, "full_name": "Lê Thị Ba", "cmnd": "", "father_name": "", "mother_name": ""}
    path = write_csv(ROW, TWICE, {**other, "judgment_no": "9/2016"}, {**other, "date_of_birth": ""})
    assert run(path) == (4, 4, 0, 0, 0)
    before = everything()
    assert run(path) == (4, 0, 0, 4, 0)
    assert everything() == before


def test_a_second_judgment_joins_the_record_of_the_same_person(write_csv) -> None:
    run(write_csv(ROW, TWICE))
    assert Person.objects.get().judgments.count() == 2


@pytest.mark.parametrize(
    "other",
    [
        {"father_name": "Lê Văn Một", "mother_name": "Lê Thị Hai", "cmnd": ""},
        {"date_of_birth": "18/05/1990"},
        {"father_name": "", "cmnd": ""},
    ],
)
def test_in_doubt_a_record_of_its_own_is_opened(write_csv, other) -> None:
    run(write_csv(ROW, {**TWICE, **other}))
    assert Person.objects.count() == 2


def test_co_defendants_with_one_name_are_two_people(write_csv) -> None:
    first = {**ROW, "date_of_birth": "1990", "cccd": "092090001234"}
    second = {**first, "cccd": "092090009999", "cmnd": ""}
    path = write_csv(first, second)
    assert run(path) == (2, 2, 0, 0, 0)
    assert run(path) == (2, 0, 0, 2, 0)
    assert Person.objects.count() == 2


def test_new_records_are_numbered_past_codes_that_came_from_elsewhere(write_csv) -> None:
    year = today().year
    taken = {**ROW, "record_code": f"55CT{year}/00001", "full_name": "Lê Thị Ba", "cmnd": ""}
    run(write_csv(taken, ROW))
    codes = sorted(Person.objects.values_list("record_code", flat=True))
    assert codes == [f"55CT{year}/00001", f"55CT{year}/00002"]


def test_a_record_code_decides_and_names_are_never_lost(write_csv) -> None:
    coded = {**ROW, "record_code": "25HN2013/00001"}
    run(
        write_csv(
            coded,
            {
                **coded,
                **TWICE,
                "record_code": "25HN2013/00001",
                "full_name": "Nguyễn Văn Mới",
                "cmnd": "",
                "cccd": "092090001234",
            },
        )
    )
    person = Person.objects.get()
    assert [person.full_name, *person.other_names] == ["Nguyễn Văn An", "Nguyễn Văn Mới"]
    assert set(person.numbers.values_list("number", flat=True)) == {"361234567", "092090001234"}


def test_a_code_of_somebody_else_is_set_aside(write_csv) -> None:
    coded = {**ROW, "record_code": "25HN2013/00001"}
    other = {**coded, "full_name": "Lê Thị Ba", "date_of_birth": "1970"}
    path = write_csv(coded, other)
    assert run(path) == (2, 1, 0, 0, 1)
    assert "record_code" in rejected(path)


def test_a_corrected_row_updates_the_judgment(write_csv) -> None:
    run(write_csv(ROW))
    changed = {**ROW, "offences": "Trộm cắp tài sản", "expunged_on": "15/03/2021"}
    changed |= {"articles": "", "chapter": "", "offence_date": "", "intent": "", "severity": ""}
    assert run(write_csv(changed)) == (1, 0, 1, 0, 0)
    judgment = Judgment.objects.get()
    assert judgment.expunged_on == date(2021, 3, 15)
    assert judgment.offences.count() == 1


def test_a_new_number_makes_the_one_before_a_former_one(write_csv) -> None:
    run(write_csv(ROW))
    run(write_csv({**ROW, "cmnd": "369999999", "main_penalty_months": "30"}))
    assert dict(PersonNumber.objects.values_list("number", "is_current")) == {
        "361234567": False,
        "369999999": True,
    }


def test_a_ban_stands_beside_its_judgment(write_csv) -> None:
    run(write_csv({**ROW, "ban_position": "quản lý doanh nghiệp", "ban_until": "2025-01-01"}))
    ban = Ban.objects.get()
    assert (ban.position, ban.until) == ("quản lý doanh nghiệp", date(2025, 1, 1))
    assert ban.judgment == Judgment.objects.get()


def test_a_judgment_whose_date_and_court_are_lost_is_kept_all_the_same(write_csv) -> None:
    path = write_csv({**ROW, "judgment_date": "", "court": ""})
    assert run(path) == (1, 1, 0, 0, 0)
    assert run(path) == (1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"judgment_no": ""}, "judgment_no"),
        ({"judgment_date": "2999-01-01"}, "judgment_date"),
        ({"main_penalty": "phạt roi"}, "main_penalty"),
        ({"main_penalty_months": "ba"}, "main_penalty_months"),
        ({"main_penalty_months": "99999"}, "main_penalty_months"),
        ({"civil_obligation_vnd": "9" * 30}, "civil_obligation_vnd"),
        ({"severity": "serious; serious; serious"}, "severity"),
        ({"chapter": "14; 12"}, "chapter"),
        ({"code_of_law": "1945"}, "code_of_law"),
        ({"cmnd": "3.6E+8"}, "cmnd"),
    ],
)
def test_a_bad_cell_sets_its_row_aside_and_names_the_column(write_csv, change, column) -> None:
    path = write_csv({**ROW, **change}, TWICE)
    assert run(path) == (2, 1, 0, 0, 1)
    assert f"{column}: " in rejected(path)
    assert Judgment.objects.get().judgment_no == TWICE["judgment_no"]


def test_what_is_missing_of_an_offence_is_not_known(write_csv) -> None:
    """One severity for two offences says nothing of the second: it must not count as less."""
    run(write_csv({**ROW, "severity": "less_serious", "intent": "negligent"}))
    assert list(Offence.objects.values_list("severity", "intent")) == [
        *[("less_serious", "negligent"), ("", "")],
    ]
