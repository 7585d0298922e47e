"""How dates and numbers go wrong. A function gives the same value where it cannot act."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

WHOLE = len("1990-05-17")


def day_and_month_exchanged(born: str, _dice: Random) -> str:
    year, month, day = _parts(born)
    return f"{year}-{day}-{month}" if day and int(day) <= 12 else born


def only_the_year(born: str, _dice: Random) -> str:
    return born[:4]


def first_of_january(born: str, _dice: Random) -> str:
    return f"{born[:4]}-01-01" if born else born


def year_one_off(born: str, dice: Random) -> str:
    return _year_moved(born, dice.choice((-1, 1)))


def year_some_off(born: str, dice: Random) -> str:
    return _year_moved(born, dice.choice((-1, 1)) * dice.randrange(2, 11))


def year_digits_exchanged(born: str, _dice: Random) -> str:
    """1989 for 1998."""
    return born[:2] + born[3:4] + born[2:3] + born[4:]


def day_or_month_wrong(born: str, dice: Random) -> str:
    year, month, day = _parts(born)
    if not day:
        return born
    if dice.random() < 0.5:
        others = [f"{other:02}" for other in range(1, 29) if f"{other:02}" != day]
        return f"{year}-{month}-{dice.choice(others)}"
    others = [f"{other:02}" for other in range(1, 13) if f"{other:02}" != month]
    return f"{year}-{dice.choice(others)}-{min(int(day), 28):02}"


def some_days_off(born: str, dice: Random) -> str:
    """The lunar date for the solar one, or the day of registration: within two months."""
    if len(born) != WHOLE:
        return born
    moved = date.fromisoformat(born) + timedelta(days=dice.choice((-1, 1)) * dice.randrange(18, 55))
    return moved.isoformat()


def one_digit_wrong(number: str, dice: Random) -> str:
    place = dice.choice([place for place, sign in enumerate(number) if sign.isdigit()])
    digit = dice.choice([digit for digit in "0123456789" if digit != number[place]])
    return number[:place] + digit + number[place + 1 :]


def two_digits_exchanged(number: str, dice: Random) -> str:
    """Neighbours that differ."""
    could = [
        place
        for place in range(len(number) - 1)
        if number[place : place + 2].isdigit() and number[place] != number[place + 1]
    ]
    if not could:
        return number
    place = dice.choice(could)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _parts(born: str) -> tuple[str, str, str]:
    year, month, day = [*born.split("-"), "", ""][:3]
    return year, month, day


def _year_moved(born: str, years: int) -> str:
    if not born:
        return born
    year = int(born[:4]) + years
    rest = "-02-28" if born[4:] == "-02-29" else born[4:]
    return f"{year}{rest}"
