"""The carrier: takes a parcel's announcement and reports what happens to the parcel."""

import random
import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from typing import Any

from sandbox.store import Post
from sandbox.web import Answer, Problem, Request, Site, answer, text_of

VIETNAM = timezone(timedelta(hours=7))
EVENTS_PATH = "/api/v1/postal/events/"
ITEM = r"[A-Z]{2}\d{9}[A-Z]{2}"
TO_THE_DOOR = ("accepted", "in_transit", "arrived", "out_for_delivery")
REASONS = {
    "failed_attempt": "Người nhận không có ở địa chỉ",
    "returned": "Không phát được sau hai lần mời nhận",
    "lost": "Bưu gửi thất lạc, đang khiếu nại",
}
EVENTS = {*TO_THE_DOOR, "delivered", *REASONS}


class Carrier:
    def __init__(self, site: Site) -> None:
        self._site = site
        site.route("POST", "/items", site.signed(self.announce))
        site.route("POST", rf"/items/(?P<item>{ITEM})/events", site.local(self.report))

    def announce(self, request: Request) -> Answer:
        """Take an announcement in, once, with all that will be reported of the parcel."""
        message = request.json()
        message_id, item, *_ = text_of(message, "message_id", "item", "recipient")
        if not message.get("address"):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "address is missing")
        if not re.fullmatch(ITEM, item):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "item is not an S10 code")
        if not self._site.place.on_portal(self._events_to(message)):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "events_to is not on the portal")
        kept = self._site.store.answered(message)
        if kept is None:
            kept = self._site.store.receive(
                message,
                about=item,
                answer={"message_id": message_id, "item": item, "state": "announced"},
                posts=self._journey(message),
            )
            self._site.outbox.ring()
        return answer(kept, HTTPStatus.ACCEPTED)

    def report(self, request: Request) -> Answer:
        """One event by hand: `{"event", "reason"}`, for parcels that move on command."""
        announced = self._site.store.latest(request.arguments["item"])
        if announced is None:
            raise Problem(HTTPStatus.NOT_FOUND, "this item was not announced")
        wanted = request.json()
        if wanted.get("event") not in EVENTS:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"event: {', '.join(sorted(EVENTS))}")
        [post] = self._posts(announced, [wanted["event"]], pace=0)
        post.payload["reason"] = str(wanted.get("reason") or post.payload["reason"])
        self._site.store.send(self._site.outbox.prepared(post))
        self._site.outbox.ring()
        return answer(post.payload, HTTPStatus.ACCEPTED)

    def _journey(self, message: dict[str, Any]) -> list[Post]:
        """Every event of the parcel, one each `delay` seconds; none when moved by hand."""
        controls = self._site.controls
        if controls.state()["manual"]:
            return []
        posts = self._posts(message, self._course(), pace=controls.state()["delay"])
        if controls.drawn("reordered"):
            waits = [post.wait for post in posts]
            random.shuffle(waits)
            posts = [
                Post(post.url, post.payload, wait) for post, wait in zip(posts, waits, strict=True)
            ]
        return [sent for post in posts for sent in self._site.outbox.prepared(post)]

    def _course(self) -> Sequence[str]:
        """What happens to this parcel; two invitations are made before it goes back."""
        if self._site.controls.drawn("lost"):
            return ("accepted", "in_transit", "lost")
        if self._site.controls.drawn("returned"):
            failure = "failed_attempt"
            return (*TO_THE_DOOR, failure, "out_for_delivery", failure, "returned")
        if self._site.controls.drawn("failed_attempt"):
            return (*TO_THE_DOOR, "failed_attempt", "out_for_delivery", "delivered")
        return (*TO_THE_DOOR, "delivered")

    def _posts(self, message: dict[str, Any], events: Sequence[str], *, pace: float) -> list[Post]:
        now = datetime.now(VIETNAM)
        return [
            Post(
                self._events_to(message),
                {
                    "message_id": str(uuid.uuid4()),
                    "item": message["item"],
                    "event": event,
                    "at": (now + timedelta(seconds=pace * number)).isoformat(),
                    "office": "900000" if event in ("accepted", "in_transit") else "941000",
                    "reason": REASONS.get(event, ""),
                },
                pace * number,
            )
            for number, event in enumerate(events, start=1)
        ]

    def _events_to(self, message: dict[str, Any]) -> str:
        return str(message.get("events_to") or self._site.place.portal.rstrip("/") + EVENTS_PATH)
