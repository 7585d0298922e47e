"""What one office does otherwise than the nation's calendar, edited in the admin."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regulations.calendar import WorkingCalendar
from regulations.terms import ExceptionKind


class CalendarException(models.Model):
    """A make-up working Saturday or an extra day off of this office (ngày làm bù, ngày nghỉ)."""

    class Kind(models.TextChoices):
        DAY_OFF = ExceptionKind.DAY_OFF.value, _("ngày nghỉ")
        WORKING_DAY = ExceptionKind.WORKING_DAY.value, _("ngày làm việc")

    day = models.DateField(_("ngày"), unique=True)
    kind = models.CharField(_("loại ngày"), max_length=12, choices=Kind.choices)
    note = models.CharField(_("lý do"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ngày làm việc, ngày nghỉ riêng")
        verbose_name_plural = _("ngày làm việc, ngày nghỉ riêng")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                name="calendar_exception_kind",
                condition=models.Q(kind__in=[kind.value for kind in ExceptionKind]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.get_kind_display()}"


def office_calendar() -> WorkingCalendar:
    """The working calendar as the office has edited it by now."""
    return WorkingCalendar.with_exceptions(CalendarException.objects.values_list("day", "kind"))
