"""The audit of the score: fair bars, the same levels on both sides, nothing hidden."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import audit_rows, audit_tables
from benchmarks.audit_levels import BLOCKS, EXPLODED, FIELDS
from benchmarks.audit_ours import Questions, entries_of
from benchmarks.audit_rows import ALL_KINDS, AS_THEY_COME, STRANGERS, STRANGERS_BARE, Asked
from benchmarks.audit_tables import Verdict
from benchmarks.register.population import Population
from records.matching.identity import Identity
from records.matching.keys import Traits
from records.matching.score import compare
from records.matching.weights import weights

ROOT = Path(__file__).resolve().parents[2]
POPULATION = Population(1000)
HUNG = Identity(
    full_name="Trần Văn Hùng",
    sex="male",
    date_of_birth="1980-05-03",
    place_of_birth="Nghệ An",
    father_name="Trần Văn Long",
    mother_name="Lê Thị Hoa",
    numbers=("012345678",),
)


def only_row(identity: Identity) -> audit_rows.Row:
    (row,) = audit_rows.rows(0, Traits(identity))
    return row


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    return audit_rows.questions(POPULATION, of_each=120, strangers=20)


def test_splink_compares_the_levels_that_our_score_has(asked: list[Asked]) -> None:
    seen = {(field, "same") for field in FIELDS}
    for one in asked:
        if one.number is not None:
            _person, written = POPULATION.person(one.number)
            for record in entries_of(Traits(written.identity)):
                levels = compare(record, Traits(one.identity)).levels
                seen |= {(field, level.name) for field, level in levels.items() if level.name}
    known = {(field, level) for field in FIELDS for level in FIELDS[field].names}
    assert seen <= known
    assert all(level in getattr(weights(), field) for field, level in known - seen)


def test_every_row_has_every_column_a_block_needs() -> None:
    columns = set(only_row(Identity("An")))
    assert columns == set(only_row(HUNG))
    assert {column for block in (*BLOCKS, *EXPLODED) for column in block} <= columns


def test_what_is_not_known_is_never_equal_to_what_is_not_known() -> None:
    unknown = only_row(Identity("An"))
    assert all(unknown[column] is None for block in BLOCKS for column in block if "_" in column)
    assert unknown["sex"] is unknown["birthplace"] is unknown["year"] is None
    assert unknown["near_numbers"] == []


def test_names_a_letter_apart_have_a_spelling_in_common() -> None:
    one, other = only_row(HUNG), only_row(replace(HUNG, full_name="Trần Văn Hùngg"))
    assert set(one["spellings"]) & set(other["spellings"])


@pytest.mark.parametrize(
    ("number", "near"), [("012345670", True), ("012345687", True), ("123456708", False)]
)
def test_numbers_are_near_when_one_digit_or_the_order_of_two_differs(
    number: str, near: bool
) -> None:
    one, other = only_row(HUNG), only_row(replace(HUNG, numbers=(number,)))
    assert bool(set(one["near_numbers"]) & set(other["near_numbers"])) == near


def test_weights_by_rarity_amount_to_less_than_their_mean() -> None:
    asked_for, common = entries_of(Traits(HUNG)), replace(HUNG, full_name="Nguyễn Thị Hoa")
    true = {
        (0, 0): compare(next(asked_for), Traits(HUNG)),
        (1, 1): compare(next(entries_of(Traits(common))), Traits(common)),
    }
    every = {(field, level): 0.5 for field in FIELDS for level in FIELDS[field].names}
    (shown,) = [
        float(row[1])
        for row in audit_tables.weights_beside(true, every, every).rows
        if row[0] == "name same"
    ]
    each = [one.levels["name"].bits for one in true.values()]
    assert min(each) < shown < sum(each) / 2


def test_day_and_month_exchanged_meet_in_the_turned_date() -> None:
    turned = replace(HUNG, date_of_birth="1980-03-05")
    assert only_row(HUNG)["turned"] == only_row(turned)["born"]


def test_each_name_of_a_person_has_a_row_of_its_own() -> None:
    rows = list(audit_rows.rows(7, Traits(replace(HUNG, other_names=("Hùng Đen",)))))
    assert [audit_rows.whose(row) for row in rows] == [7, 7]
    assert [audit_rows.first(row) for row in rows] == [True, False]


def test_the_questions_are_two_mixtures_and_the_same_strangers_twice(asked: list[Asked]) -> None:
    groups = [one.group for one in asked]
    assert 0 < groups.count(AS_THEY_COME) <= 120 <= groups.count(ALL_KINDS)
    assert groups.count(STRANGERS) == groups.count(STRANGERS_BARE) == 20
    assert all(one.number is None for one in asked if one.group.startswith(STRANGERS))
    assert not any(one.identity.numbers for one in asked if one.group == STRANGERS_BARE)


def test_our_side_meets_a_person_by_the_keys_of_the_look_up_and_keeps_the_best_name() -> None:
    record = Traits(replace(HUNG, full_name="Lý Quốc Bảo", other_names=("Trần Văn Hùng",)))
    other = Identity("Phạm Thị Mai", date_of_birth="1999-09-09")
    questions = Questions([Asked(HUNG, ALL_KINDS, 0), Asked(other, ALL_KINDS, None)])
    assert questions.meeting(record) == {0}
    ((_, best),) = questions.compared(record, {0})
    assert best.levels["name"].name == "same"
    assert best.bits == max(compare(one, Traits(HUNG)).bits for one in entries_of(record))


def test_a_bar_shows_no_more_than_is_allowed_even_among_equals() -> None:
    bits = [30.0, 20.0, 20.0, 20.0, 10.0]
    assert sum(one >= audit_tables.bar_at(0.2, bits, 10) for one in bits) == 1
    assert sum(one >= audit_tables.bar_at(0.4, bits, 10) for one in bits) == 4
    assert audit_tables.bar_at(1.0, bits, 10) == -math.inf


def test_a_pair_that_was_never_compared_counts_as_missed() -> None:
    assert audit_tables.recall({(0, 5): -3.0}, [(0, 5), (1, 6)], -math.inf) == 50.0


def test_the_recalls_are_read_at_the_bar_of_each_score() -> None:
    asked = [
        *(Asked(HUNG, group, 0) for group in (AS_THEY_COME, ALL_KINDS)),
        *(Asked(HUNG, group, None) for group in (STRANGERS, STRANGERS_BARE)),
    ]
    sharp = {(0, 0): 9.0, (1, 0): 9.0, (2, 4): 1.0, (3, 4): 1.0}
    blunt = {(0, 0): 0.0, (1, 0): 0.0, (2, 4): 1.0, (3, 4): 1.0}
    rows = {row[0]: row[1:] for row in audit_tables.recalls({"a": sharp, "b": blunt}, asked).rows}
    assert rows[f"{ALL_KINDS}: compared at all"] == ["100.00", "100.00"]
    at_few = rows[f"{ALL_KINDS}: 0.25 shown in vain"]
    assert [cell.split(" ")[0] for cell in at_few] == ["100.00", "0.00"]


def test_a_level_of_which_few_pairs_were_seen_has_no_counted_bits() -> None:
    (record,) = entries_of(Traits(HUNG))
    true = {(at, 0): compare(record, Traits(HUNG)) for at in range(audit_tables.FEW)}
    every = {(field, level): 0.5 for field in FIELDS for level in FIELDS[field].names}
    rows = {row[0]: row for row in audit_tables.weights_beside(true, every, every).rows}
    assert rows["birth same"][3:5] == ["1.0", str(audit_tables.FEW)]
    assert rows["birth swapped"][3:5] == ["-", "0"]
    assert rows["birth swapped"][1] == f"{weights().birth['swapped']:.1f}"


def verdict(at: int, bits: float, over: float, *, level: str = "slip") -> Verdict:
    """`bits` more by our score than by the other's, `over` our bar."""
    levels = ({"name": (level, bits)}, {"name": (level, 0.0)})
    return Verdict((at, at), "typo", True, "a / b", *levels, over, over - bits)


def test_disagreements_are_one_for_each_level_that_parts_them_and_over_a_bar() -> None:
    rows = audit_tables.disagreements([verdict(0, 3, 9), verdict(1, 5, 9), verdict(2, 9, -1)]).rows
    assert [row[:6] for row in rows] == [["typo", "both", "+9.0", "+4.0", "name slip", "2"]]


def test_people_whom_one_score_would_miss_come_before_all_else() -> None:
    far, missed = verdict(0, 9, 20), verdict(1, 3, 1, level="ends")
    rows = audit_tables.disagreements([far, missed]).rows
    assert [row[1] for row in rows] == ["ours", "both"]


def test_splink_is_in_no_environment_but_its_own() -> None:
    heavy = ("splink==", "duckdb==", "pyarrow==")
    own = (ROOT / "requirements/audit.txt").read_text()
    assert all(f"\n{name}" in own for name in heavy)
    for path in ("requirements.txt", "requirements/dev.txt"):
        assert not any(f"\n{name}" in (ROOT / path).read_text() for name in heavy)
