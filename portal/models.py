"""What the top keeps of its own: messages to applicants, whose time a case was, the day told."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from applications.models import Application, Event
from common.leases import Leased
from portal.ledger import Party
from verification.models import Agency

PARTIES = [
    (Party.APPLICANT.value, _("Người yêu cầu")),
    (Party.DEPARTMENT.value, _("Sở")),
    (Party.AGENCY.value, _("Cơ quan phối hợp")),
    (Party.POST.value, _("Bưu điện")),
]
_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


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


class CaseLedger(models.Model):
    """Sổ thời gian: the sums of a case whose result is ready or which is over.

    Derived from the trail and the questions (`portal.case_times`), and made again from them at any
    time; kept so that the figures need not read every event of a hundred thousand cases.
    """

    application = models.OneToOneField(
        Application, primary_key=True, on_delete=models.PROTECT, related_name="time_ledger"
    )
    filed_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    ready_at = models.DateTimeField(null=True)
    # Working days from the filing to the result; None where there was none.
    days = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveIntegerField()
    late_days = models.PositiveSmallIntegerField(default=0)
    late_party = models.CharField(max_length=10, choices=PARTIES, blank=True)
    late_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("sổ thời gian của hồ sơ")
        verbose_name_plural = _("sổ thời gian của hồ sơ")
        indexes = [models.Index(fields=["ready_at"], name="case_ledger_ready")]

    def __str__(self) -> str:
        return str(self.application_id)


class CaseTime(models.Model):
    """Working minutes that one party had of a case, and how many beyond its own limit."""

    ledger = models.ForeignKey(CaseLedger, on_delete=models.CASCADE, related_name="parts")
    party = models.CharField(max_length=10, choices=PARTIES)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    late_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("thời gian của một bên")
        verbose_name_plural = _("thời gian của các bên")
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "party", "agency"],
                name="case_time_once_a_party",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="case_time_agency_named",
                condition=models.Q(party="agency", agency__isnull=False)
                | (~models.Q(party="agency") & models.Q(agency__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_time_late_within",
                condition=models.Q(late_minutes__lte=models.F("minutes")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id} {self.party}"


class Expectation(models.Model):
    """Thời gian thường thấy: what may be told from a day on to cases of one group.

    `days` are the working days within which nine in ten of the cases were ready; None where there
    were too few to say. Only ever added, so that every promise can be looked up.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("tính đến ngày"))
    group = models.CharField(_("nhóm hồ sơ"), max_length=120)
    cases = models.PositiveIntegerField(_("số hồ sơ"))
    days = models.PositiveSmallIntegerField(_("số ngày làm việc"), null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("thời gian thường thấy")
        verbose_name_plural = _("thời gian thường thấy")
        constraints = [
            models.UniqueConstraint(fields=["office", "group", "day"], name="expectation_a_day"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.day} {self.group}: {self.days}"


class Promise(models.Model):
    """Ngày dự kiến: the day that an applicant was told at filing, kept so that it can be judged.

    A supplement files the dossier anew and makes a new one; the old one stays as it was told.
    """

    class Basis(models.TextChoices):
        GROUP = "group", _("theo hồ sơ cùng loại")
        ROUTE = "route", _("theo hồ sơ cùng phân loại")
        LIMIT = "limit", _("theo hạn của luật")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="promises")
    filed_on = models.DateField(_("ngày tính hạn"))
    due_on = models.DateField(_("hạn theo luật"))
    expected_on = models.DateField(_("ngày dự kiến"), db_index=True)
    group = models.CharField(_("nhóm hồ sơ"), max_length=120)
    basis = models.CharField(_("căn cứ"), max_length=10, choices=Basis.choices)
    # What was looked up, also where it lay beyond the limit and only the limit was told.
    expectation = models.ForeignKey(
        Expectation, null=True, on_delete=models.PROTECT, related_name="promises"
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("ngày dự kiến")
        verbose_name_plural = _("ngày dự kiến")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "filed_on"], name="promise_a_filing"),
            models.CheckConstraint(
                name="promise_never_after_the_limit",
                condition=models.Q(expected_on__lte=models.F("due_on")),
            ),
            models.CheckConstraint(
                name="promise_rests_on_something",
                condition=models.Q(basis="limit", expected_on=models.F("due_on"))
                | (~models.Q(basis="limit") & models.Q(expectation__isnull=False)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.expected_on}"
