"""Numbers on identity papers: their parts, what to doubt about them, and how to hide them.

Nothing here refuses a person: a number that does not agree with the birth date is a warning for a
clerk, because registers hold errors too.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from common.dates import PartialDate

CCCD = re.compile(r"\d{12}", re.ASCII)
CMND = re.compile(r"\d{9}(?:\d{3})?", re.ASCII)
PASSPORT = re.compile(r"[A-Z0-9]{5,15}", re.ASCII)

# NĐ 137/2015 art 13, TT 59/2021 art 4: the fourth digit tells century and sex.
FIRST_CENTURY = 1900
YEARS_A_DIGIT_PAIR = 100

LEAST_QR_FIELDS = 7
SEXES = {"nam": "male", "nữ": "female"}
HIDDEN_LETTERS = 3
SHOWN_DIGITS = 3


class Doubt(StrEnum):
    """What does not agree; a warning for a clerk, never a refusal."""

    FORMAT = "number_format"
    SEX = "number_sex"
    BIRTH_YEAR = "number_birth_year"


class NotACardCode(ValueError):
    """The scanned text is not the code of an identity card."""


@dataclass(frozen=True)
class PersonalNumber:
    """The parts of a 12-digit personal number (số định danh cá nhân)."""

    number: str
    birthplace_code: str
    sex: str
    birth_year: int

    @property
    def province(self) -> str | None:
        """The two-digit province of the birth registration; None for a country (code over 099)."""
        return self.birthplace_code[1:] if self.birthplace_code.startswith("0") else None


@dataclass(frozen=True)
class CardCode:
    """What the QR code of an identity card says about its holder."""

    number: str
    old_number: str
    full_name: str
    date_of_birth: PartialDate
    sex: str
    permanent_address: str
    issued_on: date | None


def clean_number(text: str) -> str:
    """As typed, without blanks, dots and dashes, in capitals."""
    return re.sub(r"[\s.-]", "", unicodedata.normalize("NFKC", text)).upper()


def read_cccd(number: str) -> PersonalNumber:
    """The parts of a personal number (NĐ 137/2015 art 13); it has no check digit."""
    if CCCD.fullmatch(number) is None:
        raise ValueError("a personal number has twelve digits")
    centuries, female = divmod(int(number[3]), 2)
    year = FIRST_CENTURY + centuries * YEARS_A_DIGIT_PAIR + int(number[4:6])
    return PersonalNumber(number, number[:3], "female" if female else "male", year)


def number_is_well_formed(kind: str, number: str) -> bool:
    """By kind of paper: `cccd`, `cmnd` (9 digits, some 12), others loosely."""
    pattern = {"cccd": CCCD, "cmnd": CMND}.get(kind, PASSPORT)
    return pattern.fullmatch(number) is not None


def cccd_doubts(number: str, *, date_of_birth: PartialDate | None, sex: str) -> list[Doubt]:
    """Where the number disagrees with the declared birth year or sex."""
    try:
        read = read_cccd(number)
    except ValueError:
        return [Doubt.FORMAT]
    doubts = []
    if sex and read.sex != sex:
        doubts.append(Doubt.SEX)
    if date_of_birth is not None and read.birth_year != date_of_birth.year:
        doubts.append(Doubt.BIRTH_YEAR)
    return doubts


def parse_card_qr(text: str) -> CardCode:
    """The QR code of a chip card: seven fields or more, parted by `|`, dates as ddmmyyyy."""
    fields = [unicodedata.normalize("NFC", part).strip() for part in text.strip().split("|")]
    if len(fields) < LEAST_QR_FIELDS or CCCD.fullmatch(fields[0]) is None or not fields[2]:
        raise NotACardCode("not the code of an identity card")
    number, old_number, full_name, born, sex, address, issued = fields[:LEAST_QR_FIELDS]
    if sex.casefold() not in SEXES:
        raise NotACardCode("the sex on the card cannot be read")
    return CardCode(
        number=number,
        old_number=old_number if CMND.fullmatch(old_number) else "",
        full_name=full_name,
        date_of_birth=_born(born),
        sex=SEXES[sex.casefold()],
        permanent_address=address,
        issued_on=_card_day(issued) if issued else None,
    )


def _card_day(text: str) -> date:
    try:
        return datetime.strptime(text, "%d%m%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError as error:
        raise NotACardCode("a date on the card cannot be read") from error


def _born(text: str) -> PartialDate:
    """A card may hold the year alone."""
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return PartialDate(int(text))
    return PartialDate.of(_card_day(text))


def mask_number(number: str) -> str:
    """All but the last three signs hidden: `*********456`; a short number is hidden whole."""
    shown = number[-SHOWN_DIGITS:] if len(number) > 2 * SHOWN_DIGITS else ""
    return "*" * (len(number) - len(shown)) + shown


def mask_name(name: str) -> str:
    """To those who know the name, the first letter of each word: Nguyễn Văn An is `N*** V** A*`."""
    return " ".join(_mask_word(word) for word in unicodedata.normalize("NFC", name).split())


def initials(name: str) -> str:
    """To everybody: `N*** V*** A***`, which does not tell how long the words are."""
    words = unicodedata.normalize("NFC", name).split()
    return " ".join(word[0] + "*" * HIDDEN_LETTERS for word in words)


def _mask_word(word: str) -> str:
    return word[0] + "*" * min(HIDDEN_LETTERS, max(1, len(word) - 1))
