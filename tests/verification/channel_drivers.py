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
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.dates import display_day, today
from tests.verification.partners import PATIENCE, Systems, change, wait_for
from verification import links
from verification.models import Agency, Reply, RequestLink, VerificationRequest

JUDGMENT = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "offences": "Trộm cắp tài sản",
}
NONE, HAS_RECORD = "none", "has_record"


class Driver:
    """One way to the agency and back. `confirms`: it tells by itself that it has the question;
    `corrects`: a second answer can be given on it; `names_the_person`: it says whom it is about."""

    name = ""
    confirms = False
    corrects = True
    names_the_person = True

    def __init__(self, asked: VerificationRequest, *, officer: User, systems: Systems) -> None:
        self.asked, self.officer, self.systems = asked, officer, systems

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
        row = JUDGMENT | {"judgment_date": "10/03/2015"} if said == HAS_RECORD else {}
        return {
            "answer": said,
            "reference": "77/PV06",
            "signed_by": "Thượng tá Nguyễn Quốc Hưng",
            "answered_on": display_day(today()),
            "judgments-TOTAL_FORMS": "1",
            "judgments-INITIAL_FORMS": "0",
            **{f"judgments-0-{name}": value for name, value in row.items()},
            "seen": str(self.seen),
            "do": "send",
        }


class Desk(Typed):
    name = "desk"

    def reach(self) -> None:
        change(self.agency, channel="desk", sends_link=False)
        self.browser = Client()
        self.browser.force_login(self.officer)

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


DRIVERS: tuple[type[Driver], ...] = (SignedHttp, Gateway, Desk, Link)
BY_NAME = {driver.name: driver for driver in DRIVERS}
