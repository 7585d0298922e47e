"""Importing the old issue book: certificates given before this portal (contracts section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from common.dates import today
from records.cells import CHANNELS, RESULTS, TYPES, BadCell, Cells, term
from records.imports import Outcome
from records.models import EarlierCertificate
from records.names import certificate_key
from records.person_columns import PERSON_COLUMNS, person_columns
from records.sheets import Row
from records.terms import issue_book

Key = tuple[str, str]
LINE_COLUMNS = (
    *("number", "issued_on", "certificate_type", "channel", "result"),
    *PERSON_COLUMNS,
)
Source = EarlierCertificate.Source


@dataclass(frozen=True)
class BookLine:
    """One line of the issue book, as the model's columns."""

    columns: dict[str, Any]

    @property
    def key(self) -> Key:
        book = issue_book(self.columns["issued_on"], self.columns["certificate_type"])
        return book, certificate_key(self.columns["number"])


class IssueBook:
    """Lines are known by office, book and number; the same line again changes nothing."""

    columns: tuple[str, ...] = ("number", "issued_on", "type", "channel", "result", *PERSON_COLUMNS)
    required: tuple[str, ...] = ("number", "issued_on", "type", "result", "full_name")

    def __init__(self, office: Office) -> None:
        self.office = office

    def parse(self, cells: Cells) -> BookLine:
        return BookLine(
            {
                "number": cells.required("number", longest=60),
                "issued_on": _issued_on(cells),
                "certificate_type": _type(cells),
                "channel": cells.one_of("channel", CHANNELS),
                "result": term(cells.required("result"), RESULTS, column="result"),
                **vars(person_columns(cells)),
            }
        )

    def store(self, parsed: list[tuple[Row, BookLine]]) -> Iterator[tuple[Row, Outcome | BadCell]]:
        known = self._known([line for _row, line in parsed])
        created: list[EarlierCertificate] = []
        changed: dict[int, EarlierCertificate] = {}
        for row, line in parsed:
            certificate = known.get(line.key)
            if certificate is None:
                known[line.key] = certificate = self._new(line)
                created.append(certificate)
                yield row, Outcome.CREATED
            elif certificate.source == Source.ISSUED_HERE:
                yield row, BadCell("number", _("phiếu này do cổng cấp, không nhập đè"))
            elif _apply(line, certificate):
                if certificate.pk:
                    changed[certificate.pk] = certificate
                yield row, Outcome.UPDATED
            else:
                yield row, Outcome.UNCHANGED
        _save(created, list(changed.values()))

    def _known(self, lines: list[BookLine]) -> dict[Key, EarlierCertificate]:
        rows = EarlierCertificate.objects.filter(
            office=self.office,
            book__in={line.key[0] for line in lines},
            number_key__in={line.key[1] for line in lines},
        )
        return {(row.book, row.number_key): row for row in rows}

    def _new(self, line: BookLine) -> EarlierCertificate:
        return EarlierCertificate(office=self.office, source=Source.IMPORTED, **line.columns)


def _apply(line: BookLine, certificate: EarlierCertificate) -> bool:
    """Bring the certificate up to the line; whether anything changed."""
    differing = {
        name: value for name, value in line.columns.items() if getattr(certificate, name) != value
    }
    for name, value in differing.items():
        setattr(certificate, name, value)
    return bool(differing)


def _save(created: list[EarlierCertificate], changed: list[EarlierCertificate]) -> None:
    for certificate in [*created, *changed]:
        certificate.make_keys()
    EarlierCertificate.objects.bulk_create(created)
    if changed:
        EarlierCertificate.objects.bulk_update(
            changed, [*LINE_COLUMNS, *EarlierCertificate.KEY_COLUMNS]
        )


def _issued_on(cells: Cells) -> date:
    issued_on = cells.day("issued_on")
    if issued_on is None:
        raise BadCell("issued_on", _("không được để trống"))
    if issued_on > today():
        raise BadCell("issued_on", _("ở tương lai"))
    return issued_on


def _type(cells: Cells) -> int:
    value = cells.required("type").casefold()
    if value not in TYPES:
        raise BadCell("type", _("phải là 1 hoặc 2"))
    return TYPES[value]
