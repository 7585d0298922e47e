"""Which regime holds on a day, and what it says about its issuer."""

from dataclasses import dataclass
from datetime import date

from regulations.certificate_forms import CertificateForm
from regulations.loading import law
from regulations.periods import in_force
from regulations.places import province_name, province_on
from regulations.shapes import Issuer, Regime

AUTO = "auto"


class UnknownRegime(ValueError):
    """No data file has this code."""


def regime_by_code(code: str) -> Regime:
    """The regime pinned on a case."""
    try:
        return law().regimes[code]
    except KeyError:
        raise UnknownRegime(code) from None


def regime_for(day: date, *, setting: str, postmarked_on: date | None = None) -> Regime:
    """The regime of a dossier received on that day, or postmarked before it (NĐ 216/2026 art 28).

    A fixed setting holds whatever the day is; `auto` looks the day up.
    """
    if setting != AUTO:
        return regime_by_code(setting)
    counted = min(day, postmarked_on) if postmarked_on else day
    return next(one for one in law().regimes.values() if in_force(one, counted))


def certificate_form(regime: Regime, *, certificate_type: int) -> CertificateForm:
    """The form on which this regime prints a certificate of this type."""
    codes = {1: regime.forms.certificate_1, 2: regime.forms.certificate_2}
    return form_by_code(codes[certificate_type])


def form_by_code(code: str) -> CertificateForm:
    """The form that a certificate names in its data."""
    return law().certificate_forms[code]


@dataclass(frozen=True)
class NamedIssuer:
    """An issuer with the names of its province filled in."""

    name_vi: str
    name_en: str
    header: tuple[str, ...]
    number_template: str
    signer_title: str
    place: str

    def number(self, number: str | int) -> str:
        """A certificate's number as printed: 123/STP-LLTP."""
        return self.number_template.format(number=number)

    @property
    def number_suffix(self) -> str:
        return self.number_template.format(number="")


def centre_is_competent(*, residence_unknown: bool, foreigner_left: bool) -> bool:
    """The National Centre (or the ministry) issues in these two cases (art 44.2 of the Law)."""
    return residence_unknown or foreigner_left


def issuer_for(regime: Regime, *, province: str, on: date, centre: bool = False) -> NamedIssuer:
    """Who signs: the department of the province, or the Centre (art 44 of the Law)."""
    issuer: Issuer = regime.issuer.centre if centre else regime.issuer.department
    name = province_name(province, on)
    full = province_name(province, on, full=True)
    names = {"province": full, "PROVINCE": full.upper(), "place": _place(province, on)}
    return NamedIssuer(
        name_vi=issuer.name_vi.format(**names),
        name_en=issuer.name_en.format(province=name),
        header=tuple(line.format(**names) for line in issuer.header),
        number_template=issuer.number,
        signer_title=issuer.signer_title,
        place=issuer.place.format(**names),
    )


def _place(province: str, on: date) -> str:
    """The place beside the date; Hồ Chí Minh keeps its kind (NĐ 30/2020, annex I)."""
    found = province_on(province, on)
    if found is not None and found.name == "Hồ Chí Minh":
        return "Thành phố Hồ Chí Minh"
    return province_name(province, on)
