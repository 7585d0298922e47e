"""The offices that are asked, and the keys by which their messages are known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from common.signatures import load_public_key
from regulations.terms import AgencyKind, ExceptionKind


class Agency(Office):
    """Cơ quan phối hợp xác minh: an office that knows something of the person."""

    class Kind(models.TextChoices):
        POLICE = AgencyKind.POLICE.value, _("Công an cấp tỉnh")
        NATIONAL_CENTRE = AgencyKind.NATIONAL_CENTRE.value, _("Trung tâm LLTP quốc gia")
        COURT = AgencyKind.COURT.value, _("Tòa án nhân dân")
        MILITARY_COURT = AgencyKind.MILITARY_COURT.value, _("Tòa án quân sự Trung ương")
        PROCURACY = AgencyKind.PROCURACY.value, _("Viện kiểm sát nhân dân")
        COMMUNE = AgencyKind.COMMUNE.value, _("Ủy ban nhân dân cấp xã")

    class Channel(models.TextChoices):
        SIGNED_HTTP = "signed_http", _("Máy chủ của cơ quan")
        GATEWAY = "gateway", _("Trục liên thông, chia sẻ dữ liệu")
        DESK = "desk", _("Trang làm việc trên cổng")
        PAPER = "paper", _("Văn bản giấy")

    # `kind` of an office says that it is an agency at all; this says which.
    agency_kind = models.CharField(_("loại cơ quan phối hợp"), max_length=20, choices=Kind.choices)
    channel = models.CharField(
        _("cách trao đổi"), max_length=20, choices=Channel.choices, default=Channel.DESK
    )
    endpoint = models.URLField(
        _("địa chỉ máy chủ"), max_length=300, blank=True, help_text=_("Chỉ cần khi có máy chủ.")
    )
    answer_days = models.PositiveSmallIntegerField(
        _("thời hạn trả lời (ngày làm việc)"),
        null=True,
        blank=True,
        help_text=_("Để trống thì theo quy định."),
    )
    active = models.BooleanField(_("đang phối hợp"), default=True)
    member = models.CharField(
        _("tên trên trục liên thông"),
        max_length=200,
        blank=True,
        help_text=_("Dạng VN/GOV/MÃ-CƠ-QUAN/HỆ-THỐNG/DỊCH-VỤ. Chỉ cần khi trao đổi qua trục."),
    )
    sends_link = models.BooleanField(
        _("gửi đường dẫn trả lời qua thư điện tử"),
        default=False,
        help_text=_("Mỗi yêu cầu một đường dẫn có hạn, mở được mà không cần đăng nhập."),
    )
    area = models.CharField(
        _("địa bàn"),
        max_length=200,
        blank=True,
        help_text=_("Tên xã, phường của Ủy ban nhân dân. Để trống thì nhận cả tỉnh, thành phố."),
    )
    contact_person = models.CharField(_("người liên hệ"), max_length=200, blank=True)
    escalate_to = models.ForeignKey(
        User,
        verbose_name=_("báo lên khi quá hạn"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Lãnh đạo của Sở làm việc với cơ quan này khi trả lời quá hạn."),
    )
    in_flight = models.PositiveSmallIntegerField(
        _("số yêu cầu gửi cùng lúc"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Để trống thì theo thiết lập chung."),
    )
    calls_a_minute = models.PositiveIntegerField(
        _("số lần gửi mỗi phút"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Để trống thì theo thiết lập chung."),
    )
    copies_endpoint = models.URLField(
        _("địa chỉ nhận bản sao lý lịch tư pháp"),
        max_length=300,
        blank=True,
        help_text=_("Chỉ của Trung tâm Lý lịch tư pháp quốc gia, khi có máy chủ."),
    )

    class Meta:
        verbose_name = _("cơ quan phối hợp")
        verbose_name_plural = _("cơ quan phối hợp")
        constraints = [
            models.CheckConstraint(
                name="agency_with_server_has_endpoint",
                condition=~Q(channel="signed_http") | ~Q(endpoint=""),
            ),
            models.CheckConstraint(
                name="agency_on_the_gateway_has_a_name_there",
                condition=~Q(channel="gateway") | ~Q(member=""),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Office.Kind.AGENCY
        super().save(*args, **kwargs)


class AgencyDay(models.Model):
    """Ngày riêng của cơ quan: an agency's own day off, or a make-up day that it works.

    Beside the nation's days off; the department's own exceptions are not the agency's.
    """

    class Kind(models.TextChoices):
        DAY_OFF = ExceptionKind.DAY_OFF.value, _("ngày nghỉ")
        WORKING_DAY = ExceptionKind.WORKING_DAY.value, _("ngày làm việc")

    agency = models.ForeignKey(
        Agency, verbose_name=_("cơ quan"), on_delete=models.CASCADE, related_name="days"
    )
    day = models.DateField(_("ngày"))
    kind = models.CharField(_("loại ngày"), max_length=12, choices=Kind.choices)
    note = models.CharField(_("lý do"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ngày làm việc, ngày nghỉ của cơ quan")
        verbose_name_plural = _("ngày làm việc, ngày nghỉ của cơ quan")
        ordering = ["agency", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "day"], name="agency_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.get_kind_display()}"


class AgencyKeyQuerySet(models.QuerySet["AgencyKey"]):
    def valid_at(self, moment: datetime) -> AgencyKeyQuerySet:
        ended = Q(valid_until__isnull=False, valid_until__lte=moment)
        return self.filter(valid_from__lte=moment, agency__active=True).exclude(ended)


def _readable_key(text: str) -> None:
    try:
        load_public_key(text)
    except ValueError as error:
        raise ValidationError(_("Đây không phải khóa công khai Ed25519 dạng PEM.")) from error


def tidy_key(text: str) -> str:
    """A PEM text as it is kept: one kind of line end, nothing around it."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


class AgencyKey(models.Model):
    """Khóa công khai: two may hold at once, so that an agency changes its key without a stop."""

    agency = models.ForeignKey(
        Agency, verbose_name=_("cơ quan"), on_delete=models.CASCADE, related_name="keys"
    )
    public_key = models.TextField(_("khóa công khai (PEM)"), validators=[_readable_key])
    valid_from = models.DateTimeField(_("dùng từ"), default=timezone.now)
    valid_until = models.DateTimeField(_("dùng đến"), null=True, blank=True)

    objects = AgencyKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("khóa của cơ quan")
        verbose_name_plural = _("khóa của cơ quan")
        ordering = ["agency", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "public_key"], name="agency_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency.code} {self.valid_from:%d/%m/%Y}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # A browser sends a text area with other line ends: the same key must stay the same text.
        self.public_key = tidy_key(self.public_key)
        super().save(*args, **kwargs)
