"""The rules by which cases were classified, as they stood on their day."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RuleSet(models.Model):
    """Bộ quy tắc phân loại: kept when it is first used, so that a past case can be classified
    again under the rules of its day, whatever became of the data files since.
    """

    regime = models.CharField(_("chế độ pháp luật"), max_length=10)
    version = models.CharField(_("bộ quy tắc"), max_length=40)
    digest = models.CharField(_("mã kiểm tra"), max_length=64)
    rules: models.JSONField[dict[str, Any]] = models.JSONField(_("nội dung quy tắc"))
    kept_at = models.DateTimeField(_("lưu lúc"), db_default=Now())

    class Meta:
        verbose_name = _("bộ quy tắc phân loại")
        verbose_name_plural = _("bộ quy tắc phân loại")
        ordering = ["version", "regime"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "version"], name="rule_set_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.regime})"
