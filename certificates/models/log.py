"""The public log: one row an entry, the finished subtrees above them, and the roots published.

Rows are only ever added. The database numbers nothing by itself: an entry that is not the next one
and a root that goes back are refused, whoever writes them.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from certificates.models.certificate import Certificate

_IS_NEXT = """
IF NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM certificates_logentry) THEN
    RAISE EXCEPTION 'an entry of the public log takes the next position';
END IF;
RETURN NEW;
"""
_GOES_ON = """
IF EXISTS (SELECT FROM certificates_logroot WHERE size > NEW.size OR made_at >= NEW.made_at)
    OR NEW.size > (SELECT coalesce(max(position) + 1, 0) FROM certificates_logentry) THEN
    RAISE EXCEPTION 'a root of the public log covers what the last one did, and what is there';
END IF;
RETURN NEW;
"""
_ONLY_ADDED_TO = pgtrigger.Protect(
    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
)


def _before_insert(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, operation=pgtrigger.Insert, when=pgtrigger.Before, func=func
    )


class LogEntry(models.Model):
    """A leaf of the tree: that a number was issued with this file, or that it was revoked."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("cấp phiếu")
        REVOKED = "revoked", _("thu hồi")

    position = models.PositiveBigIntegerField(_("vị trí"), primary_key=True)
    certificate = models.ForeignKey(
        Certificate,
        verbose_name=_("phiếu"),
        on_delete=models.PROTECT,
        related_name="log_entries",
    )
    kind = models.CharField(_("việc"), max_length=10, choices=Kind.choices)
    leaf = models.TextField(_("nội dung công khai"))
    digest = models.BinaryField(max_length=32)
    file_sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(_("ghi lúc"), db_default=Now(), db_index=True)

    class Meta:
        verbose_name = _("mục trong nhật ký công khai")
        verbose_name_plural = _("nhật ký công khai")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "kind"], name="logged_once_a_kind"),
        ]
        indexes = [
            models.Index(fields=["kind"], condition=Q(kind="revoked"), name="log_revoked"),
        ]
        triggers = [_ONLY_ADDED_TO, _before_insert("is_next", _IS_NEXT)]

    def __str__(self) -> str:
        return f"{self.position}"


class LogNode(models.Model):
    """The hash over a finished subtree of 2^level leaves, so that no proof reads the leaves."""

    pk = models.CompositePrimaryKey("level", "place")
    level = models.PositiveSmallIntegerField()
    place = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        triggers = [_ONLY_ADDED_TO]

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class LogRoot(models.Model):
    """What the log was at one moment: signed by the office, stamped by somebody else."""

    size = models.PositiveBigIntegerField(_("số mục"))
    root = models.CharField(_("giá trị gốc"), max_length=64)
    made_at = models.DateTimeField(_("chốt lúc"))
    day = models.DateField(_("của ngày"), unique=True, null=True, blank=True)
    signature = models.BinaryField(max_length=64)
    time_stamp = models.BinaryField()

    class Meta:
        verbose_name = _("giá trị gốc của nhật ký")
        verbose_name_plural = _("giá trị gốc của nhật ký")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(root__regex=r"^[0-9a-f]{64}$"), name="a_root_is_a_digest"
            ),
        ]
        triggers = [_ONLY_ADDED_TO, _before_insert("goes_on", _GOES_ON)]

    def __str__(self) -> str:
        return f"{self.size}: {self.root}"
