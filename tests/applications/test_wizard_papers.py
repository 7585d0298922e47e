"""Papers that are handed in with the form: what is taken, what is refused, who may see them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Office
from applications.models import Application
from tests.applications.walking import begin, page, picture, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client: Client, department: Office) -> Application:
    return begin(client)


def hand_in(client: Client, mine: Application, content: bytes, name: str = "anh.jpg") -> Any:
    upload = SimpleUploadedFile(name, content, "image/jpeg")
    sent = {"kind": "other", "file": upload}
    return client.post(page(mine, "giay-to-kem"), sent, follow=True)


def pdf(pages: int, **saved: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page()
        made.save(out, **saved)
    return out.getvalue()


def test_a_picture_is_taken_and_listed(client: Client, mine: Application) -> None:
    answer = hand_in(client, mine, picture(), name="<b>giấy.jpg")
    assert mine.attachments.count() == 1
    assert "&lt;b&gt;giấy" in answer.content.decode()


def test_the_same_picture_twice_is_one_paper(client: Client, mine: Application) -> None:
    hand_in(client, mine, picture())
    hand_in(client, mine, picture())
    hand_in(client, mine, pdf(2), name="a.pdf")
    hand_in(client, mine, pdf(2), name="a.pdf")
    assert mine.attachments.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "rỗng"),
        (b"GIF89a" + b"\0" * 200, "JPG, PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "JPG, PNG"),
        (b"<!doctype html><script>alert(1)</script>", "JPG, PNG"),
        (pdf(11), "10 trang"),
        (pdf(1, encryption=pikepdf.Encryption(owner="x", user="x")), "mật khẩu"),
        (picture()[:200], "ảnh"),
        (b"%PDF-1.7\nnothing of the kind", "PDF"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_at_its_field(
    client: Client, mine: Application, content: bytes, said: str
) -> None:
    answer = hand_in(client, mine, content)
    assert said in problems(answer)["file"][0]
    assert mine.attachments.count() == 0
    # Said once: the page may be loaded again.
    assert problems(client.get(page(mine, "giay-to-kem"))) == {}


def test_a_file_that_is_too_big_is_refused(
    client: Client, mine: Application, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    answer = hand_in(client, mine, picture(size=(900, 900)) + b"\0" * 2000)
    assert "quá lớn" in problems(answer)["file"][0]


def test_a_picture_that_is_also_a_page_keeps_only_the_picture(
    client: Client, mine: Application, settings: Any
) -> None:
    hand_in(client, mine, picture() + b"<script>alert(1)</script>")
    stored = (Path(settings.MEDIA_ROOT) / mine.attachments.get().file).read_bytes()
    assert b"<script" not in stored


def test_no_file_chosen_is_said(client: Client, mine: Application) -> None:
    answer = client.post(page(mine, "giay-to-kem"), {"kind": "other"}, follow=True)
    assert "file" in problems(answer)


def test_a_file_that_was_chosen_goes_with_the_button_that_goes_on(
    client: Client, mine: Application
) -> None:
    upload = SimpleUploadedFile("a.jpg", picture())
    sent = {"kind": "other", "file": upload, "next": "1"}
    answer = client.post(page(mine, "giay-to-kem"), sent)
    assert answer["Location"] == page(mine, "xem-lai")
    assert mine.attachments.count() == 1


def test_a_paper_is_taken_back_with_its_file(
    client: Client, mine: Application, settings: Any
) -> None:
    hand_in(client, mine, picture())
    paper = mine.attachments.get()
    client.post(page(mine, "giay-to-kem"), {"remove": str(paper.pk)})
    assert mine.attachments.count() == 0
    assert not (Path(settings.MEDIA_ROOT) / paper.file).exists()


def test_one_s_own_paper_comes_as_a_file_to_keep(client: Client, mine: Application) -> None:
    hand_in(client, mine, picture())
    paper = mine.attachments.get()
    answer = client.get(reverse("applications:file", args=[mine.code, paper.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content[:2] == b"\xff\xd8"


def test_another_s_paper_does_not_exist(client: Client, mine: Application) -> None:
    hand_in(client, mine, picture())
    paper = mine.attachments.get()
    other = Client()
    theirs = begin(other)
    for code in (mine.code, theirs.code):
        assert other.get(reverse("applications:file", args=[code, paper.pk])).status_code == 404
    other.post(page(theirs, "giay-to-kem"), {"remove": str(paper.pk)})
    assert mine.attachments.count() == 1
