"""What the top keeps of its own: the messages that go out to applicants."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Event
from common.leases import Leased


class Notice(Leased):
    """One message about one event; the address is read from the dossier when it is sent."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="notice")

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="notice_open",
                condition=models.Q(done_at=None, parked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)
