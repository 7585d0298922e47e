"""The desk of letters: from the list to the envelope, from the scanned code to the answer."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Office, User
from applications.models import Application
from common.dates import display_day, today
from portal.invariants import broken
from verification import requests
from verification.letter_codes import code_of
from verification.models import Agency, Envelope, Letter, PaperReply, Reply, VerificationRequest

BACKEND = "django.contrib.auth.backends.ModelBackend"
DESK = "/admin/cong-van/"
ITEM = "RR473124829VN"
DAY = display_day(today())
DECISIVE = {"about": "person", "answer": "none", "reference": "77/PV06", "answered_on": DAY}
TYPED = {
    **DECISIVE,
    "signed_by": "Thượng tá Hưng",
    "entry": "0",
    "judgments-TOTAL_FORMS": "1",
    "judgments-INITIAL_FORMS": "0",
}
JUDGMENT = {
    "judgments-0-judgment_no": "45/2015/HSST",
    "judgments-0-judgment_date": "10/3/2015",
    "judgments-0-court": "Tòa án nhân dân quận Ninh Kiều",
    "judgments-0-offences": "Trộm cắp tài sản",
}


@pytest.fixture
def letter(verifying: Application, police: Agency) -> Letter:
    Agency.objects.filter(pk=police.pk).update(channel=Agency.Channel.PAPER)
    asked = verifying.verification_requests.get(agency=police)
    VerificationRequest.objects.filter(pk=asked.pk).update(done_at=None)
    requests.send(asked.pk)
    return Letter.objects.get(request=asked)


@pytest.fixture
def clerk(cast: dict[str, User], client: Client) -> Client:
    client.force_login(cast["verifier"], backend=BACKEND)
    return client


@pytest.fixture
def colleague(cast: dict[str, User], make_person: Callable[..., User]) -> Client:
    """The second verifier of the office."""
    other = Client()
    office = cast["verifier"].office
    other.force_login(make_person("colleague", "verifier", office=office), backend=BACKEND)
    return other


@pytest.fixture
def printed(letter: Letter, clerk: Client, cast: dict[str, User]) -> Letter:
    clerk.post(f"{DESK}in/", {"letter": letter.pk, "signer": cast["signer"].pk})
    letter.refresh_from_db()
    assert letter.number
    return letter


@pytest.fixture
def posted(printed: Letter, clerk: Client) -> Letter:
    post(clerk, printed, confirm="1")
    printed.refresh_from_db()
    assert printed.envelope
    return printed


@pytest.fixture
def scanned(posted: Letter, clerk: Client) -> PaperReply:
    clerk.post(
        reverse("admin:paper_take_in", args=[posted.request_id]),
        {"file": SimpleUploadedFile("thu.png", picture()), "arrived_on": DAY},
    )
    return PaperReply.objects.get()


@pytest.fixture
def typed(scanned: PaperReply, clerk: Client) -> PaperReply:
    clerk.post(reverse("admin:paper_answer", args=[scanned.pk]), TYPED)
    scanned.refresh_from_db()
    assert scanned.state == "typed"
    return scanned


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, format="PNG")
    return out.getvalue()


def post(who: Client, letter: Letter, **more: Any) -> Any:
    address = reverse("admin:paper_post", args=[letter.request.agency_id])
    return who.post(address, {"letter": letter.pk, "item": ITEM, "posted_on": DAY, **more})


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_desk_shows_what_waits_for_whom(clerk: Client, letter: Letter) -> None:
    text = text_of(clerk.get(DESK))
    assert "Nguyễn Văn An" in text
    assert letter.request.reference in text
    assert "In các công văn đã chọn" in text
    assert "autofocus" in text


def test_an_empty_desk_says_so(clerk: Client, department: Office) -> None:
    text = text_of(clerk.get(DESK))
    for words in ("chờ in.", "chờ gửi.", "chờ xác nhận.", "chờ trả lời."):
        assert "Không có" in text
        assert words in text


@pytest.mark.parametrize("role", ["head", "auditor"])
def test_readers_see_and_press_nothing(enter: Any, letter: Letter, role: str) -> None:
    text = text_of(enter(role).get(DESK))
    assert letter.request.reference in text
    assert "In các công văn" not in text
    assert "paper_open" not in text
    assert enter(role).post(f"{DESK}in/", {"letter": letter.pk}).status_code == 403


def test_what_was_printed_opens_as_a_file_for_the_clerk_alone(
    printed: Letter, clerk: Client, colleague: Client
) -> None:
    run = printed.printings.get().run_id
    assert "1 công văn" in text_of(clerk.get(f"{DESK}in/{run}/"))
    file = clerk.get(f"{DESK}in/{run}/cong-van.pdf")
    assert file.content.startswith(b"%PDF")
    assert "no-store" in file["Cache-Control"]
    assert colleague.get(f"{DESK}in/{run}/cong-van.pdf").status_code == 404


def test_printing_without_a_signer_is_told_at_the_field(clerk: Client, letter: Letter) -> None:
    answer = clerk.post(f"{DESK}in/", {"letter": letter.pk})
    assert answer.status_code == 400
    assert "Hãy chọn người ký công văn." in text_of(answer)


def test_posting_is_looked_at_once_more_before_it_is_written(
    printed: Letter, clerk: Client
) -> None:
    page = text_of(post(clerk, printed))
    assert "Đã gửi, ghi nhận" in page
    assert "hạn trả lời" in page
    assert not Envelope.objects.exists()
    assert ITEM in text_of(post(clerk, printed, edit="1"))
    assert not Envelope.objects.exists()
    post(clerk, printed, confirm="1")
    post(clerk, printed, confirm="1")  # a second click
    assert Envelope.objects.count() == 1


def test_a_wrong_item_number_is_told_and_nothing_written(printed: Letter, clerk: Client) -> None:
    answer = post(clerk, printed, item="RR473124828VN", confirm="1")
    assert answer.status_code == 400
    assert "Số bưu gửi không đúng" in text_of(answer)
    assert not Envelope.objects.exists()


def test_a_letter_waits_with_its_item_and_its_days(posted: Letter, clerk: Client) -> None:
    text = text_of(clerk.get(DESK))
    assert ITEM in text
    assert "Còn" in text


def test_a_mistaken_posting_is_taken_back_on_the_envelopes_page(
    posted: Letter, clerk: Client
) -> None:
    envelope = Envelope.objects.get()
    address = f"{DESK}phong-bi/{envelope.pk}/"
    assert clerk.post(address, {"reason": ""}).status_code == 400
    assert "Đã rút lại" in text_of(clerk.post(address, {"reason": "Ghi nhầm"}, follow=True))
    assert "Ghi nhầm" in text_of(clerk.get(address))


@pytest.mark.parametrize("how", ["code", "reference"])
def test_a_scanned_code_leads_to_its_question(posted: Letter, clerk: Client, how: str) -> None:
    typed = code_of(posted.pk) if how == "code" else posted.request.reference
    answer = clerk.post(f"{DESK}quet/", {"ma": f" {typed}\r"})
    assert answer.url == f"{DESK}nhan/{posted.request_id}/"
    assert "Nguyễn Văn An" in text_of(clerk.get(answer.url))


def test_an_unknown_code_is_told(posted: Letter, clerk: Client) -> None:
    wrong = code_of(posted.pk)[:-1] + "X"
    text = text_of(clerk.post(f"{DESK}quet/", {"ma": wrong}, follow=True))
    assert "Không có công văn nào mang mã này" in text


def test_another_offices_question_is_an_unknown_code(
    posted: Letter, client: Client, make_person: Callable[..., User]
) -> None:
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    client.force_login(make_person("far", "verifier", office=elsewhere), backend=BACKEND)
    text = text_of(client.post(f"{DESK}quet/", {"ma": code_of(posted.pk)}, follow=True))
    assert "Không có công văn nào mang mã này" in text


def test_the_second_person_does_not_see_what_the_first_typed(
    typed: PaperReply, colleague: Client
) -> None:
    for page in ("paper_answer", "paper_confirm"):
        text = text_of(colleague.get(reverse(f"admin:{page}", args=[typed.pk]), follow=True))
        assert "77/PV06" not in text
        assert "Thượng tá Hưng" not in text
        assert 'value="none" checked' not in text


def test_a_confirmed_answer_is_an_answer_with_both_names(
    typed: PaperReply, clerk: Client, colleague: Client, verifying: Application
) -> None:
    address = reverse("admin:paper_confirm", args=[typed.pk])
    body = {**DECISIVE, "judgments": "0", "entry": "1"}
    assert "Đã ghi nhận trả lời." in text_of(colleague.post(address, body, follow=True))
    colleague.post(address, body)  # the back button
    assert Reply.objects.filter(disposition="applied").count() == 1
    text = text_of(clerk.get(reverse("admin:paper_answer", args=[typed.pk])))
    assert "colleague" in text
    assert "verifier" in text


def test_the_one_who_typed_is_told_that_another_must_confirm(
    typed: PaperReply, clerk: Client
) -> None:
    address = reverse("admin:paper_confirm", args=[typed.pk])
    assert "người khác phải xác nhận" in text_of(clerk.get(address, follow=True))
    body = {**DECISIVE, "judgments": "0", "entry": "1"}
    assert "không được tự xác nhận" in text_of(clerk.post(address, body, follow=True))
    assert not Reply.objects.exists()


def test_a_difference_leads_the_first_person_back_to_the_scan(
    typed: PaperReply, clerk: Client, colleague: Client
) -> None:
    body = {**DECISIVE, "judgments": "0", "entry": "1", "reference": "71/PV06"}
    colleague.post(reverse("admin:paper_confirm", args=[typed.pk]), body)
    text = text_of(clerk.get(reverse("admin:paper_answer", args=[typed.pk])))
    assert "Hãy soát lại từ bản quét" in text
    assert "số văn bản" in text
    assert "71/PV06" not in text
    assert "77/PV06" in text


def test_judgments_are_read_on_a_page_of_their_own(
    scanned: PaperReply, clerk: Client, colleague: Client
) -> None:
    typed = {**TYPED, **JUDGMENT, "answer": "has_record"}
    clerk.post(reverse("admin:paper_answer", args=[scanned.pk]), typed)
    address = reverse("admin:paper_confirm", args=[scanned.pk])
    body = {**DECISIVE, "answer": "has_record", "judgments": "1", "entry": "1"}
    page = colleague.post(address, body)
    assert "45/2015/HSST" in text_of(page)
    assert not Reply.objects.exists()
    assert colleague.post(address, {**body, "differs": "1"}).status_code == 400
    colleague.post(address, {**body, "agrees": "1"})
    assert Reply.objects.get().judgments[0]["judgment_date"] == "2015-03-10"


def test_twenty_judgments_fit_and_one_that_was_emptied_is_gone(
    scanned: PaperReply, clerk: Client
) -> None:
    many: dict[str, str] = {**TYPED, "answer": "has_record", "judgments-TOTAL_FORMS": "20"}
    for number in range(20):
        for name, value in JUDGMENT.items():
            many[name.replace("-0-", f"-{number}-")] = value
    address = reverse("admin:paper_answer", args=[scanned.pk])
    clerk.post(address, many)
    scanned.refresh_from_db()
    assert len(scanned.judgments) == 20
    assert text_of(clerk.get(address)).count('value="45/2015/HSST"') == 20
    emptied = {name: "" if "-19-" in name else value for name, value in many.items()}
    clerk.post(address, {**emptied, "judgments-INITIAL_FORMS": "20", "entry": "1"})
    scanned.refresh_from_db()
    assert len(scanned.judgments) == 19


def test_the_scan_opens_for_whoever_may_see_the_case(
    scanned: PaperReply, enter: Any, make_person: Callable[..., User]
) -> None:
    address = reverse("admin:paper_scan", args=[scanned.pk])
    for role in ("verifier", "head", "auditor"):
        answer = enter(role).get(address)
        assert answer["Content-Type"] == "image/png"
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert enter("administrator").get(address).status_code == 403
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    far = Client()
    far.force_login(make_person("far", "verifier", office=elsewhere), backend=BACKEND)
    assert far.get(address).status_code == 404


def test_a_scan_that_is_no_answer_is_put_aside_with_a_reason(
    typed: PaperReply, clerk: Client
) -> None:
    address = reverse("admin:paper_discard", args=[typed.pk])
    assert clerk.post(address, {"reason": ""}).status_code == 400
    clerk.post(address, {"reason": "Thư của hồ sơ khác"})
    typed.refresh_from_db()
    assert typed.state == "discarded"
    assert "Thư của hồ sơ khác" in text_of(
        clerk.get(reverse("admin:paper_answer", args=[typed.pk]))
    )


def test_a_posting_that_left_its_question_behind_is_told(posted: Letter) -> None:
    assert not any("posted_letter" in line for line in broken())
    rows = VerificationRequest.objects.filter(pk=posted.request_id)
    rows.update(state="prepared", sent_at=None)
    assert any(line.startswith("a_posted_letter_is_a_question_that") for line in broken())
