"""A peak day: 700 dossiers from acceptance to conclusion, with the agencies asked and answering.

Everything is real but the people: clerks accept over the API, agencies are processes that answer
over signed HTTP as soon as they can. The machine concludes who is clean; a hit goes on to the court
that judged and waits for a clerk, which ends its clock. Beside it, in the same run and with as many
at once, the bare cost: the same messages signed, sent and stored by a loop that does nothing else.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import Any

import psycopg2
import requests

from benchmarks import bare_exchange
from benchmarks.stage import Stage
from benchmarks.table import Figure, Result, load
from tools import surroundings
from tools.demo_crowd import CONVICT, IN_HOUSE, NATIONAL_CENTRE, POLICE, SOLDIER, crowd
from tools.demo_people import Dossier
from tools.demo_records import put_judgments
from tools.demo_road import Road, Travel, walk

AT_ONCE = 8  # dossiers that clerks have in hand
WARM_UP = 4
# Of twenty dossiers: in house, police only, police and Centre; one soldier and one with a record.
DAY = (
    *(IN_HOUSE, POLICE, NATIONAL_CENTRE, POLICE, POLICE, IN_HOUSE, POLICE, NATIONAL_CENTRE),
    *(POLICE, POLICE, IN_HOUSE, NATIONAL_CENTRE, POLICE, POLICE, IN_HOUSE, POLICE),
    *(NATIONAL_CENTRE, POLICE, SOLDIER, CONVICT),
)
AGENCIES = ("police", "national_centre", "court", "military_court", "procuracy", "commune")
# Concluded by the machine, or everything answered and a clerk's turn.
ARRIVED = """
    SELECT a.code, min(taken.at), min(done.at)
    FROM applications_application a
    JOIN applications_event taken ON taken.application_id = a.id AND taken.step = 'accept'
    JOIN applications_event done ON done.application_id = a.id AND done.step = ANY(%s)
    WHERE a.code = ANY(%s) GROUP BY a.code
"""
EXCHANGED = """
    SELECT count(*) FROM verification_verificationrequest request
    JOIN applications_application a ON a.id = request.application_id WHERE a.code = ANY(%s)
"""
# A limit of calls or answers a minute is a courtesy; here the machine is measured.
SETTINGS = {"AGENCY_CALLS_A_MINUTE": "60000", "AGENCY_REPLIES_A_MINUTE": "60000"}
PATIENCE = 1800.0  # seconds for the whole day


def measure(stage: Stage, *, dossiers: int) -> Result:
    before = load()
    _agencies_answer_at_once(stage)
    _records_of_the_convicts(stage, dossiers)
    _accepted(stage, _filed(stage, _crowd(WARM_UP, first=900_000)))
    travels = _filed(stage, _crowd(dossiers, first=1))
    codes = _accepted(stage, travels)
    each, whole = _spans(stage, codes)
    messages = 2 * _rows(stage, EXCHANGED, codes)[0][0]  # a question and its answer
    bare = bare_exchange.seconds(stage, exchanges=messages // 2, at_once=AT_ONCE)
    routes = Counter(travel.dossier.title.partition(": ")[2] for travel in travels)
    return Result(
        name="peak_day",
        title="A peak day, from acceptance to conclusion",
        figures=[
            Figure(
                "dossiers", len(codes), ", ".join(f"{n} {route}" for route, n in routes.items())
            ),
            Figure("from the first acceptance to the last conclusion", whole, "seconds"),
            Figure("dossiers a minute", 60 * len(codes) / whole, ""),
            Figure("one dossier, median", statistics.median(each), "seconds"),
            Figure("one dossier, 95th percentile", sorted(each)[int(len(each) * 0.95)], "seconds"),
            Figure("messages exchanged", messages, "questions and answers"),
            Figure("the same messages signed, sent and stored", bare, "seconds, bare loop"),
            Figure("ratio to the bare loop", whole / bare, "times"),
        ],
        load_before=before,
    )


def _crowd(number: int, *, first: int) -> Iterator[Dossier]:
    return crowd(islice(cycle(DAY), number), first=first)


def _agencies_answer_at_once(stage: Stage) -> None:
    for partner in AGENCIES:
        port = stage.stack.settings[surroundings.port_name(partner)]
        requests.post(
            f"http://127.0.0.1:{port}/control", json={"delay": 0}, timeout=30
        ).raise_for_status()


def _records_of_the_convicts(stage: Stage, number: int) -> None:
    convicts = [one for one in _crowd(number, first=1) if one.title.endswith(CONVICT)]
    put_judgments(stage.stack.data_dir, convicts)


def _filed(stage: Stage, dossiers: Iterator[Dossier]) -> list[Travel]:
    """Brought to the counter, paid, and waiting to be accepted."""
    travels = [Travel(dossier) for dossier in dossiers]

    def file(travel: Travel) -> None:
        walk(travel, stage.road(), acts=(_open, _pay))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(file, travels))
    return travels


def _open(travel: Travel, road: Road) -> None:
    opened = road.client.post("receiver", "/api/v1/applications/", travel.dossier.declaration)
    travel.code = opened["code"]
    travel.case = opened


def _pay(travel: Travel, road: Road) -> None:
    fee = travel.case["fee"]["amount"]
    if fee:
        body = {"amount": fee, "method": "cash", "reference": travel.code}
        road.client.step("receiver", travel.code, "pay", body)


def _accepted(stage: Stage, travels: list[Travel]) -> list[str]:
    """Accept them all and wait until the last is concluded or a clerk's."""
    codes = [travel.code for travel in travels]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda code: stage.road().client.step("receiver", code, "accept", {}), codes))
    deadline = time.monotonic() + PATIENCE
    while len(_ends(stage, codes)) < len(codes):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(codes) - len(_ends(stage, codes))} dossiers did not arrive")
        time.sleep(0.5)
    return codes


def _ends(stage: Stage, codes: list[str]) -> list[tuple[Any, ...]]:
    return _rows(stage, ARRIVED, ["conclude", "complete_verification"], codes)


def _spans(stage: Stage, codes: list[str]) -> tuple[list[float], float]:
    """Seconds of each dossier, and from the first acceptance to the last end."""
    rows = _ends(stage, codes)
    each = [(end - start).total_seconds() for _code, start, end in rows]
    whole = max(end for _c, _s, end in rows) - min(start for _c, start, _e in rows)
    return each, whole.total_seconds()


def _rows(stage: Stage, query: str, *values: object) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(stage.stack.settings["DATABASE_OWNER_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()
    finally:
        connection.close()
