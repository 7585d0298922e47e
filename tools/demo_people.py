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
    at_the_desk: tuple[Mapping[str, str], ...] | None = None  # what the commune's officer types


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
    "documents": [{"kind": "cccd", "number": "092188057914", "issued_on": "2022-03-15"}],
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


# What each of these has behind them is in docs/sandbox.md.
_NHUNG = {
    "full_name": "Bùi Thị Cẩm Nhung",
    "sex": "female",
    "date_of_birth": "1985-04-18",
    "place_of_birth": "Cần Thơ",
    "documents": [{"kind": "cccd", "number": "092185006677", "issued_on": "2021-08-11"}],
    "permanent_address": {"province": "92", "line": "27 Trần Việt Châu"},
    "phone": "0907 555 120",
    "father": {"full_name": "Bùi Văn Lành", "date_of_birth": "1955"},
    "mother": {"full_name": "Ngô Thị Hai", "date_of_birth": "1958"},
}
_LOI = {
    "full_name": "Huỳnh Văn Lợi",
    "sex": "male",
    "date_of_birth": "1979-06-15",
    "place_of_birth": "Cần Thơ",
    "documents": [{"kind": "cccd", "number": "092079008899", "issued_on": "2021-08-12"}],
    "permanent_address": {"province": "92", "line": "9 Mậu Thân"},
    "phone": "0907 555 121",
    "father": {"full_name": "Huỳnh Văn Phát", "date_of_birth": "1950"},
    "mother": {"full_name": "Nguyễn Thị Tư", "date_of_birth": "1953"},
}
_DUC = {
    "full_name": "Phan Trọng Đức",
    "sex": "male",
    "date_of_birth": "1991-01-19",
    "place_of_birth": "Kiên Giang",
    "documents": [{"kind": "cccd", "number": "091091003344", "issued_on": "2021-09-01"}],
    "permanent_address": {"province": "92", "line": "61 Nguyễn Văn Cừ"},
    "phone": "0907 555 122",
    "father": {"full_name": "Phan Văn Lực", "date_of_birth": "1962"},
    "mother": {"full_name": "Đinh Thị Thu", "date_of_birth": "1965"},
}
_NHAN = {
    "full_name": "Võ Thành Nhân",
    "sex": "male",
    "date_of_birth": "1976-08-08",
    "place_of_birth": "Cần Thơ",
    "documents": [{"kind": "cccd", "number": "092076003355", "issued_on": "2022-01-20"}],
    "permanent_address": {"province": "92", "line": "Phường Châu Văn Liêm"},
    "phone": "0907 555 123",
    "father": {"full_name": "Võ Văn Sang", "date_of_birth": "1949"},
    "mother": {"full_name": "Lý Thị Đào", "date_of_birth": "1952"},
}
# The commune's book says when he had served his sentence.
_NHANS_JUDGMENT = {
    "judgment_no": "71/2012/HSST",
    "judgment_date": "20/09/2012",
    "court": "Tòa án nhân dân quận Ô Môn, thành phố Cần Thơ",
    "offences": "Cố ý gây thương tích",
    "main_served_on": "30/11/2014",
    "obligations_met_on": "02/04/2013",
}
_CODE_1999, _CODE_2015 = "Điều 64 Bộ luật Hình sự năm 1999", "Điều 70 Bộ luật Hình sự năm 2015"


def _expunged(on: str, article: str) -> Conclude:
    """The clerk's conclusion: each judgment once, with all that the answers tell of it, and since
    when it is expunged."""

    def conclusion(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        found: dict[str, dict[str, Any]] = {}
        for row in (row for answer in answers for row in answer["judgments"]):
            known = found.setdefault(row["judgment_no"], {})
            known.update({name: value for name, value in row.items() if value not in ("", None)})
        decided = {"expunged": True, "expunged_on": on, "expungement_ground": article}
        stated = [row | decided for row in found.values()]
        return {"finding": "has_record", "judgments": stated}

    return conclusion


def _nothing(_answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The clerk's conclusion: what the police took for likely was somebody else."""
    return {"finding": "none"}


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
        _expunged("2023-01-10", _CODE_2015),
    ),
    Dossier(
        "National centre: two provinces",
        _declaration(_QUYNH, [_stay("2009-01", "2018-08", "86"), _stay("2018-09", None, "92")]),
    ),
)

# Where the first answer is not the last word: the machine asks on, and a clerk concludes.
STORIES = (
    Dossier(
        "Police, then the court that judged",
        _declaration(_NHUNG, [_stay("1999-04", None, "92")]),
        _expunged("2018-11-12", _CODE_2015),
        at_the_desk=(),
    ),
    Dossier(
        "Police unsure, and the court: a namesake",
        _declaration(_LOI, [_stay("1993-06", None, "92")]),
        _nothing,
    ),
    Dossier(
        "Former soldier: the military court",
        _declaration(_DUC, [_stay("2005-01", None, "92", military=True)]),
        _expunged("2016-05-25", _CODE_1999),
    ),
    Dossier(
        "Only the commune knows: its desk",
        _declaration(_NHAN, [_stay("1990-08", None, "92")]),
        _expunged("2016-11-30", _CODE_2015),
        at_the_desk=(_NHANS_JUDGMENT,),
    ),
)
