"""The whole way by real HTTP: the sandbox's agencies are asked, and their answers come back."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from applications.models import Application, Event, State
from verification import requests
from verification.classification import classify_case
from verification.models import Agency, Reply

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds
CONVICTED = {
    "full_name": "Trần Quốc Dũng",
    "date_of_birth": "1988-03-12",
    "documents": [{"kind": "cccd", "number": "092088004321"}],
    "father": {"full_name": "Trần Văn Hải", "date_of_birth": "1960"},
    "mother": {"full_name": "Lê Thị Mận", "date_of_birth": "1963"},
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def police(live_server: Any, agencies: dict[str, Agency], settings: Any) -> Iterator[str]:
    """The sandbox's police in a process of its own; its address."""
    settings.PUBLIC_URL = live_server.url
    command = [sys.executable, "-m", "sandbox", "police", "--port", "0", "--delay", "0.05"]
    command += ["--data-dir", str(settings.KEYS_DIR.parent), "--portal", live_server.url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    settings.AGENCY_HOSTS = [url.removeprefix("http://")]
    Agency.objects.filter(code="CA92").update(endpoint=f"{url}/requests")
    yield url
    process.terminate()
    process.wait(PATIENCE)
    process.stdout.close()


def always(url: str, fault: str) -> None:
    """Make the partner misbehave in this way each time."""
    request = urllib.request.Request(
        f"{url}/control",
        data=json.dumps({"faults": {fault: {"probability": 1.0}}}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE):
        pass


def ask(
    take_in: Callable[[dict[str, Any]], Application], declaration: dict[str, Any]
) -> Application:
    application = take_in(declaration)
    classify_case(Event.objects.get(application=application, step="accept"))
    requests.send(application.verification_requests.get().pk)
    return application


def wait_for(replies: int) -> list[Reply]:
    end = time.monotonic() + PATIENCE
    while Reply.objects.count() < replies and time.monotonic() < end:
        time.sleep(0.05)
    return list(Reply.objects.all())


def test_a_clean_person_is_answered_none(
    police: str, take_in: Any, declaration: dict[str, Any]
) -> None:
    application = ask(take_in, declaration)
    (reply,) = wait_for(1)
    assert (reply.answer, reply.disposition) == ("none", "applied")
    application.refresh_from_db()
    assert application.state == State.CONCLUDING


def test_a_convicted_person_is_answered_with_the_judgments(
    police: str, take_in: Any, declaration: dict[str, Any]
) -> None:
    declaration["subject"] |= CONVICTED
    declaration["residences"][0]["from"] = "2002-03"
    ask(take_in, declaration)
    (reply,) = wait_for(1)
    assert reply.answer == "has_record"
    assert [one["judgment_no"] for one in reply.judgments] == ["57/2019/HSST"]
    assert reply.judgments[0]["civil_obligation_vnd"] == 15_000_000


@pytest.mark.parametrize(
    ("fault", "dispositions"),
    [
        ("doubled", ["applied"]),
        ("wrong_person", ["wrong_subject"]),
        ("contradict", ["applied", "conflicting"]),
    ],
)
def test_what_partners_do_wrong_is_sorted(
    police: str,
    take_in: Any,
    declaration: dict[str, Any],
    fault: str,
    dispositions: list[str],
) -> None:
    always(police, fault)
    ask(take_in, declaration)
    assert [reply.disposition for reply in wait_for(len(dispositions))] == dispositions
