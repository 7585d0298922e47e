"""That nothing can be signed is told at once, and over when something was signed."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from applications.models import Application
from certificates import alarms, demonstration_pki, signing_jobs
from certificates.demonstration_pki import Place
from certificates.models import Certificate, SigningAlarm, SigningJob
from certificates.unavailable import SigningUnavailable, Trouble
from tests.certificates import office
from tests.certificates.conftest import ordered
from tests.certificates.test_keys import copy
from tests.verification.partners import Partner

pytestmark = pytest.mark.django_db


def test_a_trouble_is_one_alarm_however_often_it_comes(db: None) -> None:
    fault = SigningUnavailable("the authority answers 500", trouble=Trouble.NO_TIME_STAMP)
    alarms.sound(fault)
    alarm = alarms.sound(fault)
    assert (SigningAlarm.objects.count(), alarm.times, alarm.ended_at) == (1, 2, None)
    assert alarms.open_alarm() == alarm
    alarms.clear()
    assert alarms.open_alarm() is None
    alarms.sound(fault)
    assert SigningAlarm.objects.count() == 2


def test_two_open_alarms_of_a_kind_cannot_be(db: None) -> None:
    SigningAlarm.objects.create(trouble=Trouble.NO_KEY)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningAlarm.objects.create(trouble=Trouble.NO_KEY)


def test_a_failed_signature_sounds_it_and_one_that_works_ends_it(
    concluded: Application,
    cast: dict[str, User],
    office_keys: Any,
    time_stamps: Partner,
    caplog: pytest.LogCaptureFixture,
) -> None:
    certificate = ordered(concluded, cast)
    job = SigningJob.objects.get(certificate=certificate)
    time_stamps.fault("http_500")
    with caplog.at_level(logging.ERROR), pytest.raises(SigningUnavailable):
        signing_jobs.work_off(job)
    alarm = alarms.open_alarm()
    assert alarm is not None
    assert alarm.trouble == Trouble.NO_TIME_STAMP
    assert "no_time_stamp" in caplog.text
    time_stamps.control({"reset": True})
    job.refresh_from_db()
    signing_jobs.work_off(job)
    assert alarms.open_alarm() is None
    assert Certificate.objects.issued().get() == certificate


def test_the_desk_tells_the_department_what_is_wrong_and_what_to_do(
    client: Client, cast: dict[str, User]
) -> None:
    alarms.sound(SigningUnavailable("signer's certificate is revoked", trouble=Trouble.REVOKED))
    for role in ("receiver", "signer", "head"):
        client.force_login(cast[role])
        page = client.get("/admin/").content.decode()
        assert "Hiện chưa ký số được: chứng thư ký số đã bị thu hồi." in page
        assert "Liên hệ ngay cơ quan chứng thực" in page
    client.force_login(cast["applicant"])
    assert "thu hồi" not in client.get("/", follow=True).content.decode()


def test_it_warns_thirty_days_before_the_key_runs_out(
    settings: Any, key_place: Place, tmp_path: Any
) -> None:
    there = copy(key_place, tmp_path)
    demonstration_pki.new_signer(there, days=40)
    office.use(settings, there)
    alarms.look_ahead(at=now())
    assert not SigningAlarm.objects.exists()
    alarms.look_ahead(at=now() + timedelta(days=10))
    alarm = SigningAlarm.objects.get()
    assert (alarm.trouble, alarm.is_warning) == (Trouble.RUNS_OUT_SOON, True)
    assert alarms.open_alarm() is None  # signing still works
    alarms.clear()  # and one signature more does not put the warning away
    assert alarms.open_alarms().get() == alarm
    demonstration_pki.new_signer(office.place(tmp_path))
    alarms.look_ahead(at=now())
    assert not alarms.open_alarms().exists()


def test_the_daily_look_sounds_what_a_signature_would_find(
    key_place: Place, settings: Any, db: None
) -> None:
    office.use(settings, key_place)
    settings.SIGNER_PIN = "another"
    alarms.look_ahead(at=now())
    alarm = alarms.open_alarm()
    assert alarm is not None
    assert alarm.trouble == Trouble.WRONG_PIN
