"""Names of courts as papers write them: one court has a whole name, short ones, and often no place.

"TAND Q. Ninh Kiều" and "Tòa án nhân dân quận Ninh Kiều, thành phố Cần Thơ" are one court, and a
register that keeps them apart holds one judgment twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from records.names import name_key

# Longer ones first: each is taken for the beginning of a name.
COURTS = ("tòa án nhân dân", "tòa án quân sự", "tòa án")
LEVELS = ("thành phố", "thị xã", "khu vực", "cấp cao tại", "tỉnh", "quận", "huyện")
SHORT = {
    "tand": "tòa án nhân dân",
    "tandcc": "tòa án nhân dân cấp cao",
    "taqs": "tòa án quân sự",
    "toà": "tòa",
    "tp": "thành phố",
    "tphcm": "thành phố hồ chí minh",
    "hcm": "hồ chí minh",
    "tx": "thị xã",
    "kv": "khu vực",
    "q": "quận",
    "h": "huyện",
    "t": "tỉnh",
}
# Between a court and where it lies: a comma, or a dash with room around it.
PARTS = re.compile(r",|\s[-–]\s")


@dataclass(frozen=True)
class CourtName:
    """What a name says; an empty part is not said."""

    court: str
    level: str
    place: str
    within: str  # the province or city, without what kind of place it is

    def may_be(self, other: CourtName) -> bool:
        """Whether nothing that both names say differs."""
        if not self.place or self.place != other.place:
            return False
        pairs = (
            (self.court, other.court),
            (self.level, other.level),
            (self.within, other.within),
        )
        return all(one == another or not (one and another) for one, another in pairs)


@lru_cache(maxsize=4096)
def court_name(text: str) -> CourtName:
    """The name in its parts; of several places named after the court the last is the widest."""
    head, *places = [_whole(part) for part in PARTS.split(text)]
    court, named = _opened_by(head, COURTS)
    level, place = _opened_by(named, LEVELS)
    _level, within = _opened_by(places[-1] if places else "", LEVELS)
    return CourtName(court, level, place, within)


def same_court(one: str, other: str) -> bool:
    """Whether two names may be of one court; a name without a place is of none."""
    return court_name(one).may_be(court_name(other))


def _whole(text: str) -> str:
    """The key of the name with every short form written out."""
    words = name_key(text).replace(".", " ").split()
    return " ".join(SHORT.get(word, word) for word in words)


def _opened_by(text: str, beginnings: tuple[str, ...]) -> tuple[str, str]:
    """Which of these the text begins with, and what follows."""
    for beginning in beginnings:
        if text == beginning or text.startswith(beginning + " "):
            return beginning, text[len(beginning) :].strip()
    return "", text
