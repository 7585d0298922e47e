"""An agency: receives a verification request, looks the person up in its file, replies."""

import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sandbox.matching import Match, matching, read_records
from sandbox.store import Post
from sandbox.web import Answer, Problem, Request, Site, answer, text_of

VIETNAM = timezone(timedelta(hours=7))
ANSWERS = {Match.NO: "none", Match.WEAK: "unclear", Match.STRONG: "has_record"}
UNCLEAR = "Thông tin nhân thân trùng một phần; cần đối chiếu hồ sơ gốc."
INTERIM = "Trả lời tạm thời: đang tra cứu hồ sơ."


class Agency:
    def __init__(self, site: Site, *, records: Path) -> None:
        self._site, self._records = site, records
        site.route("POST", "/requests", site.signed(self.receive))

    def receive(self, request: Request) -> Answer:
        """Take a request in, once; the replies to come are kept with it."""
        message = request.json()
        message_id, about, reply_to, _ = text_of(
            message, "message_id", "request", "reply_to", "subject_digest"
        )
        if not isinstance(message.get("subject"), dict):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "subject is missing")
        if not self._site.place.on_portal(reply_to):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "reply_to is not on the portal")
        kept = self._site.store.answered(message)
        if kept is None:
            kept = self._site.store.receive(
                message,
                about=about,
                answer={"message_id": message_id, "request": about, "state": "received"},
                posts=self._replies(message),
            )
            self._site.outbox.ring()
        return answer(kept, HTTPStatus.ACCEPTED)

    def _replies(self, message: dict[str, Any]) -> list[Post]:
        """The reply after the usual delay, and whatever the faults set beside it."""
        controls, delay = self._site.controls, self._site.controls.state()["delay"]
        if controls.drawn("unclear"):
            reply = self._reply(message, Match.WEAK, [])
        else:
            reply = self._reply(message, *self._found(message["subject"]))
        if controls.drawn("wrong_person"):
            other = f"another person than {message['subject_digest']}"
            reply["subject_digest"] = hashlib.sha256(other.encode()).hexdigest()
        posts = self._site.outbox.prepared(Post(message["reply_to"], reply, delay))
        if posts:
            posts += [
                Post(message["reply_to"], later, delay * 1.5 + 0.5)
                for later in self._second_thoughts(message, reply)
            ]
        return posts

    def _second_thoughts(
        self, message: dict[str, Any], reply: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Replies after the reply: an interim one that comes late, or one that disagrees."""
        if self._site.controls.drawn("reordered"):
            yield self._reply(message, Match.WEAK, []) | {"note": INTERIM}
        if self._site.controls.drawn("contradict"):
            opposite = Match.NO if reply["answer"] == "has_record" else Match.WEAK
            yield self._reply(message, opposite, [])

    def _found(self, subject: dict[str, Any]) -> tuple[Match, list[dict[str, str]]]:
        return matching(subject, read_records(self._records))

    def _reply(
        self, message: dict[str, Any], match: Match, judgments: list[dict[str, str]]
    ) -> dict[str, Any]:
        partner = self._site.place.partner
        reply_id = uuid.uuid4()
        return {
            "message_id": str(reply_id),
            "request": message["request"],
            "subject_digest": message["subject_digest"],
            "answer": ANSWERS[match],
            "reference": partner.reference.format(number=reply_id.int % 9000 + 1000),
            "signed_by": partner.signed_by,
            "answered_on": datetime.now(VIETNAM).date().isoformat(),
            "judgments": judgments if match is Match.STRONG else [],
            "note": UNCLEAR if match is Match.WEAK else "",
            "documents": [],
        }
