"""Sessions, cookies, logins, and what a browser is told with every page (17, 28 to 30, 33, 37)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from tests.guards.doors import API, PUBLIC, TABLE
from tests.security.world import BACKEND, Side, bearer

World = tuple[Side, Side]
PASSWORD = "bốn từ rất dễ nhớ"
LOGIN = "/dang-nhap/"
ROWS = {"person", "user"}  # of the table of doors: rows that this world has none of


@pytest.fixture
def person(world: World) -> User:
    user = User.objects.get(pk=world[0].people["receiver"].pk)
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(browser: Client, name: str, password: str = PASSWORD, **headers: str) -> Any:
    return browser.post(LOGIN, {"username": name, "password": password}, **headers)


def test_the_session_is_a_new_one_after_login(person: User) -> None:
    """A session that somebody else planted in the browser is worth nothing afterwards."""
    browser = Client()
    browser.post(reverse("applications:start"))
    planted = browser.session.session_key
    assert log_in(browser, person.username).status_code == 302
    assert browser.session.session_key != planted
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = planted
    assert thief.get(reverse("admin:index")).status_code == 302


def test_logging_out_ends_the_session_on_the_server(person: User) -> None:
    browser = Client()
    log_in(browser, person.username)
    kept = browser.cookies[configured.SESSION_COOKIE_NAME].value
    browser.post("/dang-xuat/")
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = kept
    assert thief.get(reverse("admin:index")).status_code == 302


def test_the_sixth_try_at_a_password_is_locked_even_if_right(person: User) -> None:
    for _try in range(configured.AXES_FAILURE_LIMIT):
        log_in(Client(), person.username, "sai mật khẩu")
    answer = log_in(Client(), person.username)
    assert answer.status_code == 429
    assert "sessionid" not in answer.cookies
    browser = Client()
    log_in(browser, person.username)
    assert browser.get(reverse("admin:index")).status_code == 302


def test_a_forged_forwarding_header_opens_no_lock(person: User) -> None:
    for number in range(configured.AXES_FAILURE_LIMIT):
        log_in(Client(), person.username, "sai", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    answer = log_in(Client(), person.username, HTTP_X_FORWARDED_FOR="10.0.9.9")
    assert answer.status_code == 429


def test_the_admin_has_no_login_of_its_own(person: User) -> None:
    browser = Client()
    for ask in (browser.get, browser.post):
        answer = ask("/admin/login/", {"username": person.username, "password": PASSWORD})
        assert answer["Location"].startswith(LOGIN)
    assert browser.get(reverse("admin:index")).status_code == 302


def test_a_change_of_rights_ends_them_on_the_next_request(person: User) -> None:
    """A tab that is open and a token that was given both lose what they had."""
    browser, token = Client(), bearer(person)
    log_in(browser, person.username)
    assert browser.get(reverse("postal:ready")).status_code == 200
    assert Client().get("/api/v1/applications/", **token).json()["results"]
    person.roles = [Role.DRAFTER]
    person.save()
    assert browser.get(reverse("postal:ready")).status_code == 302
    case = f"/api/v1/applications/{person.office.applications.first().code}/accept/"
    answer = Client().post(
        case, {}, content_type="application/json", **token, HTTP_IDEMPOTENCY_KEY="1"
    )
    assert answer.status_code == 403
    person.is_active = False
    person.save()
    assert Client().get("/api/v1/applications/", **token).status_code == 401


def test_cookies_over_https_are_for_this_host_alone() -> None:
    """Read as an installation under https would read them."""
    program = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE,"
        " s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, s.SECURE_HSTS_SECONDS > 0, s.DEBUG)"
    )
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PUBLIC_URL": "https://lltp.example",
        "DEBUG": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=env,
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    told = done.stdout.split()
    assert told[:2] == ["__Host-session", "__Host-csrf"]
    assert told[2:] == ["True", "True", "True", "Lax", "None", "/", "True", "False"]


def test_a_cookie_is_never_read_by_a_script(person: User) -> None:
    browser = Client()
    log_in(browser, person.username)
    cookie = browser.cookies[configured.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def visits(world: World) -> list[tuple[str, Any]]:
    """Every page that answers to GET, opened by somebody who may."""
    ours, found = world[0], []
    for name, door in TABLE.items():
        if door.post or name in API:
            continue
        browser = Client()
        who = next((one for one in ("receiver", "head", "post_clerk") if one in door.own), "")
        who = who or next(iter(door.own - {"anonymous"}), "")
        if name not in PUBLIC and who != "applicant":
            browser.force_login(ours.people[who], backend=BACKEND)
        parts = {part: ours.values[key] for part, key in door.parts.items()}
        rows = {"person", "user", "records_importrun", "accounts_signaturepicture"}
        fixed = {part: 1 if text in rows else text for part, text in door.fixed.items()}
        found.append((name, browser.get(reverse(name, kwargs={**parts, **fixed}))))
    return found


# The admin's pages run Alpine, which evaluates its templates' expressions and writes styles.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Pages that are the same for everybody, or show counts.
OF_NOBODY = {name for name, door in PUBLIC.items() if not door.parts} | {
    *("portal:styleguide", "portal:figures", "portal:figures_xlsx", "admin:jsi18n")
}
# One address of theirs holds a secret, which no referrer may carry, to ourselves neither.
LINKS = {"verification:link", "verification:link_question", "verification:link_done"}
# Shown beside the form into which it is typed, on a page of ours.
FRAMED = {"admin:paper_scan"}
ADMINS_RELAXATION = {"'unsafe-eval'": "script-src", "'unsafe-inline'": "style-src"}


def wrong_headers(name: str, answer: Any) -> Iterator[str]:
    """What a browser is told with every page, and is not told with this one."""
    always = {**ALWAYS, "Referrer-Policy": "strict-origin"} if name in LINKS else ALWAYS
    always = {**always, "X-Frame-Options": "SAMEORIGIN"} if name in FRAMED else always
    for header, value in always.items():
        if answer.get(header) != value:
            yield f"{header}: {answer.get(header)}"
    kept = "no-store" not in answer.get("Cache-Control", "")
    if kept and answer.status_code == 200 and name not in OF_NOBODY:
        yield "may be kept by a cache"
    if kept and answer.cookies and "Cookie" not in answer.get("Vary", ""):
        yield "a cache may hand on its cookie"
    if answer["Content-Type"].startswith("text/html"):
        yield from _wrong_policy(name, answer["Content-Security-Policy"])


def _wrong_policy(name: str, policy: str) -> Iterator[str]:
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    if rules["default-src"] != ["'self'"]:
        yield "default-src"
    if {"*", "https:", "http:", "data:"} & set(rules["script-src"]):
        yield "script-src"
    for rule in ("object-src", "frame-ancestors"):
        if rules[rule] != ["'none'"]:
            yield rule
    for source, where in ADMINS_RELAXATION.items():
        allowed = {rule for rule, sources in rules.items() if source in sources}
        if not allowed <= ({where} if name.startswith("admin:") else set()):
            yield source


def test_every_page_tells_the_browser_what_it_may_do(world: World) -> None:
    wrong = {
        name: faults
        for name, answer in visits(world)
        if (faults := list(wrong_headers(name, answer)))
    }
    assert wrong == {}


PUBLIC_CHECK = ["/verify/x", "/api/v1/certificates/x/", "/api/v1/certificates/revoked.json"]


@pytest.mark.parametrize("address", PUBLIC_CHECK)
def test_the_public_check_is_kept_by_no_cache(world: World, address: str) -> None:
    answer = Client().get(address)
    assert "no-store" in answer["Cache-Control"]
    assert configured.SESSION_COOKIE_NAME not in answer.cookies


MANY = "&".join(f"a{number}=1" for number in range(10_000))
FLOODS = {
    "ten thousand fields": (MANY.encode(), "application/x-www-form-urlencoded"),
    "three megabytes": (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
    "ten thousand parts": (
        b"".join(
            b'--B\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nx\r\n' % number
            for number in range(10_000)
        )
        + b"--B--\r\n",
        "multipart/form-data; boundary=B",
    ),
    "a hundred files": (
        b"".join(
            b'--B\r\nContent-Disposition: form-data; name="f%d"; filename="f"\r\n\r\nx\r\n' % number
            for number in range(100)
        )
        + b"--B--\r\n",
        "multipart/form-data; boundary=B",
    ),
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("address", ["/ho-so/", "/verify/", "/dang-nhap/"])
def test_a_flood_is_refused_quickly(world: World, address: str, flood: str) -> None:
    content, kind = FLOODS[flood]
    started = time.process_time()
    answer = Client().post(address, content, content_type=kind)
    assert answer.status_code in {400, 413}
    assert time.process_time() - started < 2


@pytest.mark.parametrize("address", ["/api/v1/quotes/", "/api/v1/agency/replies/"])
def test_so_is_one_at_the_api(world: World, address: str) -> None:
    deep = b"[" * 100_000
    for content in (b'"' + b"x" * 3_000_000 + b'"', deep, b'{"a":' * 50_000):
        answer = Client().post(address, content, content_type="application/json")
        assert answer.status_code in {400, 401, 413}
