"""What the office decided: whom to ask, and what may be stated."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application, Route
from regulations.terms import LimitClass

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Decision(models.Model):
    """A decision on a dossier is never changed: a later one takes its place."""

    application = models.ForeignKey(
        Application, verbose_name=_("hồ sơ"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    number = models.PositiveSmallIntegerField(_("lần"))
    by = models.ForeignKey(
        User, verbose_name=_("người quyết định"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("lúc"), db_default=Now())

    class Meta:
        abstract = True
        ordering = ["application", "number"]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.number}"

    @classmethod
    def next_number(cls, application: Application) -> int:
        """Asked while the dossier is locked."""
        decisions = cls._default_manager.filter(application=application)
        return (decisions.aggregate(last=models.Max("number"))["last"] or 0) + 1


class Classification(Decision):
    """Phân loại hồ sơ: the route and whom to ask, with every rule that was looked at.

    `inputs` are the facts, so that the same rules give the same outcome again at any time.
    """

    rules_version = models.CharField(_("bộ quy tắc"), max_length=40)
    inputs: models.JSONField[dict[str, Any]] = models.JSONField(_("dữ kiện"))
    trace: models.JSONField[list[dict[str, Any]]] = models.JSONField(_("các quy tắc đã xét"))
    route = models.CharField(_("phân loại"), max_length=20, choices=Route.choices)
    asks: models.JSONField[list[dict[str, Any]]] = models.JSONField(_("cơ quan cần hỏi"))
    limit = models.CharField(
        _("loại thời hạn"), max_length=10, choices=[(one.value, one.value) for one in LimitClass]
    )
    reason = models.TextField(_("lý do phân loại khác quy tắc"), blank=True)

    class Meta(Decision.Meta):
        verbose_name = _("phân loại hồ sơ")
        verbose_name_plural = _("phân loại hồ sơ")
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="classification_number"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]


class Conclusion(Decision):
    """Kết luận: what was found and what the certificate may state; the newest counts."""

    class Finding(models.TextChoices):
        NONE = "none", _("Không có án tích")
        HAS_RECORD = "has_record", _("Có án tích")

    finding = models.CharField(_("kết luận"), max_length=12, choices=Finding.choices)
    statement: models.JSONField[dict[str, Any]] = models.JSONField(_("nội dung"))
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta(Decision.Meta):
        verbose_name = _("kết luận")
        verbose_name_plural = _("kết luận")
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="conclusion_number"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]
