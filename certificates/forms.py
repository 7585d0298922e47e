"""The printed form of a certificate: its words out of the regime's data, and dates, sums and terms
as they are printed. No official phrase stands in code (`regulations/data/forms`, `wording`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from common.dates import official_date
from regulations.certificate_forms import CertificateForm
from regulations.shapes import Wording


@dataclass(frozen=True)
class Words:
    """Everything that the law words: the form, and the phrases that state a record."""

    form: CertificateForm
    wording: Wording

    @property
    def missing(self) -> str:
        return self.wording.missing

    def money(self, amount: int | None) -> str:
        """Whole đồng, thousands parted by points: 5.000.000 đồng. Nothing owed prints nothing."""
        if not amount:
            return ""
        return self.form.law.money.format(amount=f"{amount:,}".replace(",", "."))

    def term(self, months: int) -> str:
        """A term in months as years and months: 30 is `02 năm 06 tháng`; not known is `//`."""
        law = self.form.law
        parts = ((law.years, months // 12), (law.months, months % 12))
        return " ".join(unit.format(count=count) for unit, count in parts if count) or self.missing


@dataclass(frozen=True)
class Letterhead:
    """Who issues, and on what law; from the regime and the office."""

    superior: str
    issuer: str
    place: str
    number_pattern: str
    legal_basis: tuple[str, ...]
    signer_title: str


def numeric_date(iso: str) -> str:
    """`1990-05-17` as 17/05/1990, `1990-05` as 05/1990, `1990` as it stands."""
    return "/".join(reversed(iso.split("-")))


def date_in_words(iso: str) -> str:
    """`2024-06-03` as official papers write it; a date without its day stays in figures."""
    if iso.count("-") != 2:
        return numeric_date(iso)
    return official_date(date.fromisoformat(iso))
