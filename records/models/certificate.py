"""Certificates already issued: out of the old issue book, or here."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from records.models.person import PARTIAL_DATE
from records.names import KEYS_VERSION, certificate_key, name_key
from records.terms import Channel, Result, Sex, issue_book


class EarlierCertificate(models.Model):
    """Phiếu đã cấp: one line of the issue book (Law 28/2009 art 44.4)."""

    KEY_COLUMNS = (*("book", "number_key", "name_key", "father_key", "mother_key", "keys_version"),)

    class Source(models.TextChoices):
        IMPORTED = "imported", _("Sổ cấp Phiếu trước đây")
        ISSUED_HERE = "issued_here", _("Cấp trên cổng này")

    class Type(models.IntegerChoices):
        NO_1 = 1, _("Phiếu số 1")
        NO_2 = 2, _("Phiếu số 2")

    office = models.ForeignKey(
        Office,
        verbose_name=_("cơ quan cấp"),
        on_delete=models.PROTECT,
        related_name="earlier_certificates",
    )
    number = models.CharField(_("số phiếu"), max_length=60)
    issued_on = models.DateField(_("ngày cấp"))
    certificate_type = models.PositiveSmallIntegerField(_("loại phiếu"), choices=Type.choices)
    channel = models.CharField(
        _("hình thức nộp"), max_length=20, choices=Channel.choices, blank=True
    )
    result = models.CharField(_("tình trạng án tích"), max_length=20, choices=Result.choices)
    source = models.CharField(_("nguồn"), max_length=20, choices=Source.choices)
    case_code = models.CharField(_("mã hồ sơ"), max_length=40, blank=True, db_index=True)
    revoked_on = models.DateField(_("ngày thu hồi"), null=True, blank=True)

    full_name = models.CharField(_("họ và tên"), max_length=200)
    other_names = ArrayField(
        models.CharField(max_length=200), verbose_name=_("tên gọi khác"), default=list, blank=True
    )
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex.choices, blank=True)
    date_of_birth = models.CharField(
        _("ngày sinh"), max_length=10, blank=True, validators=[RegexValidator(PARTIAL_DATE)]
    )
    place_of_birth = models.CharField(_("nơi sinh"), max_length=300, blank=True)
    nationality = models.CharField(_("quốc tịch"), max_length=60, blank=True)
    cccd = models.CharField(_("số căn cước công dân"), max_length=30, blank=True)
    cmnd = models.CharField(_("số chứng minh nhân dân"), max_length=30, blank=True)
    passport = models.CharField(_("số hộ chiếu"), max_length=30, blank=True)
    father_name = models.CharField(_("họ và tên cha"), max_length=200, blank=True)
    mother_name = models.CharField(_("họ và tên mẹ"), max_length=200, blank=True)
    spouse_name = models.CharField(_("họ và tên vợ, chồng"), max_length=200, blank=True)
    province = models.CharField(_("tỉnh, thành phố cư trú"), max_length=60, blank=True)
    address = models.CharField(_("nơi cư trú"), max_length=300, blank=True)

    book = models.CharField(max_length=10, editable=False)
    number_key = models.CharField(max_length=60, editable=False)
    name_key = models.CharField(max_length=200, editable=False)
    father_key = models.CharField(max_length=200, blank=True, editable=False)
    mother_key = models.CharField(max_length=200, blank=True, editable=False)
    keys_version = models.PositiveSmallIntegerField(default=0, editable=False, db_index=True)

    class Meta:
        verbose_name = _("phiếu đã cấp")
        verbose_name_plural = _("phiếu đã cấp")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            # Numbers start again each year, so a number alone names nothing.
            models.UniqueConstraint(
                fields=["office", "book", "number_key"], name="issue_book_number"
            ),
        ]
        indexes = [
            models.Index(fields=["number_key"], name="certificate_number_key"),
            models.Index(fields=["name_key", "date_of_birth"], name="certificate_name_birth"),
            models.Index(fields=["issued_on", "channel"], name="certificate_year_channel"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_revoked(self) -> bool:
        return self.revoked_on is not None

    def make_keys(self) -> None:
        """Bring the keys up to the columns and to the present rules."""
        self.book = issue_book(self.issued_on, self.certificate_type)
        self.number_key = certificate_key(self.number)
        self.name_key = name_key(self.full_name)
        self.father_key = name_key(self.father_name)
        self.mother_key = name_key(self.mother_name)
        self.keys_version = KEYS_VERSION

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.make_keys()
        super().save(*args, **kwargs)
