"""What a person types is shown as it was typed, and never obeyed: not by a page, a mail or a PDF.

Threats 22 to 24, 31 and 46: scripts, templates, addresses to fetch, formulas, turned text.
"""

from __future__ import annotations

import http.server
import subprocess
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from applications.models import Application, Event
from certificates import approval
from certificates.rendering import render
from common.dates import today
from common.typeset import FetchRefused, layout
from portal import notices
from portal.desk.papers import preview_pdf
from portal.figure_tables import tables
from portal.figures_xlsx import workbook
from portal.statistics import figures
from records.sheets import inert
from tests.certificates.conftest import ISSUE, conclude
from tests.certificates.samples import judgment
from tests.guards.doors import API, TABLE
from tests.security.world import BACKEND, Side

World = tuple[Side, Side]
SCRIPT = "</script><script>alert(1)</script>"
QUOTES = "\"'><img src=x onerror=alert(1)>"
TURNED = "An \u202egnort\u2066"
MARKS = "Nguye\u0302\u0303n Thi\u0323 \u1ea4\u0301"
TEMPLATES = "{{7*7}}{% debug %}{{ settings.SECRET_KEY }}${7*7}<%= 7*7 %>%(name)s{0}"
NASTY = f"{SCRIPT}{QUOTES}{TEMPLATES}"


@dataclass
class Canary:
    """A server that must never be asked."""

    server: http.server.HTTPServer
    asked: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def canary() -> Iterator[Canary]:
    asked: list[str] = []

    class Line(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Line)
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    yield Canary(server, asked)
    server.shutdown()
    server.server_close()
    thread.join()


def spoilt(value: Any, text: str) -> Any:
    """The same structure with this text in every free field."""
    if isinstance(value, dict):
        kept = {"province", "country", "kind", "relation", "method", "sex", "nationality"}
        kept |= {"date_of_birth", "issued_on", "email"}
        return {key: part if key in kept else spoilt(part, text) for key, part in value.items()}
    if isinstance(value, list):
        return [spoilt(part, text) for part in value]
    return text if isinstance(value, str) else value


@pytest.fixture
def hostile(world: World) -> Side:
    """Our dossier with hostile text wherever a person can type, past every check at the door."""
    return soiled(world[0], NASTY + TURNED + MARKS)


def soiled(side: Side, text: str) -> Side:
    application = Application.objects.get(pk=side.application.pk)
    for name in ("subject", "applicant", "delivery"):
        setattr(application, name, spoilt(getattr(application, name), text))
    application.subject["other_names"] = [text]
    application.declared_convictions = application.purpose = text[:300]
    application.full_name = text[:200]
    application.save()
    place = {"province": "92", "country": "VN", "line": text, "commune": text}
    application.residences.update(place=place, occupation=text[:200], workplace=text[:300])
    application.attachments.update(title=text[:200])
    application.parcels.update(recipient=text[:200], address=text[:400])
    application.slip.documents = [{"title": text, "form": "copy", "count": 1}]
    application.slip.save()
    return side


def pages(side: Side) -> Iterator[tuple[str, HttpResponse]]:
    """Every page about the dossier, as each reader of it sees it, before and after filing."""
    for state in ("draft", "awaiting_payment", "in_post", "supplement_requested"):
        Application.objects.filter(pk=side.application.pk).update(state=state)
        for name, door in TABLE.items():
            if door.post or name in API or not (door.parts or name.endswith((":desk", "ready"))):
                continue
            for who in ("receiver", "post_clerk", "agency_officer"):
                if who not in door.own or (who != "receiver" and "receiver" in door.own):
                    continue
                browser = Client()
                browser.force_login(side.people[who], backend=BACKEND)
                parts = {part: side.values[key] for part, key in door.parts.items()}
                fixed = {part: 1 if text == "person" else text for part, text in door.fixed.items()}
                yield name, browser.get(reverse(name, kwargs={**parts, **fixed}))
    reader = Client()
    reader.force_login(side.people["head"], backend=BACKEND)
    for model, key in (
        *(("applications_application", "application"), ("certificates_certificate", "certificate")),
        *(("verification_reply", "reply"), ("verification_verificationrequest", "request")),
    ):
        yield model, reader.get(reverse(f"admin:{model}_changelist"))
        yield model, reader.get(reverse(f"admin:{model}_change", args=[side.values[key]]))


def test_no_page_obeys_what_was_typed(hostile: Side) -> None:
    seen = 0
    for name, answer in pages(hostile):
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        assert SCRIPT not in text, name
        assert "<img src=x" not in text, name
        assert "{{7*7}}49" not in text, name
        assert configured.SECRET_KEY not in text, name
        seen += NASTY[:9].replace("<", "&lt;").replace(">", "&gt;") in text
    assert seen > 15  # so many pages did show it


def test_what_looks_like_a_template_is_shown_letter_by_letter(hostile: Side) -> None:
    browser = Client()
    browser.force_login(hostile.people["receiver"], backend=BACKEND)
    page = browser.get(f"/admin/applications/application/{hostile.application.pk}/change/")
    assert "{{7*7}}{% debug %}" in page.content.decode()


def test_no_mail_obeys_it_or_breaks_its_head(hostile: Side) -> None:
    """Every letter, to a person whose name has line breaks and an apostrophe."""
    application = hostile.application
    evil = f"O'Brien\r\nBcc: all@example.com\r\n{TEMPLATES}"
    Application.objects.filter(pk=application.pk).update(full_name=evil[:200], purpose=evil[:300])
    application.refresh_from_db()
    for step in sorted(notices.TOLD_STEPS):
        event = Event(
            application=application, step=step, note=evil, data={"items": [evil]}, at=now()
        )
        subject, body = notices.compose(event)
        assert "\n" not in subject
        assert "\r" not in subject
        assert "Bcc" not in subject
        for text in (subject, body):
            assert "49" not in text.replace(application.code, "").replace(application.token, "")
            assert configured.SECRET_KEY not in text
            assert "&#x27;" not in text  # a mail is plain text: letters, not entities


@pytest.mark.parametrize("address", ["{canary}/x", "file:///etc/passwd", "//{host}/x"])
def test_a_certificate_fetches_nothing(world: World, canary: Canary, address: str) -> None:
    """Whatever stands in the declared fields and in the judgments, by each way to fetch."""
    url = address.format(canary=canary.url, host=canary.url.partition("//")[2])
    text = (
        f'<img src="{url}"><link rel="attachment" href="{url}"><link rel=stylesheet href="{url}">'
        f"<style>@import '{url}';</style><object data='{url}'></object>{{{{7*7}}}}"
    )
    side = soiled(world[0], text)
    application = Application.objects.get(pk=side.application.pk)
    told = spoilt(judgment(), text) | {
        name: judgment()[name]
        for name in ("judgment_date", "main_penalty", "code_of_law", "main_served_on")
    }
    conclude(application, by=side.people["verifier"], finding="has_record", judgments=[told])
    drafted = approval.draft(application, by=side.people["drafter"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = [render(drafted.lines, issue=ISSUE).pdf, preview_pdf(drafted.lines)]
    assert canary.asked == []
    for pdf in made:
        words = plain(pdf)
        assert "root:x" not in words
        assert b"root:x" not in pdf
        assert "{{7*7}}" in words.replace("\n", "")


def test_the_page_itself_fetches_nothing_even_if_it_asked(canary: Canary) -> None:
    """Should a text ever get through unescaped, there is nobody to carry its request."""
    ways = [
        '<img src="{}">',
        '<link rel="attachment" href="{}">',
        '<link rel="stylesheet" href="{}">',
        "<style>@import '{}'; p {{ background: url({}) }}</style><p>x</p>",
        '<object data="{}"></object>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>',
    ]
    for url in (f"{canary.url}/x", "file:///etc/passwd"):
        for way in ways:
            html = f"<html><body>{way.replace('{}', url)}</body></html>"
            try:
                pdf = layout(html, style="certificates/phieu.css").write_pdf()
            except FetchRefused:
                continue
            assert b"root:x" not in pdf
            assert "root:x" not in plain(pdf)
    assert canary.asked == []


def plain(pdf: bytes) -> str:
    """The words on the pages."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


FORMULAS = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "\0", "|"])


@given(start=FORMULAS, rest=st.text(max_size=20))
def test_a_text_that_could_be_a_formula_is_inert(start: str, rest: str) -> None:
    assert not inert(start + rest).lstrip("\0").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_the_figures_hold_no_person_and_no_formula(world: World) -> None:
    """The only file that leaves the desk with more than one dossier in it (threat 5)."""
    soiled(world[0], "=HYPERLINK(1)")
    counted = tables(figures(office=None, first=None, last=None))
    book = openpyxl.load_workbook(workbook(counted, scope="=1+1", counted_on=today()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    words = " ".join(str(cell.value) for cell in cells)
    assert "HYPERLINK" not in words
    assert world[0].application.code not in words
