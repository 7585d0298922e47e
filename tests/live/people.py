"""Dossiers of people whom no other test of this session has sent in.

Somebody who was certified before takes another route the next time.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from tools.demo_crowd import POLICE, ROUTES, one_of
from tools.demo_people import Dossier

_numbers = count(1)


def somebody(route: str = POLICE) -> Dossier:
    return one_of(route, next(_numbers))


def some(routes: Iterable[str]) -> list[Dossier]:
    """One for each route named."""
    return [somebody(route) for route in routes]


def of_all_routes(number: int) -> list[Dossier]:
    """So many, of the three routes in turn."""
    return some((ROUTES * number)[:number])
