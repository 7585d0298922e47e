"""The invented people of `make demo`: one dossier of each route."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Conclude = Callable[[Sequence[Mapping[str, Any]]], dict[str, Any]]


@dataclass(frozen=True)
class Dossier:
    """A declaration, and how a clerk concludes it where the machine may not."""

    title: str
    declaration: dict[str, Any]
    conclude: Conclude | None = None


def _stay(first: str, last: str | None, province: str, *, military: bool = False) -> dict[str, Any]:
    return {
        "from": first,
        "to": last,
        "place": {"province": province, "country": "VN", "line": ""},
        "kind": "permanent",
        "occupation": "",
        "workplace": "",
        "military": military,
    }


def _declaration(
    subject: dict[str, Any], stays: list[dict[str, Any]], **rest: Any
) -> dict[str, Any]:
    name, phone = subject["full_name"], subject["phone"]
    address = subject["permanent_address"]
    return {
        "certificate_type": 1,
        "channel": "online",
        "subject": {"nationality": "VN", "ethnicity": "Kinh", "email": "", **subject},
        "residences": stays,
        "purpose": "Xin việc làm",
        "copies": 1,
        "applicant": {"relation": "self"},
        "delivery": {"method": "post", "recipient": name, "phone": phone, "address": address},
        **rest,
    }


# Certified before, found in the imported issue book (records/demo_history.py).
_HA = {
    "full_name": "Lê Thị Thu Hà",
    "sex": "female",
    "date_of_birth": "1988-09-21",
    "place_of_birth": "Cần Thơ",
    "documents": [{"kind": "cccd", "number": "092188004321", "issued_on": "2022-03-15"}],
    "permanent_address": {"province": "92", "line": "35 Hòa Bình"},
    "phone": "0907 123 456",
    "father": {"full_name": "Lê Văn Tám", "date_of_birth": "1959"},
    "mother": {"full_name": "Phạm Thị Sáu", "date_of_birth": "1962"},
}
# Known to the sandbox's police: one conviction, served.
_DUNG = {
    "full_name": "Trần Quốc Dũng",
    "sex": "male",
    "date_of_birth": "1988-03-12",
    "place_of_birth": "Cần Thơ",
    "documents": [{"kind": "cccd", "number": "092088004321", "issued_on": "2021-06-01"}],
    "permanent_address": {"province": "92", "line": "45 đường 30 Tháng 4"},
    "phone": "0918 222 333",
    "father": {"full_name": "Trần Văn Hải", "date_of_birth": "1958"},
    "mother": {"full_name": "Lê Thị Mận", "date_of_birth": "1960"},
}
_QUYNH = {
    "full_name": "Nguyễn Ngọc Như Quỳnh",
    "sex": "female",
    "date_of_birth": "1995-01-09",
    "place_of_birth": "Vĩnh Long",
    "documents": [{"kind": "cccd", "number": "086195001122", "issued_on": "2021-12-24"}],
    "permanent_address": {"province": "92", "line": "3/12 Mậu Thân"},
    "phone": "0939 444 555",
    "father": {"full_name": "Nguyễn Hữu Phước", "date_of_birth": "1968"},
    "mother": {"full_name": "Trương Mỹ Dung", "date_of_birth": "1970"},
}


def _dung_is_expunged(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The clerk's conclusion: served, civil duties met, two years without a new offence."""
    found = [row for answer in answers for row in answer["judgments"]]
    stated = [
        {
            **row,
            "expunged": True,
            "expunged_on": "2023-01-10",
            "expungement_ground": "Điều 70 Bộ luật Hình sự năm 2015",
        }
        for row in found
    ]
    return {"finding": "has_record", "judgments": stated}


DOSSIERS = (
    Dossier(
        "In house: certified before",
        _declaration(
            _HA,
            [_stay("2002-09", None, "92")],
            delivery={"method": "pickup", "recipient": "", "phone": ""},
        ),
    ),
    Dossier(
        "Police: a record, expunged (No. 2)",
        _declaration(_DUNG, [_stay("2002-03", None, "92")], certificate_type=2),
        _dung_is_expunged,
    ),
    Dossier(
        "National centre: two provinces",
        _declaration(_QUYNH, [_stay("2009-01", "2018-08", "86"), _stay("2018-09", None, "92")]),
    ),
)
