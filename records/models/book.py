"""What the lines of the books 08 and 09 have in common (TT 13/2011 art 16-17).

A line is numbered through the year and never rewritten. A wrong one is struck, with the reason and
by whom, and a new line is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class BookLine(models.Model):
    """One line; its office is the book's."""

    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số thứ tự"))
    recorded_at = models.DateTimeField(_("vào sổ lúc"), db_default=Now(), editable=False)
    note = models.TextField(_("ghi chú"), blank=True)
    struck_on = models.DateField(_("ngày gạch bỏ"), null=True, blank=True)
    struck_by = models.ForeignKey(
        User,
        verbose_name=_("người gạch bỏ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    struck_reason = models.CharField(_("lý do gạch bỏ"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-year", "-number"]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.year}"


def struck_with_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(struck_on=None, struck_by=None, struck_reason="")
        | Q(struck_on__isnull=False, struck_by__isnull=False) & ~Q(struck_reason=""),
        name=name,
    )


def lines_stay(*columns: str) -> Sequence[Any]:
    """The guards of a book: these columns never change, and no line is taken away."""
    return [
        pgtrigger.ReadOnly(name="entry_stays", fields=list(columns)),
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
    ]
