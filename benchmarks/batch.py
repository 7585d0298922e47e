"""Hundreds signed by one confirmation at the desk; and two processes of the signer against one.

Everything is real: clerks bring and approve dossiers over the API, the signer opens the page of the
desk, looks, types the number and presses once. The clock runs from there to the last file.
Beside it the signer alone: orders wait until it is let at them, with one process and with two.
"""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import requests

from benchmarks.stage import Stage
from benchmarks.table import Figure, Result, load
from tools.demo_crowd import IN_HOUSE, crowd
from tools.demo_road import Road, Travel, accept, approve, conclude, walk
from tools.stack import BIN, ROOT, WORKERS

AT_ONCE = 8  # dossiers that clerks have in hand
WARM_UP = 6  # every process of the signer has loaded its keys and fonts
PATIENCE = 3600.0
# A limit an hour is a safeguard; here the machine is measured.
SETTINGS = {"SIGNATURES_PER_HOUR": "1000000"}
PAGE = "/admin/applications/application/nhieu/sign/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HIDDEN = re.compile(r'name="(seen|key)" value="([^"]*)"')
TIMES = """
    SELECT batch.made_at, batch.done_at, item.at, certificate.issued_at, certificate.published_at
    FROM certificates_batchitem item
    JOIN certificates_signingbatch batch ON batch.id = item.batch_id
    JOIN certificates_certificate certificate ON certificate.id = item.certificate_id
    WHERE batch.id = %s
"""


def measure(stage: Stage, *, number: int, alone: int) -> Result:
    """`number` in one batch; `alone` for each of the two runs of the signer by itself."""
    before, clerk = load(), Clerk(stage)
    _approved(stage, WARM_UP, first=900_000)
    _published(stage, clerk.signs(WARM_UP).batch)
    _approved(stage, number, first=1)
    pressed = clerk.signs(number)
    rows = _published(stage, pressed.batch)
    made, ordered = rows[0][0], max(row[2] for row in rows)
    whole = (max(row[4] for row in rows) - made).total_seconds()
    each = [(row[4] - row[3]).total_seconds() for row in rows]
    one, two = _alone(stage, clerk, alone, first=100_000)
    return Result(
        name="batch",
        title="Hundreds signed by one confirmation",
        figures=[
            Figure("certificates in the batch", len(rows), "all published"),
            Figure("the page to look at", pressed.page, "seconds"),
            Figure("the press that confirms", pressed.press, "seconds"),
            Figure("until all were ordered", (ordered - made).total_seconds(), "seconds"),
            Figure("until all were published", whole, "seconds"),
            Figure("certificates a minute", 60 * len(rows) / whole, f"{WORKERS} signers"),
            Figure("from number to publication", statistics.median(each), "seconds, median"),
            Figure("the signer alone, one process", one, "certificates a minute"),
            Figure("the signer alone, two processes", two, "certificates a minute"),
            Figure("two against one", two / one, "times"),
        ],
        load_before=before,
    )


class Pressed:
    """One confirmation: the batch, and how long its pages took."""

    def __init__(self, batch: int, *, page: float, press: float) -> None:
        self.batch, self.page, self.press = batch, page, press


class Clerk:
    """The signer at a browser."""

    def __init__(self, stage: Stage) -> None:
        self._url = stage.stack.url
        self._session = requests.Session()
        self._session.trust_env = False
        password = stage.stack.settings["SIGNER_PASSWORD"]
        login = f"{self._url}/dang-nhap/"
        self._post(login, self._session.get(login).text, username="signer", password=password)

    def signs(self, number: int) -> Pressed:
        """All that waits; fails unless it is this many."""
        address = self._url + PAGE
        began = time.monotonic()
        page = self._session.get(address)
        looked = time.monotonic() - began
        second = self._post(address, page.text, **dict(HIDDEN.findall(page.text)))
        typed = {**dict(HIDDEN.findall(second.text)), "number": str(number), "confirm": "1"}
        began = time.monotonic()
        done = self._post(address, second.text, **typed, follow=False)
        pressed = time.monotonic() - began
        if done.status_code != 302:
            raise RuntimeError(f"not {number} certificates wait for the signer")
        batch = int(done.headers["Location"].strip("/").rpartition("/")[2])
        return Pressed(batch, page=looked, press=pressed)

    def _post(
        self, address: str, page: str, *, follow: bool = True, **typed: str
    ) -> requests.Response:
        token = TOKEN.search(page)
        answer = self._session.post(
            address,
            data={**typed, "csrfmiddlewaretoken": token[1] if token else ""},
            headers={"Referer": address},
            allow_redirects=follow,
            timeout=60,
        )
        answer.raise_for_status()
        return answer


def _approved(stage: Stage, number: int, *, first: int) -> None:
    """Brought to the counter, paid, clean by the machine's own look, and approved."""
    travels = [Travel(one) for one in crowd([IN_HOUSE] * number, first=first)]

    def prepare(travel: Travel) -> None:
        walk(travel, stage.road(), acts=(_open, _pay, accept, conclude, approve))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(prepare, travels))


def _open(travel: Travel, road: Road) -> None:
    opened = road.client.post("receiver", "/api/v1/applications/", travel.dossier.declaration)
    travel.code, travel.case = opened["code"], opened


def _pay(travel: Travel, road: Road) -> None:
    fee = travel.case["fee"]["amount"]
    if fee:
        body = {"amount": fee, "method": "cash", "reference": travel.code}
        road.client.step("receiver", travel.code, "pay", body)


def _published(stage: Stage, batch: int) -> list[tuple[Any, ...]]:
    """The batch's times, once every certificate of it is published."""
    for rows in _looks(stage, batch):
        if rows and all(row[4] for row in rows):
            return rows
    raise TimeoutError(f"batch {batch} was not published")


def _looks(stage: Stage, batch: int) -> Iterator[list[tuple[Any, ...]]]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield _rows(stage, TIMES, batch)
        time.sleep(0.5)


def _alone(stage: Stage, clerk: Clerk, number: int, *, first: int) -> tuple[float, float]:
    """Certificates a minute with one process of the signer, then with two."""
    rates = []
    for run in range(2):
        _approved(stage, number, first=first + run * number)
        _control(stage, "cancel_consumer", "signing")
        if run == 0:
            _control(stage, "pool_shrink", str(int(WORKERS) - 1))
        else:
            _control(stage, "pool_grow", str(int(WORKERS) - 1))
        batch = clerk.signs(number).batch
        for rows in _looks(stage, batch):
            if rows and rows[0][1]:
                break
        time.sleep(5)  # what follows an order is over, and the machine is quiet
        _control(stage, "add_consumer", "signing")
        times = sorted(row[4] for row in _published(stage, batch))
        # From the first file on: how long a process takes to wake up is not what is measured.
        rates.append(60 * (len(times) - 1) / (times[-1] - times[0]).total_seconds())
    return rates[0], rates[1]


def _control(stage: Stage, *command: str) -> None:
    """Tell the signer's own worker, as an operator would."""
    told: Sequence[str] = [
        *(str(BIN / "celery"), "-A", "portal", "control"),
        *("--destination", f"signer@{socket.gethostname()}", "--timeout", "10", *command),
    ]
    subprocess.run(
        told, cwd=ROOT, env=dict(stage.stack.environment), check=True, capture_output=True
    )


def _rows(stage: Stage, query: str, *values: object) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(stage.stack.settings["DATABASE_OWNER_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()
    finally:
        connection.close()
