"""A page in English holds Vietnamese only where names stand: nothing escaped the translation."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from applications.models import Application
from tests.applications.walking import PAGES, begin, page

pytestmark = pytest.mark.django_db

MARKS = re.compile(r"[^\W\d_a-zA-Z]")  # letters that English does without
SHOWN = re.compile(r'>([^<>]+)<|(?:placeholder|aria-label|title|alt)="([^"]+)"')
UNSEEN = re.compile(r"<(script|style|option)\b.*?</\1>", re.DOTALL)
# Names and papers stay as they are, the language names itself, and so does the money.
NAMES = ("Sở Tư pháp thành phố Cần Thơ", "Thông tư số 244/2016/TT-BTC", "Tiếng Việt", "Việt Nam")
MONEY = re.compile(r"\d\s*đ")


def vietnamese(content: str) -> set[str]:
    """What a reader of the page sees in Vietnamese, names aside."""
    found = set()
    for shown in SHOWN.findall(UNSEEN.sub("", content)):
        text = html.unescape(" ".join("".join(shown).split()))
        for name in NAMES:
            text = text.replace(name, "")
        if MARKS.search(MONEY.sub("", text)):
            found.add(text)
    return found


@pytest.fixture
def english(client: Client, department: Office) -> Client:
    client.cookies["language"] = "en"
    return client


@pytest.mark.parametrize(
    "address", ["/", "/tinh-phi/", "/verify/", "/verify/abc", "/ho-so/", "/xin-cap/", "/dang-nhap/"]
)
def test_the_public_pages_are_english_throughout(english: Client, address: str) -> None:
    answer = english.get(address)
    assert answer.status_code == 200
    assert vietnamese(answer.content.decode()) == set()


def test_a_missing_page_is_english_too(english: Client) -> None:
    assert vietnamese(english.get("/khong-co/").content.decode()) == set()


def test_the_form_and_its_messages_are_english_throughout(english: Client) -> None:
    mine = begin(english)
    for slug in [*PAGES, "giay-to-kem", "xem-lai"]:
        assert vietnamese(english.get(page(mine, slug)).content.decode()) == set(), slug
    for slug in PAGES:
        sent = english.post(page(mine, slug), {}, follow=True)
        assert vietnamese(sent.content.decode()) == set(), slug


def test_the_desk_is_english_throughout(
    english: Client, submitted: Application, receiver: User
) -> None:
    english.force_login(receiver, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("admin:index", "admin:applications_application_changelist"):
        seen = vietnamese(english.get(reverse(name)).content.decode())
        assert seen <= {submitted.full_name, receiver.display_name}, name


def test_vietnamese_would_be_seen() -> None:
    assert vietnamese('<p>Hồ sơ</p><input placeholder="Mã hồ sơ">') == {"Hồ sơ", "Mã hồ sơ"}
    assert vietnamese("<p>Fee: 200.000 đ, Việt Nam</p><script>Hồ sơ</script>") == set()
