"""The ways to an agency, each driven by the same few verbs, as the agency itself would use it.

The two that are servers are asked by real HTTP and answer by real HTTP; the desk, the link and
paper are worked at through the pages and acts that their people use.
"""

from __future__ import annotations

import json
import re
import urllib.request
import uuid
from typing import Any

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.dates import display_day, today
from tests.applications.walking import picture
from tests.verification.partners import PATIENCE, Systems, change, wait_for
from verification import links
from verification.models import (
    Agency,
    Letter,
    PaperReply,
    Reply,
    RequestLink,
    VerificationRequest,
)

JUDGMENT = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "offences": "Trộm cắp tài sản",
}
NONE, HAS_RECORD = "none", "has_record"
ITEM = "RR473124829VN"


class Driver:
    """One way to the agency and back. `confirms`: it says by itself that it has the question;
    `opens`: the portal sees it opened; `corrects`: a second answer can be given on it;
    `names_the_person`: an answer says whom it is about."""

    name = ""
    confirms = False
    opens = True
    corrects = True
    names_the_person = True

    def __init__(
        self, asked: VerificationRequest, *, people: dict[str, User], systems: Systems
    ) -> None:
        self.asked, self.people, self.systems = asked, people, systems

    @property
    def agency(self) -> Agency:
        return self.asked.agency

    def reach(self) -> None:
        """From now on the agency is asked this way."""
        raise NotImplementedError

    def arrived(self) -> int:
        """How many times the question is there."""
        raise NotImplementedError

    def read(self) -> str:
        """The question as the agency has it, as one text."""
        raise NotImplementedError

    def dispatch(self) -> None:
        """What people of the department do after a worker has done its part."""

    def acknowledge(self) -> None:
        """The agency has it in its hands."""

    def answer(self, said: str = NONE, **changes: Any) -> None:
        """Answer, and wait until the portal has it."""
        raise NotImplementedError

    def answer_again(self) -> None:
        """The same answer a second time."""
        self.answer()

    def lose_the_way_once(self) -> None:
        """The next try does not get through; only where there is a line to break."""
        raise NotImplementedError


class Served(Driver):
    """An agency with a server: what is common to both ways of calling it."""

    confirms = True

    def arrived(self) -> int:
        return self.systems.server.received

    def read(self) -> str:
        return json.dumps(self.asked.attempts.latest("number").out, ensure_ascii=False)

    def answer(self, said: str = NONE, **changes: Any) -> None:
        """By hand at the sandbox, as its officer would release it."""
        judgments = [JUDGMENT] if said == HAS_RECORD else []
        reply = {"answer": said, "judgments": judgments, "message_id": str(uuid.uuid4())} | changes
        request = urllib.request.Request(
            f"{self.systems.server.url}/requests/{self.asked.reference}/replies",
            data=json.dumps(reply).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE):
            pass
        came = Reply.objects.filter(message_id=reply["message_id"])
        wait_for(came.exists, what="the reply is in the portal")


class SignedHttp(Served):
    name = "signed_http"

    def reach(self) -> None:
        self.systems.server.control({"manual": True})
        self.systems.ask_directly()

    def lose_the_way_once(self) -> None:
        self.systems.server.fault("answer_lost", count=1)


class Gateway(Served):
    name = "gateway"

    def reach(self) -> None:
        self.systems.server.control({"manual": True})
        self.systems.ask_over_the_exchange()

    def lose_the_way_once(self) -> None:
        self.systems.exchange.fault("answer_lost", count=1)


class Typed(Driver):
    """An officer who types the answer into a form of the portal."""

    names_the_person = False  # the form is that of one question, and of its person
    seen = 0

    def typed(self, said: str) -> dict[str, str]:
        return typed_answer(said) | {"seen": str(self.seen), "do": "send"}


def typed_rows(said: str) -> list[dict[str, str]]:
    """The judgments as they are typed."""
    return [JUDGMENT | {"judgment_date": "10/03/2015"}] if said == HAS_RECORD else []


def typed_answer(said: str) -> dict[str, str]:
    rows = {
        f"judgments-{number}-{name}": value
        for number, row in enumerate(typed_rows(said))
        for name, value in row.items()
    }
    return {
        "answer": said,
        "reference": "77/PV06",
        "signed_by": "Thượng tá Nguyễn Quốc Hưng",
        "answered_on": display_day(today()),
        "judgments-TOTAL_FORMS": "1",
        "judgments-INITIAL_FORMS": "0",
        **rows,
    }


class Desk(Typed):
    name = "desk"

    def reach(self) -> None:
        change(self.agency, channel="desk", sends_link=False)
        self.browser = Client()
        self.browser.force_login(self.people["officer"])

    @property
    def page(self) -> str:
        return reverse("verification:answer", args=[self.asked.pk])

    def arrived(self) -> int:
        listed = self.browser.get(reverse("verification:desk")).content.decode()
        return listed.count(f'href="{self.page}"')

    def read(self) -> str:
        text: str = self.browser.get(self.page).content.decode()
        return text

    def acknowledge(self) -> None:
        assert self.browser.get(self.page).status_code == 200

    def answer(self, said: str = NONE, **changes: Any) -> None:
        self.browser.post(self.page, self.typed(said) | changes)
        self.seen += 1  # whoever answers next has seen this one


class Link(Typed):
    """One question without a login; the link is used up by its answer."""

    name = "link"
    corrects = False

    def reach(self) -> None:
        change(self.agency, channel="desk", sends_link=True, email="phong@congan.example")
        self.browser = Client()

    def arrived(self) -> int:
        return RequestLink.objects.filter(request=self.asked, revoked_at=None).count()

    def acknowledge(self) -> None:
        """The mail comes, and somebody presses its button."""
        links.send(RequestLink.objects.get(request=self.asked, revoked_at=None))
        found = re.search(r"http\S+(/tra-loi/\S+/)", mail.outbox[-1].body)
        assert found is not None
        self.page = self.browser.post(found[1])["Location"]

    def read(self) -> str:
        self.acknowledge()
        text: str = self.browser.get(self.page).content.decode()
        return text

    def answer(self, said: str = NONE, **changes: Any) -> None:
        if not hasattr(self, "page"):
            self.acknowledge()
        self.browser.post(self.page, self.typed(said) | changes)


class Paper(Driver):
    """A letter: printed and posted by a clerk, its answer typed by one and confirmed by another."""

    name = "paper"
    opens = False  # what lies in an envelope is opened unseen

    def reach(self) -> None:
        change(self.agency, channel="paper", address="9A Trần Phú, Ninh Kiều, Cần Thơ")
        self.typist, self.second = Client(), Client()
        self.typist.force_login(self.people["verifier"])
        self.second.force_login(self.people["second"])
        self.scans = 0

    def arrived(self) -> int:
        return Letter.objects.filter(request=self.asked).count()

    def read(self) -> str:
        return json.dumps(Letter.objects.get(request=self.asked).content, ensure_ascii=False)

    def dispatch(self) -> None:
        """Printed and put into an envelope; a letter that is out stays out."""
        letter = Letter.objects.get(request=self.asked)
        if letter.envelope_id is not None:
            return
        signer = self.people["signer"].pk
        _done(self.typist, "paper_print", data={"letter": letter.pk, "signer": signer})
        posting = {"posted_on": display_day(today()), "item": ITEM, "letter": letter.pk}
        _done(self.typist, "paper_post", self.agency.pk, data={**posting, "confirm": "1"})

    def answer(self, said: str = NONE, **changes: Any) -> None:
        self.scans += 1
        scan = SimpleUploadedFile("thu.jpg", picture(size=(60 + self.scans, 40)), "image/jpeg")
        day = {"arrived_on": display_day(today())}
        _done(self.typist, "paper_take_in", self.asked.pk, data={**day, "file": scan})
        paper = PaperReply.objects.filter(request=self.asked).latest("pk")
        typed = typed_answer(said) | {"about": "other" if changes else "person"}
        _done(self.typist, "paper_answer", paper.pk, data={**typed, "entry": 0})
        read = {name: typed[name] for name in ("about", "answer", "reference", "answered_on")}
        read |= {"judgments": len(typed_rows(said)), "entry": 1, "agrees": "1"}
        _done(self.second, "paper_confirm", paper.pk, data=read)


def _done(browser: Client, page: str, *arguments: int, data: dict[str, Any]) -> None:
    """A page of the desk of letters has taken what was typed, and leads on."""
    answer = browser.post(reverse(f"admin:{page}", args=arguments), data)
    assert answer.status_code == 302, answer.content.decode()[:5000]


DRIVERS: tuple[type[Driver], ...] = (SignedHttp, Gateway, Desk, Link, Paper)
BY_NAME = {driver.name: driver for driver in DRIVERS}
