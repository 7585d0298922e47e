"""Mẫu Phiếu: the printed forms of the certificate as dated data, one file a form.

What is printed and in which order, and the words for penalties, papers and stages. Who issues, on
what law, is the regime's (`shapes.Issuer`, `legal_basis`); the phrases that state a record are its
wording's. A form that differs from another in little names it in `based_on` and gives only what
differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from regulations.shapes import Regime, check_places
from regulations.strict import DataError, build, read_table

BASED_ON = "based_on"


class IdentityKey(StrEnum):
    """What a form may print of the person."""

    FULL_NAME = "full_name"
    SEX = "sex"
    DATE_OF_BIRTH = "date_of_birth"
    PLACE_OF_BIRTH = "place_of_birth"
    NATIONALITY = "nationality"
    PERMANENT_ADDRESS = "permanent_address"
    TEMPORARY_ADDRESS = "temporary_address"
    DOCUMENT = "document"
    FATHER = "father"
    MOTHER = "mother"
    SPOUSE = "spouse"


class JudgmentKey(StrEnum):
    """What a form may print of a judgment (Law 28/2009 art 42.2b, 43.2b)."""

    JUDGMENT_NO = "judgment_no"
    JUDGMENT_ON = "judgment_on"
    COURT = "court"
    STAGES = "stages"
    OFFENCES = "offences"
    ARTICLES = "articles"
    MAIN_PENALTY = "main_penalty"
    ADDITIONAL_PENALTIES = "additional_penalties"
    CIVIL_OBLIGATION = "civil_obligation"
    COURT_FEE = "court_fee"
    ENFORCEMENT = "enforcement"
    EXPUNGEMENT = "expungement"


@dataclass(frozen=True)
class SectionLabels:
    """The numbered sections after the person, and the columns of their tables."""

    record: str
    bans: str
    ban_position: str
    ban_term: str
    ban_until: str
    judgment: str

    def __post_init__(self) -> None:
        check_places(self.ban_until, allowed={"date"}, needed="date")
        check_places(self.judgment, allowed={"position"}, needed="position")


@dataclass(frozen=True)
class SignatureLabels:
    """The two blocks at the foot; a deputy signs for the head (Decree 30/2020 annex I)."""

    drafter: str
    drafter_note: str
    signer_note: str
    deputy: str

    def __post_init__(self) -> None:
        check_places(self.deputy, allowed={"title"}, needed="title")


@dataclass(frozen=True)
class SexWords:
    male: str
    female: str


@dataclass(frozen=True)
class DocumentWords:
    """The papers by name, and the line that says which was shown."""

    cccd: str
    cmnd: str
    passport: str
    residence_card: str
    details: str

    def __post_init__(self) -> None:
        check_places(self.details, allowed={"kind", "number", "issued_on", "issued_by"})


@dataclass(frozen=True)
class PenaltyWords:
    """Hình phạt chính as a judgment has it; `{term}` and `{probation}` are years and months."""

    warning: str
    fine: str
    fine_of: str
    non_custodial: str
    suspended: str
    imprisonment: str
    life: str
    death: str
    expulsion: str
    exempted: str

    def __post_init__(self) -> None:
        check_places(self.fine_of, allowed={"amount"}, needed="amount")
        check_places(self.non_custodial, allowed={"term"}, needed="term")
        check_places(self.suspended, allowed={"term", "probation"}, needed="probation")
        check_places(self.imprisonment, allowed={"term"}, needed="term")


@dataclass(frozen=True)
class StageWords:
    """Cấp xét xử: how a decision is named, and what the later one did with the earlier."""

    first: str
    appeal: str
    cassation: str
    reopening: str
    unknown: str
    named: str
    named_without_day: str
    upheld: str
    changed: str
    restored: str
    cancelled: str

    def __post_init__(self) -> None:
        check_places(self.named, allowed={"stage", "number", "date", "court"}, needed="number")
        check_places(self.named_without_day, allowed={"stage", "number", "court"}, needed="number")


@dataclass(frozen=True)
class LawWords:
    """Numbers and the law in words; `code_word` tells that an article already names its code."""

    code: str
    code_word: str
    money: str
    years: str
    months: str

    def __post_init__(self) -> None:
        check_places(self.code, allowed={"year"}, needed="year")
        check_places(self.money, allowed={"amount"}, needed="amount")
        for pattern in (self.years, self.months):
            check_places(pattern, allowed={"count"}, needed="count")


@dataclass(frozen=True)
class EnforcementWords:
    """What has been carried out, in the order it is printed; named as the record's dates are."""

    main_served_on: str
    probation_ended_on: str
    additional_served_on: str
    obligations_met_on: str
    execution_lapsed_on: str

    def __post_init__(self) -> None:
        for pattern in vars(self).values():
            check_places(pattern, allowed={"date"}, needed="date")


@dataclass(frozen=True)
class CertificateForm:
    """Mẫu số 06, 07: everything printed that is neither the person's nor the regime's."""

    code: str
    certificate_type: int
    motto: tuple[str, ...]
    title: str
    confirms: str
    rows: tuple[tuple[IdentityKey, ...], ...]
    never_missing: tuple[IdentityKey, ...]
    judgment_rows: tuple[tuple[JudgmentKey, ...], ...]
    identity: Mapping[IdentityKey, str]
    judgment: Mapping[JudgmentKey, str]
    sections: SectionLabels
    signatures: SignatureLabels
    sex: SexWords
    documents: DocumentWords
    penalties: PenaltyWords
    stages: StageWords
    law: LawWords
    enforcement: EnforcementWords

    def __post_init__(self) -> None:
        if self.certificate_type not in (1, 2):
            raise ValueError("certificate_type is 1 or 2")
        if len(self.motto) != 2:
            raise ValueError("the motto has two lines")
        _check_every(IdentityKey, self.identity, "identity")
        _check_every(JudgmentKey, self.judgment, "judgment")
        _check_once([key for row in self.rows for key in row], "rows")
        printed = [key for row in self.judgment_rows for key in row]
        _check_once(printed, "judgment_rows")
        _check_every(JudgmentKey, dict.fromkeys(printed), "judgment_rows")


def read_certificate_forms(folder: Path) -> Mapping[str, CertificateForm]:
    """Every form under its code, each checked by itself."""
    forms = {}
    for path in sorted(folder.glob("*.toml")):
        form = build(CertificateForm, _table(path), where=str(path))
        if _file_name(form.code) != path.name:
            raise DataError(str(path), f"the code {form.code!r} is not the name of the file")
        forms[form.code] = form
    return MappingProxyType(forms)


def check_every_regime_has_its_forms(
    regimes: Mapping[str, Regime], forms: Mapping[str, CertificateForm], *, where: str
) -> None:
    """A regime whose certificate has no form could issue nothing."""
    for regime in regimes.values():
        for kind, code in ((1, regime.forms.certificate_1), (2, regime.forms.certificate_2)):
            form = forms.get(code)
            if form is None:
                raise DataError(where, f"{regime.code} needs {_file_name(code)}")
            if form.certificate_type != kind:
                raise DataError(where, f"{code} is not a form of certificate No. {kind}")


def _table(path: Path, *, under: tuple[str, ...] = ()) -> dict[str, Any]:
    """A file's table, laid over that of the form it is based on."""
    if path.name in under:
        raise DataError(str(path), f"{BASED_ON} leads back to {path.name}")
    table = read_table(path)
    base = table.pop(BASED_ON, None)
    if base is None:
        return table
    earlier = path.with_name(_file_name(str(base)))
    if not earlier.is_file():
        raise DataError(str(path), f"there is no form {base!r} to be based on")
    return _over(_table(earlier, under=(*under, path.name)), table)


def _over(base: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; a list or a text is replaced whole."""
    merged = dict(base)
    for key, value in table.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _over(base[key], value) if both else value
    return merged


def _file_name(code: str) -> str:
    """`06/2024/LLTP` is kept in `06-2024-LLTP.toml`."""
    return code.replace("/", "-") + ".toml"


def _check_every(keys: type[StrEnum], given: Mapping[Any, Any], where: str) -> None:
    missing = sorted({str(key) for key in keys} - {str(key) for key in given})
    if missing:
        raise ValueError(f"{where}: {missing[0]!r} is missing")


def _check_once(keys: list[Any], where: str) -> None:
    twice = sorted({str(key) for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"{where}: {twice[0]!r} stands twice")
