"""Keys under which names, numbers and dates are compared.

One piece of code makes the keys of the register's rows and of every question asked of it. A change
of rules raises KEYS_VERSION, and the rows with an older version are made anew
(`manage.py rebuild_keys`): a change must never turn into a silent miss.
"""

from __future__ import annotations

import re
import unicodedata

from common.dates import PartialDate
from common.identity import clean_number

KEYS_VERSION = 1

SHORTEST_NUMBER = 5
_RUNS = re.compile(r"\d+|[^\W\d_]+")  # of figures, and of letters


def tidy(text: object) -> str:
    """The text as it is kept: composed letters, single spaces, nothing that cannot be seen."""
    composed = unicodedata.normalize("NFC", str(text or ""))
    if not composed.isprintable():
        composed = "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")
    return " ".join(composed.split())


def name_key(name: object) -> str:
    """The name for exact comparison: the same letters and tones, whatever case and spacing."""
    return unicodedata.normalize("NFC", tidy(name).casefold())


def number_key(number: object) -> str:
    """A document's number without spaces and signs; empty for what is no number at all."""
    key = "".join(sign for sign in clean_number(str(number or "")) if sign.isalnum())
    return key if len(key) >= SHORTEST_NUMBER and key.strip("0") else ""


def certificate_key(number: object) -> str:
    """A certificate's number as written in the issue book, whatever case and spacing."""
    return "".join(unicodedata.normalize("NFKC", tidy(number)).upper().split())


def judgment_key(number: object) -> str:
    """A judgment's number without signs and leading zeros: 045/2015/HS-ST is 45 2015 hsst."""
    runs = _RUNS.findall(folded(number))
    figures = [run.lstrip("0") or "0" for run in runs if run.isdecimal()]
    letters = "".join(run for run in runs if not run.isdecimal() and run != "so")
    return " ".join([*figures, letters]).strip()


def folded(text: object) -> str:
    """Small letters without marks, single spaces."""
    plain = unicodedata.normalize("NFD", str(text or "").casefold().replace("đ", "d"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def dates_agree(one: str, other: str) -> bool:
    """Whether two partial birth dates may be the same day; an unknown one agrees with every day."""
    if not one or not other:
        return True
    return PartialDate.parse(one).may_be(PartialDate.parse(other))
