"""Reminding the agencies: the stages that are due, who is told of a long silence, the weekly list.

The daily task may run twice, late, or not at all for days: of each question only the newest stage
is sent, and each stage once. All that one agency hears on a day goes into one mail, which is a row
of its own; its text is made when it is sent, so what was answered meanwhile is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from common.dates import today
from common.refusals import Refusal
from regulations.calendar import WorkingCalendar
from regulations.reminding import ESCALATION, Stage, stages_due
from verification import letters, mailing
from verification.agencies import calendar_of
from verification.models import Agency, AgencyMail, Reminder, VerificationRequest
from verification.waiting import Waiting, sent_on, waiting

Kind = AgencyMail.Kind


def remind(*, on: date) -> int:
    """Everything that is due on this day, agency by agency; how many stages were new."""
    return sum(_remind(agency, on) for agency in _asked())


def weekly_lists(*, on: date) -> int:
    """Once a week, from the agency's first working day on: all that is open there."""
    monday = on - timedelta(days=on.weekday())
    return sum(_list_to(agency, on=on, monday=monday) for agency in _asked())


@transaction.atomic
def by_hand(request: VerificationRequest, *, by: User, on: date | None = None) -> Reminder:
    """A clerk reminds the agency of one question now; once a day is enough."""
    day = on or today()
    held = VerificationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not VerificationRequest.objects.owed().filter(pk=held.pk).exists():
        raise Refusal(_("Yêu cầu này không còn chờ trả lời."), code="not_open")
    if held.reminders.filter(kind=Reminder.Kind.BY_HAND, on=day).exists():
        raise Refusal(_("Hôm nay đã nhắc yêu cầu này rồi."), code="reminded_today")
    mail = _mail(held.agency, Kind.BY_HAND, on=day) if held.agency.email else None
    told = None if mail else Now()  # whoever reminds by hand without a mail has telephoned
    return Reminder.objects.create(
        request=held,
        kind=Reminder.Kind.BY_HAND,
        due_on=held.due_on,
        on=day,
        mail=mail,
        by=by,
        told_at=told,
        told_by=None if mail else by,
    )


def telephoned(reminder: Reminder, *, by: User, note: str = "") -> bool:
    """A clerk has called an agency that has no e-mail; False when somebody had already."""
    open_ = Reminder.objects.filter(pk=reminder.pk, mail=None, told_at=None)
    return bool(open_.update(told_at=Now(), told_by=by, note=note[:300]))


def to_telephone() -> QuerySet[Reminder]:
    """Reminders that no mail carries and nobody has made by telephone: the newest of a question."""
    rows = Reminder.objects.filter(
        mail=None, told_at=None, request__in=VerificationRequest.objects.owed()
    )
    rows = rows.exclude(kind=Reminder.Kind.ESCALATION)
    newest = rows.order_by("request_id", "-pk").distinct("request_id")
    found = Reminder.objects.filter(pk__in=newest.values("pk"))
    return found.select_related("request__agency", "request__application").order_by("due_on", "pk")


def escalated() -> QuerySet[Reminder]:
    """Long silences that a named person of the department was told of, while they last."""
    rows = Reminder.objects.filter(
        kind=Reminder.Kind.ESCALATION, request__in=VerificationRequest.objects.owed()
    )
    rows = rows.order_by("request_id", "-pk").distinct("request_id")
    found = Reminder.objects.filter(pk__in=rows.values("pk"))
    return found.select_related("request__agency__escalate_to", "request__application").order_by(
        "due_on", "pk"
    )


def told_of(agency: Agency) -> list[User]:
    """Whom a long silence of this agency is brought before: the named person, else the heads."""
    named = agency.escalate_to
    if named is not None and named.is_active:
        return [named]
    return list(User.objects.filter(is_active=True, roles__contains=[Role.HEAD]).order_by("pk"))


def send(mail: AgencyMail) -> None:
    """Write and send it, if there is still something to say and somebody to say it to."""
    rows = lines_of(mail)
    addresses = _addresses(mail)
    if not rows or not addresses:
        return
    subject, text = letters.list_letter(mail, rows)
    message = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, addresses)
    message.extra_headers["Message-ID"] = letters.message_id("agency", mail.pk)
    message.send()


def lines_of(mail: AgencyMail) -> list[Waiting]:
    """The questions that the mail names: those of its reminders, or all, as far as owed."""
    owed = VerificationRequest.objects.owed()
    if mail.kind == Kind.WEEKLY:
        asked = owed.filter(agency=mail.agency)
    else:
        asked = owed.filter(reminders__mail=mail).distinct()
    return lines(asked, agency=mail.agency, on=mail.on)


def lines(
    asked: QuerySet[VerificationRequest], *, agency: Agency, on: date | None = None
) -> list[Waiting]:
    """Questions of one agency with their waiting, the most urgent first."""
    calendar = calendar_of(agency)
    rows = asked.select_related("application").order_by("due_on", "pk")
    return [waiting(one, calendar=calendar, on=on) for one in rows]


def _asked() -> QuerySet[Agency]:
    """The agencies that something was sent to and that have not answered all of it."""
    owed = VerificationRequest.objects.owed()
    return Agency.objects.filter(pk__in=owed.values("agency")).order_by("pk")


@transaction.atomic
def _remind(agency: Agency, on: date) -> int:
    """One transaction an agency, which holds its row: two runs at once come one after the other."""
    held = Agency.objects.select_for_update(no_key=True, of=("self",)).get(pk=agency.pk)
    calendar = calendar_of(held)
    if not calendar.is_working(on):
        return 0
    new = _new_stages(held, on=on, calendar=calendar)
    rising = [one for one in new if one.kind == ESCALATION]
    reminding = [one for one in new if one.kind != ESCALATION]
    return _keep(reminding, held, kind=Kind.REMINDER, on=on) + _keep(
        rising, held, kind=Kind.ESCALATION, on=on
    )


def _new_stages(agency: Agency, *, on: date, calendar: WorkingCalendar) -> list[Reminder]:
    """What the data says is due and has not been done."""
    owed = agency.requests.owed()
    rows = Reminder.objects.filter(request__in=owed)
    done = set(rows.values_list("request", "kind", "stage", "due_on"))
    return [
        Reminder(request=asked, kind=stage.kind, stage=stage.days, due_on=asked.due_on, on=on)
        for asked in owed
        for stage in _stages(asked, on, calendar)
        if (asked.pk, stage.kind, stage.days, asked.due_on) not in done
    ]


def _stages(asked: VerificationRequest, on: date, calendar: WorkingCalendar) -> Iterable[Stage]:
    return stages_due(asked_on=sent_on(asked), due_on=asked.due_on, on=on, calendar=calendar)


def _keep(rows: list[Reminder], agency: Agency, *, kind: str, on: date) -> int:
    """The stages with the day's mail. When that is out already, they wait for tomorrow's."""
    if not rows or AgencyMail.objects.filter(agency=agency, kind=kind, on=on).exists():
        return 0
    by_mail = kind == Kind.ESCALATION or agency.email
    mail = _mail(agency, kind, on=on) if by_mail else None
    for row in rows:
        row.mail = mail
    Reminder.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def _list_to(agency: Agency, *, on: date, monday: date) -> int:
    """The week's list, made once, on the first day that the agency works."""
    held = Agency.objects.select_for_update(no_key=True, of=("self",)).get(pk=agency.pk)
    made = AgencyMail.objects.filter(agency=held, kind=Kind.WEEKLY, on__gte=monday, on__lte=on)
    if not held.email or made.exists() or not calendar_of(held).is_working(on):
        return 0
    _mail(held, Kind.WEEKLY, on=on)
    return 1


def _mail(agency: Agency, kind: str, *, on: date) -> AgencyMail:
    mail = AgencyMail.objects.create(agency=agency, kind=kind, on=on)
    transaction.on_commit(lambda: mailing.ring_mail(mail.pk), robust=True)
    return mail


def _addresses(mail: AgencyMail) -> list[str]:
    if mail.kind == Kind.ESCALATION:
        return [one.email for one in told_of(mail.agency) if one.email]
    return [mail.agency.email] if mail.agency.email else []
