"""What the sandbox's agencies know of the crowd's convicts: one old judgment each, long served.

The police know the judgment, and so does the court that passed it, so that a case of one of them
goes all the way: police, court, the register, the rule of expungement, a clerk.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tools.demo_people import Dossier

WHO_KNOW = ("police", "court")
RECORDS = Path(__file__).resolve().parent.parent / "sandbox" / "records"
_JUDGMENT = {
    "nationality": "VN",
    "province": "92",
    "judgment_date": "2016-04-18",
    "final_on": "2016-05-18",
    "court": "Tòa án nhân dân thành phố Cần Thơ",
    "stage": "sơ thẩm",
    "offences": "Trộm cắp tài sản",
    "articles": "khoản 1 Điều 138",
    "code_of_law": "1999",
    "chapter": "XIV",
    "offence_date": "2015-11-02",
    "intent": "intentional",
    "severity": "less_serious",
    "main_penalty": "imprisonment",
    "main_penalty_months": 12,
    "court_fee_vnd": 200_000,
    "main_served_on": "2017-05-18",
    "obligations_met_on": "2016-08-01",
}


def put_judgments(data_dir: Path, convicts: Iterable[Dossier]) -> None:
    """Add a judgment of each to the records of the running sandbox, which reads them at every
    question; whoever is there already stays."""
    subjects = [one.declaration["subject"] for one in convicts]
    for partner in WHO_KNOW:
        _add(data_dir / "sandbox" / f"{partner}.csv", RECORDS / f"{partner}.csv", subjects)


def _add(file: Path, begun_from: Path, subjects: Iterable[Mapping[str, Any]]) -> None:
    source = file if file.exists() else begun_from
    with source.open(encoding="utf-8", newline="") as known:
        rows = list(csv.DictReader(known))
    there = {row["cccd"] for row in rows}
    rows += [_row(subject) for subject in subjects if _number(subject) not in there]
    partial = file.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as book:
        writer = csv.DictWriter(book, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    partial.replace(file)  # whole or not at all: an agency may be reading


def _row(subject: Mapping[str, Any]) -> dict[str, Any]:
    number = _number(subject)
    return {
        **_JUDGMENT,
        **{name: subject[name] for name in ("full_name", "sex", "date_of_birth", "place_of_birth")},
        "cccd": number,
        "father_name": subject["father"]["full_name"],
        "mother_name": subject["mother"]["full_name"],
        "judgment_no": f"{number[-6:]}/2016/HSST",
    }


def _number(subject: Mapping[str, Any]) -> str:
    return str(subject["documents"][0]["number"])
