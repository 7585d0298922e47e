"""The register's fixed facts, read once from `register.toml`, and its closed lists."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class NumberKind(models.TextChoices):
    """Loại giấy tờ tùy thân."""

    CCCD = "cccd", _("Căn cước công dân")
    CMND = "cmnd", _("Chứng minh nhân dân")
    PASSPORT = "passport", _("Hộ chiếu")
    RESIDENCE_CARD = "residence_card", _("Thẻ thường trú")


class CodeOfLaw(models.TextChoices):
    """Bộ luật Hình sự: the code that the court applied."""

    Y1985 = "1985", _("Bộ luật Hình sự 1985")
    Y1999 = "1999", _("Bộ luật Hình sự 1999")
    Y2015 = "2015", _("Bộ luật Hình sự 2015")


class Intent(models.TextChoices):
    INTENTIONAL = "intentional", _("Cố ý")
    NEGLIGENT = "negligent", _("Vô ý")


class Severity(models.TextChoices):
    LESS_SERIOUS = "less_serious", _("Ít nghiêm trọng")
    SERIOUS = "serious", _("Nghiêm trọng")
    VERY_SERIOUS = "very_serious", _("Rất nghiêm trọng")
    EXTREMELY_SERIOUS = "extremely_serious", _("Đặc biệt nghiêm trọng")


class MainPenalty(models.TextChoices):
    """Hình phạt chính (Penal Code 2015 art 32), and being exempted from one."""

    WARNING = "warning", _("Cảnh cáo")
    FINE = "fine", _("Phạt tiền")
    NON_CUSTODIAL = "non_custodial", _("Cải tạo không giam giữ")
    SUSPENDED = "suspended", _("Phạt tù cho hưởng án treo")
    IMPRISONMENT = "imprisonment", _("Phạt tù có thời hạn")
    LIFE = "life", _("Tù chung thân")
    DEATH = "death", _("Tử hình")
    EXPULSION = "expulsion", _("Trục xuất")
    EXEMPTED = "exempted", _("Miễn hình phạt")


class Channel(models.TextChoices):
    """How the request for a certificate came in; the same list as a dossier's."""

    ONLINE = "online", _("Trực tuyến")
    POST_OFFICE = "post_office", _("Qua bưu điện")
    COUNTER = "counter", _("Tại quầy")
    ORGANISATION = "organisation", _("Cơ quan, tổ chức")


class Result(models.TextChoices):
    """What a certificate stated, and whether a record stood behind "Không có án tích".

    Certificate No. 1 of somebody whose record is expunged reads as if there were none (art 42.2),
    so it proves nothing to the next search.
    """

    NONE = "none", _("Không có án tích")
    EXPUNGED = "expunged", _("Không có án tích, đã được xóa án tích")
    HAS_RECORD = "has_record", _("Có án tích")


@cache
def facts() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "register.toml").read_text("utf-8"))


def certified_since() -> date:
    """The day from which a certificate spares the check of the past (NĐ 111/2010 art 28)."""
    day = facts()["certified_since"]
    if not isinstance(day, date):
        raise TypeError("certified_since is not a date")
    return day


def issue_book(issued_on: date, certificate_type: int) -> str:
    """The issue book in which the number runs: one a year, before 2014 one a year and type."""
    if issued_on.year >= facts()["one_book_since"]:
        return str(issued_on.year)
    return f"{issued_on.year}/{certificate_type}"


def record_prefix(province: str) -> str:
    """The authority's part of a record code (TT 13/2011 art 5), such as 25HN."""
    known = facts()["record_prefixes"].get(province)
    return str(known or (province or "00") + facts()["record_prefix_otherwise"]["letters"])
