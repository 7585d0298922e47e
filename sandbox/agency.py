"""An agency: receives a verification request, looks the person up in its file, replies.

It is asked by the portal itself or through the exchange, and answers the way it was asked.
"""

import copy
import hashlib
import json
import unicodedata
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sandbox.answering import NONE, UNCLEAR, Finding, found
from sandbox.matching import TONES, read_records
from sandbox.partners import GATEWAY
from sandbox.store import WAY_BACK, Post
from sandbox.web import Answer, Problem, Request, Site, answer, text_of

VIETNAM = timezone(timedelta(hours=7))
INTERIM = "Trả lời tạm thời: đang tra cứu hồ sơ."
OVER_THE_EXCHANGE = "X-Road-Client"


class Agency:
    def __init__(self, site: Site, *, records: Path) -> None:
        self._site, self._records = site, records
        site.route("POST", "/requests", site.signed(self.receive, by=self._knows))
        site.route("POST", r"/requests/(?P<about>[^/]+)/replies", site.local(self.reply_by_hand))
        if site.place.name == "national_centre":
            site.route("POST", "/records", site.signed(self.keep_copy, by=self._knows))

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
            message[WAY_BACK] = self._way_back(request, reply_to)
            kept = self._site.store.receive(
                message,
                about=about,
                answer={"message_id": message_id, "request": about, "state": "received"},
                posts=self._replies(message),
            )
            self._site.outbox.ring()
        return answer(kept, HTTPStatus.ACCEPTED)

    def reply_by_hand(self, request: Request) -> Answer:
        """One more reply, the way the question came; what is given goes before what is found."""
        message = self._site.store.latest(request.arguments["about"])
        if message is None:
            raise Problem(HTTPStatus.NOT_FOUND, "this was not asked")
        reply = self._reply(message, self._found(message)) | request.json()
        self._site.store.send(self._site.outbox.prepared(Post(message[WAY_BACK], reply)))
        self._site.outbox.ring()
        return answer(reply, HTTPStatus.ACCEPTED)

    def keep_copy(self, request: Request) -> Answer:
        """The Centre takes in a copy of a department's judicial record, once."""
        message = request.json()
        message_id, code, change = text_of(message, "message_id", "record_code", "change")
        if message.get("kind") != "record_copy" or change not in {"new", "update"}:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "kind or change is another")
        if not isinstance(message.get("rows"), list) or not message["rows"]:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "rows are missing")
        kept = self._site.store.answered(message) or self._site.store.receive(
            message,
            about=code,
            answer={"message_id": message_id, "state": "received"},
            posts=[],
        )
        return answer(kept, HTTPStatus.ACCEPTED)

    def _knows(self, request: Request) -> bool:
        """The portal itself, or our own server on the exchange in a client's name."""
        if request.headers.get(OVER_THE_EXCHANGE):
            return self._site.is_from(GATEWAY, request, covering=(OVER_THE_EXCHANGE.lower(),))
        return self._site.is_from_portal(request)

    def _way_back(self, request: Request, reply_to: str) -> str:
        """The portal's address, or its service on the exchange."""
        client, gateway = request.headers.get(OVER_THE_EXCHANGE), self._site.place.gateway
        if not client:
            return reply_to
        if not gateway:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "no way to the exchange is set up")
        return f"{gateway}/r1/{client}/replies"

    def _replies(self, message: dict[str, Any]) -> list[Post]:
        """The reply after the usual delay, and whatever the faults set beside it; none where
        replies are sent by hand."""
        controls, to = self._site.controls, message[WAY_BACK]
        delay, manual = (controls.state()[name] for name in ("delay", "manual"))
        if manual:
            return []
        if late := controls.drawn("late"):
            delay = late["seconds"]
        finding = UNCLEAR if controls.drawn("unclear") else self._found(message)
        reply = self._reply(message, finding)
        if controls.drawn("wrong_person"):
            other = f"another person than {message['subject_digest']}"
            reply["subject_digest"] = hashlib.sha256(other.encode()).hexdigest()
        if controls.drawn("near_person"):
            reply["subject_digest"] = digest_of(with_another_tone(message["subject"]))
        posts = self._site.outbox.prepared(Post(to, reply, delay))
        if not posts:
            return []
        first = [Post(to, self._interim(message), delay / 2)] if controls.drawn("interim") else []
        after = self._second_thoughts(message, reply)
        return [*first, *posts, *(Post(to, later, delay * 1.5 + 0.5) for later in after)]

    def _second_thoughts(
        self, message: dict[str, Any], reply: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Replies after the reply: an interim one that comes late, or one that disagrees."""
        if self._site.controls.drawn("reordered"):
            yield self._interim(message)
        if self._site.controls.drawn("contradict"):
            yield self._reply(message, NONE if reply["answer"] == "has_record" else UNCLEAR)

    def _interim(self, message: dict[str, Any]) -> dict[str, Any]:
        """A word that it is being looked for; it decides nothing."""
        return self._reply(message, Finding("unclear", note=INTERIM)) | {"final": False}

    def _found(self, message: dict[str, Any]) -> Finding:
        return found(message, read_records(self._records))

    def _reply(self, message: dict[str, Any], finding: Finding) -> dict[str, Any]:
        partner = self._site.place.partner
        reply_id = uuid.uuid4()
        return {
            "message_id": str(reply_id),
            "request": message["request"],
            "subject_digest": message["subject_digest"],
            "answer": finding.answer,
            "reference": partner.reference.format(number=reply_id.int % 9000 + 1000),
            "signed_by": partner.signed_by,
            "answered_on": datetime.now(VIETNAM).date().isoformat(),
            "judgments": finding.judgments,
            "note": finding.note,
            "documents": [],
        }


def digest_of(subject: dict[str, Any]) -> str:
    """The digest of a subject (contracts section 3): canonical JSON, composed, SHA-256."""
    text = json.dumps(subject, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def with_another_tone(subject: dict[str, Any]) -> dict[str, Any]:
    """The same person but for one tone mark of the name: Hòa for Hóa, Dung for Dũng."""
    near = copy.deepcopy(subject)
    letters = list(unicodedata.normalize("NFD", str(near.get("full_name") or "")))
    at = next((place for place, sign in enumerate(letters) if sign in TONES), None)
    if at is None:
        letters.append(TONES[0])
    else:
        letters[at] = TONES[(TONES.index(letters[at]) + 1) % len(TONES)]
    near["full_name"] = unicodedata.normalize("NFC", "".join(letters))
    return near
