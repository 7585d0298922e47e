"""Answers that came on paper: the scan, what one person typed, and what a second confirmed."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from verification.models.asking import Reply, VerificationRequest
from verification.models.papers import KeptPaper

_TWO_PEOPLE = """
IF NEW.confirmed_by_id IS NOT NULL AND EXISTS (
    SELECT FROM accounts_user typist JOIN accounts_user second
        ON typist.person_key = second.person_key AND typist.person_key <> ''
    WHERE typist.id = NEW.typed_by_id AND second.id = NEW.confirmed_by_id
) THEN
    RAISE EXCEPTION 'the one who confirms typed the answer under another account';
END IF;
RETURN NEW;
"""
_FIXED = ("request_id", "file", "sha256", "scanned_by_id", "scanned_at", "arrived_on")
_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _FIXED)
_ANY_FIXED_CHANGED = f"({_CHANGED})"


class PaperReply(KeptPaper):
    """Trả lời bằng giấy: counts once a second person has read the same from the scan."""

    class State(models.TextChoices):
        SCANNED = "scanned", _("Chờ nhập")
        TYPED = "typed", _("Chờ người thứ hai xác nhận")
        SENT_BACK = "sent_back", _("Hai lần nhập khác nhau")
        CONFIRMED = "confirmed", _("Đã xác nhận")
        DISCARDED = "discarded", _("Đã bỏ")

    OPEN = (State.SCANNED, State.TYPED, State.SENT_BACK)  # BEING_TYPED

    request = models.ForeignKey(
        VerificationRequest,
        verbose_name=_("yêu cầu"),
        on_delete=models.PROTECT,
        related_name="paper_replies",
    )
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=State.choices, default=State.SCANNED
    )
    arrived_on = models.DateField(_("ngày đến"))
    scanned_by = models.ForeignKey(
        User, verbose_name=_("người quét"), on_delete=models.PROTECT, related_name="+"
    )
    scanned_at = models.DateTimeField(_("quét lúc"), db_default=Now())

    # What the first person typed; `entry` counts how often.
    about_other = models.BooleanField(_("trả lời về người khác"), default=False)
    answer = models.CharField(_("trả lời"), max_length=12, choices=Reply.Answer.choices, blank=True)
    reference = models.CharField(_("số văn bản"), max_length=100, blank=True)
    signed_by = models.CharField(_("người ký"), max_length=200, blank=True)
    answered_on = models.DateField(_("ngày văn bản"), null=True, blank=True)
    judgments: models.JSONField[list[dict[str, Any]]] = models.JSONField(
        _("bản án"), default=list, blank=True
    )
    note = models.TextField(_("ghi chú"), blank=True)
    entry = models.PositiveSmallIntegerField(_("lần nhập"), default=0)
    typed_by = models.ForeignKey(
        User,
        verbose_name=_("người nhập"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    typed_at = models.DateTimeField(_("nhập lúc"), null=True, blank=True)

    # Where the second reading differed, by the names of the fields; never its values.
    differs: models.JSONField[list[str]] = models.JSONField(default=list, blank=True)
    differs_note = models.CharField(_("điều chưa khớp"), max_length=500, blank=True)
    sent_back_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        User,
        verbose_name=_("người xác nhận"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)
    reply = models.OneToOneField(
        Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="paper"
    )
    discarded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    discarded_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)
    discard_reason = models.CharField(_("lý do bỏ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("trả lời bằng giấy")
        verbose_name_plural = _("trả lời bằng giấy")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "sha256"],
                condition=~Q(state="discarded"),
                name="paper_reply_scanned_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("typed_by")),
                name="confirmer_is_not_typist",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["scanned", "discarded"])
                | Q(typed_by__isnull=False, answered_on__isnull=False) & ~Q(answer=""),
                name="typed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                & Q(confirmed_by=None, confirmed_at=None, reply=None)
                | Q(state="confirmed", typed_by__isnull=False, confirmed_by__isnull=False)
                & Q(confirmed_at__isnull=False, reply__isnull=False),
                name="confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") & Q(discarded_by=None)
                | Q(state="discarded", discarded_by__isnull=False) & ~Q(discard_reason=""),
                name="discarded_for_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settled_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state IN ('confirmed', 'discarded')"),
            ),
            pgtrigger.Protect(
                name="scan_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_ANY_FIXED_CHANGED),
            ),
            pgtrigger.Trigger(
                name="two_people",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=_TWO_PEOPLE,
            ),
            # What is confirmed was typed before, and is what was typed.
            pgtrigger.Protect(
                name="confirmed_as_typed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.state = 'confirmed' AND (OLD.state <> 'typed'"
                    " OR OLD.typed_by_id IS DISTINCT FROM NEW.typed_by_id"
                    " OR OLD.entry IS DISTINCT FROM NEW.entry"
                    " OR OLD.answer IS DISTINCT FROM NEW.answer"
                    " OR OLD.about_other IS DISTINCT FROM NEW.about_other"
                    " OR OLD.judgments IS DISTINCT FROM NEW.judgments)"
                ),
            ),
            pgtrigger.Protect(
                name="born_unconfirmed",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.state <> 'scanned'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
