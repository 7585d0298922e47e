"""Vietnamese first: what makes a page, a message or an API answer English, and what does not."""

from __future__ import annotations

import pytest
from django.test import Client

APPLY = {"vi": "Xin Phiếu lý lịch tư pháp", "en": "Apply for a criminal record certificate"}
ENGLISH_PHONE = "en-GB,en;q=0.9"


@pytest.fixture
def visitor(department: object) -> Client:
    return Client()


def page(visitor: Client, **headers: str) -> str:
    answer = visitor.get("/", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def switch(visitor: Client, language: str, *, back: str = "/") -> str:
    """What the two buttons of the header send; the address they lead to."""
    answer = visitor.post("/ngon-ngu/setlang/", {"language": language, "next": back})
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize("wish", ["", "vi", ENGLISH_PHONE, "fr", "*"])
def test_a_page_is_vietnamese_whatever_the_browser_is_set_to(visitor: Client, wish: str) -> None:
    content = page(visitor, accept_language=wish)
    assert '<html lang="vi"' in content
    assert APPLY["vi"] in content


def test_the_switch_makes_pages_english_and_comes_back_to_the_page(visitor: Client) -> None:
    assert switch(visitor, "en", back="/kiem-tra/?a=1") == "/kiem-tra/?a=1"
    content = page(visitor)
    assert '<html lang="en"' in content
    assert APPLY["en"] in content


def test_the_switch_leads_back_to_vietnamese(visitor: Client) -> None:
    switch(visitor, "en")
    switch(visitor, "vi")
    assert APPLY["vi"] in page(visitor, accept_language=ENGLISH_PHONE)


def test_the_switch_never_leads_to_another_host(visitor: Client) -> None:
    assert switch(visitor, "en", back="https://elsewhere.example/") == "/"


@pytest.mark.parametrize("cookie", ["fr", "", "../en", "EN", "x" * 4000])
def test_an_unknown_language_in_the_cookie_is_vietnamese(visitor: Client, cookie: str) -> None:
    visitor.cookies["language"] = cookie
    assert '<html lang="vi"' in page(visitor)


def test_the_choice_is_kept_for_a_year_and_no_script_reads_it(visitor: Client) -> None:
    switch(visitor, "en")
    cookie = visitor.cookies["language"]
    assert int(cookie["max-age"]) == 365 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("wish", "language"),
    [("", "vi"), ("vi", "vi"), ("en", "en"), ("en-US,vi;q=0.5", "en"), ("fr, en;q=0.1", "en")],
)
def test_the_api_answers_in_the_language_it_is_asked_for(
    visitor: Client, wish: str, language: str
) -> None:
    answer = visitor.post(
        "/api/v1/quotes/",
        {"channel": "pigeon"},
        content_type="application/json",
        headers={"accept-language": wish},
    )
    titles = {"vi": "Dữ liệu gửi lên chưa đúng.", "en": "The data sent are not right."}
    assert answer.status_code == 400
    assert answer.json()["title"] == titles[language]
    assert answer.headers["Content-Language"] == language


def test_a_store_between_keeps_the_languages_apart(visitor: Client) -> None:
    assert "Cookie" in visitor.get("/").headers["Vary"]
    assert "Accept-Language" in visitor.get("/api/schema/").headers["Vary"]
