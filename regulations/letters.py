"""The words of letters to agencies: what is asked on paper, and the form of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from string import Formatter

from regulations.loading import DATA
from regulations.regimes import UnknownRegime
from regulations.strict import DataError, build, read_table

FILE = DATA / "letters.toml"
QUESTIONS = frozenset({"record", "judgment", "expungement"})
PLACES = frozenset({"number", "suffix", "agency", "issuer", "date", "days", "code", "office"})


@dataclass(frozen=True)
class Basis:
    """The law that letters rest on under these regimes."""

    regimes: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class LetterWords:
    """Each sentence of the letter, with names in braces for what is filled in."""

    number: str
    subject: str
    addressee: str
    opening: str
    person: str
    residences: str
    judgments: str
    asked: str
    answer_by: str
    answer_today: str
    reply_to: str
    secrecy: str
    thanks: str
    receivers: tuple[str, ...]
    reply_title: str
    reply_opening: str
    reply_choices: tuple[str, ...]
    reply_columns: tuple[str, ...]
    reply_note: str
    reply_back: str
    reply_signer: str
    reply_signer_note: str
    covering_title: str
    covering_columns: tuple[str, ...]
    covering_total: str
    question: Mapping[str, str]
    basis: tuple[Basis, ...]

    def __post_init__(self) -> None:
        if set(self.question) != QUESTIONS:
            raise ValueError(f"the questions are {', '.join(sorted(QUESTIONS))}")
        if "{number}" not in self.number:
            raise ValueError("a letter's number needs {number}")
        for text in _sentences(self):
            found = {name for _text, name, _spec, _kind in Formatter().parse(text) if name}
            if not found <= PLACES:
                raise ValueError(f"{text!r}: names in braces are {', '.join(sorted(PLACES))}")

    def basis_of(self, regime: str) -> tuple[str, ...]:
        """The lines under the letter's number."""
        for basis in self.basis:
            if regime in basis.regimes:
                return basis.lines
        raise UnknownRegime(regime)


@cache
def letter_words() -> LetterWords:
    """As shipped and as the office has edited them; a fault stops the portal at its start."""
    return build(LetterWords, read_table(FILE), where=str(FILE))


def check_every_regime_has_its_basis(regimes: Mapping[str, object]) -> None:
    """A letter without the law it rests on would be found out only when it is printed."""
    for code in regimes:
        try:
            letter_words().basis_of(code)
        except UnknownRegime as error:
            raise DataError(str(FILE), f"no basis for the regime {code!r}") from error


def _sentences(words: LetterWords) -> list[str]:
    values = [getattr(words, field.name) for field in fields(words)]
    lists = [one for value in values if isinstance(value, tuple) for one in value]
    return [one for one in [*values, *lists, *words.question.values()] if isinstance(one, str)]
