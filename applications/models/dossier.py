"""The dossier itself: what was declared, what is attached, what was paid."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from applications.models.states import OVER, Channel, Route, State
from regulations.terms import Relation

# Crockford's base32 without letters that are read as digits; typed and spoken without mistakes.
READABLE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_token() -> str:
    """The random token of the private page: 192 bits, so that it cannot be guessed."""
    return secrets.token_urlsafe(24)


def new_payment_reference() -> str:
    """What the payer writes in the transfer: short, unique, telling nothing of the person."""
    return "LLTP" + "".join(secrets.choice(READABLE_SIGNS) for _sign in range(8))


class ApplicationQuerySet(models.QuerySet["Application"]):
    def for_user(self, user: User) -> ApplicationQuerySet:
        """What this person may see; every page and endpoint starts here.

        The department's people see the dossiers of their office, a post office clerk those
        taken in at theirs, an auditor all, an applicant their own.
        """
        if user.has_role(Role.SYSTEM, Role.AUDITOR):
            return self
        if user.is_department:
            return self.filter(office=user.office_id)
        if user.has_role(Role.POST_CLERK):
            # A dossier that no post office took in is not that of a clerk without one.
            return self.filter(received_office=user.office_id, received_office__isnull=False)
        return self.filter(owner=user.pk)


class Application(models.Model):
    """Hồ sơ yêu cầu cấp Phiếu lý lịch tư pháp."""

    class CertificateType(models.IntegerChoices):
        NO_1 = 1, _("Phiếu số 1")
        NO_2 = 2, _("Phiếu số 2")

    code = models.CharField(_("mã hồ sơ"), max_length=40, unique=True)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    owner = models.ForeignKey(
        User,
        verbose_name=_("tài khoản người nộp"),
        on_delete=models.PROTECT,
        related_name="applications",
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("cơ quan giải quyết"),
        on_delete=models.PROTECT,
        related_name="applications",
    )
    state = models.CharField(
        _("tình trạng"), max_length=24, choices=State.choices, default=State.DRAFT
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    regime = models.CharField(_("chế độ pháp luật"), max_length=10, blank=True)
    channel = models.CharField(
        _("hình thức nộp"), max_length=20, choices=Channel.choices, default=Channel.ONLINE
    )
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")

    certificate_type = models.PositiveSmallIntegerField(
        _("loại phiếu"), choices=CertificateType.choices, default=CertificateType.NO_1
    )
    subject = models.JSONField(_("người được cấp phiếu"), default=dict)
    full_name = models.CharField(_("họ và tên"), max_length=200, blank=True, db_index=True)
    date_of_birth = models.CharField(_("ngày sinh"), max_length=10, blank=True)
    applicant = models.JSONField(_("người yêu cầu"), default=dict)
    declared_convictions = models.TextField(_("phần khai về án tích"), blank=True)
    confirm_bans = models.BooleanField(
        _("yêu cầu xác nhận nội dung cấm đảm nhiệm chức vụ"), default=False
    )
    purpose = models.CharField(_("mục đích"), max_length=300, blank=True)
    copies = models.PositiveSmallIntegerField(_("số lượng phiếu"), default=1)
    fee_category = models.CharField(_("đối tượng nộp phí"), max_length=30, default="standard")
    delivery = models.JSONField(_("nhận kết quả"), default=dict)
    typed = models.JSONField(_("nội dung đang khai"), default=dict, blank=True)

    fee_amount = models.PositiveIntegerField(_("phí (đồng)"), null=True, blank=True)
    fee_basis = models.CharField(_("căn cứ thu phí"), max_length=200, blank=True)
    payment_reference = models.CharField(
        _("nội dung chuyển khoản"), max_length=20, unique=True, default=new_payment_reference
    )

    route = models.CharField(_("phân loại"), max_length=20, choices=Route.choices, blank=True)
    postmarked_on = models.DateField(_("ngày dấu bưu điện"), null=True, blank=True)
    received_office = models.ForeignKey(
        Office,
        verbose_name=_("nơi nhận hồ sơ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="received_applications",
    )
    created_at = models.DateTimeField(_("tạo lúc"), db_default=Now())
    submitted_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)
    filed_on = models.DateField(_("ngày tính hạn"), null=True, blank=True)
    due_on = models.DateField(_("hạn trả kết quả"), null=True, blank=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="application_work_list"),
            models.Index(fields=["office", "state"], name="application_office_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="application_state_known"
            ),
            models.CheckConstraint(
                # Who has submitted has a regime, and the day from which the limit is counted once
                # the department holds the dossier.
                condition=models.Q(
                    state__in=[
                        State.DRAFT,
                        State.AWAITING_PAYMENT,
                        State.SUBMITTED,
                        State.WITHDRAWN,
                    ]
                )
                | (~models.Q(regime="") & models.Q(filed_on__isnull=False)),
                name="application_has_regime",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_urgent(self) -> bool:
        """A proceedings body asks within 24 hours (article 48.2)."""
        return bool(self.applicant.get("urgent"))

    @property
    def is_of_an_authority(self) -> bool:
        """A state or proceedings body asks about the person (articles 7.2, 7.3)."""
        return bool(self.applicant.get("relation") == Relation.AGENCY)

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class Residence(models.Model):
    """Quá trình cư trú: one row of the history since the age of 14."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("Thường trú")
        TEMPORARY = "temporary", _("Tạm trú")
        ABROAD = "abroad", _("Ở nước ngoài")

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="residences"
    )
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    started = models.CharField(_("từ tháng"), max_length=7)
    ended = models.CharField(
        _("đến tháng"), max_length=7, blank=True, help_text=_("Để trống nếu đến nay.")
    )
    place = models.JSONField(_("nơi cư trú"), default=dict)
    kind = models.CharField(_("hình thức"), max_length=10, choices=Kind.choices)
    occupation = models.CharField(_("nghề nghiệp"), max_length=200, blank=True)
    workplace = models.CharField(_("nơi làm việc"), max_length=300, blank=True)
    military = models.BooleanField(_("trong quân đội"), default=False)

    class Meta:
        verbose_name = _("quá trình cư trú")
        verbose_name_plural = _("quá trình cư trú")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="residence_number")
        ]

    def __str__(self) -> str:
        return f"{self.started} – {self.ended}"


class Attachment(models.Model):
    """A paper that was handed in as a picture or PDF; stored again in our own encoding."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="attachments"
    )
    kind = models.CharField(_("loại giấy tờ"), max_length=30)
    title = models.CharField(_("tên tệp"), max_length=200, blank=True)
    file = models.CharField(_("nơi lưu"), max_length=200, editable=False)
    content_type = models.CharField(max_length=50, editable=False)
    size = models.PositiveIntegerField(_("dung lượng (byte)"), editable=False)
    pages = models.PositiveSmallIntegerField(_("số trang"), default=1, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("giấy tờ kèm theo")
        verbose_name_plural = _("giấy tờ kèm theo")

    def __str__(self) -> str:
        return self.kind


class Payment(models.Model):
    """Money that came in for a dossier, once for each reference of the payer's bank or till."""

    class Method(models.TextChoices):
        BANK_TRANSFER = "bank_transfer", _("Chuyển khoản")
        CASH = "cash", _("Tiền mặt")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="payments")
    amount = models.PositiveIntegerField(_("số tiền (đồng)"))
    method = models.CharField(_("hình thức"), max_length=20, choices=Method.choices)
    reference = models.CharField(_("số giao dịch"), max_length=100)
    receipt_no = models.CharField(_("số biên lai"), max_length=30, unique=True)
    paid_at = models.DateTimeField(_("nộp lúc"))
    recorded_by = models.ForeignKey(
        User, verbose_name=_("người ghi"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("khoản nộp phí")
        verbose_name_plural = _("khoản nộp phí")
        constraints = [
            models.UniqueConstraint(fields=["method", "reference"], name="payment_counted_once")
        ]

    def __str__(self) -> str:
        return self.receipt_no
