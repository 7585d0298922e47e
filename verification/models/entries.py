"""What answers brought into the register, and the copies of records owed to the National Centre."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from common.dates import VIETNAM, today
from common.leases import Leased
from records.models import Person, SuppliedEntry
from verification.models.asking import Reply


class RegisterEntry(models.Model):
    """Ghi vào cơ sở dữ liệu LLTP: what became of one answer that named a record.

    One that waits for a clerk may be entered later; what was entered stays as it was written.
    """

    class State(models.TextChoices):
        ENTERED = "entered", _("Đã lập lý lịch tư pháp mới")
        UPDATED = "updated", _("Đã cập nhật lý lịch tư pháp")
        NOTHING_NEW = "nothing_new", _("Không có gì mới")
        WAITING = "waiting", _("Chờ đối chiếu")
        UNREADABLE = "unreadable", _("Không đọc được, cần cán bộ xem")

    # What may still be entered.
    UNDONE = (State.WAITING,)

    reply = models.OneToOneField(
        Reply,
        verbose_name=_("trả lời"),
        on_delete=models.PROTECT,
        related_name="register_entry",
    )
    state = models.CharField(_("kết quả"), max_length=12, choices=State.choices)
    person = models.ForeignKey(
        Person,
        verbose_name=_("lý lịch tư pháp"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # For each judgment made or filled in: its key, and the columns that were written.
    changes: models.JSONField[list[dict[str, Any]]] = models.JSONField(
        _("đã ghi"), default=list, blank=True
    )
    # What the answer says otherwise than the register, which stays as it was.
    differences: models.JSONField[list[dict[str, Any]]] = models.JSONField(
        _("khác với cơ sở dữ liệu"), default=list, blank=True
    )
    unread: models.JSONField[list[dict[str, Any]]] = models.JSONField(
        _("không đọc được"), default=list, blank=True
    )
    at = models.DateTimeField(_("lúc"), db_default=Now())

    class Meta:
        verbose_name = _("kết quả ghi vào cơ sở dữ liệu")
        verbose_name_plural = _("kết quả ghi vào cơ sở dữ liệu")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="register_entry_names_its_record",
                condition=Q(state__in=["waiting", "unreadable"]) | Q(person__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="entered_for_good",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="waiting"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id}: {self.get_state_display()}"


class Supply(Leased):
    """Cung cấp lý lịch tư pháp cho Trung tâm: one copy of a record that is owed, or was sent.

    Until it is made up, later changes of the record belong to it. Making it up takes a line of
    book 09 and fixes what is sent, so that every try sends the same. The lease is that of sending.
    """

    class Change(models.TextChoices):
        NEW = "new", _("Lý lịch tư pháp mới lập")
        UPDATE = "update", _("Thông tin bổ sung")

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan cung cấp"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("lý lịch tư pháp"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    change = models.CharField(_("nội dung cung cấp"), max_length=6, choices=Change.choices)
    arisen_on = models.DateField(_("ngày phát sinh"))
    due_on = models.DateField(_("hạn cung cấp"))
    noted_at = models.DateTimeField(_("ghi nhận lúc"), db_default=Now())
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body: models.JSONField[dict[str, Any] | None] = models.JSONField(_("nội dung"), null=True)
    entry = models.OneToOneField(
        SuppliedEntry,
        verbose_name=_("dòng trong sổ cung cấp"),
        null=True,
        on_delete=models.PROTECT,
        related_name="supply",
    )
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    sent_by = models.ForeignKey(
        User,
        verbose_name=_("người gửi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("bản sao lý lịch tư pháp")
        verbose_name_plural = _("cung cấp thông tin cho Trung tâm")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["office", "due_on"], name="supply_open", condition=Q(sent_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(entry=None), name="supply_waits_once"
            ),
            models.CheckConstraint(
                name="supply_made_up_is_in_the_book",
                condition=Q(body__isnull=True, entry__isnull=True)
                | Q(body__isnull=False, entry__isnull=False),
            ),
            models.CheckConstraint(
                name="supply_sent_by_somebody",
                condition=Q(sent_at=None, sent_by=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False, entry__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="made_up_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.body IS NOT NULL AND (NEW.body IS DISTINCT FROM OLD.body"
                    " OR NEW.entry_id IS DISTINCT FROM OLD.entry_id"
                    " OR NEW.message_id <> OLD.message_id OR NEW.person_id <> OLD.person_id))"
                    " OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at))"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_change_display()}"

    @property
    def days_late(self) -> int:
        """Calendar days past the limit, until it was sent; 0 in time."""
        until = self.sent_at.astimezone(VIETNAM).date() if self.sent_at else today()
        return max(0, (until - self.due_on).days)
