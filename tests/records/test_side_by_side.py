"""Two identities beside each other: which letters are marked, and how alike the lines are."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from records.side_by_side import Field, Value, side_by_side
from tests.declarations import AN


def written(values: tuple[Value, ...]) -> list[str]:
    """With the marked letters in brackets."""
    return [
        "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in value.pieces)
        for value in values
    ]


@pytest.fixture
def lines(make_record: Any) -> Any:
    def look(subject: dict[str, Any] | None = None, **record: Any) -> dict[str, Field]:
        asked = {**copy.deepcopy(AN["subject"]), **(subject or {})}
        return {field.key: field for field in side_by_side(asked, make_record(**record))}

    return look


@pytest.mark.parametrize(
    ("held", "asked_marked", "held_marked", "likeness"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An", "Nguyễn Văn An", "equal"),
        ("NGUYỄN VĂN AN", "Nguyễn Văn An", "NGUYỄN VĂN AN", "equal"),
        ("Nguyễn Văn Ân", "Nguyễn Văn [A]n", "Nguyễn Văn [Â]n", "near"),
        ("Nguyen Van An", "Nguy[ễ]n V[ă]n An", "Nguy[e]n V[a]n An", "near"),
        ("Nguyễn An", "Nguyễn [Văn ]An", "Nguyễn An", "near"),
        ("Nguyễn Vân An", "Nguyễn V[ă]n An", "Nguyễn V[â]n An", "near"),
        ("Phạm Thị Quỳnh", "[Nguyễn Văn An]", "[Phạm Thị Quỳnh]", "other"),
    ],
)
def test_the_letters_that_differ_are_marked_on_both_sides(
    lines, held: str, asked_marked: str, held_marked: str, likeness: str
) -> None:
    name = lines(full_name=held)["full_name"]
    assert written(name.asked) == [asked_marked]
    assert written(name.held) == [held_marked]
    assert name.likeness == likeness


def test_a_tone_mark_typed_apart_is_the_same_letter(lines) -> None:
    decomposed = "Nguye\u0302\u0303n Va\u0306n An"
    assert lines(full_name=decomposed)["full_name"].likeness == "equal"


def test_a_former_name_is_held_against_the_present_one(lines) -> None:
    found = lines(full_name="Nguyễn Văn Tèo", other_names=["Nguyễn Văn An"])
    assert found["full_name"].likeness == "equal"
    assert written(found["other_names"].held) == ["Nguyễn Văn An"]


def test_each_number_is_marked_against_the_one_it_resembles_and_names_its_paper(lines) -> None:
    numbers = lines(numbers={"cmnd": "361234567", "cccd": "092090001243"})["numbers"]
    assert written(numbers.asked) == ["0920900012[34]"]
    assert "0920900012[43]" in written(numbers.held)
    assert {str(value.paper) for value in numbers.held} == {
        "Căn cước công dân",
        "Chứng minh nhân dân",
    }
    assert numbers.likeness == "near"


def test_a_date_is_shown_as_vietnamese_papers_write_it(lines) -> None:
    born = lines(date_of_birth="1990", other_birth_dates=["1990-05-17"])["date_of_birth"]
    assert written(born.held)[1] == "17/05/1990"
    assert born.likeness == "equal"


def test_what_one_side_does_not_know_is_no_difference(lines) -> None:
    mother = lines(mother_name="")["mother"]
    assert (mother.likeness, written(mother.asked), mother.held) == (
        "one_sided",
        ["Trần Thị Cúc"],
        (),
    )


def test_what_nobody_knows_is_left_out(lines) -> None:
    assert "spouse" not in lines()


def test_the_marked_letters_can_be_read_aloud(lines) -> None:
    assert lines(full_name="Nguyễn Văn Ân")["full_name"].other_letters == ("A", "Â")
