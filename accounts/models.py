"""Who acts in the portal: people, the offices they belong to, and the roles they hold."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.pictures import SignaturePicture as SignaturePicture


class Role(models.TextChoices):
    """What a person may do; the steps of the procedure name the roles that may take them."""

    APPLICANT = "applicant", _("Người yêu cầu")
    RECEIVER = "receiver", _("Cán bộ tiếp nhận")
    VERIFIER = "verifier", _("Cán bộ xác minh")
    DRAFTER = "drafter", _("Người lập phiếu")
    APPROVER = "approver", _("Người duyệt")
    SIGNER = "signer", _("Người ký")
    HEAD = "head", _("Lãnh đạo")
    POST_CLERK = "post_clerk", _("Nhân viên bưu điện")
    AGENCY_OFFICER = "agency_officer", _("Cán bộ cơ quan phối hợp")
    AUDITOR = "auditor", _("Người kiểm tra")
    ADMINISTRATOR = "administrator", _("Quản trị viên")
    SYSTEM = "system", _("Hệ thống")


DEPARTMENT_ROLES = frozenset(
    {Role.RECEIVER, Role.VERIFIER, Role.DRAFTER, Role.APPROVER, Role.SIGNER, Role.HEAD}
)
STAFF_ROLES = DEPARTMENT_ROLES | {
    Role.POST_CLERK,
    Role.AGENCY_OFFICER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
}


class Office(models.Model):
    """Cơ quan: a department, an agency that is asked, a post office or a sender of documents."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Sở Tư pháp")
        AGENCY = "agency", _("Cơ quan phối hợp")
        POST_OFFICE = "post_office", _("Bưu cục")

    code = models.CharField(_("mã"), max_length=20, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    province = models.CharField(_("mã tỉnh, thành phố"), max_length=2, blank=True)
    unit_code = models.CharField(
        _("mã đơn vị trong mã hồ sơ"), max_length=20, blank=True, help_text="000.00.00.G15"
    )
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)

    class Meta:
        verbose_name = _("cơ quan")
        verbose_name_plural = _("cơ quan")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PortalUserManager(UserManager["User"]):
    def machine(self) -> User:
        """The system user, who does what no person did."""
        user, _created = self.get_or_create(
            username="system",
            defaults={"roles": [Role.SYSTEM], "password": "!", "last_name": "Hệ thống"},
        )
        return user

    def new_applicant(self) -> User:
        """An account without a password for one person's drafts, held by their session."""
        name = f"applicant-{secrets.token_hex(12)}"
        return self.create(username=name, roles=[Role.APPLICANT], password="!")


class User(AbstractUser):
    """A person, or the machine itself."""

    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        verbose_name=_("vai trò"),
        default=list,
        blank=True,
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("cơ quan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    person_key = models.CharField(
        _("mã người thật"),
        max_length=64,
        blank=True,
        help_text=_(
            "Giống nhau ở mọi tài khoản của một người, để không ai tự duyệt việc của mình."
        ),
    )
    job_title = models.CharField(_("chức vụ"), max_length=100, blank=True)

    objects: PortalUserManager = PortalUserManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = _("người dùng")  # type: ignore[assignment]
        verbose_name_plural = _("người dùng")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as Vietnamese write it: family name first."""
        return f"{self.last_name} {self.first_name}".strip() or self.username

    def has_role(self, *roles: str) -> bool:
        return self.is_active and any(role in self.roles for role in roles)

    @property
    def is_department(self) -> bool:
        return self.has_role(*DEPARTMENT_ROLES)

    @property
    def is_machine(self) -> bool:
        return self.has_role(Role.SYSTEM)

    def get_session_auth_hash(self) -> str:
        """What a session holds for: this password, these roles, this office. A change ends it."""
        rights = f"{','.join(sorted(self.roles))}|{self.office_id}|{self.is_active}"
        content = f"{super().get_session_auth_hash()}|{rights}"
        return salted_hmac("accounts.models.User.session", content, algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The admin's door is open to those who work in the department, and to nobody else.
        self.is_staff = self.has_role(*DEPARTMENT_ROLES, Role.AUDITOR, Role.ADMINISTRATOR)
        super().save(*args, **kwargs)


class IdempotencyKey(models.Model):
    """An answer kept for a repeated request: same key and body, same answer, one effect."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("khóa chống gửi lặp")
        verbose_name_plural = _("khóa chống gửi lặp")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key"),
        ]


class Counter(models.Model):
    """The last number given in one series of an office: dossiers of a day, receipts of a year."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("bộ đếm")
        verbose_name_plural = _("bộ đếm")
        constraints = [
            models.UniqueConstraint(fields=["office", "series", "period"], name="one_counter"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.series} {self.period}: {self.last}"
