"""As many invented dossiers as wanted, for the tests that break things and the benchmarks.

Nobody of the crowd is known to an agency or a register, but the one who was certified before:
her dossiers are resolved in house, however many she files; and the convicts, once their judgments
are put into the sandbox's records (`tools/demo_records.py`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from tools.demo_people import DOSSIERS, Dossier

IN_HOUSE, POLICE, NATIONAL_CENTRE = "in_house", "police", "national_centre"
ROUTES = (IN_HOUSE, POLICE, NATIONAL_CENTRE)
SOLDIER, CONVICT = "soldier", "convict"  # the police's route, and somebody more is asked

_PATTERNS = dict(zip(ROUTES, DOSSIERS, strict=True))
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ")
_MIDDLE = ("Thị Bảo", "Hoàng", "Khánh", "Gia", "Tường", "Uyên", "Diễm")
_GIVEN = ("Châu", "Giang", "Hạnh", "Khoa", "Lộc", "Mẫn", "Nghĩa", "Oanh", "Phụng", "Sương", "Vy")


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
        declaration["subject"] |= _person(number, born=born)
        declaration["delivery"]["recipient"] = declaration["subject"]["full_name"]
    if route == SOLDIER:
        declaration["residences"][0]["military"] = True
    return Dossier(f"{number}: {route}", declaration)


def _person(number: int, *, born: str) -> dict[str, Any]:
    surname = _SURNAMES[number % len(_SURNAMES)]
    middle = _MIDDLE[number // len(_SURNAMES) % len(_MIDDLE)]
    given = _GIVEN[number % len(_GIVEN)]
    return {
        "full_name": f"{surname} {middle} {given}",
        "date_of_birth": f"{born}-{number % 10 + 3:02}-{number % 28 + 1:02}",
        "documents": [{"kind": "cccd", "number": _cccd(number), "issued_on": "2021-06-01"}],
        "phone": f"09{number:08}",
        "father": {"full_name": f"{surname} Thành {given}", "date_of_birth": "1957"},
        "mother": {"full_name": f"{middle} Kim {given}", "date_of_birth": "1961"},
    }


def _cccd(number: int) -> str:
    """No two of them one digit apart, as neighbours would be: the register shows such a pair."""
    return f"0921{number * 7_368_787 % 10**8:08}"
