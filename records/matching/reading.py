"""One way to read a name, and how Vietnamese it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from records.matching.likelihood import LOGARITHMS, SURNAMES, WELL_FORMED, likelihood
from records.matching.lookalikes import to_vietnamese
from records.matching.syllables import one_style

# Signs that the letters of old writing are read as, and that no name is written with.
NO_LETTER = re.compile("[\u0080-\u00bf×÷ƒ†‡ˆ‰‹›€™š›œžŸ‘’“”•–—˜…„‚]")
SOFT_HYPHEN = "\u00ad"  # the ư of TCVN3, and half of many a letter misread


@dataclass(frozen=True)
class Reading:
    """One way to read a name: its words, and how it was come to."""

    words: tuple[str, ...]
    guessed: bool = False  # typing undone or words parted: a foreign name could look so too
    parted: bool = False
    decoded: bool = False

    @classmethod
    def of(cls, text: str, *, decoded: bool = False) -> Reading:
        return cls(tuple(tidy(text).split()), decoded=decoded)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @cached_property
    def foreign(self) -> list[str]:
        """The words that are no Vietnamese syllables."""
        return [word for word in self.words if word.lower() not in WELL_FORMED]

    @cached_property
    def damage(self) -> tuple[int, int]:
        """How many words are foreign, and how many have signs that no name has."""
        return len(self.foreign), sum(NO_LETTER.search(word) is not None for word in self.foreign)

    @property
    def likelihood(self) -> float:
        return likelihood([word.lower() for word in self.words])

    @property
    def believable(self) -> bool:
        """Common enough to be believed although it was guessed: Hans Max is not Hán Mã."""
        small = [word.lower() for word in self.words]
        return small[0] in SURNAMES and all(word in LOGARITHMS for word in small)


def tidy(text: str) -> str:
    """Composed letters of the Vietnamese alphabet, single spaces, one style of placing tones."""
    if not text.isascii():
        text = to_vietnamese(text)
    if not text.isprintable():
        text = "".join(" " if sign.isspace() else sign for sign in text if not _unseen(sign))
    return " ".join([one_style(word) for word in text.split()])


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" and sign != SOFT_HYPHEN
