"""As many invented dossiers as wanted, for the tests that break things and the benchmarks.

Nobody of the crowd is known to an agency or a register, but the one who was certified before:
her dossiers are resolved in house, however many she files; and the convicts, once their judgments
are put into the sandbox's records (`tools/demo_records.py`).
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from tools.demo_people import DOSSIERS, Dossier

IN_HOUSE, POLICE, NATIONAL_CENTRE = "in_house", "police", "national_centre"
ROUTES = (IN_HOUSE, POLICE, NATIONAL_CENTRE)
SOLDIER, CONVICT = "soldier", "convict"  # the police's route, and somebody more is asked

_PATTERNS = dict(zip(ROUTES, DOSSIERS, strict=True))
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ")
_CONVICTS = ("Thạch", "Danh", "Kiên", "Sơn", "Liêu", "Quách", "Tăng", "Triệu", "Lục", "Mạch")
_MOTHERS = ("Hồ", "Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai", "Lâm", "Tô", "Cao", "Châu", "Hà")
_MIDDLE = (
    *("Bảo", "Hoàng", "Khánh", "Gia", "Tường", "Uyên", "Diễm", "Quốc", "Hữu", "Xuân", "Đức"),
    *("Thanh", "Ngọc", "Minh", "Thu", "Phước", "Trọng", "Kim", "Anh", "Hải", "Nhật", "Tuấn"),
)
_GIVEN = (
    *("Châu", "Giang", "Hạnh", "Khoa", "Lộc", "Mẫn", "Nghĩa", "Oanh", "Phụng", "Sương", "Vy"),
    *("Bình", "Cường", "Dung", "Đạt", "Hiếu", "Khang", "Liên", "Nam", "Phát", "Quyên", "Sang"),
    *("Thảo", "Trâm", "Trí", "Tuyết", "Vinh", "Yến", "Hùng", "Loan", "Thắng", "Thủy", "Nhân"),
)


def crowd(routes: Iterable[str], *, first: int = 1) -> Iterator[Dossier]:
    """A dossier for each route named, each of another person where the route allows it."""
    numbers = count(first)
    for route in routes:
        yield one_of(route, next(numbers))


def one_of(route: str, number: int) -> Dossier:
    """The dossier of the crowd's person with this number."""
    pattern = _PATTERNS.get(route, _PATTERNS[POLICE])
    declaration = copy.deepcopy(pattern.declaration)
    if route != IN_HOUSE:
        declaration["certificate_type"] = 1
        born = declaration["subject"]["date_of_birth"][:4]
        declaration["subject"] |= _person(number, born=born, convict=route == CONVICT)
        declaration["delivery"]["recipient"] = declaration["subject"]["full_name"]
    if route == SOLDIER:
        declaration["residences"][0]["military"] = True
    return Dossier(f"{number}: {route}", declaration)


def _person(number: int, *, born: str, convict: bool) -> dict[str, Any]:
    """Somebody whom the register takes for nobody else of the crowd: names, parents and days are
    drawn apart from each other, and convicts have family names of their own."""
    chance = random.Random(number)
    surnames = _CONVICTS if convict else _SURNAMES
    surname = chance.choice(surnames)
    father, mother = chance.choice(surnames), chance.choice(_MOTHERS)
    return {
        "full_name": f"{surname} {_given(chance)}",
        "date_of_birth": f"{born}-{chance.randint(3, 12):02}-{chance.randint(1, 28):02}",
        "documents": [{"kind": "cccd", "number": _cccd(number), "issued_on": "2021-06-01"}],
        "phone": f"09{number:08}",
        "father": {"full_name": f"{father} {_given(chance)}", "date_of_birth": "1957"},
        "mother": {"full_name": f"{mother} Thị {_given(chance)}", "date_of_birth": "1961"},
    }


def _given(chance: random.Random) -> str:
    return f"{chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"


def _cccd(number: int) -> str:
    """No two of them one digit apart, as neighbours would be: the register shows such a pair."""
    return f"0921{number * 7_368_787 % 10**8:08}"
