"""A table of judgments as a court would send it: invented people, a row for each judgment."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.register.holes import both
from records.judgment_columns import COLUMNS

SEED_OF_PEOPLE = 7
AGAIN = 0.18  # of the rows are a further judgment of somebody who stands above
OFFENCES = (
    ("Trộm cắp tài sản", "Điều 138", "Điều 173", "XIV", "XVI"),
    ("Cố ý gây thương tích", "Điều 104", "Điều 134", "XII", "XIV"),
    ("Đánh bạc", "Điều 248", "Điều 321", "XIX", "XXI"),
    ("Tàng trữ trái phép chất ma túy", "Điều 194", "Điều 249", "XVIII", "XX"),
    ("Lừa đảo chiếm đoạt tài sản", "Điều 139", "Điều 174", "XIV", "XVI"),
    ("Vi phạm quy định về tham gia giao thông đường bộ", "Điều 202", "Điều 260", "XIX", "XXI"),
)
PENALTIES = ("imprisonment", "imprisonment", "suspended", "fine", "non_custodial", "warning")
SEVERITIES = ("less_serious", "serious", "very_serious")
NEW_CODE = 2018  # applied from this year
FIRST_YEAR, LAST_YEAR = 2001, 2025


def write_table(path: Path, rows: int, *, seed: int = 1, people_after: int = 0) -> None:
    """`rows` judgments, always the same for a seed; of people that no other table names."""
    dice = Random(seed)
    person = people_after
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=COLUMNS, restval="")
        writer.writeheader()
        for number in range(rows):
            if person == people_after or dice.random() >= AGAIN:
                person += 1
                who = person
            else:
                who = max(people_after + 1, person - int(dice.expovariate(1 / 5000)))
            writer.writerow({**_person(who), **_judgment(people_after + number, dice)})


def _person(number: int) -> dict[str, str]:
    _truth, written = both(SEED_OF_PEOPLE, number)
    who = written.identity
    return {
        "full_name": who.full_name,
        "other_names": "; ".join(who.other_names),
        "sex": who.sex,
        "date_of_birth": "/".join(reversed(who.date_of_birth.split("-"))),
        "place_of_birth": who.place_of_birth,
        "nationality": written.nationality,
        **dict(zip(written.kinds, who.numbers, strict=True)),
        "father_name": who.father_name,
        "mother_name": who.mother_name,
        "spouse_name": who.spouse_name,
        "province": who.province,
        "address": written.address,
    }


def _judgment(number: int, dice: Random) -> dict[str, str]:
    year = dice.randint(FIRST_YEAR, LAST_YEAR)
    day = date(year, 1, 5) + timedelta(days=dice.randrange(350))
    crimes = dice.sample(OFFENCES, dice.choice((1, 1, 1, 2)))
    newer = year >= NEW_CODE
    penalty = dice.choice(PENALTIES)
    served = day + timedelta(days=dice.randint(100, 2500))
    return {
        "judgment_no": f"{number % 400 + 1}/{year}/HSST",
        "judgment_date": f"{day:%d/%m/%Y}",
        "final_on": f"{day + timedelta(days=30):%d/%m/%Y}",
        "court": f"TAND quận {number // 400 % 700 + 1}",
        "stage": "sơ thẩm",
        "offences": "; ".join(crime[0] for crime in crimes),
        "articles": "; ".join(f"khoản 1 {crime[2 if newer else 1]}" for crime in crimes),
        "code_of_law": "2015" if newer else "1999",
        "chapter": "; ".join(crime[4 if newer else 3] for crime in crimes),
        "offence_date": f"{day - timedelta(days=dice.randint(60, 300)):%d/%m/%Y}",
        "intent": "; ".join("intentional" for _crime in crimes),
        "severity": "; ".join(dice.choice(SEVERITIES) for _crime in crimes),
        "main_penalty": penalty,
        "main_penalty_months": str(dice.randint(3, 120)) if penalty == "imprisonment" else "",
        "probation_months": str(dice.randint(12, 60)) if penalty == "suspended" else "",
        "civil_obligation_vnd": f"{dice.randint(1, 90)}.000.000" if dice.random() < 0.5 else "",
        "court_fee_vnd": "200000",
        "main_served_on": f"{served:%d/%m/%Y}" if served.year <= LAST_YEAR else "",
        "obligations_met_on": f"{served:%d/%m/%Y}" if dice.random() < 0.3 else "",
        "source_document": f"Trích lục {number + 1}/{year}/TL-TA",
        "source_agency": f"TAND quận {number // 400 % 700 + 1}",
    }
