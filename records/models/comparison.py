"""Whether somebody of the register is the person of a dossier: what was found and decided."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from records.models.person import Person


class Comparison(models.Model):
    """Đối chiếu: one line about a dossier and one candidate. Only ever added to; the newest counts.

    The machine writes `found` when it shows somebody, or `remembered` where an earlier decision
    holds; a clerk decides, and may take it back. Both identities stand as digests, so that a
    decision holds for exactly what was compared. The case is a text, because the register knows
    nothing of dossiers.
    """

    class Verdict(models.TextChoices):
        FOUND = "found", _("Chờ đối chiếu")
        SAME = "same", _("Cùng một người")
        NOT_SAME = "not_same", _("Không phải một người")
        UNSURE = "unsure", _("Chưa chắc chắn")
        REOPENED = "reopened", _("Đã hoàn tác, chờ đối chiếu lại")
        REMEMBERED = "remembered", _("Đã đối chiếu ở hồ sơ trước")

    class Ground(models.TextChoices):
        """Why two are not one."""

        NUMBER = "number", _("Số định danh cá nhân khác nhau")
        BIRTH = "birth", _("Ngày sinh hoặc nơi sinh khác nhau")
        PARENTS = "parents", _("Cha, mẹ khác nhau")
        SEX = "sex", _("Giới tính khác nhau")
        NAME = "name", _("Họ tên khác nhau, chỉ giống về cách viết")
        CONFIRMED = "confirmed", _("Công an hoặc Tòa án xác nhận là người khác")
        OTHER = "other", _("Lý do khác")

    person = models.ForeignKey(
        Person, verbose_name=_("lý lịch tư pháp"), on_delete=models.PROTECT, related_name="+"
    )
    case_code = models.CharField(_("mã hồ sơ"), max_length=40)
    subject_digest = models.CharField(max_length=64, editable=False)
    person_digest = models.CharField(max_length=64, editable=False)
    verdict = models.CharField(_("kết quả đối chiếu"), max_length=10, choices=Verdict.choices)
    ground = models.CharField(_("lý do"), max_length=10, choices=Ground.choices, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    earlier = models.ForeignKey(
        "self",
        verbose_name=_("lần đối chiếu trước"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # What the look-up said when this was written: it may say something else one day.
    score = models.FloatField(_("điểm"), default=0)
    reasons = ArrayField(
        models.CharField(max_length=200), verbose_name=_("vì sao được tìm thấy"), default=list
    )
    by = models.ForeignKey(
        User, verbose_name=_("người đối chiếu"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("lúc"), db_default=Now())

    class Meta:
        verbose_name = _("lần đối chiếu")
        verbose_name_plural = _("các lần đối chiếu")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["case_code", "person"], name="comparison_of_case"),
            models.Index(fields=["person", "subject_digest"], name="comparison_of_pair"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(verdict="not_same") | ~models.Q(ground=""),
                name="comparison_not_same_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="remembered", earlier__isnull=False)
                | ~models.Q(verdict="remembered") & models.Q(earlier__isnull=True),
                name="comparison_remembered_names_which",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_code} {self.get_verdict_display()}"

    @property
    def is_decided(self) -> bool:
        """Whether somebody said that they are one, or two."""
        return self.verdict in {self.Verdict.SAME, self.Verdict.NOT_SAME}
