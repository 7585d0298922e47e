"""An invented issue book for trying the portal out: as many certificates as Cần Thơ counted.

The counts are those a newspaper gave for 2014 to 2017 (by post and online); the people are made
up, and the same seed makes the same people.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from records.issue_book import IssueBook
from records.terms import Channel, Result, Sex

CAN_THO: dict[tuple[int, Channel], int] = {
    (2014, Channel.POST_OFFICE): 246,
    (2015, Channel.POST_OFFICE): 852,
    (2016, Channel.POST_OFFICE): 1464,
    (2016, Channel.ONLINE): 16,
    (2017, Channel.POST_OFFICE): 2494,
    (2017, Channel.ONLINE): 99,
}
SURNAMES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ"),
    *("Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"),
)
MIDDLE = {
    Sex.MALE: ("Văn", "Hữu", "Minh", "Quốc", "Thanh"),
    Sex.FEMALE: ("Thị", "Ngọc", "Thu", "Mỹ"),
}
GIVEN = {
    Sex.MALE: ("Bình", "Cường", "Dũng", "Hải", "Hùng", "Khánh", "Lâm", "Long", "Nam", "Tuấn"),
    Sex.FEMALE: ("Anh", "Chi", "Diệp", "Hà", "Hoa", "Hương", "Lan", "Linh", "Mai", "Trang"),
}

# Somebody certified before, whose new request needs nobody else to be asked. Her line is one of
# those counted for 2017 online.
RETURNING: dict[str, str] = {
    "full_name": "Lê Thị Thu Hà",
    "other_names": "",
    "sex": Sex.FEMALE.value,
    "date_of_birth": "1988-09-21",
    "place_of_birth": "Cần Thơ",
    "nationality": "VN",
    "cccd": "092188057914",
    "cmnd": "",
    "passport": "",
    "father_name": "Lê Văn Tám",
    "mother_name": "Phạm Thị Sáu",
    "spouse_name": "",
    "province": "92",
    "address": "35 Hòa Bình",
}


def write_history(path: Path, *, seed: int = 2014) -> int:
    """Write the issue book as a CSV file; how many lines it has."""
    lines = list(_lines(random.Random(seed)))  # noqa: S311 (invented people, not secrets)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=IssueBook.columns)
        writer.writeheader()
        writer.writerows(lines)
    return len(lines)


def _lines(chance: random.Random) -> Iterator[dict[str, object]]:
    """A year's certificates in the order of their numbers, which run through all channels."""
    numbers: Counter[int] = Counter()
    issued = sorted(
        (_day(chance, year), channel.value)
        for (year, channel), count in CAN_THO.items()
        for _one in range(count)
    )
    returning = max(
        place
        for place, (day, channel) in enumerate(issued)
        if (day.year, channel) == (2017, Channel.ONLINE)
    )
    for place, (day, channel) in enumerate(issued):
        numbers[day.year] += 1
        yield {
            "number": f"{numbers[day.year]:02}/STP-LLTP",
            "issued_on": day.isoformat(),
            "type": chance.choice((1, 1, 1, 2)),
            "channel": channel,
            "result": Result.NONE if place == returning else _result(chance),
            **(RETURNING if place == returning else _person(chance, day)),
        }


def _day(chance: random.Random, year: int) -> date:
    """A working day of the year, public holidays aside."""
    while True:
        day = date(year, 1, 2) + timedelta(days=chance.randrange(363))
        if day.weekday() < 5 and day.year == year:
            return day


def _result(chance: random.Random) -> Result:
    return Result.HAS_RECORD if chance.random() < 0.03 else Result.NONE


def _person(chance: random.Random, day: date) -> dict[str, str]:
    sex = chance.choice((Sex.MALE, Sex.FEMALE))
    surname = chance.choice(SURNAMES)
    born = date(day.year - chance.randrange(18, 60), 1, 1) + timedelta(days=chance.randrange(365))
    return {
        "full_name": _name(chance, surname, sex),
        "sex": sex.value,
        "date_of_birth": born.isoformat(),
        "place_of_birth": "Cần Thơ",
        "nationality": "VN",
        "cmnd": f"36{chance.randrange(10**7):07}",
        "father_name": _name(chance, surname, Sex.MALE),
        "mother_name": _name(chance, chance.choice(SURNAMES), Sex.FEMALE),
        "province": "92",
        "address": f"{chance.randrange(1, 400)} Ba Mươi Tháng Tư",
    }


def _name(chance: random.Random, surname: str, sex: Sex) -> str:
    return f"{surname} {chance.choice(MIDDLE[sex])} {chance.choice(GIVEN[sex])}"
