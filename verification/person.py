"""The person asked about and where they lived, in words for those who look them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, Residence
from common.dates import PartialDate
from records.terms import NumberKind, Sex
from regulations import places

MISSING = "—"


def described(application: Application) -> list[dict[str, str]]:
    """The rows of the summary list (NĐ 111/2010 art 24: what a request must carry)."""
    subject = application.subject
    rows = [
        (_("Họ và tên"), subject.get("full_name")),
        (_("Tên gọi khác"), ", ".join(subject.get("other_names") or [])),
        (_("Giới tính"), dict(Sex.choices).get(str(subject.get("sex")))),
        (_("Ngày sinh"), _day(subject.get("date_of_birth"))),
        (_("Nơi sinh"), subject.get("place_of_birth")),
        (_("Quốc tịch"), places.country_name(str(subject.get("nationality") or ""))),
        (_("Giấy tờ"), "; ".join(_document(one) for one in subject.get("documents") or [])),
        (_("Nơi thường trú"), _address(subject.get("permanent_address"))),
        (_("Nơi tạm trú"), _address(subject.get("temporary_address"))),
        (_("Cha"), _relative(subject.get("father"))),
        (_("Mẹ"), _relative(subject.get("mother"))),
        (_("Vợ hoặc chồng"), _relative(subject.get("spouse"))),
    ]
    return [{"key": key, "value": str(value or MISSING)} for key, value in rows]


def residences(application: Application) -> list[list[str]]:
    """From, to, place and work of each row of the history."""
    return [
        [
            _day(row.started),
            _day(row.ended) or _("đến nay"),
            _place(row),
            ", ".join(filter(None, [row.occupation, row.workplace])) or MISSING,
        ]
        for row in application.residences.all()
    ]


def _day(text: str | None) -> str:
    return PartialDate.parse(text).display() if text else ""


def _document(document: Mapping[str, Any]) -> str:
    kind = dict(NumberKind.choices).get(str(document.get("kind")), "")
    return f"{kind} {document.get('number') or ''}".strip()


def _address(address: Mapping[str, Any] | None) -> str:
    if not address:
        return ""
    province = address.get("province")
    parts = [address.get("line"), address.get("commune")]
    return ", ".join(
        [*filter(None, parts), *([places.province_name(province)] if province else [])]
    )


def _place(row: Residence) -> str:
    country = row.place.get("country") or "VN"
    at = _address(row.place)
    return at if country == "VN" else ", ".join(filter(None, [at, places.country_name(country)]))


def _relative(relative: Mapping[str, Any] | None) -> str:
    if not relative:
        return ""
    born = _day(relative.get("date_of_birth"))
    name = str(relative.get("full_name") or "")
    return f"{name} ({born})" if born else name
