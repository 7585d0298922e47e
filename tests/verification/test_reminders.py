"""Agencies are reminded by stages of data, once each, in one mail a day, by their own calendar."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from accounts.models import User
from common.dates import VIETNAM
from common.refusals import Refusal
from regulations.calendar import WorkingCalendar
from regulations.reminding import Stage, stages_due
from verification import reminders
from verification.mailing import send_mail
from verification.models import (
    Agency,
    AgencyDay,
    AgencyMail,
    PaperReply,
    Reminder,
    VerificationRequest,
)

SENT, DUE = date(2024, 6, 3), date(2024, 6, 12)  # a Monday, and the Wednesday after next
PERSON = ("Nguyễn Văn An", "1990", "092090001234")
PLAIN = WorkingCalendar()


@pytest.fixture
def late(asked: VerificationRequest) -> VerificationRequest:
    """Sent to the police on 3 June 2024, to be answered by the 12th; they have an address."""
    Agency.objects.filter(pk=asked.agency_id).update(
        email="phong@congan.example", contact_person="Trần Văn Ba", phone="0292"
    )
    sent_at = datetime.combine(SENT, time(9), tzinfo=VIETNAM)
    VerificationRequest.objects.filter(pk=asked.pk).update(
        state="received", sent_at=sent_at, due_on=DUE
    )
    asked.refresh_from_db()
    return asked


def mailed(mailoutbox: Any) -> list[Any]:
    """Lets a worker send what lies in the outbox."""
    mailoutbox.clear()
    for mail in AgencyMail.objects.filter(done_at=None).order_by("pk"):
        send_mail(mail.pk)
    return list(mailoutbox)


@pytest.mark.parametrize(
    ("day", "stages"),
    [
        (7, []),
        (10, [Stage("before", 2)]),
        (12, [Stage("before", 2)]),
        (13, [Stage("after", 1)]),
        (17, [Stage("after", 1)]),  # the weekend does not count: the third day after
        (18, [Stage("after", 4)]),
        (19, [Stage("after", 4), Stage("escalation", 5)]),
        (21, [Stage("after", 7), Stage("escalation", 5)]),
    ],
)
def test_the_stages_follow_the_data(day: int, stages: list[Stage]) -> None:
    on = date(2024, 6, day)
    assert list(stages_due(asked_on=SENT, due_on=DUE, on=on, calendar=PLAIN)) == stages


def test_a_limit_too_short_for_it_is_not_reminded_before() -> None:
    due = date(2024, 6, 5)
    assert not list(stages_due(asked_on=SENT, due_on=due, on=SENT, calendar=PLAIN))
    assert not list(stages_due(asked_on=SENT, due_on=due, on=date(2024, 6, 4), calendar=PLAIN))


def test_each_stage_is_sent_once_however_often_the_task_runs(
    late: VerificationRequest, mailoutbox: Any
) -> None:
    for day in (10, 10, 11, 12, 13, 13, 14, 17):
        reminders.remind(on=date(2024, 6, day))
        reminders.remind(on=date(2024, 6, day))
    assert list(late.reminders.values_list("kind", "stage", "on")) == [
        ("before", 2, date(2024, 6, 10)),
        ("after", 1, date(2024, 6, 13)),
    ]
    assert len(mailed(mailoutbox)) == 2


def test_of_stages_that_were_missed_only_the_newest_goes_out(
    late: VerificationRequest, mailoutbox: Any
) -> None:
    reminders.remind(on=date(2024, 6, 21))
    kinds = late.reminders.exclude(kind="escalation").values_list("kind", "stage")
    assert list(kinds) == [("after", 7)]
    to_agency = [mail for mail in mailed(mailoutbox) if mail.to == ["phong@congan.example"]]
    assert len(to_agency) == 1


def test_on_a_day_off_of_the_agency_nothing_goes_out(late: VerificationRequest) -> None:
    AgencyDay.objects.create(agency=late.agency, day=date(2024, 6, 13), kind="day_off")
    assert reminders.remind(on=date(2024, 6, 13)) == 0
    assert reminders.remind(on=date(2024, 6, 15)) == 0  # a Saturday
    assert reminders.remind(on=date(2024, 6, 14)) == 1


def test_a_limit_that_was_put_off_is_reminded_of_anew(late: VerificationRequest) -> None:
    reminders.remind(on=date(2024, 6, 10))
    VerificationRequest.objects.filter(pk=late.pk).update(due_on=date(2024, 6, 20))
    reminders.remind(on=date(2024, 6, 18))
    assert [row.due_on.day for row in late.reminders.all()] == [12, 20]


def test_nobody_is_told_of_an_answer_that_is_being_typed_in(
    late: VerificationRequest, verifier: User, mailoutbox: Any
) -> None:
    reminders.remind(on=date(2024, 6, 21))
    assert reminders.escalated().count() == 1
    PaperReply.objects.create(
        request=late,
        arrived_on=date(2024, 6, 21),
        scanned_by=verifier,
        file="a.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    assert mailed(mailoutbox) == []  # they were made before it came
    assert not reminders.escalated().exists()
    assert reminders.weekly_lists(on=date(2024, 6, 24)) == 0
    with pytest.raises(Refusal):
        reminders.by_hand(late, by=verifier)


def another(late: VerificationRequest, number: int) -> VerificationRequest:
    return VerificationRequest.objects.create(
        application=late.application,
        agency=late.agency,
        reference=f"{late.application.code}-XM9{number}",
        question="judgment",
        round=number,
        subject_digest="0" * 64,
        due_on=DUE,
        sent_at=late.sent_at,
        state="sent",
    )


def test_one_mail_a_day_names_every_question_and_no_person(
    late: VerificationRequest, mailoutbox: Any
) -> None:
    others = [another(late, number) for number in (1, 2)]
    reminders.remind(on=date(2024, 6, 13))
    (mail,) = mailed(mailoutbox)
    for one in (late, *others):
        assert one.reference in mail.body
    assert "Quá hạn 1 ngày".lower() in mail.body.lower()
    assert not [known for known in PERSON if known in mail.subject + mail.body]


def test_what_was_answered_before_the_mail_went_is_not_in_it(
    late: VerificationRequest, mailoutbox: Any
) -> None:
    other = another(late, 1)
    reminders.remind(on=date(2024, 6, 13))
    VerificationRequest.objects.filter(pk=other.pk).update(state="withdrawn")
    (mail,) = mailed(mailoutbox)
    assert late.reference in mail.body
    assert other.reference not in mail.body
    VerificationRequest.objects.filter(pk=late.pk).update(state="withdrawn")
    AgencyMail.objects.update(done_at=None)
    assert mailed(mailoutbox) == []


@pytest.mark.parametrize(
    "changes", [{"state": "answered"}, {"state": "withdrawn"}, {"sent_at": None}]
)
def test_who_has_nothing_to_answer_is_not_reminded(
    late: VerificationRequest, changes: dict[str, Any]
) -> None:
    VerificationRequest.objects.filter(pk=late.pk).update(**changes)
    assert reminders.remind(on=date(2024, 6, 21)) == 0


def test_an_agency_without_a_mail_address_is_to_be_telephoned(
    late: VerificationRequest, verifier: User, mailoutbox: Any
) -> None:
    Agency.objects.filter(pk=late.agency_id).update(email="")
    reminders.remind(on=date(2024, 6, 13))
    reminders.remind(on=date(2024, 6, 18))
    assert mailed(mailoutbox) == []
    (row,) = reminders.to_telephone()
    assert (row.request, row.stage) == (late, 4)
    assert reminders.telephoned(row, by=verifier, note="Hẹn thứ Hai")
    assert not reminders.telephoned(row, by=verifier)
    row.refresh_from_db()
    assert (row.told_by, row.note) == (verifier, "Hẹn thứ Hai")


def test_a_long_silence_goes_to_the_named_person_or_else_to_the_heads(
    late: VerificationRequest, head: User, approver: User, mailoutbox: Any
) -> None:
    User.objects.filter(pk=head.pk).update(email="truong@stp.example")
    User.objects.filter(pk=approver.pk).update(email="pho@stp.example")
    reminders.remind(on=date(2024, 6, 18))
    assert not reminders.escalated()
    reminders.remind(on=date(2024, 6, 19))
    (row,) = reminders.escalated()
    assert (row.request, row.on) == (late, date(2024, 6, 19))
    assert mailed(mailoutbox)[-1].to == ["truong@stp.example"]
    Agency.objects.filter(pk=late.agency_id).update(escalate_to=approver)
    AgencyMail.objects.update(done_at=None)
    (told,) = [mail for mail in mailed(mailoutbox) if "stp.example" in mail.to[0]]
    assert told.to == ["pho@stp.example"]
    assert "Trần Văn Ba" in told.body
    assert not [known for known in PERSON if known in told.body]
    VerificationRequest.objects.filter(pk=late.pk).update(state="withdrawn")
    assert not reminders.escalated()


def test_a_clerk_reminds_by_hand_once_a_day(
    late: VerificationRequest, verifier: User, mailoutbox: Any
) -> None:
    on = date(2024, 6, 6)
    row = reminders.by_hand(late, by=verifier, on=on)
    assert row.by == verifier
    (mail,) = mailed(mailoutbox)
    assert late.reference in mail.body
    with pytest.raises(Refusal):
        reminders.by_hand(late, by=verifier, on=on)
    assert Reminder.objects.count() == 1
    reminders.by_hand(late, by=verifier, on=date(2024, 6, 7))
    VerificationRequest.objects.filter(pk=late.pk).update(state="withdrawn")
    with pytest.raises(Refusal):
        reminders.by_hand(late, by=verifier, on=date(2024, 6, 10))


def test_the_weekly_list_names_all_that_is_open_once_a_week(
    late: VerificationRequest, mailoutbox: Any
) -> None:
    other = another(late, 1)
    AgencyDay.objects.create(agency=late.agency, day=date(2024, 6, 17), kind="day_off")
    made = [reminders.weekly_lists(on=date(2024, 6, day)) for day in (17, 18, 18, 19, 21, 24)]
    assert made == [0, 1, 0, 0, 0, 1]
    mail = mailed(mailoutbox)[0]
    for one in (late, other):
        assert one.reference in mail.body
    assert "2 yêu cầu" in mail.body
    assert not [known for known in PERSON if known in mail.subject + mail.body]


def test_a_mail_server_that_is_away_delays_the_mail_only(
    late: VerificationRequest, settings: Any, mailoutbox: Any
) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    reminders.remind(on=date(2024, 6, 13))
    mail = AgencyMail.objects.get()
    send_mail(mail.pk)
    mail.refresh_from_db()
    assert (mail.done_at, mail.tries, mail.last_error) == (None, 1, "ConnectionRefusedError")
    settings.EMAIL_BACKEND = backend
    AgencyMail.objects.update(due_at=mail.made_at)
    assert len(mailed(mailoutbox)) == 1


def test_a_reminder_is_never_taken_out_of_the_books(late: VerificationRequest) -> None:
    reminders.remind(on=date(2024, 6, 13))
    with pytest.raises(Exception, match="pgtrigger"):
        Reminder.objects.all()._raw_delete("default")
