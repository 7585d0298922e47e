"""Administrative violations: a second list of the register, apart from criminal records.

A violation is no criminal record: it is never printed on a certificate and classification never
reads it (Law 15/2012 on handling administrative violations keeps a database of its own). Nothing
outside `records` imports it, and no relation leads to it from a person.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from records.matching.phonetics import bare
from records.models.person import PARTIAL_DATE, Person
from records.names import KEYS_VERSION, certificate_key, name_key, number_key
from records.terms import Sex

# What is made of the other columns: a change of it alone is no change of the row.
KEYS = ("name_keys", "number_keys", "authority_key", "decision_key", "keys_version")
MADE = ("made", "text[] := '{" + ",".join((*KEYS, "changed_at")) + "}'")

# Writers go one after another and each holds its turn until its transaction has ended. So the
# times below follow the order in which changes become visible, and a reader who has seen all up to
# a time never misses one that was committed late.
TAKE_TURNS = "PERFORM pg_advisory_xact_lock(hashtext('records_violation')); RETURN NULL;"
NUMBER_CHANGE = """
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - made = to_jsonb(OLD) - made THEN
        NEW.changed_at := OLD.changed_at;
        RETURN NEW;
    END IF;
    SELECT max(changed_at) + interval '1 microsecond' INTO after FROM records_violation;
    NEW.changed_at := greatest(clock_timestamp(), after);
    RETURN NEW;
"""
KEEP_VERSION = """
    IF TG_OP = 'UPDATE' AND NEW.changed_at = OLD.changed_at THEN
        RETURN NULL;
    END IF;
    -- Who and from which document travels with the transaction (records.history.changing).
    INSERT INTO records_violationversion (violation_id, at, by_id, document, content)
    VALUES (NEW.id, NEW.changed_at, nullif(current_setting('records.by', true), '')::bigint,
        coalesce(current_setting('records.document', true), ''),
        to_jsonb(NEW) - made);
    RETURN NULL;
"""


class Violation(models.Model):
    """Quyết định xử lý vi phạm hành chính: one handled violation of one person."""

    KEY_COLUMNS = KEYS

    decision_no = models.CharField(_("số quyết định"), max_length=100)
    decision_date = models.DateField(_("ngày quyết định"))
    authority = models.CharField(_("cơ quan xử lý"), max_length=300)
    violation = models.TextField(_("hành vi vi phạm"), blank=True)
    sanction = models.TextField(_("hình thức xử phạt, biện pháp xử lý"), blank=True)
    fine_vnd = models.PositiveBigIntegerField(_("tiền phạt (đồng)"), null=True, blank=True)
    executed_on = models.DateField(_("ngày thi hành xong"), null=True, blank=True)
    period_ends_on = models.DateField(
        _("hết thời hạn được coi là chưa bị xử lý"), null=True, blank=True
    )

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

    # Set by a clerk's hand only; the machine never says that two are the same person.
    person = models.ForeignKey(
        Person,
        verbose_name=_("lý lịch tư pháp của người này"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_on = models.DateField(_("ngày rút khỏi danh sách"), null=True, blank=True)
    change_reason = models.CharField(_("lý do thay đổi"), max_length=300, blank=True)
    changed_at = models.DateTimeField(
        _("thay đổi lúc"), db_default=Now(), unique=True, editable=False
    )

    name_keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    number_keys = ArrayField(models.CharField(max_length=30), default=list, editable=False)
    authority_key = models.CharField(max_length=300, editable=False)
    decision_key = models.CharField(max_length=100, editable=False)
    keys_version = models.PositiveSmallIntegerField(default=0, editable=False, db_index=True)

    class Meta:
        verbose_name = _("vi phạm hành chính")
        verbose_name_plural = _("vi phạm hành chính")
        ordering = ["-decision_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("decision_key", "decision_date", "authority_key"),
                    *("full_name", "date_of_birth", "cccd"),
                ],
                name="violation_once",
            ),
            models.CheckConstraint(
                condition=models.Q(date_of_birth="") | models.Q(date_of_birth__regex=PARTIAL_DATE),
                name="violation_birth_date_partial",
            ),
        ]
        indexes = [
            GinIndex(fields=["name_keys"], name="violation_name_keys"),
            GinIndex(fields=["number_keys"], name="violation_number_keys"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="take_turns",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=TAKE_TURNS,
            ),
            pgtrigger.Trigger(
                name="number_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[MADE, ("after", "timestamptz")],
                func=NUMBER_CHANGE,
            ),
            pgtrigger.Trigger(
                name="keep_version",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[MADE],
                func=KEEP_VERSION,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.decision_no

    @property
    def code(self) -> str:
        """What stands for the row in lists of who looked."""
        return f"VPHC-{self.pk}"

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    def make_keys(self) -> None:
        """Bring the keys up to the columns and to the present rules."""
        names = [self.full_name, *self.other_names]
        numbers = [self.cccd, self.cmnd, self.passport]
        self.name_keys = sorted({bare(name_key(name)) for name in names} - {""})
        self.number_keys = sorted({number_key(number) for number in numbers} - {""})
        self.authority_key = name_key(self.authority)
        self.decision_key = certificate_key(self.decision_no)
        self.keys_version = KEYS_VERSION

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.make_keys()
        super().save(*args, **kwargs)


class ViolationVersion(models.Model):
    """Một lần thay đổi: the row as it was after one change; written by the database itself."""

    violation = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="versions")
    at = models.DateTimeField(_("lúc"))
    by = models.ForeignKey(
        User, verbose_name=_("người ghi"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.CharField(_("văn bản"), max_length=200, blank=True)
    content: models.JSONField[dict[str, Any]] = models.JSONField(_("nội dung"))

    class Meta:
        verbose_name = _("thay đổi của vi phạm hành chính")
        verbose_name_plural = _("thay đổi của vi phạm hành chính")
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.violation_id} {self.at}"
