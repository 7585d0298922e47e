"""A name taken apart for comparison."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.utils.functional import cached_property

from records.matching.phonetics import bare, sound
from records.matching.repair import readings

LETTERS = "abcdefghijklmnopqrstuvwxyz"
BIT = {letter: 1 << at for at, letter in enumerate(LETTERS)}


@dataclass(frozen=True)
class Name:
    """One reading of one name: its words as written, without marks, and as they sound."""

    text: str  # small letters, composed, in one style of tone marks

    @cached_property
    def bare(self) -> str:
        return bare(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(self.bare.split())

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        return tuple(map(sound, self.words))

    @cached_property
    def joined(self) -> str:
        return self.bare.replace(" ", "")

    @cached_property
    def chord(self) -> str:
        """All its sounds in whatever order."""
        return " ".join(sorted(self.sounds))

    @property
    def surname(self) -> str:
        return self.sounds[0] if self.sounds else ""

    @property
    def given(self) -> str:
        return self.sounds[-1] if self.sounds else ""

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.words)

    @cached_property
    def marked(self) -> bool:
        """Whether it was written with marks, so that their absence says something."""
        return not self.text.isascii()

    @cached_property
    def letters(self) -> int:
        """Which letters are in it, one bit each: one slip of the pen changes two bits at most."""
        mask = 0
        for letter in self.joined:
            mask |= BIT.get(letter, 1 << len(LETTERS))
        return mask


def names(*texts: str) -> tuple[Name, ...]:
    """Every reading of every name, the likeliest first."""
    if len(texts) == 1 and not texts[0]:
        return ()
    found = dict.fromkeys(
        unicodedata.normalize("NFC", reading.casefold())
        for text in texts
        if text
        for reading in readings(text)
    )
    return tuple(Name(text) for text in found if text)
