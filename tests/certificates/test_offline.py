"""What the offline check is given out as: a page, its keeper, and one file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from certificates import keys, offline, revocation
from certificates.models import Certificate
from certificates.signed_lists import raw_key, renew

PAGE, WORKER = "/verify/offline/", "/verify/offline/worker.js"
FILE = "/verify/offline/kiem-tra-phieu.html"


@pytest.fixture
def browser(issued: Certificate) -> Client:
    renew()
    return Client()


def kept_by(worker: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(worker.partition("const KEPT = ")[2].partition(";\n")[0])
    return told


def test_the_page_bears_the_offices_key_and_nothing_of_its_reader(
    browser: Client, head: User
) -> None:
    key = raw_key(keys.code_public_key())
    stranger = browser.get(PAGE).content.decode()
    assert f'data-key="{key}"' in stranger
    assert offline.fingerprint(key) in stranger
    browser.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.get(PAGE)
    assert answer.content.decode() == stranger
    assert "csrf" not in stranger
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_an_installation_without_a_key_says_it_cannot_check(db: None) -> None:
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    assert 'data-key=""' in answer.content.decode()
    assert Client().get(FILE).status_code == 200


def test_the_worker_may_answer_for_every_check_and_names_all_that_the_page_loads(
    browser: Client,
) -> None:
    answer = browser.get(WORKER)
    assert answer["Service-Worker-Allowed"] == "/verify/"
    assert answer["Content-Type"].startswith("text/javascript")
    told = kept_by(answer.content.decode())
    page = browser.get(PAGE).content.decode()
    loaded = set(re.findall(rf'(?:src|href)="({configured.STATIC_URL}[^"#]+)', page))
    assert loaded - set(told["parts"]) == set()
    assert told["page"] == PAGE
    for part in told["parts"]:
        assert finders.find(part.removeprefix(configured.STATIC_URL)), part


def test_the_keeper_is_replaced_when_anything_it_keeps_has_changed(
    browser: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    before = kept_by(browser.get(WORKER).content.decode())["version"]
    assert kept_by(browser.get(WORKER).content.decode())["version"] == before
    changed = tmp_path / "tokens.css"
    changed.write_text(":root {}")
    real = offline._path
    monkeypatch.setattr(
        offline, "_path", lambda name: changed if name == "css/tokens.css" else real(name)
    )
    assert kept_by(browser.get(WORKER).content.decode())["version"] != before


def test_the_file_carries_key_list_and_scripts_and_may_load_nothing(
    browser: Client, issued: Certificate, head: User
) -> None:
    revocation.revoke(issued.application, by=head, ground="Sai nơi sinh")
    renew()
    answer = browser.get(FILE)
    assert answer["Content-Disposition"].startswith("attachment")
    html = answer.content.decode()
    assert len(html) < 200_000
    assert issued.printed_number in html
    assert raw_key(keys.code_public_key()) in html
    assert configured.STATIC_URL not in html
    assert "url(" not in html.partition("</style>")[0]
    assert not re.search(r'(?:src|href)="(?!#|http://127)', html)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    inline = re.findall(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    assert len(inline) == 2
    for text in (*inline, *re.findall(r"<style>(.*?)</style>", html, re.DOTALL)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]


def test_no_answer_of_the_offline_check_tells_content_or_type(browser: Client) -> None:
    page = browser.get(PAGE).content.decode()
    for word in ("án tích", "Phiếu số 1", "Phiếu số 2", "phiếu số 1", "phiếu số 2"):
        assert word not in page
