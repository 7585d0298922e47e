"""Who a record is about (Law 28/2009 art 26.4)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from records.models.history import RecordChange, kept_history
from records.names import KEYS_VERSION, name_key, number_key
from records.terms import NumberKind, Sex

# A birth date of which only the year, or year and month, may be known.
PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


class Person(models.Model):
    """Người có lý lịch tư pháp: one who was convicted, or is banned from posts."""

    KEY_COLUMNS = ("name_keys", "father_key", "mother_key", "keys_version")

    record_code = models.CharField(_("mã số lý lịch tư pháp"), max_length=40, unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=200)
    other_names = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("tên gọi khác, tên cũ"),
        default=list,
        blank=True,
    )
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex.choices, blank=True)
    date_of_birth = models.CharField(
        _("ngày sinh"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(PARTIAL_DATE)],
        help_text=_("Có thể chỉ biết năm, hoặc tháng và năm."),
    )
    other_birth_dates = ArrayField(
        models.CharField(max_length=10, validators=[RegexValidator(PARTIAL_DATE)]),
        verbose_name=_("ngày sinh khác từng ghi nhận"),
        default=list,
        blank=True,
    )
    place_of_birth = models.CharField(_("nơi sinh"), max_length=300, blank=True)
    nationality = models.CharField(_("quốc tịch"), max_length=60, blank=True)
    father_name = models.CharField(_("họ và tên cha"), max_length=200, blank=True)
    mother_name = models.CharField(_("họ và tên mẹ"), max_length=200, blank=True)
    spouse_name = models.CharField(_("họ và tên vợ, chồng"), max_length=200, blank=True)
    province = models.CharField(_("tỉnh, thành phố cư trú"), max_length=60, blank=True)
    address = models.CharField(_("nơi cư trú"), max_length=300, blank=True)
    source_document = models.CharField(_("văn bản nguồn"), max_length=200, blank=True)
    source_agency = models.CharField(_("cơ quan cung cấp"), max_length=200, blank=True)

    name_keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    father_key = models.CharField(max_length=200, blank=True, editable=False)
    mother_key = models.CharField(max_length=200, blank=True, editable=False)
    keys_version = models.PositiveSmallIntegerField(default=0, editable=False, db_index=True)

    class Meta:
        verbose_name = _("lý lịch tư pháp")
        verbose_name_plural = _("lý lịch tư pháp")
        ordering = ["record_code"]
        indexes = [
            GinIndex(fields=["name_keys"], name="person_name_keys"),
            models.Index(
                fields=["date_of_birth", "mother_key"],
                condition=~models.Q(mother_key=""),
                name="person_birth_and_mother",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(date_of_birth="") | models.Q(date_of_birth__regex=PARTIAL_DATE),
                name="person_birth_date_partial",
            ),
        ]
        triggers = kept_history(
            RecordChange.Part.PERSON,
            derived=("name_keys", "father_key", "mother_key", "keys_version"),
        )

    def __str__(self) -> str:
        return f"{self.record_code} {self.full_name}"

    @property
    def birth_dates(self) -> list[str]:
        return [self.date_of_birth, *self.other_birth_dates]

    def make_keys(self) -> None:
        """Bring the keys up to the names and to the present rules."""
        self.name_keys = sorted({name_key(name) for name in [self.full_name, *self.other_names]})
        self.father_key = name_key(self.father_name)
        self.mother_key = name_key(self.mother_name)
        self.keys_version = KEYS_VERSION

    def save(self, *args: Any, **kwargs: Any) -> None:
        # No row without keys: it would never be found.
        self.make_keys()
        with transaction.atomic():
            super().save(*args, **kwargs)
            _refresh(self.pk)


class PersonNumber(models.Model):
    """Số giấy tờ: a number the person has, or had; people are found by their old cards, too."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="numbers")
    kind = models.CharField(_("loại giấy tờ"), max_length=20, choices=NumberKind.choices)
    number = models.CharField(_("số"), max_length=30)
    is_current = models.BooleanField(_("đang dùng"), default=True)
    key = models.CharField(max_length=30, editable=False)

    class Meta:
        verbose_name = _("số giấy tờ")
        verbose_name_plural = _("số giấy tờ")
        ordering = ["-is_current", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="person_number_once")
        ]
        indexes = [models.Index(fields=["key"], name="person_number_key")]
        triggers = kept_history(RecordChange.Part.NUMBER, derived=("key",))

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = number_key(self.number)
        with transaction.atomic():
            super().save(*args, **kwargs)
            _refresh(self.person_id)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            _refresh(self.person_id)
        return deleted


def _refresh(person_id: int) -> None:
    """Bring the match table up to a person who was written one by one."""
    from records.matching import index

    index.refresh([person_id])
