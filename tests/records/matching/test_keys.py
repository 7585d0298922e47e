"""Keys: what a record and a question about the same person have in common."""

from __future__ import annotations

import pytest

from records.matching import keys
from records.matching.identity import Identity
from records.matching.keys import Birth, Traits, neighbours, question_keys, record_keys
from tests.records.matching.conftest import enter, found

# What is left of the two papers for each probe to find alone.
ONLY = {
    "DS": (
        {"full_name": "Trần Văn Lực", "date_of_birth": "1970-03-08"},
        {"full_name": "Đỗ Quang Lực", "date_of_birth": "1970-03-08"},
    ),
    "DP": (
        {"full_name": "A", "date_of_birth": "1970-03-08", "place_of_birth": "Cần Thơ"},
        {"full_name": "Lê Lan", "date_of_birth": "1970-03-08", "place_of_birth": "tp Cần Thơ"},
    ),
    "DF": (
        {"full_name": "Mai", "date_of_birth": "1970-03-08", "father_name": "Lê Văn Sang"},
        {"full_name": "Lê Lan", "date_of_birth": "1970-03-08", "father_name": "Hồ Tô Sang"},
    ),
    "DM": (
        {"full_name": "Mai", "date_of_birth": "1970-03-08", "mother_name": "Lê Thị Sang"},
        {"full_name": "Lê Lan", "date_of_birth": "1970-03-08", "mother_name": "Hồ Tô Sang"},
    ),
    "YN": (
        {"full_name": "Trần Văn Lực", "date_of_birth": "1970"},
        {"full_name": "Lực Trần Văn", "date_of_birth": "1971-04-04"},
    ),
    "YD": (
        {"full_name": "Trần Văn Lực", "date_of_birth": "1970"},
        {"full_name": "Trần Văn Lựp", "date_of_birth": "1970-04-04"},
    ),
    "YP": (
        {"full_name": "Trần Lực", "date_of_birth": "1970", "place_of_birth": "Cà Mau"},
        {"full_name": "Trần Bá Lực", "date_of_birth": "1970-04-04", "place_of_birth": "cà mau"},
    ),
    "YF": (
        {"full_name": "Mai", "date_of_birth": "1970", "father_name": "Lê Văn Sang"},
        {"full_name": "Lê Lan", "date_of_birth": "1970-01-09", "father_name": "Lê Văn Sang"},
    ),
    "YM": (
        {"full_name": "Mai", "date_of_birth": "1970", "mother_name": "Lê Thị Sang"},
        {"full_name": "Lê Lan", "date_of_birth": "1970-01-09", "mother_name": "Lê Thị Sang"},
    ),
    "MG": (
        {"full_name": "Trần Lực", "date_of_birth": "1970-03-08"},
        {"full_name": "Trần Văn Lực", "date_of_birth": "1980-03-08"},
    ),
    "MP": (
        {"full_name": "Trần Bá Lực", "date_of_birth": "1970-03-08", "place_of_birth": "Huế"},
        {"full_name": "Bá Lực Sĩ", "date_of_birth": "1980-03-08", "place_of_birth": "Huế"},
    ),
    "MF": (
        {"full_name": "Mai", "date_of_birth": "1970-03-08", "father_name": "Lê Văn Sang"},
        {"full_name": "Lê Lan", "date_of_birth": "1980-03-08", "father_name": "Lê Văn Sang"},
    ),
    "MM": (
        {"full_name": "Mai", "date_of_birth": "1970-03-08", "mother_name": "Lê Thị Sang"},
        {"full_name": "Lê Lan", "date_of_birth": "1980-03-08", "mother_name": "Lê Thị Sang"},
    ),
    "FM": (
        {"full_name": "Mai", "father_name": "Lê Văn Sang", "mother_name": "Hồ Thị Tư"},
        {"full_name": "Lê Lan", "father_name": "Lê Văn Sang", "mother_name": "Hồ Thị Tư"},
    ),
    "GF": (
        {"full_name": "Lê Lan", "father_name": "Lê Văn Sang"},
        {"full_name": "Hồ Tú Lan", "father_name": "Lê Văn Sang"},
    ),
    "GM": (
        {"full_name": "Lê Lan", "mother_name": "Lê Thị Sang"},
        {"full_name": "Hồ Tú Lan", "mother_name": "Lê Thị Sang"},
    ),
    "ID": (
        {"full_name": "Lê Lan", "numbers": ("361234567",)},
        {"full_name": "Hồ Tú", "numbers": ("361234576",)},
    ),
}


@pytest.mark.parametrize("probe", ONLY)
def test_each_probe_finds_somebody_whom_no_other_finds(
    db: None, probe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, asked = (Identity(**one) for one in ONLY[probe])
    person = enter(written)
    assert person in found(asked, bar=-99)

    made = keys.hashed
    monkeypatch.setattr(
        keys, "hashed", lambda texts: made(text for text in texts if not text.startswith(probe))
    )
    assert person not in found(asked, bar=-99)


def test_a_question_finds_its_own_record_by_every_key_that_needs_no_guess() -> None:
    identity = Identity(
        full_name="Trần Văn Lực",
        date_of_birth="1970-03-08",
        father_name="Trần Sang",
        mother_name="Hồ Thị Tư",
        place_of_birth="Cần Thơ",
        numbers=("361234567",),
    )
    assert record_keys(Traits(identity)) <= question_keys(Traits(identity))


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("092090001234", "092090001235"),
        ("092090001234", "092090002134"),
        ("092090001234", "09209000124"),
        ("361234567", "361234576"),
    ],
)
def test_a_number_has_the_numbers_one_slip_away_beside_it(number: str, wrong: str) -> None:
    assert wrong in neighbours(number)


def test_a_twelve_digit_number_has_119_neighbours_of_its_length() -> None:
    number = "012345678901"
    assert len([one for one in neighbours(number) if len(one) == 12]) == 1 + 12 * 9 + 11


@pytest.mark.parametrize(
    ("text", "swapped"),
    [("1990-05-07", Birth(1990, 7, 5)), ("1990-05-17", None), ("1990-05", None), ("1990", None)],
)
def test_day_and_month_change_places_where_that_is_a_date(text: str, swapped: Birth | None) -> None:
    assert Birth.parse(text).swapped() == swapped


def test_keys_of_two_versions_never_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    traits = Traits(Identity(full_name="Trần Văn Lực", date_of_birth="1970-03-08"))
    present = record_keys(traits)
    monkeypatch.setattr(keys, "KEYS_VERSION", keys.KEYS_VERSION + 1)
    assert present.isdisjoint(record_keys(traits))
