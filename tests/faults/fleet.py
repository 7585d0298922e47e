"""Many dossiers on their way while a test breaks things."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType

from tests.live.portal import Portal
from tools.demo_people import Dossier
from tools.demo_road import ACTS, Act, Travel, walk

PAUSE = 1.0  # seconds between a traveller's looks: the machine is for the portal


def taken_out(control: str) -> bool:
    """Whether the control is left out, to see its test fail: `TAKE_OUT=sweep make test ...`."""
    return os.environ.get("TAKE_OUT") == control


class Fleet:
    """Each dossier travels in a thread of its own, while the test's own thread kills and starts
    processes."""

    def __init__(
        self,
        portal: Portal,
        dossiers: Iterable[Dossier],
        *,
        acts: tuple[Act, ...] = ACTS,
        kept_up: bool = True,
    ) -> None:
        self._portal, self._acts, self._kept_up = portal, acts, kept_up
        self.travels = [Travel(dossier) for dossier in dossiers]
        self._pool = ThreadPoolExecutor(len(self.travels), thread_name_prefix="dossier")
        self._futures: list[Future[Travel]] = []

    def __enter__(self) -> Fleet:
        self._futures = [self._pool.submit(self._walk, travel) for travel in self.travels]
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def on_the_way(self) -> int:
        return sum(not future.done() for future in self._futures)

    def arrived(self) -> list[Travel]:
        """All of them, once the last is there; the first that failed fails the test.

        Meanwhile what dies is started again, unless it was stopped on purpose.
        """
        while self.on_the_way():
            wait(self._futures, timeout=1)
            if self._kept_up:
                self._portal.keep_up()
        return [future.result() for future in self._futures]

    def _walk(self, travel: Travel) -> Travel:
        return walk(travel, self._portal.road(pause=PAUSE), acts=self._acts)
