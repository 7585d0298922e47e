"""Results on the way out: the parcel, its number, and the marks the carrier makes on it."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from applications.models import Application
from common.leases import Leased
from postal.models.offices import PostOffice


class ItemRange(models.Model):
    """Dải số bưu gửi: S10 serial numbers that the carrier has given an office to use up."""

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="item_ranges"
    )
    service = models.CharField(_("loại dịch vụ"), max_length=2, default="EE")
    country = models.CharField(_("quốc gia"), max_length=2, default="VN")
    first = models.PositiveIntegerField(_("số đầu"))
    last = models.PositiveIntegerField(_("số cuối"))
    next = models.PositiveIntegerField(_("số tiếp theo"))

    class Meta:
        verbose_name = _("dải số bưu gửi")
        verbose_name_plural = _("dải số bưu gửi")
        ordering = ["office", "first"]
        constraints = [
            models.UniqueConstraint(fields=["service", "first"], name="item_range_given_once"),
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last"), last__lte=99_999_999)
                & models.Q(next__gte=models.F("first"), next__lte=models.F("last") + 1),
                name="item_range_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.first:08d}–{self.last:08d}"


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def for_user(self, user: User) -> ParcelQuerySet:
        """A post office sees the parcels that lie there, a department those it sent."""
        if user.has_role(Role.POST_CLERK):
            return self.filter(office=user.office_id)
        if user.has_role(Role.AUDITOR):
            return self.all()
        return (
            self.filter(application__office=user.office_id) if user.is_department else self.none()
        )

    def on_the_way(self) -> ParcelQuerySet:
        return self.exclude(state__in=Parcel.ENDED)


class Parcel(Leased):
    """Bưu gửi: a result on its way; its lease is that of its announcement to the carrier."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("Đã đăng ký với bưu điện")
        ACCEPTED = "accepted", _("Bưu điện đã nhận")
        IN_TRANSIT = "in_transit", _("Đang vận chuyển")
        ARRIVED = "arrived", _("Đã đến bưu cục phát")
        OUT_FOR_DELIVERY = "out_for_delivery", _("Đang phát")
        FAILED_ATTEMPT = "failed_attempt", _("Phát chưa thành công")
        DELIVERED = "delivered", _("Đã phát")
        RETURNED = "returned", _("Đã chuyển hoàn")
        LOST = "lost", _("Thất lạc")

    ENDED = (State.DELIVERED, State.RETURNED, State.LOST)

    application = models.ForeignKey(
        Application, verbose_name=_("hồ sơ"), on_delete=models.PROTECT, related_name="parcels"
    )
    item = models.CharField(_("số hiệu bưu gửi"), max_length=13, unique=True)
    recipient = models.CharField(_("người nhận"), max_length=200)
    phone = models.CharField(_("điện thoại"), max_length=20)
    address = models.CharField(_("địa chỉ"), max_length=400)
    weight = models.PositiveIntegerField(_("khối lượng (gam)"))
    state = models.CharField(
        _("tình trạng"), max_length=20, choices=State.choices, default=State.REGISTERED
    )
    office = models.ForeignKey(
        PostOffice,
        verbose_name=_("bưu cục đang giữ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parcels",
    )
    # The time of the mark that gave the state: an older mark that comes later changes nothing.
    marked_at = models.DateTimeField(_("dấu mới nhất lúc"), null=True, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    handed_over_by = models.ForeignKey(
        User, verbose_name=_("người giao"), on_delete=models.PROTECT, related_name="+"
    )
    handed_over_at = models.DateTimeField(_("giao bưu điện lúc"), db_default=Now())
    announced_at = models.DateTimeField(_("bưu điện xác nhận lúc"), null=True, blank=True)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = _("bưu gửi")
        verbose_name_plural = _("bưu gửi")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="parcel_to_announce",
                condition=models.Q(done_at=None, parked_at=None),
            ),
            models.Index(fields=["office", "state"], name="parcel_office_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=~models.Q(state__in=["delivered", "returned", "lost"]),
                name="one_parcel_on_the_way",
            ),
        ]

    def __str__(self) -> str:
        return self.item

    @property
    def is_over(self) -> bool:
        return self.state in self.ENDED


class TrackingMark(models.Model):
    """Dấu hành trình: one thing the carrier says has happened to a parcel. Only ever added."""

    class Aside(models.TextChoices):
        """Why a mark was kept without effect."""

        LATE = "late", _("Đến sau một dấu mới hơn")
        TOO_EARLY = "too_early", _("Ghi trước khi Sở giao bưu gửi")
        CONTRADICTS = "contradicts", _("Trái với kết quả đã ghi")

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="marks")
    message_id = models.CharField(max_length=100, unique=True)
    event = models.CharField(_("sự kiện"), max_length=20, choices=Parcel.State.choices)
    at = models.DateTimeField(_("lúc"))
    office_code = models.CharField(_("mã bưu cục"), max_length=20, blank=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    aside = models.CharField(
        _("để riêng vì"), max_length=20, choices=Aside.choices, blank=True, default=""
    )
    received_at = models.DateTimeField(_("nhận lúc"), db_default=Now())

    class Meta:
        verbose_name = _("dấu hành trình")
        verbose_name_plural = _("dấu hành trình")
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.event}"
