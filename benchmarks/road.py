"""Dossiers a minute, from submission to the signed certificate, beside what the paper alone costs.

Half of the dossiers are resolved in house, half by the police. Clerks act over the API as soon as
they may; the agencies answer at once. So the figure is what the machine can do with two workers,
and its share of the bare render and signature tells what the procedure around them costs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import requests

from benchmarks.stage import Stage
from benchmarks.table import Figure, Result, load
from tools import surroundings
from tools.demo_crowd import IN_HOUSE, POLICE, crowd
from tools.demo_road import TO_CERTIFICATE, Travel, walk
from tools.stack import ROOT, WORKERS

AT_ONCE = 8  # dossiers that clerks have in hand
WARM_UP = 4  # dossiers before the clock starts: workers load their fonts and keys
# In a process of its own: it imports the portal, which needs that portal's settings.
BARE = "from benchmarks.bare import main; main()"
SPAN = """
    SELECT min(a.submitted_at), max(c.issued_at),
        avg(extract(epoch FROM c.issued_at - a.submitted_at))
    FROM applications_application a JOIN certificates_certificate c ON c.application_id = a.id
    WHERE a.code = ANY(%s)
"""


def measure(stage: Stage) -> Result:
    before = load()
    _answer_at_once(stage)
    _send(stage, WARM_UP, first=1_000_000)
    codes = _send(stage, stage.dossiers, first=1)
    seconds, each = _span(stage, codes)
    bare = _bare(stage)
    a_minute = 60 * len(codes) / seconds
    workers = int(WORKERS)
    paper = bare["render"] + bare["signature"]
    possible = 60 * workers / paper
    return Result(
        name="road",
        title="From submission to the signed certificate",
        figures=[
            Figure("dossiers sent", len(codes), "half in house, half police"),
            Figure("dossiers a minute", a_minute, f"{WORKERS} workers"),
            Figure("from filing to certificate", each, "seconds, mean of all"),
            Figure("bare render", bare["render"] * 1000, "ms, median"),
            Figure("bare signature", bare["signature"] * 1000, "ms, median, keys loaded"),
            Figure("papers a minute if nothing else were done", possible, f"{WORKERS} cores"),
            Figure("share of that reached", 100 * a_minute / possible, "%"),
        ],
        load_before=before,
    )


def _answer_at_once(stage: Stage) -> None:
    for partner in ("police", "bank"):
        port = stage.stack.settings[surroundings.port_name(partner)]
        control = {"delay": 0}
        requests.post(
            f"http://127.0.0.1:{port}/control", json=control, timeout=30
        ).raise_for_status()


def _send(stage: Stage, number: int, *, first: int) -> list[str]:
    """The codes of the dossiers, once each has its certificate."""
    routes = [POLICE if one % 2 else IN_HOUSE for one in range(number)]
    travels = [Travel(dossier) for dossier in crowd(routes, first=first)]

    def send(travel: Travel) -> None:
        walk(travel, stage.road(), acts=TO_CERTIFICATE)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, travels))
    return [travel.code for travel in travels]


def _span(stage: Stage, codes: list[str]) -> tuple[float, float]:
    """Seconds from the first submission to the last certificate, and the mean of one dossier's."""
    connection = psycopg2.connect(stage.stack.settings["DATABASE_OWNER_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(SPAN, [codes])
            first, last, each = cursor.fetchone()
    finally:
        connection.close()
    return (last - first).total_seconds(), float(each)


def _bare(stage: Stage) -> dict[str, float]:
    """Measured on the same portal, when nothing else runs on it."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", BARE],
        cwd=ROOT,
        env={**stage.stack.signer_environment, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=True,
    )
    medians: dict[str, float] = json.loads(done.stdout)
    return medians
