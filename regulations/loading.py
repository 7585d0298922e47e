"""Reads every data file once and strictly; a fault stops the portal at its start, by name.

`law()` is what the other modules ask. Tests read other folders with `read_law`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from regulations.certificate_forms import (
    CertificateForm,
    check_every_regime_has_its_forms,
    read_certificate_forms,
)
from regulations.hours import TimeFile
from regulations.lists import (
    Countries,
    EthnicGroups,
    NationalExceptions,
    Provinces,
    Purposes,
    Reminders,
)
from regulations.periods import check_follow_on
from regulations.shapes import FeeFile, FeeTable, Filing, Regime, TriageRules, Waiver, Wording
from regulations.strict import DataError, build, check_unique, read_table

DATA = Path(__file__).resolve().parent / "data"

Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Law:
    """All data files together, each table under its code."""

    regimes: Mapping[str, Regime]
    certificate_forms: Mapping[str, CertificateForm]
    fee_tables: Mapping[str, FeeTable]
    waivers: tuple[Waiver, ...]
    provinces: Provinces
    countries: Countries
    ethnic_groups: EthnicGroups
    purposes: Purposes
    exceptions: NationalExceptions
    reminders: Reminders
    time: TimeFile


@cache
def law() -> Law:
    """The law as shipped and as the office has edited it."""
    return read_law(DATA)


def read_law(folder: Path) -> Law:
    """Every file of the folder, checked by itself and against the others."""
    fees = _read(FeeFile, folder / "fees.toml")
    fee_tables = _checked_fees(fees, where=str(folder / "fees.toml"))
    regimes = _regimes(folder, fee_tables=fee_tables)
    return Law(
        regimes=regimes,
        certificate_forms=_certificate_forms(folder / "forms", regimes=regimes),
        fee_tables=fee_tables,
        waivers=fees.waiver,
        provinces=_read(Provinces, folder / "provinces.toml"),
        countries=_read(Countries, folder / "countries.toml"),
        ethnic_groups=_read(EthnicGroups, folder / "ethnic_groups.toml"),
        purposes=_read(Purposes, folder / "purposes.toml"),
        exceptions=_read(NationalExceptions, folder / "calendar.toml"),
        reminders=_reminders(folder / "reminders.toml"),
        time=_time(folder / "time.toml"),
    )


def _certificate_forms(
    folder: Path, *, regimes: Mapping[str, Regime]
) -> Mapping[str, CertificateForm]:
    forms = read_certificate_forms(folder)
    check_every_regime_has_its_forms(regimes, forms, where=str(folder))
    return forms


def _reminders(path: Path) -> Reminders:
    """The tables of reminding cover every day once."""
    read = _read(Reminders, path)
    check_follow_on([(str(one.first_day), one) for one in read.reminding], where=str(path))
    return read


def _read(shape: type[Shape], path: Path) -> Shape:
    return build(shape, read_table(path), where=str(path))


def _time(path: Path) -> TimeFile:
    """The office's hours, which cover every day once, and the rest of its file."""
    file = _read(TimeFile, path)
    named = ((f"hours {place}", hours) for place, hours in enumerate(file.hours, 1))
    check_follow_on(named, where=str(path))
    return file


def _named(shape: type[Shape], folder: Path, name: object, *, asked_by: Path) -> Shape:
    """The table `name` of a folder, in a file of its own."""
    path = folder / f"{name}.toml"
    if not isinstance(name, str) or not path.is_file():
        raise DataError(str(asked_by), f"there is no {folder.name}/{name}.toml")
    return _read(shape, path)


def _regimes(folder: Path, *, fee_tables: Mapping[str, FeeTable]) -> Mapping[str, Regime]:
    regimes = {}
    for path in sorted((folder / "regimes").glob("*.toml")):
        regime = _regime(path)
        if regime.code != path.stem:
            raise DataError(str(path), f"the code {regime.code!r} is not the name of the file")
        if regime.fee_table not in fee_tables:
            raise DataError(str(path), f"there is no fee table {regime.fee_table!r}")
        regimes[regime.code] = regime
    check_follow_on(regimes.items(), where=str(folder / "regimes"))
    return MappingProxyType(regimes)


def _regime(path: Path) -> Regime:
    """A regime with the tables it names in place of their names."""
    table = read_table(path)
    shapes: dict[str, type] = {"filing": Filing, "triage": TriageRules, "wording": Wording}
    for key, shape in shapes.items():
        if key in table:
            folder = path.parent.parent / key
            table[key] = _named(shape, folder, table[key], asked_by=path)
    return build(Regime, table, where=str(path))


def _checked_fees(fees: FeeFile, *, where: str) -> Mapping[str, FeeTable]:
    check_unique([table.code for table in fees.table], where=where)
    tables = {table.code: table for table in fees.table}
    check_follow_on(tables.items(), where=where)
    for waiver in fees.waiver:
        for code in waiver.tables:
            if code not in tables:
                raise DataError(where, f"{waiver.code}: there is no fee table {code!r}")
    return MappingProxyType(tables)
