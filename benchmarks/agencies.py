"""Twenty thousand questions to five agencies of which every third message goes wrong.

Agencies are processes that answer over signed HTTP: they fall over, take a question and lose the
answer, hang, and say everything three times. One of them is out of order altogether until the
others are done, and then comes back. The dossiers are put into the database as verifying, each
with one question; a declared conviction keeps them for a clerk, so that the exchange alone is
measured. Beside it, in the same run: a loop that signs, sends and stores the same messages.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import psycopg2
import requests

from benchmarks import bare_exchange
from benchmarks.stage import Stage
from benchmarks.table import Figure, Result, load
from tools import surroundings
from tools.stack import CALLERS, ROOT

AGENCIES = {
    "police": "CA92",
    "national_centre": "TTLLTPQG",
    "court": "TA92",
    "procuracy": "VKS92",
    "commune": "UBND92",
}
BROKEN = "commune"
# Of ten messages three go wrong.
TROUBLE = {
    "http_500": {"probability": 0.10},
    "answer_lost": {"probability": 0.08},
    "hang": {"probability": 0.02, "seconds": 2},
    "doubled": {"probability": 0.10},
}
# A limit of calls or answers a minute is a courtesy; here the machine is measured.
SETTINGS = {"AGENCY_CALLS_A_MINUTE": "60000", "AGENCY_REPLIES_A_MINUTE": "60000"}
PREPARE = "from benchmarks.agencies_dossiers import main; main({number}, {agencies})"
PATIENCE = 3600.0
LEFT = """
    SELECT count(*) FROM verification_verificationrequest request
    JOIN verification_agency agency ON agency.office_ptr_id = request.agency_id
    WHERE request.state <> 'answered' AND {which}
"""
TWICE = """
    SELECT count(*) FROM (
        SELECT request_id FROM verification_reply WHERE disposition = 'applied'
        GROUP BY request_id HAVING count(*) <> 1
    ) wrong
"""
CALLS = """
    SELECT count(*), coalesce(max(n), 0) FROM (
        SELECT count(*) OVER (
            ORDER BY started_at RANGE BETWEEN '1 minute' PRECEDING AND CURRENT ROW
        ) AS n
        FROM verification_attempt WHERE agency_id = %s AND started_at < %s
    ) minutes
"""
SPAN = """
    SELECT extract(epoch FROM (SELECT max(received_at) FROM verification_reply)
        - (SELECT min(started_at) FROM verification_attempt))
"""


def measure(stage: Stage, *, number: int) -> Result:
    before = load()
    for name in AGENCIES:
        _control(stage, name, delay=0, faults=TROUBLE)
    _control(stage, BROKEN, faults={"http_500": True})
    broken = _prepared(stage, number)
    others = _until_answered(stage, broken, "request.agency_id <> %s")
    [[mended_at]] = _rows(stage, "SELECT now()")
    _control(stage, BROKEN, faults=TROUBLE)
    _until_answered(stage, broken, "request.agency_id = %s")
    [[whole]] = _rows(stage, SPAN)
    [[wrong]] = _rows(stage, TWICE)
    [[tries]] = _rows(stage, "SELECT count(*) FROM verification_attempt")
    [[calls, a_minute]] = _rows(stage, CALLS, broken, mended_at)
    heard = sum(_told(stage, name) for name in AGENCIES)
    bare = bare_exchange.seconds(stage, exchanges=number, at_once=int(CALLERS))
    return Result(
        name="agencies",
        title="Questions to five agencies in trouble",
        figures=[
            Figure("questions", number, "four agencies in trouble, one out of order"),
            Figure("until four had answered", others, "seconds"),
            Figure("until all had answered", float(whole), "seconds"),
            Figure("exchanges a minute", 60 * number / float(whole), "question and answer"),
            Figure("tries", tries, ""),
            Figure("questions with another number of effects than one", wrong, ""),
            Figure("questions that the agencies know", heard, "each once"),
            Figure("calls to the broken one", calls, f"in {others:.0f} seconds"),
            Figure("most of them in one minute", a_minute, ""),
            Figure("the same messages signed, sent and stored", bare, "seconds, bare loop"),
            Figure("ratio to the bare loop", float(whole) / bare, "times"),
        ],
        load_before=before,
    )


def _prepared(stage: Stage, number: int) -> int:
    """Everything in one transaction, so that it begins at once; the broken agency's key."""
    command = PREPARE.format(number=number, agencies=AGENCIES)
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", command],
        cwd=ROOT,
        env={**stage.stack.environment, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    keys: dict[str, int] = json.loads(done.stdout)
    return keys[AGENCIES[BROKEN]]


def _until_answered(stage: Stage, broken: int, which: str) -> float:
    """The seconds that it took."""
    started = time.monotonic()
    query = LEFT.format(which=which)
    while left := _rows(stage, query, broken)[0][0]:
        if time.monotonic() - started > PATIENCE:
            raise TimeoutError(f"{left} questions have no answer")
        time.sleep(1)
    return time.monotonic() - started


def _control(stage: Stage, name: str, **wanted: Any) -> dict[str, Any]:
    port = stage.stack.settings[surroundings.port_name(name)]
    answer = requests.post(f"http://127.0.0.1:{port}/control", json=wanted, timeout=30)
    answer.raise_for_status()
    said: dict[str, Any] = answer.json()
    return said


def _told(stage: Stage, name: str) -> int:
    return int(_control(stage, name)["counts"]["received"])


def _rows(stage: Stage, query: str, *values: object) -> Sequence[Sequence[Any]]:
    connection = psycopg2.connect(stage.stack.settings["DATABASE_OWNER_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall()
    finally:
        connection.close()
