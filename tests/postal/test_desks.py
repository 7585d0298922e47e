"""The pages of the post: who may enter, what they show, and what they do."""

import pytest
from django.urls import reverse

from applications import workflow
from applications.models import Channel, State
from common.dates import today
from postal import dispatch, handover, intake
from postal.models import Manifest, Parcel, Slip

COUNTED = {
    "documents-TOTAL_FORMS": "4",
    "documents-INITIAL_FORMS": "4",
    **{f"documents-{row}-form": "copy" for row in range(4)},
    "documents-0-count": "1",
    "documents-1-count": "2",
    "documents-2-count": "0",
    "documents-3-count": "0",
    "postage": "26000",
}


@pytest.fixture
def at_desk(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def at_department(client, receiver):
    client.force_login(receiver)
    return client


POST_PAGES = ["desk", "manifests", "parcels"]
DEPARTMENT_PAGES = ["arriving", "ready"]


@pytest.mark.parametrize("page", POST_PAGES)
def test_the_counter_is_for_post_clerks(client, clerk, receiver, page):
    url = reverse(f"postal:{page}")
    assert client.get(url).status_code == 302, "who is not signed in is asked to sign in"
    client.force_login(receiver)
    assert client.get(url).status_code == 403
    client.force_login(clerk)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("page", DEPARTMENT_PAGES)
def test_the_departments_desks_are_for_receivers(client, clerk, receiver, page):
    url = reverse(f"postal:{page}")
    client.force_login(clerk)
    assert client.get(url).status_code == 403
    client.force_login(receiver)
    assert client.get(url).status_code == 200


def test_a_scanned_code_leads_to_its_page(at_desk, dossier, taken, parcel, post_office):
    Parcel.objects.update(office=post_office)
    draft, slip = dossier(), taken()
    leads = {
        draft.code.lower(): reverse("postal:dossier", args=[draft.code]),
        slip.number: reverse("postal:slip", args=[slip.number]),
        f"{parcel.item[:2]} {parcel.item[2:]}": reverse("postal:parcel", args=[parcel.item]),
        "không có": reverse("postal:desk"),
    }
    for code, page in leads.items():
        assert at_desk.get(reverse("postal:search"), {"code": code}).url == page


def test_a_strangers_draft_is_masked_until_it_is_taken_in(at_desk, dossier):
    draft = dossier()
    page = reverse("postal:dossier", args=[draft.code])
    before = at_desk.get(page).content.decode()
    assert "Nguyễn Văn An" not in before
    assert "092090001234" not in before
    assert "N*** V** A*" in before
    at_desk.post(reverse("postal:take_in", args=[draft.code]))
    assert "Nguyễn Văn An" in at_desk.get(page).content.decode()


def test_a_dossier_is_taken_and_its_slip_printed(at_desk, at_counter):
    application = at_counter()
    page = reverse("postal:dossier", args=[application.code])
    answer = at_desk.post(page, COUNTED)
    slip = Slip.objects.get()
    assert answer.url == reverse("postal:slip", args=[slip.number])
    assert at_desk.post(page, COUNTED).url == answer.url, "a second click leads to the same slip"
    printed = at_desk.get(answer.url).content.decode()
    assert slip.number in printed
    assert "226.000" in printed
    assert "<path" in printed
    assert "style=" not in printed


def test_what_was_typed_stays_when_a_paper_is_missing(at_desk, at_counter):
    page = reverse("postal:dossier", args=[at_counter().code])
    answer = at_desk.post(page, {**COUNTED, "documents-1-count": "0", "postage": "31000"})
    shown = answer.content.decode()
    assert "Còn thiếu giấy tờ này" in shown
    assert 'value="31000"' in shown
    assert not Slip.objects.exists()
    told = {**COUNTED, "documents-1-count": "0", "missing_told": "on"}
    assert at_desk.post(page, told).status_code == 302


def test_a_row_of_the_published_list_cannot_be_left_away(at_desk, at_counter):
    page = reverse("postal:dossier", args=[at_counter().code])
    cut = {name: value for name, value in COUNTED.items() if not name.startswith("documents-1")}
    assert at_desk.post(page, {**cut, "documents-TOTAL_FORMS": "1"}).status_code == 200
    assert not Slip.objects.exists()
    at_desk.post(page, {**COUNTED, "documents-0-title": "Giấy khác"})
    assert Slip.objects.get().documents[0]["title"] == intake.DECLARATION


def test_an_unfinished_declaration_says_what_is_missing(at_desk, at_counter):
    application = at_counter(state=State.DRAFT)
    application.residences.all().delete()
    answer = at_desk.post(reverse("postal:dossier", args=[application.code]), COUNTED)
    assert answer.status_code == 200
    assert "data-errors" in answer.content.decode()


def test_a_new_declaration_is_opened_for_this_office(at_desk, department, post_office):
    answer = at_desk.post(reverse("postal:new_declaration"))
    application = post_office.received_applications.get()
    assert application.channel == Channel.POST_OFFICE
    assert at_desk.get(answer.url).status_code == 200, "it is declared in the citizen's own steps"
    page = at_desk.get(reverse("postal:dossier", args=[application.code]))
    assert answer.url in page.content.decode()


def test_the_day_shows_its_takings(at_desk, taken, at_counter, clerk, machine):
    from applications.payment import pay

    taken()
    by_transfer = at_counter()
    pay(by_transfer, by=machine, amount=200_000, method="bank_transfer", reference="FT1")
    intake.receive(
        by_transfer,
        by=clerk,
        documents=[{"title": "Tờ khai", "form": "original", "count": 1}],
        postage=30_000,
    )
    takings = at_desk.get(reverse("postal:desk")).context["takings"]
    assert (takings.slips, takings.cash_fees, takings.transferred_fees) == (2, 200_000, 200_000)
    assert (takings.postage, takings.cash) == (56_000, 256_000)


def test_another_offices_papers_do_not_exist(client, other_clerk, taken, parcel, post_office):
    Parcel.objects.update(office=post_office)
    slip = taken()
    client.force_login(other_clerk)
    gets = [
        reverse("postal:slip", args=[slip.number]),
        reverse("postal:manifest", args=[slip.manifest_id]),
        reverse("postal:dossier", args=[slip.application.code]),
        reverse("postal:parcel", args=[parcel.item]),
    ]
    assert {client.get(url).status_code for url in gets} == {404}
    posts = [
        reverse("postal:close_manifest", args=[slip.manifest_id]),
        reverse("postal:take_in", args=[slip.application.code]),
        reverse("postal:parcel", args=[parcel.item]),
    ]
    assert {client.post(url, {"act": "deliver"}).status_code for url in posts} == {404}


def test_a_manifest_goes_from_the_counter_to_the_department(client, clerk, receiver, taken):
    there, absent = taken(), taken()
    client.force_login(clerk)
    client.post(reverse("postal:close_manifest", args=[there.manifest_id]))
    client.force_login(receiver)
    assert there.manifest.title in client.get(reverse("postal:arriving")).content.decode()
    page = reverse("postal:count", args=[there.manifest_id])
    assert client.get(page).status_code == 200
    half = {f"slip-{there.pk}-result": "received", f"slip-{absent.pk}-result": "missing"}
    assert "Hãy ghi rõ điều không khớp" in client.post(page, half).content.decode()
    whole = {**half, f"slip-{absent.pk}-note": "Không có trong túi thư", "extra": "900000-X"}
    client.post(page, whole)
    manifest = Manifest.objects.get(pk=there.manifest_id)
    assert manifest.state == Manifest.State.CONFIRMED
    assert [line["result"] for line in manifest.counted] == ["received", "missing", "extra"]
    there.application.refresh_from_db()
    assert there.application.filed_on == today()
    assert "Không có trong túi thư" in client.get(page).content.decode()
    client.force_login(clerk)
    assert "Sở chưa nhận bàn giao" in client.get(reverse("postal:desk")).content.decode()


def test_many_results_leave_at_once_with_labels(at_department, dossier, machine, parcel):
    ready = [dossier(state=State.SIGNED) for _ in range(3)]
    for application in ready:
        workflow.advance(application, "make_ready", by=machine)
    page = reverse("postal:ready")
    assert ready[0].code in at_department.get(page).content.decode()
    chosen = [str(application.pk) for application in ready[:2]]
    # One that is gone already, and one that never was: neither stops the rest.
    answer = at_department.post(page, {"dossier": [*chosen, str(parcel.application_id), "x"]})
    assert answer.url == reverse("postal:sent", args=[today().isoformat()])
    assert Parcel.objects.count() == 3
    printed = at_department.get(answer.url).content.decode()
    assert printed.count('class="label"') == 3
    assert at_department.get(reverse("postal:sent", args=["hôm nay"])).status_code == 404


def test_a_parked_announcement_is_shown_and_tried_again(at_department, parcel):
    from postal import carrier

    carrier.leases.postpone(parcel, error="carrier: status 422", most_tries=0)
    page = reverse("postal:ready")
    assert "carrier: status 422" in at_department.get(page).content.decode()
    at_department.post(reverse("postal:announce_again", args=[parcel.item]))
    parcel.refresh_from_db()
    assert parcel.parked_at is None


def test_a_parcel_is_handed_over_the_counter_against_proof(at_desk, parcel, post_office):
    Parcel.objects.update(office=post_office)
    page = reverse("postal:parcel", args=[parcel.item])
    assert "Hãy nhập số giấy tờ" in at_desk.post(page, {"act": "deliver"}).content.decode()
    wrong = at_desk.post(page, {"act": "deliver", "identity": "092090009999"})
    assert "không khớp" in wrong.content.decode()
    code = dispatch.pickup_code(parcel.application)
    assert at_desk.post(page, {"act": "deliver", "code": code}).status_code == 302
    parcel.application.refresh_from_db()
    assert parcel.application.state == State.DELIVERED
    assert at_desk.get(page).status_code == 404


def test_a_parcel_is_sent_back_with_its_reason(at_desk, parcel, post_office):
    Parcel.objects.update(office=post_office)
    page = reverse("postal:parcel", args=[parcel.item])
    assert at_desk.post(page, {"act": "return_mail", "reason": ""}).status_code == 200
    at_desk.post(page, {"act": "return_mail", "reason": "Không có người nhận"})
    parcel.application.refresh_from_db()
    assert parcel.application.state == State.RETURNED_MAIL


def test_closing_twice_tells_so_and_changes_nothing(at_desk, taken, clerk):
    manifest = taken().manifest
    handover.close(manifest, by=clerk)
    answer = at_desk.post(reverse("postal:close_manifest", args=[manifest.pk]), follow=True)
    assert "đã được chốt" in answer.content.decode()
