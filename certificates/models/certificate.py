"""The certificate. What must never happen to it is refused by the database itself."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from applications.models import Application
from certificates.content import CertificateContent, content_from

_DIGEST = r"^[0-9a-f]{64}$"
_UNNUMBERED = Q(number=None, year=None, issued_at=None, token=None, typed_code=None) & Q(
    printed_number=""
)
_NUMBERED = (
    Q(number__gte=1, year__isnull=False, issued_at__isnull=False)
    & Q(token__isnull=False, typed_code__isnull=False, signed_by__isnull=False)
    & ~Q(printed_number="")
    & Q(approved_digest=F("content_digest"))
)
_WITHOUT_PAGE = Q(page_sha256="", signature_place__isnull=True)
_WITH_PAGE = Q(number__isnull=False, page_sha256__regex=_DIGEST, signature_place__isnull=False)
_UNPUBLISHED = Q(published_at=None, file="", sha256="")
_PUBLISHED = (
    Q(number__isnull=False, published_at__isnull=False) & ~Q(file="") & Q(sha256__regex=_DIGEST)
)
_UNAPPROVED = Q(approved_by=None, approved_at=None, approved_digest="")
_APPROVED = Q(approved_by__isnull=False, approved_at__isnull=False) & Q(
    approved_digest=F("content_digest")
)

# Once a certificate bears a number, nothing that is printed on it may change; nor may its page,
# once one was kept, nor anything of the file that was published.
_NUMBER = (
    *("application_id", "office_id", "certificate_type", "book", "year", "number"),
    *("printed_number", "issued_at", "content", "content_digest", "drafted_by_id"),
    *("approved_by_id", "approved_digest", "signed_by_id", "signed_at", "token", "typed_code"),
)
_PAGE = ("page_sha256", "signature_place")
_FILE = ("file", "sha256", "published_at")


def _changed(names: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names)


def _final(name: str, columns: tuple[str, ...], *, once: str) -> pgtrigger.Protect:
    """These columns never change again, once this holds of the row."""
    condition = pgtrigger.Condition(f"{once} AND ({_changed(columns)})")
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=condition)


_ONE_PERSON = """
IF NEW.approved_by_id IS NOT NULL AND EXISTS (
    SELECT FROM accounts_user drafter JOIN accounts_user approver
        ON drafter.person_key = approver.person_key AND drafter.person_key <> ''
    WHERE drafter.id = NEW.drafted_by_id AND approver.id = NEW.approved_by_id
) THEN
    RAISE EXCEPTION 'the approver is the drafter under another account';
END IF;
RETURN NEW;
"""

# Numbers follow one another and so do their times, by this database's own clock.
_IN_TURN = """
IF OLD.number IS NULL AND NEW.number IS NOT NULL AND (
    abs(extract(epoch FROM clock_timestamp() - NEW.issued_at)) > 300
    OR EXISTS (
        SELECT FROM certificates_certificate other
        WHERE other.office_id = NEW.office_id AND other.book = NEW.book
            AND other.year = NEW.year
            AND (other.number > NEW.number OR other.issued_at > NEW.issued_at)
    )
) THEN
    RAISE EXCEPTION 'a certificate is numbered and dated in its turn';
END IF;
RETURN NEW;
"""


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def issued(self) -> CertificateQuerySet:
        """Those whose signed file is in the register: they count, and they may be handed out."""
        return self.filter(published_at__isnull=False)

    def numbered(self) -> CertificateQuerySet:
        """Those that bear a number, their file published or not yet."""
        return self.filter(number__isnull=False)

    def open_of(self, application: Application) -> Certificate | None:
        """The certificate in the making, which is not published yet."""
        return self.filter(application=application, published_at=None).first()

    def latest_of(self, application: Application) -> Certificate | None:
        """The newest certificate of a dossier, issued or not."""
        return self.filter(application=application).order_by("-pk").first()


class Certificate(models.Model):
    """Phiếu lý lịch tư pháp: drafted, approved by another person, ordered signed, numbered,
    published. What has its number keeps it for ever and is finished by whoever comes next."""

    application = models.ForeignKey(
        Application, verbose_name=_("hồ sơ"), on_delete=models.PROTECT, related_name="certificates"
    )
    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan cấp"), on_delete=models.PROTECT, related_name="certificates"
    )
    certificate_type = models.PositiveSmallIntegerField(
        _("loại phiếu"), choices=Application.CertificateType.choices
    )
    copies = models.PositiveSmallIntegerField(_("số bản"), default=1)

    content: models.JSONField[dict[str, Any]] = models.JSONField(_("nội dung"))
    content_digest = models.CharField(max_length=64)
    drafted_by = models.ForeignKey(
        User, verbose_name=_("người lập phiếu"), on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("lập lúc"), db_default=Now())
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("người duyệt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey(
        User,
        verbose_name=_("người ký"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_at = models.DateTimeField(_("lệnh ký lúc"), null=True, blank=True)

    book = models.CharField(_("sổ"), max_length=10)
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    number = models.PositiveIntegerField(_("số thứ tự"), null=True, blank=True)
    printed_number = models.CharField(_("số phiếu"), max_length=60, blank=True)
    issued_at = models.DateTimeField(_("cấp lúc"), null=True, blank=True)
    token = models.CharField(max_length=200, unique=True, null=True, blank=True, editable=False)
    typed_code = models.CharField(
        _("mã kiểm tra"), max_length=16, unique=True, null=True, blank=True
    )

    # The page that is signed, and where on it: settled before anything is signed.
    page_sha256 = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )
    signature_place: models.JSONField[dict[str, Any] | None] = models.JSONField(
        null=True, blank=True, editable=False
    )
    file = models.CharField(_("nơi lưu"), max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("phát hành lúc"), null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu lý lịch tư pháp")
        verbose_name_plural = _("phiếu lý lịch tư pháp")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="approver_is_not_drafter",
            ),
            models.CheckConstraint(
                condition=_UNAPPROVED | _APPROVED, name="approval_is_of_this_content"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False, approved_by__isnull=False),
                name="only_the_approved_is_signed",
            ),
            models.CheckConstraint(
                condition=_UNNUMBERED | _NUMBERED, name="number_only_of_what_was_ordered"
            ),
            models.CheckConstraint(
                condition=_WITHOUT_PAGE | _WITH_PAGE, name="page_only_with_a_number"
            ),
            models.CheckConstraint(
                condition=_UNPUBLISHED | _PUBLISHED, name="published_with_number_and_file"
            ),
            models.UniqueConstraint(
                fields=["office", "book", "year", "number"], name="certificate_number"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(published_at=None),
                name="one_certificate_in_the_making",
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="certificate_file_digest"),
            models.Index(fields=["issued_at"], name="certificate_issued_at"),
            models.Index(
                fields=["number"],
                name="certificate_to_be_published",
                condition=Q(number__isnull=False, published_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            _final("numbered_is_final", _NUMBER, once="OLD.number IS NOT NULL"),
            _final("page_is_final", _PAGE, once="OLD.page_sha256 <> ''"),
            _final("published_is_final", _FILE, once="OLD.published_at IS NOT NULL"),
            # A file is made from the page that was kept for it, never from another.
            pgtrigger.Protect(
                name="published_from_its_page",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NULL AND NEW.published_at IS NOT NULL"
                    " AND NEW.page_sha256 = ''"
                ),
            ),
            pgtrigger.Protect(
                name="approved_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS NOT NULL AND ("
                    "OLD.content IS DISTINCT FROM NEW.content"
                    " OR OLD.content_digest IS DISTINCT FROM NEW.content_digest"
                    " OR OLD.drafted_by_id IS DISTINCT FROM NEW.drafted_by_id)"
                ),
            ),
            pgtrigger.Trigger(
                name="two_people",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=_ONE_PERSON,
            ),
            pgtrigger.Trigger(
                name="in_turn",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=_IN_TURN,
            ),
            # A number comes to a certificate that was drafted, approved and signed before.
            pgtrigger.Protect(
                name="born_without_number",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.number IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_number or f"{self.application_id}"

    @property
    def lines(self) -> CertificateContent:
        """The content as values."""
        return content_from(self.content)

    @property
    def is_approved(self) -> bool:
        return self.approved_by_id is not None

    @property
    def is_numbered(self) -> bool:
        return self.number is not None

    @property
    def is_issued(self) -> bool:
        """Whether its signed file is in the register."""
        return self.published_at is not None

    @property
    def is_revoked(self) -> bool:
        return hasattr(self, "revocation")

    @property
    def is_valid(self) -> bool:
        return self.is_issued and not self.is_revoked
