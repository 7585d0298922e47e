"""The lists of work, acts on many dossiers, what the machine could not do, and the set-up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Office, User
from applications import workflow
from applications.models import Application, FollowUp
from common.dates import today
from portal.desk import days, declared, worklists
from verification.models import VerificationRequest


def _waiting(user: User) -> dict[str, int]:
    return {row["list"].key: row["waiting"] for row in worklists.counts(user)}


def test_a_dossier_waits_in_the_list_of_the_next_person(
    submitted: Application, receiver: User, verifier: User
) -> None:
    assert _waiting(receiver)["tiep-nhan"] == 1
    assert _waiting(verifier) == {"doi-chieu": 0, "qua-han-tra-loi": 0, "ket-luan": 0}


def test_a_conclusion_moves_the_dossier_from_verifier_to_drafter(
    concluding: Application, verifier: User, drafter: User
) -> None:
    from tests.portal.conftest import JUDGMENT
    from verification.conclusion import conclude

    assert (_waiting(verifier)["ket-luan"], _waiting(drafter)["lap-phieu"]) == (1, 0)
    conclude(concluding, by=verifier, finding="has_record", judgments=[JUDGMENT])
    assert (_waiting(verifier)["ket-luan"], _waiting(drafter)["lap-phieu"]) == (0, 1)


def test_a_late_answer_is_the_verifiers_work(verifying: Application, verifier: User) -> None:
    yesterday = today() - timedelta(days=1)
    VerificationRequest.objects.update(due_on=yesterday, sent_at=Now())
    assert _waiting(verifier)["qua-han-tra-loi"] == 1


def test_the_list_shows_one_work_list(enter: Any, submitted: Application) -> None:
    client = enter("receiver")
    page = "/admin/applications/application/"
    assert submitted.code in client.get(page, {"viec": "tiep-nhan"}).content.decode()
    assert submitted.code in client.get(page, {"viec": "cua-toi"}).content.decode()
    assert submitted.code not in client.get(page, {"viec": "gui-buu-dien"}).content.decode()
    assert submitted.code not in client.get(page, {"viec": "ky"}).content.decode()


@pytest.mark.parametrize(
    ("days_off", "tone", "words"),
    [(-7, "bad", "Quá hạn"), (0, "wait", "Hạn hôm nay"), (30, "", "Còn")],
)
def test_days_are_told_in_words(
    submitted: Application, days_off: int, tone: str, words: str
) -> None:
    submitted.due_on = today() + timedelta(days=days_off)
    due = days.due_of(submitted)
    assert due is not None
    assert due.tone == tone
    assert str(due.words).startswith(words)


def test_the_timeline_tells_the_carriers_news_in_words(enter: Any, submitted: Application) -> None:
    workflow.record(submitted, "track", by=User.objects.machine())
    page = enter("receiver").get(f"/admin/applications/application/{submitted.pk}/change/")
    text = page.content.decode()
    assert "Bưu điện cập nhật hành trình" in text
    assert ">track<" not in text


def test_the_bar_covers_every_month_since_fourteen(submitted: Application) -> None:
    bar = declared.history_bar(submitted)
    assert {part.kind for part in bar} == {"permanent"}
    submitted.residences.filter(number=1).update(started="2012-01")
    gaps = [part for part in declared.history_bar(submitted) if part.kind == "gap"]
    assert len(gaps) == 1
    assert declared.history_faults(submitted)


def test_stopped_work_is_shown_and_tried_again(enter: Any, submitted: Application) -> None:
    row = FollowUp.objects.filter(event__application=submitted).latest("pk")
    FollowUp.objects.filter(pk=row.pk).update(
        parked_at=timezone.now(), tries=5, last_error="ValueError"
    )
    client = enter("receiver")
    assert "1 việc của hệ thống bị dừng" in client.get("/admin/").content.decode()
    assert "ValueError" in client.get("/admin/viec-bi-dung/").content.decode()
    client.post("/admin/viec-bi-dung/", {"row": f"buoc/{row.pk}"})
    row.refresh_from_db()
    assert (row.parked_at, row.tries) == (None, 0)


def test_an_auditor_reads_stopped_work_and_does_not_touch_it(
    enter: Any, submitted: Application
) -> None:
    FollowUp.objects.update(parked_at=timezone.now(), tries=5)
    row = FollowUp.objects.latest("pk")
    enter("auditor").post("/admin/viec-bi-dung/", {"row": f"buoc/{row.pk}"})
    row.refresh_from_db()
    assert row.parked_at is not None


NEW_PERSON = {
    "username": "lan",
    "last_name": "Trần Thị",
    "first_name": "Lan",
    "job_title": "",
    "roles": ["receiver"],
    "password1": "mot-mat-khau-du-dai",
    "password2": "mot-mat-khau-du-dai",
}


def test_an_administrator_makes_a_person_with_roles(enter: Any, department: Office) -> None:
    body = {**NEW_PERSON, "office": department.pk}
    done = enter("administrator").post("/admin/accounts/user/add/", body)
    assert done.status_code == 302
    person = User.objects.get(username="lan")
    assert person.roles == ["receiver"]
    assert person.is_staff
    assert person.check_password("mot-mat-khau-du-dai")


def test_nobody_is_given_the_machines_role(enter: Any, department: Office) -> None:
    body = {**NEW_PERSON, "office": department.pk, "roles": ["system"]}
    enter("administrator").post("/admin/accounts/user/add/", body)
    assert not User.objects.filter(username="lan").exists()


def test_nobody_else_makes_people(enter: Any, department: Office) -> None:
    answer = enter("head").post("/admin/accounts/user/add/", NEW_PERSON)
    assert answer.status_code == 403
    assert enter("head").get("/admin/accounts/user/").status_code == 403
