"""Counters of dossier numbers."""

from __future__ import annotations

from django.db import models

from accounts.models import Office


class DossierCounter(models.Model):
    """The last dossier number given by an office on a day."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "day"], name="one_dossier_counter_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day} {self.last}"
