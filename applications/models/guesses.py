"""How often somebody tried to open what is not open to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Guess(models.Model):
    """The tries of one kind within one window of time, by a digest of what or who is counted.

    A row of the database and not of the cache: emptying the cache must not give new tries.
    """

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("lần thử mở hồ sơ")
        verbose_name_plural = _("lần thử mở hồ sơ")
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="guess_window")]
