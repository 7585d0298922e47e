"""The lists of revoked certificates that were signed and published."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

# Whoever keeps a list refuses an older one, so the newest may never be lost.
_NEWEST_STAYS = """
IF NOT EXISTS (SELECT FROM certificates_signedlist newer WHERE newer.serial > OLD.serial) THEN
    RAISE EXCEPTION 'the newest list of revoked certificates stays';
END IF;
RETURN OLD;
"""


class SignedList(models.Model):
    """Danh sách phiếu đã thu hồi, letter for letter as it was signed and is handed out."""

    serial = models.PositiveIntegerField(_("số thứ tự"), unique=True)
    made_at = models.DateTimeField(_("lập lúc"))
    public_key = models.CharField(max_length=44)
    # Revocations are only ever added, so the same count is the same set.
    revocations = models.PositiveIntegerField(_("số phiếu trong danh sách"))
    document = models.TextField(editable=False)

    class Meta:
        verbose_name = _("danh sách phiếu đã thu hồi")
        verbose_name_plural = _("danh sách phiếu đã thu hồi")
        ordering = ["-serial"]
        get_latest_by = "serial"
        triggers = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="newest_stays",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_NEWEST_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial}"
