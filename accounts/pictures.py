"""Pictures that are printed on signed papers: a person's signature, an office's seal."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

_ONE_OWNER = Q(person__isnull=False, office=None) | Q(person=None, office__isnull=False)
_FIXED = ("person_id", "office_id", "file", "sha256", "width_mm", "added_by_id", "added_at")
_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _FIXED)


class SignaturePicture(models.Model):
    """Ảnh chữ ký của một người hoặc ảnh dấu của một cơ quan. One is in force; those before it are
    kept, because papers bear them."""

    person = models.ForeignKey(
        "accounts.User",
        verbose_name=_("người ký"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="signature_pictures",
    )
    office = models.ForeignKey(
        "accounts.Office",
        verbose_name=_("cơ quan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seal_pictures",
    )
    file = models.CharField(max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width_mm = models.PositiveSmallIntegerField(
        _("chiều rộng thật (mm)"), validators=[MinValueValidator(10), MaxValueValidator(60)]
    )
    added_by = models.ForeignKey(
        "accounts.User", verbose_name=_("người thêm"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("dùng từ"), db_default=Now())
    withdrawn_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("người thôi dùng"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("thôi dùng từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("ảnh chữ ký, dấu")
        verbose_name_plural = _("ảnh chữ ký, dấu")
        ordering = ["-added_at"]
        constraints = [
            models.CheckConstraint(condition=_ONE_OWNER, name="picture_of_one_owner"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__gte=F("added_at"), withdrawn_by__isnull=False),
                name="picture_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="one_signature_in_force"
            ),
            models.UniqueConstraint(
                fields=["office"], condition=Q(withdrawn_at=None), name="one_seal_in_force"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="picture_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.withdrawn_at IS NOT NULL OR {_CHANGED}"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.office)
