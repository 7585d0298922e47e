"""Signing many at the desk: looked at, confirmed once, watched; printed, and found in the book."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.models import Office, Role, User
from applications.models import Application, State
from certificates import batches
from certificates.models import (
    BatchItem,
    BookTaking,
    Printing,
    PrintOpening,
    SigningAlarm,
    SigningBatch,
)
from common.dates import today
from common.leases import work
from portal.desk import batch_review, navigation
from tests.certificates.many import approved, in_the_book

Cast = dict[str, User]
LOOK = "/admin/applications/application/nhieu/sign/"
LIST, PRINTS, BOOK = "/admin/ky/", "/admin/in-phieu/", "/admin/so-cap-phieu/"
MARCH = datetime(2026, 3, 9, 2, tzinfo=UTC)
KEY = re.compile(r'name="key" value="(\w+)"')
SEEN = re.compile(r'name="seen" value="([^"]*)"')


@pytest.fixture
def three(cast: Cast) -> list[Application]:
    return [approved(cast, name=name) for name in ("Lê Một", "Lê Hai", "Lê Ba")]


def look(client: Client, **query: str) -> str:
    return client.get(LOOK, query).content.decode()


def second_look(client: Client, seen: str, *leave: int) -> str:
    return client.post(LOOK, {"seen": seen, "leave": list(leave)}).content.decode()


def confirm(client: Client, page: str, number: object) -> Any:
    body = {"seen": SEEN.search(page)[1], "key": KEY.search(page)[1], "confirm": "1"}  # type: ignore[index]
    return client.post(LOOK, {**body, "number": number})


def seen_on(page: str) -> str:
    found = SEEN.search(page)
    assert found is not None
    return found[1]


def ordered(batch: SigningBatch) -> None:
    work(SigningBatch, batch.pk, batches.order_part, lease=batches.LEASE)


def test_many_are_signed_by_one_confirmation(
    enter: Any, cast: Cast, three: list[Application]
) -> None:
    client = enter("signer")
    page = look(client)
    assert all(one.code in page for one in three)
    done = confirm(client, second_look(client, seen_on(page)), 3)
    batch = SigningBatch.objects.get()
    assert done.url == f"{LIST}{batch.pk}/"
    assert Application.objects.filter(state=State.APPROVED).count() == 3  # nothing in the request
    assert "data-poll" in client.get(done.url).content.decode()
    ordered(batch)
    assert Application.objects.filter(state=State.SIGNED).count() == 3
    assert "0/3" in client.get(done.url).content.decode()


def test_the_sidebar_marks_signing_many_and_not_the_cases(rf: RequestFactory, cast: Cast) -> None:
    request = rf.get(LOOK)
    request.user = cast["signer"]
    items = [item for group in navigation.sidebar(request) for item in group["items"]]
    assert [item["title"] for item in items if item.get("active")] == ["Ký nhiều phiếu"]


def test_a_wrong_number_signs_nothing(enter: Any, three: list[Application]) -> None:
    client = enter("signer")
    page = second_look(client, seen_on(look(client)))
    for typed in ("2", "", "ba", "33"):
        assert confirm(client, page, typed).status_code == 400
    assert not SigningBatch.objects.exists()


def test_sent_twice_and_after_going_back_it_is_one_batch(
    enter: Any, three: list[Application]
) -> None:
    client = enter("signer")
    page = second_look(client, seen_on(look(client)))
    first = confirm(client, page, 3)
    ordered(SigningBatch.objects.get())
    again = confirm(client, page, 3)
    assert (first.url, SigningBatch.objects.count()) == (again.url, 1)


def test_what_is_ticked_stays_unsigned(enter: Any, three: list[Application]) -> None:
    client = enter("signer")
    left = three[1].certificates.get().pk
    page = second_look(client, seen_on(look(client)), left)
    confirm(client, page, 2)
    assert not BatchItem.objects.filter(certificate=left).exists()


def test_the_lists_action_leads_to_what_was_chosen(enter: Any, three: list[Application]) -> None:
    client = enter("signer")
    body = {"action": "sign_chosen", "_selected_action": [three[0].pk, three[2].pk]}
    to = client.post("/admin/applications/application/", body)
    page = client.get(to.url).content.decode()
    assert [one.code in page for one in three] == [True, False, True]
    assert all(str(one.pk) not in to.url for one in three)


def test_a_record_or_an_unusual_way_stands_apart(
    cast: Cast, three: list[Application], approved: Application
) -> None:
    late = three[0]
    Application.objects.filter(pk=late.pk).update(due_on=today() - timedelta(days=9))
    shown = batch_review.lines(cast["signer"], filters=batch_review.Filters())
    reasons = {one.certificate.application_id: one.reasons for one in shown}
    assert reasons[approved.pk] == ["có một bản án"]
    assert reasons[late.pk] == ["quá hạn trên 5 ngày"]
    assert reasons[three[1].pk] == []


def test_the_filters_narrow_what_is_signed(
    enter: Any, three: list[Application], approved: Application
) -> None:
    client = enter("signer")
    assert approved.code not in look(client, **{"noi-dung": "sach"})
    assert three[0].code not in look(client, **{"noi-dung": "can-xem"})
    assert "Không có phiếu nào" in look(client, loai="1", han="qua-han")


def test_another_offices_signer_sees_and_signs_none(
    client: Client, make_person: Any, three: list[Application], cast: Cast
) -> None:
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    shown = batches.waiting_for(cast["signer"])
    seen = ",".join(f"{one.pk}:{one.content_digest}" for one in shown)
    far = make_person("far", Role.SIGNER, office=elsewhere)
    client.force_login(far, backend="django.contrib.auth.backends.ModelBackend")
    assert three[0].code not in look(client)
    confirm(client, second_look(client, seen), 3)
    assert not SigningBatch.objects.exists()


def test_a_batch_needs_the_signers_role(enter: Any, cast: Cast, three: list[Application]) -> None:
    shown = batches.waiting_for(cast["signer"])
    seen = ",".join(f"{one.pk}:{one.content_digest}" for one in shown)
    client = enter("approver")
    assert client.post(LOOK, {"seen": seen, "confirm": "1", "number": "3"}).status_code == 403
    assert three[0].code not in look(client)


def test_the_signer_stops_what_is_not_ordered(enter: Any, three: list[Application]) -> None:
    client = enter("signer")
    confirm(client, second_look(client, seen_on(look(client))), 3)
    batch = SigningBatch.objects.get()
    client.post(f"{LIST}{batch.pk}/dung/")
    ordered(batch)
    page = client.get(f"{LIST}{batch.pk}/").content.decode()
    assert "Đã dừng theo yêu cầu" in page
    assert "data-poll=" not in page
    assert len(batches.waiting_for(batch.by)) == 3


def test_refused_ones_are_listed_with_their_reason(
    enter: Any, cast: Cast, three: list[Application]
) -> None:
    client = enter("signer")
    confirm(client, second_look(client, seen_on(look(client))), 3)
    User.objects.filter(pk=cast["signer"].pk).update(roles=[Role.APPROVER])
    ordered(SigningBatch.objects.get())
    page = enter("head").get(f"{LIST}{SigningBatch.objects.get().pk}/").content.decode()
    assert "3 phiếu không ký được" in page
    assert "Bạn không có quyền" in page


def test_while_the_signer_stands_still_the_page_says_why(
    enter: Any, three: list[Application]
) -> None:
    client = enter("signer")
    confirm(client, second_look(client, seen_on(look(client))), 3)
    page = f"{LIST}{SigningBatch.objects.get().pk}/"
    assert "Việc ký đang dừng" not in client.get(page).content.decode()
    SigningAlarm.objects.create(trouble="run_out")
    for address in (page, LOOK, LIST):
        said = client.get(address).content.decode()
        assert "Việc ký đang dừng" in said
        assert "chứng thư ký số đã hết hạn" in said


def test_paper_results_are_printed_and_each_opening_is_written_down(enter: Any, cast: Cast) -> None:
    one = in_the_book(cast, number=1, year=2026, copies=2)
    client = enter("receiver")
    assert one.printed_number in client.get(PRINTS).content.decode()
    to = client.post(f"{PRINTS}in/", {"phieu": [one.pk]})
    assert "2 bản" in client.get(to.url).content.decode()
    assert not PrintOpening.objects.exists()
    for _ in range(2):
        assert client.get(f"{to.url}phieu.pdf").content.startswith(b"%PDF")
    assert PrintOpening.objects.count() == 2
    assert Printing.objects.get().copies == 2


def test_a_reprint_is_told_on_the_cases_page(enter: Any, cast: Cast) -> None:
    one = in_the_book(cast, number=1, year=2026)
    client = enter("receiver")
    client.post(f"{PRINTS}in/", {"phieu": [one.pk]})
    case = f"/admin/applications/application/{one.application_id}/change/"
    assert "In lại kèm lý do" in client.get(case).content.decode()
    address = f"{PRINTS}lai/{one.pk}/"
    assert client.post(address, {"copies": "1", "reason": "other"}).status_code == 400
    body = {"copies": "1", "reason": "lost_in_post", "item": "EE123456785VN"}
    assert client.post(address, body).status_code == 302
    page = client.get(case).content.decode()
    assert "Bưu điện làm thất lạc" in page
    assert "EE123456785VN" in page
    assert "Bưu điện làm thất lạc" in client.get(BOOK).content.decode()


def test_the_book_is_searched_without_a_name_in_the_address(enter: Any, cast: Cast) -> None:
    in_the_book(cast, number=1, year=2026, name="Lê Thị Bốn")
    in_the_book(cast, number=2, year=2026, name="Lê Văn Năm")
    client = enter("receiver")
    to = client.post(BOOK, {"tim": "le thi bon"})
    assert "bon" not in to.url
    page = client.get(to.url).content.decode()
    assert "01/STP-LLTP" in page
    assert "02/STP-LLTP" not in page


def test_the_book_is_read_page_by_page(enter: Any, cast: Cast, monkeypatch: Any) -> None:
    from portal.desk import book

    monkeypatch.setattr(book, "PAGE_LENGTH", 2)
    for number in (1, 2, 3):
        in_the_book(cast, number=number, year=2026)
    client = enter("receiver")
    first = client.get(BOOK).content.decode()
    assert ["03/STP" in first, "02/STP" in first, "01/STP" in first] == [True, True, False]
    older = client.get(BOOK, {"sau": "2"}).content.decode()
    assert ["03/STP" in older, "01/STP" in older] == [False, True]
    newer = client.get(BOOK, {"truoc": "1"}).content.decode()
    assert ["03/STP" in newer, "01/STP" in newer] == [True, False]


def test_the_book_leaves_as_a_file_for_a_purpose(enter: Any, cast: Cast) -> None:
    for number in (1, 2):
        in_the_book(cast, number=number, year=2026, issued_at=MARCH)
    part = {"year": 2026, "book": "10", "slice": "3/1/xlsx"}
    client = enter("head")
    refused = client.post(f"{BOOK}lay-ra/", {**part, "purpose": "xem"})
    assert refused.status_code == 302
    given = client.post(f"{BOOK}lay-ra/", {**part, "purpose": "Lưu sổ hằng tháng"})
    assert given["Content-Disposition"].startswith("attachment")
    assert BookTaking.objects.get().rows == 2
    assert "Lưu sổ hằng tháng" in client.get(BOOK).content.decode()
    assert "lay-ra" not in enter("receiver").get(BOOK).content.decode()
