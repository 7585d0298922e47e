"""Sends what is due to the portal, signed, until the portal has it or refuses it for good.

What goes over the exchange goes to our own server there, under our name.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox.faults import Controls
from sandbox.keys import agency, private_key
from sandbox.partners import Place, system_of
from sandbox.posting import Letter, post
from sandbox.store import Due, Post, Store

TIMEOUT = 10.0  # seconds for one try
FIRST_WAIT, LONGEST_WAIT = 0.25, 60.0  # seconds
# 401 passes too: a key is being changed, or a clock was wrong; the next try is signed anew.
PASSING = {401, 408, 425, 429}


class Outbox:
    def __init__(self, place: Place, store: Store, controls: Controls) -> None:
        self._place, self._store, self._controls = place, store, controls
        self._bell = threading.Event()
        self._stopping = False
        self._in_hand: set[int] = set()
        self._senders = ThreadPoolExecutor(4, thread_name_prefix="send")
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._bell.set()
        self._thread.join()
        self._senders.shutdown(cancel_futures=True)

    def ring(self) -> None:
        """Something new is in the store."""
        self._bell.set()

    def prepared(self, post: Post) -> list[Post]:
        """The post as the faults `silent` and `doubled` leave it: none, one or three."""
        if self._controls.drawn("silent"):
            return []
        times = 3 if self._controls.drawn("doubled") else 1
        return [post] * times

    def _run(self) -> None:
        while True:
            self._bell.clear()
            if self._stopping:  # looked at after the bell: a ring in between is not lost
                return
            for due in self._store.due(but=set(self._in_hand)):
                self._in_hand.add(due.id)
                self._senders.submit(self._send, due)
            self._bell.wait(self._store.next_due_in(but=set(self._in_hand)))

    def _send(self, due: Due) -> None:
        try:
            outcome = _outcome(self._post(due))
            if outcome:
                self._store.finish(due.id, outcome)
            else:
                self._store.postpone(due.id, _wait(due.tries))
        finally:
            self._in_hand.discard(due.id)
            self._bell.set()

    def _post(self, due: Due) -> int | None:
        """The status, or None when there was no answer."""
        by_exchange = bool(self._place.gateway) and due.url.startswith(self._place.gateway)
        named = {"X-Road-Client": system_of(self._place.code), "X-Road-Id": due.message_id}
        letter = Letter(
            due.url,
            due.body,
            due.message_id,
            also=named if by_exchange else {},
            labels={},
            via=self._place.reached_at(due.url),
        )
        response = post(letter, key_id=self._place.code, key=self._key(), timeout=TIMEOUT)
        return response.status if response else None

    def _key(self) -> Ed25519PrivateKey:
        if self._controls.drawn("bad_signature"):
            return Ed25519PrivateKey.generate()
        return private_key(self._place.keys / f"{agency(self._place.code)}.key")


def _outcome(status: int | None) -> str | None:
    """What became of a post for good; None: try again."""
    if status is None or status in PASSING or status >= 500:
        return None
    return "delivered" if 200 <= status < 300 else "refused"


def _wait(tries: int) -> float:
    """Doubling, with a jitter of half, so that partners do not knock in step."""
    longest = min(FIRST_WAIT * 2.0 ** min(tries, 10), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)
