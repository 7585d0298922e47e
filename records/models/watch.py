"""Records of which every opening is told: of people about whom curiosity is likelier than need."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from records.models.person import Person


class Watch(models.Model):
    """Hồ sơ cần theo dõi: from when to when, and by whose order."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="watches")
    why = models.CharField(_("lý do"), max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at=None),
                name="watched_once_at_a_time",
            ),
        ]
