"""Postal item codes of the Universal Postal Union, standard S10: AA NNNNNNNN C CC."""

import re
from dataclasses import dataclass
from enum import StrEnum

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
SHAPE = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})", re.ASCII)


class Severity(StrEnum):
    WARNING = "warning"
    ERROR = "error"


class Problem(StrEnum):
    FORMAT = "s10_format"
    CHECK_DIGIT = "s10_check_digit"


@dataclass(frozen=True)
class Reading:
    """A code as it is kept, and what is wrong with it, if anything."""

    code: str
    problem: Problem | None = None
    severity: Severity | None = None

    @property
    def acceptable(self) -> bool:
        """A warning is shown and kept; only an error refuses the code."""
        return self.severity is not Severity.ERROR


def check_digit(serial: str) -> int:
    """The ninth digit of eight: weights 8 6 4 2 3 5 9 7, 11 less the rest, 10 is 0 and 11 is 5."""
    if len(serial) != len(WEIGHTS) or not (serial.isascii() and serial.isdigit()):
        raise ValueError(f"eight digits are expected, not {serial!r}")
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, serial, strict=True))
    digit = 11 - total % 11
    return {10: 0, 11: 5}.get(digit, digit)


def make(service: str, serial: int | str, *, country: str = "VN") -> str:
    """A whole code from a service indicator (EE, RR, CP) and a serial of up to eight digits."""
    digits = str(serial).zfill(len(WEIGHTS))
    code = f"{service}{digits}{check_digit(digits)}{country}".upper()
    if SHAPE.fullmatch(code) is None:
        raise ValueError(f"not an S10 code: {code!r}")
    return code


def clean(text: str) -> str:
    """As scanned or typed, without blanks and in capitals."""
    return re.sub(r"[\s.-]", "", text).upper()


def read(text: str) -> Reading:
    """A code with its problem. Domestic codes need not be S10: what is wrong with them is only a
    warning; a code that ends in a country code must be right."""
    code = clean(text)
    severity = Severity.ERROR if _names_a_country(code) else Severity.WARNING
    match = SHAPE.fullmatch(code)
    if match is None:
        if not code:
            severity = Severity.ERROR
        return Reading(code, Problem.FORMAT, severity)
    if int(match[3]) != check_digit(match[2]):
        return Reading(code, Problem.CHECK_DIGIT, severity)
    return Reading(code)


def _names_a_country(code: str) -> bool:
    """Letters after the digits say that the code is of the international system."""
    return re.search(r"\d[A-Z]{2}$", code, re.ASCII) is not None


def is_valid(text: str) -> bool:
    """A whole S10 code with the right check digit."""
    return read(text).problem is None
