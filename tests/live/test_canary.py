"""Threat 34: nothing of a person gets out of the database, the letters and the paper.

Somebody with a name, a number and an address that occur nowhere else travels the whole road;
afterwards nobody finds them in logs, in the broker's memory, or among the processes' arguments.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import psutil
import pytest

from tests.live.people import somebody
from tests.live.portal import Portal, wait_until
from tools.demo_people import Dossier
from tools.demo_road import Travel, walk

pytestmark = pytest.mark.live

NAME = "Huỳnh Yến Kim Tước"
FATHER, STREET = "Huỳnh Chim Hoàng Oanh", "17/9 hẻm Sơn Ca Chiền Chiện"
NUMBER, PHONE, ADDRESS = "092188730461", "0907730461", "kim.tuoc@chim.example"
# As typed, in capitals, and as JSON and Python escape them.
CANARIES = (NAME, FATHER, STREET, NUMBER, PHONE, ADDRESS)
SPELLINGS = [
    spelling.encode()
    for text in CANARIES
    for spelling in {text, text.upper(), json.dumps(text).strip('"'), repr(text.encode())[2:-1]}
]


@pytest.fixture(scope="module")
def travel(portal_with_people: Portal) -> Travel:
    """The canary's dossier, delivered, after some mistakes on the way."""
    portal = portal_with_people
    dossier = _canary()
    _make_mistakes(portal, dossier)
    travel = walk(Travel(dossier), portal.road())
    wait_until(lambda: len(list(_letters(portal))) >= 5, what="letters to the canary")
    return travel


def test_no_log_names_the_person(portal: Portal, travel: Travel) -> None:
    for log in portal.logs():
        assert _found(log.read_bytes()) == [], log.name


def test_the_broker_has_only_row_numbers(portal: Portal, travel: Travel) -> None:
    told = _broker_memory(portal)
    assert b"portal.tasks.follow_up" in told  # there was something to look through
    assert re.search(rb"\[\[\d+\], \{\}, ", told)  # and it was read
    assert _found(told) == []


def test_no_process_has_the_person_among_its_arguments(portal: Portal, travel: Travel) -> None:
    for child in portal.stack.children.values():
        process = psutil.Process(child.pid)
        for one in (process, *process.children(recursive=True)):
            assert _found(" ".join(one.cmdline()).encode()) == []


def test_letters_tell_the_code_and_no_name(portal: Portal, travel: Travel) -> None:
    letters = list(_letters(portal))
    for letter in letters:
        assert _found(letter.replace(ADDRESS.encode(), b"")) == []
    assert any(travel.code.encode() in letter for letter in letters)


def _canary() -> Dossier:
    dossier = somebody()
    declaration = dossier.declaration
    address = {"province": "92", "line": STREET}
    declaration["subject"] |= {
        "full_name": NAME,
        "documents": [{"kind": "cccd", "number": NUMBER, "issued_on": "2021-06-01"}],
        "phone": PHONE,
        "email": ADDRESS,
        "permanent_address": address,
        "father": {"full_name": FATHER, "date_of_birth": "1957"},
    }
    declaration["delivery"] |= {"recipient": NAME, "phone": PHONE, "address": address}
    return dossier


def _make_mistakes(portal: Portal, dossier: Dossier) -> None:
    """Errors are what logs like to tell of: a bad field, a body that is no JSON, a lost page."""
    path, body = "/api/v1/applications/", dossier.declaration
    unreadable = {**body, "residences": [{"from": NAME}], "copies": NAME}
    assert portal.post("receiver", path, unreadable, key="canary-1").status_code == 400
    assert portal.post("receiver", path, [body], key="canary-2").status_code == 400
    assert portal.post("signer", path, body, key="canary-3").status_code == 403
    wrong = portal.control("police", faults={"http_500": {"count": 1}, "doubled": {"count": 1}})
    assert wrong["faults"]


def _broker_memory(portal: Portal) -> bytes:
    """All that was written to the broker since it began, with Celery's bodies unpacked."""
    folder = portal.stack.data_dir / "valkey" / "appendonlydir"
    raw = b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
    bodies = re.findall(rb'"body": ?"([A-Za-z0-9+/=]+)"', raw)
    return b"\n".join([raw, *(base64.b64decode(body) for body in bodies)])


def _letters(portal: Portal) -> Iterator[bytes]:
    """Subject and text of each letter to the canary."""
    for file in Path(portal.stack.data_dir, "mail").glob("*"):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        if letter["To"] == ADDRESS:
            yield f"{letter['Subject']}\n{letter.get_content()}".encode()


def _found(text: bytes) -> list[bytes]:
    return [spelling for spelling in SPELLINGS if spelling in text]
