"""A worker dies while it reads a table into the register: no row is lost, none goes in twice."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress

import pytest
import requests

from tests.live.portal import Portal, wait_until

pytestmark = pytest.mark.faults

ROWS, KILLS = 12_000, 3
COURT = "Tòa án của phép thử"
PAGE = "/admin/records/importrun/"
OPEN = "FROM records_importrun WHERE id = %s AND done_at IS NULL"


class Clerk:
    """A verifier at the desk, without a browser."""

    def __init__(self, portal: Portal) -> None:
        self._url = portal.url
        self._session = requests.Session()
        password = portal.stack.settings["VERIFIER_PASSWORD"]
        self.posts("/dang-nhap/", {"username": "verifier", "password": password})

    def posts(self, path: str, data: dict[str, str], *, page: str = "", **more: object) -> str:
        """What a form at `page` sends; the address that it leads to."""
        form = self._session.get(f"{self._url}{page or path}", timeout=60).text
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[-1]
        answer = self._session.post(
            f"{self._url}{path}",
            {**data, "csrfmiddlewaretoken": token},
            headers={"Referer": self._url},
            allow_redirects=False,
            timeout=60,
            **more,  # type: ignore[arg-type]
        )
        assert answer.status_code == 302, answer.text[:2000]
        return answer.headers["Location"]


def test_a_worker_killed_while_it_reads_a_table_loses_and_doubles_no_row(portal: Portal) -> None:
    clerk = Clerk(portal)
    file = {"file": ("ban-an.csv", _judgments())}
    trial = clerk.posts(f"{PAGE}add/", {"kind": "judgments"}, files=file)
    _wait_for_the_end(portal, _number(trial))
    run = _number(clerk.posts(f"{trial.removesuffix('change/')}nhap-that/", {}, page=trial))
    for _kill in range(KILLS):
        with suppress(_Over):
            _wait_for_work_in_hand(portal, run)
            portal.child("worker").restart()  # kills the process and all that it started
            portal.rows(
                f"UPDATE records_importrun SET lease_until = now() - interval '1 second'"
                f" WHERE id = {run} AND done_at IS NULL"
            )  # as it would run out
    _wait_for_the_end(portal, run)
    assert _counts(portal, run) == (ROWS, ROWS, 0, 0, 0)
    kept = "SELECT count(*) FROM records_judgment WHERE court = %s"
    assert portal.number(kept, COURT) == ROWS


class _Over(Exception):
    """There is nothing left to be killed at."""


def _judgments() -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["full_name", "judgment_no", "judgment_date", "court"])
    for at in range(ROWS):
        writer.writerow([f"Nguyễn Văn Thử{at}", f"{at}/2019", "2019-03-01", COURT])
    return text.getvalue().encode()


def _number(address: str) -> int:
    [number] = re.findall(r"/importrun/(\d+)/", address)
    return int(number)


def _wait_for_work_in_hand(portal: Portal, run: int) -> None:
    def in_hand() -> bool:
        found = portal.rows(f"SELECT lease_until > now() {OPEN}", run)
        if not found:
            raise _Over
        return bool(found[0][0])

    wait_until(in_hand, what="a part in hand", pause=0.05)


def _wait_for_the_end(portal: Portal, run: int) -> None:
    wait_until(lambda: not portal.rows(f"SELECT id {OPEN}", run), what="the table is read")


def _counts(portal: Portal, run: int) -> tuple[int, ...]:
    columns = "position, created, updated, unchanged, rejected"
    [counts] = portal.rows(f"SELECT {columns} FROM records_importrun WHERE id = %s", run)
    return tuple(counts)
