"""People of the register and files to import."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Office
from records.models import EarlierCertificate, Person, PersonNumber
from records.terms import Result


@pytest.fixture
def make_record(db: None) -> Callable[..., Person]:
    """Somebody in the register: Nguyễn Văn An of 17 May 1990, with changes."""
    counter = iter(range(1, 1000))

    def make(*, numbers: dict[str, str] | None = None, **changes: Any) -> Person:
        columns = {
            "record_code": f"55CT2015/{next(counter):05}",
            "full_name": "Nguyễn Văn An",
            "date_of_birth": "1990-05-17",
            "father_name": "Nguyễn Văn Bình",
            "mother_name": "Trần Thị Cúc",
            **changes,
        }
        person = Person.objects.create(**columns)
        for kind, number in (numbers or {}).items():
            PersonNumber.objects.create(person=person, kind=kind, number=number)
        return person

    return make


@pytest.fixture
def make_certificate(department: Office) -> Callable[..., EarlierCertificate]:
    """A clean certificate that Nguyễn Văn An was given in 2016, with changes."""

    def make(**changes: Any) -> EarlierCertificate:
        columns: dict[str, Any] = {
            "office": department,
            "number": "15/STP-LLTP",
            "issued_on": "2016-03-01",
            "certificate_type": 1,
            "channel": "post_office",
            "result": Result.NONE,
            "source": EarlierCertificate.Source.IMPORTED,
            "full_name": "NGUYỄN VĂN AN",
            "date_of_birth": "1990-05-17",
            "father_name": "Nguyễn Văn Bình",
            "mother_name": "Trần Thị Cúc",
            **changes,
        }
        columns["issued_on"] = date.fromisoformat(columns["issued_on"])
        return EarlierCertificate.objects.create(**columns)

    return make


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: dict[str, str], name: str = "table.csv") -> Path:
        path = tmp_path / name
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write
