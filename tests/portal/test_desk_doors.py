"""Who comes to the desk, what each sees there, and that nothing typed by a stranger runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Office, Role, User
from applications.models import Application, Attachment
from portal.desk import search

CASES = "/admin/applications/application/"
PAYLOAD = '<script>alert("lltp")</script>'
DESK_ROLES = ("receiver", "verifier", "drafter", "approver", "signer", "head", "auditor")


@pytest.mark.parametrize("role", DESK_ROLES)
def test_who_works_in_the_department_finds_the_day_and_the_dossiers(
    enter: Any, submitted: Application, role: str
) -> None:
    client = enter(role)
    assert "Việc hôm nay" in client.get("/admin/").content.decode()
    listed = client.get(CASES).content.decode()
    assert submitted.code in listed
    assert submitted.full_name in client.get(f"{CASES}{submitted.pk}/change/").content.decode()


def test_an_administrator_sets_up_people_and_reads_no_dossier(
    enter: Any, submitted: Application
) -> None:
    client = enter("administrator")
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.get(CASES).status_code == 403
    assert client.get(f"{CASES}{submitted.pk}/change/").status_code == 404


def test_a_stranger_and_an_applicant_are_sent_to_the_login(client: Any, enter: Any) -> None:
    assert client.get("/admin/").url == f"{reverse('accounts:login')}?next=/admin/"
    assert client.get("/admin/login/").url.startswith(reverse("accounts:login"))
    assert enter("applicant").get("/admin/").url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("role", [Role.POST_CLERK, Role.AGENCY_OFFICER])
def test_people_of_other_desks_are_refused(
    client: Any, make_person: Any, department: Office, role: str
) -> None:
    client.force_login(
        make_person("other", role, office=department),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert client.get("/admin/").status_code == 403


def test_another_offices_dossier_does_not_exist(
    client: Any, make_person: Any, submitted: Application
) -> None:
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    user = make_person("far", Role.RECEIVER, Role.VERIFIER, Role.SIGNER, office=elsewhere)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert submitted.code not in client.get(CASES).content.decode()
    for page in ("change/", "buoc/accept/", "xem-truoc.pdf", "giay-to/1/"):
        assert client.get(f"{CASES}{submitted.pk}/{page}").status_code == 404
    assert client.post(f"{CASES}{submitted.pk}/buoc/accept/", {"seen": 9}).status_code == 404


def test_no_form_adds_changes_or_deletes_a_dossier(enter: Any, submitted: Application) -> None:
    client = enter("head")
    assert client.get(f"{CASES}add/").status_code == 403
    assert client.post(f"{CASES}{submitted.pk}/change/", {"state": "delivered"}).status_code == 405
    assert client.get(f"{CASES}{submitted.pk}/delete/").status_code == 403


def test_an_office_in_an_english_browser_reads_vietnamese(enter: Any) -> None:
    page = enter("receiver").get("/admin/", headers={"accept-language": "en"})
    assert '<html lang="vi"' in page.content.decode()


def test_only_the_admin_may_evaluate_and_no_page_takes_a_script_from_elsewhere(
    enter: Any,
) -> None:
    client = enter("receiver")
    policy = client.get("/admin/").headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "'unsafe-eval'" in scripts
    assert "'unsafe-inline'" not in scripts
    assert "unsafe" not in client.get("/so-lieu/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["receiver", "auditor"])
def test_what_a_stranger_typed_is_shown_and_never_run(
    enter: Any, submitted: Application, applicant: User, role: str
) -> None:
    Application.objects.filter(pk=submitted.pk).update(
        full_name=PAYLOAD,
        purpose=PAYLOAD,
        declared_convictions=PAYLOAD,
        subject={**submitted.subject, "full_name": PAYLOAD, "place_of_birth": PAYLOAD},
    )
    Attachment.objects.create(
        application=submitted, kind="identity", title=PAYLOAD, size=1, added_by=applicant
    )
    client = enter(role)
    pages = [CASES, f"{CASES}{submitted.pk}/change/", "/admin/"]
    pages += [f"{CASES}{submitted.pk}/buoc/accept/"] if role == "receiver" else []
    for page in pages:
        text = client.get(page).content.decode()
        assert "alert(&quot;lltp&quot;)" in text or "lltp&quot;" in text or page == "/admin/"
        assert PAYLOAD not in text


def test_every_registered_page_opens_for_those_who_may(enter: Any, submitted: Any) -> None:
    """No admin list fails for want of a column or a right."""
    for role in (*DESK_ROLES, "administrator"):
        client = enter(role)
        for model in admin.site._registry:
            meta = model._meta
            page = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            assert client.get(page).status_code in {200, 403}, (role, page)


def test_a_name_is_found_without_its_marks_and_stands_in_no_address(
    enter: Any, submitted: Application
) -> None:
    client = enter("receiver")
    found = client.post(CASES, {"tim": "nguyen van AN"}, follow=True)
    address = found.request["QUERY_STRING"]
    assert submitted.code in found.content.decode()
    assert "nguyen" not in address.lower()
    assert "nguyen van AN" in found.content.decode()  # the search box keeps what was typed
    missing = client.post(CASES, {"tim": "tran van an"}, follow=True)
    assert submitted.code not in missing.content.decode()


def test_a_scanned_code_opens_the_dossier(enter: Any, submitted: Application) -> None:
    client = enter("receiver")
    opened = client.post(f"{CASES}mo/", {"ma": submitted.code.lower()})
    assert opened.url == f"{CASES}{submitted.pk}/change/"
    assert client.post(CASES, {"tim": submitted.code}).url == opened.url


@pytest.mark.parametrize("text", ["000.00.18.H13-240603-0001", "H13-24", "240603", "0001"])
def test_a_code_may_stand_in_an_address(text: str) -> None:
    assert search.CODE_LIKE.fullmatch(text)


@pytest.mark.parametrize("text", ["Nguyễn Văn An", "an", "Trần-Lê", "12"])
def test_anything_else_may_not(text: str) -> None:
    assert not search.CODE_LIKE.fullmatch(text)


def test_a_change_of_roles_ends_the_persons_sessions(enter: Any, receiver: User) -> None:
    client = enter("receiver")
    assert client.get("/admin/").status_code == 200
    receiver.roles = [Role.RECEIVER, Role.VERIFIER]
    receiver.save()
    assert client.get("/admin/").status_code == 302


def test_who_is_disabled_is_out_on_the_next_request(enter: Any, receiver: User) -> None:
    client = enter("receiver")
    User.objects.filter(pk=receiver.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302
