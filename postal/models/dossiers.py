"""Dossiers on the way in: the slip that the citizen takes home, and the day's manifest."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from applications.models import Application, Payment
from postal.models.offices import PostOffice


class ManifestQuerySet(models.QuerySet["Manifest"]):
    def for_user(self, user: User) -> ManifestQuerySet:
        """A post office sees its own, a department those brought to it once they are closed."""
        if user.has_role(Role.POST_CLERK):
            return self.filter(office=user.office_id)
        if user.has_role(Role.RECEIVER, Role.HEAD):
            return self.filter(department=user.office_id).exclude(state=Manifest.State.OPEN)
        return self.all() if user.has_role(Role.AUDITOR) else self.none()


class Manifest(models.Model):
    """Bảng kê và biên bản giao nhận: what a post office brings to a department on a day.

    The department's confirmation is the legal moment of filing (QĐ 45/2016/QĐ-TTg article 7.4).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang nhận hồ sơ")
        CLOSED = "closed", _("Đã chốt, chờ kiểm đếm")
        CONFIRMED = "confirmed", _("Đã giao nhận")

    office = models.ForeignKey(
        PostOffice, verbose_name=_("bưu cục"), on_delete=models.PROTECT, related_name="manifests"
    )
    department = models.ForeignKey(
        Office, verbose_name=_("cơ quan nhận"), on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(_("ngày"))
    number = models.PositiveSmallIntegerField(_("chuyến trong ngày"))
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=State.choices, default=State.OPEN
    )
    closed_by = models.ForeignKey(
        User,
        verbose_name=_("bên giao"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("chốt lúc"), null=True, blank=True)
    # One line a slip as it was counted: slip, application, result, note. It stays as signed when
    # a slip that was left out travels on with a later manifest.
    counted = models.JSONField(_("kết quả kiểm đếm"), default=list, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        verbose_name=_("bên nhận"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("nhận lúc"), null=True, blank=True)
    differences = models.TextField(_("chênh lệch khi giao nhận"), blank=True)

    objects = ManifestQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng kê giao nhận")
        verbose_name_plural = _("bảng kê giao nhận")
        ordering = ["-day", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "department", "day", "number"], name="manifest_number"
            ),
            models.UniqueConstraint(
                fields=["office", "department", "day"],
                condition=models.Q(state="open"),
                name="one_open_manifest",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | models.Q(state="closed", closed_at__isnull=False, confirmed_at=None)
                | models.Q(state="confirmed", closed_at__isnull=False, confirmed_at__isnull=False),
                name="manifest_times_match_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.day:%Y%m%d}/{self.number}"

    @property
    def title(self) -> str:
        return f"{self.office.code}-{self.day:%y%m%d}-{self.number}"


class SlipQuerySet(models.QuerySet["Slip"]):
    def for_user(self, user: User) -> SlipQuerySet:
        """A post office sees its own slips, a department those of its dossiers."""
        if user.has_role(Role.POST_CLERK):
            return self.filter(office=user.office_id)
        if user.has_role(Role.AUDITOR):
            return self.all()
        return (
            self.filter(application__office=user.office_id) if user.is_department else self.none()
        )


class Slip(models.Model):
    """Phiếu gửi hồ sơ: what the post office took from the citizen, and for what money."""

    application = models.OneToOneField(
        Application, verbose_name=_("hồ sơ"), on_delete=models.PROTECT, related_name="slip"
    )
    office = models.ForeignKey(
        PostOffice, verbose_name=_("bưu cục"), on_delete=models.PROTECT, related_name="slips"
    )
    number = models.CharField(_("số phiếu gửi"), max_length=30, unique=True)
    # One line a paper: {"title", "form": "original" or "copy", "count"}.
    documents = models.JSONField(_("giấy tờ kèm theo"), default=list)
    postage = models.PositiveIntegerField(_("giá cước (đồng)"), default=0)
    fee = models.PositiveIntegerField(_("phí đã thu (đồng)"), default=0)
    fee_method = models.CharField(
        _("hình thức nộp phí"), max_length=20, choices=Payment.Method.choices, blank=True
    )
    received_by = models.ForeignKey(
        User, verbose_name=_("giao dịch viên"), on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(_("nhận lúc"), db_default=Now())
    manifest = models.ForeignKey(
        Manifest, verbose_name=_("bảng kê"), on_delete=models.PROTECT, related_name="slips"
    )
    confirmed_at = models.DateTimeField(_("bàn giao lúc"), null=True, blank=True)
    left_out_note = models.CharField(_("lý do chưa bàn giao"), max_length=300, blank=True)
    # The citizen was told that papers are missing and wanted the dossier sent all the same.
    missing_told = models.BooleanField(_("đã báo thiếu giấy tờ"), default=False)

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu gửi hồ sơ")
        verbose_name_plural = _("phiếu gửi hồ sơ")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number

    @property
    def papers(self) -> int:
        return sum(line["count"] for line in self.documents)

    @property
    def missing(self) -> list[str]:
        return [line["title"] for line in self.documents if not line["count"]]

    @property
    def total(self) -> int:
        """What the citizen handed over at the counter, in đồng."""
        return self.postage + (self.fee if self.fee_method == Payment.Method.CASH else 0)
