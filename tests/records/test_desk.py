"""The register in the desk: nothing opens without a reason, and every view is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from records.history import changing
from records.models import AccessLog

LOOKUP = "/admin/records/person/"
REASON = "kiểm tra theo công văn 12/STP"


@pytest.fixture
def sign_in(client, cast):
    def enter(role: str):
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def ask(client, **changes):
    question = {"purpose": REASON, "full_name": "Nguyễn Văn An", "date_of_birth": "17/05/1990"}
    return client.post(LOOKUP, {**question, **changes})


def test_a_verifier_finds_and_opens_a_record_and_both_are_written_down(
    sign_in, make_record, cast
) -> None:
    person = make_record()
    client = sign_in("verifier")
    page = ask(client, case_code="H-1")
    assert person.record_code in page.content.decode()
    opened = client.get(reverse("admin:records_person_change", args=[person.pk]))
    assert opened.status_code == 200
    search, view = AccessLog.objects.order_by("pk")
    assert (search.kind, view.kind) == ("lookup", "view")
    assert (view.by, view.purpose, view.case_code) == (cast["verifier"], REASON, "H-1")
    assert view.found == [person.record_code]


def test_a_record_tells_who_changed_it_and_out_of_which_document(
    sign_in, make_record, cast
) -> None:
    person = make_record()
    with changing(by=cast["head"], document="bản án 12/2016/HSST"):
        person.mother_name = "Trần Thị Lan"
        person.save()
    client = sign_in("verifier")
    ask(client)
    opened = client.get(reverse("admin:records_person_change", args=[person.pk])).content.decode()
    assert "Trần Thị Lan" in opened
    assert "Trần Thị Cúc" in opened  # what stood there before
    assert "bản án 12/2016/HSST" in opened


def test_the_register_is_not_listed(sign_in, make_record) -> None:
    person = make_record()
    page = sign_in("verifier").get(LOOKUP, {"q": "Nguyễn"})
    assert page.status_code == 200
    assert person.record_code not in page.content.decode()


def test_a_record_does_not_open_without_a_reason(sign_in, make_record) -> None:
    person = make_record()
    opened = sign_in("verifier").get(reverse("admin:records_person_change", args=[person.pk]))
    assert opened.status_code == 302
    assert opened.url == LOOKUP
    assert not AccessLog.objects.exists()


def test_a_reason_holds_for_an_hour(sign_in, make_record, time_machine) -> None:
    person = make_record()
    client = sign_in("verifier")
    ask(client)
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    opened = client.get(reverse("admin:records_person_change", args=[person.pk]))
    assert opened.status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "xem"}, "purpose"),
        ({"full_name": ""}, "full_name"),
        ({"date_of_birth": "31/02/1990"}, "date_of_birth"),
    ],
)
def test_a_question_that_cannot_be_taken_keeps_what_was_typed(
    sign_in, make_record, changes, field: str
) -> None:
    person = make_record()
    page = ask(sign_in("verifier"), **changes)
    assert page.context["form"].errors.keys() == {field}
    assert person.record_code not in page.content.decode()
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("role", ["receiver", "drafter", "approver", "signer", "administrator"])
def test_others_of_the_office_do_not_read_the_register(
    sign_in, make_record, make_certificate, role: str
) -> None:
    person, certificate = make_record(), make_certificate()
    client = sign_in(role)
    assert ask(client).status_code == 403
    for name, row in (("person", person), ("earliercertificate", certificate)):
        opened = client.get(reverse(f"admin:records_{name}_change", args=[row.pk]))
        assert opened.status_code == 403
    assert client.get(reverse("admin:records_earliercertificate_changelist")).status_code == 403
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("head", 200), ("auditor", 200), ("verifier", 403)])
def test_who_looked_is_read_by_those_who_watch(sign_in, role: str, status: int) -> None:
    page = sign_in(role).get(reverse("admin:records_accesslog_changelist"))
    assert page.status_code == status


@pytest.mark.parametrize("name", ["person", "earliercertificate"])
@pytest.mark.parametrize("act", ["change", "delete", "history"])
def test_nothing_is_changed_in_the_desk(
    sign_in, make_record, make_certificate, name: str, act: str
) -> None:
    row = {"person": make_record, "earliercertificate": make_certificate}[name]()
    client = sign_in("head")
    ask(client)
    answer = client.post(reverse(f"admin:records_{name}_{act}", args=[row.pk]), {"post": "yes"})
    assert answer.status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_certificate_opens_with_a_reason_and_is_written_down(sign_in, make_certificate) -> None:
    certificate = make_certificate()
    client = sign_in("head")
    ask(client)
    listed = client.get(reverse("admin:records_earliercertificate_changelist"))
    assert "NGUYỄN VĂN AN" not in listed.content.decode()
    page = client.get(reverse("admin:records_earliercertificate_change", args=[certificate.pk]))
    assert "NGUYỄN VĂN AN" in page.content.decode()
    assert AccessLog.objects.first().found == ["15/STP-LLTP (2016)"]


def test_names_are_shown_and_never_run(sign_in, make_record) -> None:
    payload = "<script>alert(1)</script>"
    person = make_record(full_name=payload, father_name=payload)
    client = sign_in("verifier")
    found = ask(client, full_name=payload).content.decode()
    opened = client.get(reverse("admin:records_person_change", args=[person.pk]))
    for html in (found, opened.content.decode()):
        assert payload not in html
        assert "&lt;script&gt;alert(1)" in html
