"""The road of one dossier over the API: every act, by the person whose act it is.

`make demo` shows it to a person; the live tests and the benchmarks send many dossiers along it.
The bank's and the carrier's parts are done by the sandbox.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tools import surroundings
from tools.demo_client import Client
from tools.demo_desk import Officer
from tools.demo_people import Dossier

# Who acts on the road; each needs a token.
ACTORS = ("receiver", "verifier", "drafter", "approver", "signer")
PAUSE = 0.5  # seconds between two looks at the desk
PATIENCE = 120.0  # seconds for the machine's part of one act; a sandbox agency answers in a few


@dataclass(frozen=True)
class Road:
    """The portal that the dossiers travel through."""

    client: Client
    settings: Mapping[str, str]
    patience: float = PATIENCE

    def wait(self, actor: str, travel: Travel, *states: str) -> None:
        """Until the machine has brought the dossier to one of the states."""
        travel.case = self.client.wait(actor, travel.code, states, self.patience)


@dataclass
class Travel:
    """One dossier on its way, and what was last seen of it."""

    dossier: Dossier
    code: str = ""
    token: str = ""
    case: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def by_post(self) -> bool:
        return bool(self.dossier.declaration["delivery"]["method"] == "post")


Act = Callable[[Travel, Road], None]


def open_and_submit(travel: Travel, road: Road) -> None:
    """What a clerk brings for somebody is submitted at once and waits for the fee."""
    opened = road.client.post("receiver", "/api/v1/applications/", travel.dossier.declaration)
    travel.code, travel.token = opened["code"], opened["token"]
    travel.case = road.client.case("receiver", travel.code)


def pay(travel: Travel, road: Road) -> None:
    """The citizen transfers at the sandbox bank, which tells the portal by a signed message."""
    payment = travel.case["payment"]
    bank = f"http://127.0.0.1:{road.settings[surroundings.port_name('bank')]}"
    transfer = {"reference": payment["reference"], "amount": payment["amount"]}
    road.client.post_elsewhere(f"{bank}/transfers", transfer)
    road.wait("receiver", travel, "submitted")


def accept(travel: Travel, road: Road) -> None:
    """The machine asks on by itself; an agency without a server is answered for at its desk."""
    road.client.step("receiver", travel.code, "accept", {})
    if travel.dossier.at_the_desk is not None:
        _answer_at_the_desk(travel, road, [*travel.dossier.at_the_desk])
    road.wait("verifier", travel, "concluding", "drafted")


def _answer_at_the_desk(travel: Travel, road: Road, judgments: list[Mapping[str, Any]]) -> None:
    """The commune's officer answers what the machine asks in the course of the case; once the
    register knows the person, it may have nothing to ask."""
    officer = Officer(
        road.settings["PUBLIC_URL"],
        username="agency_officer",
        password=road.settings["AGENCY_OFFICER_PASSWORD"],
    )
    deadline = time.monotonic() + road.patience
    while time.monotonic() < deadline:
        travel.case = road.client.case("verifier", travel.code)
        if travel.case["state"] not in {"accepted", "verifying"}:
            return
        asked = [one for one in travel.case["requests"] if one["kind"] == "commune"]
        if asked and officer.answer(asked[0]["reference"], judgments):
            return
        time.sleep(PAUSE)
    raise TimeoutError(f"{travel.code} waits for the commune, {road.patience:.0f} s")


def conclude(travel: Travel, road: Road) -> None:
    """The machine concludes and drafts a clean case; a case with a record a clerk concludes."""
    conclusion = travel.dossier.conclude
    if conclusion is None:
        road.wait("verifier", travel, "drafted")
        return
    answers = [one for one in travel.case["replies"] if one["disposition"] == "applied"]
    road.client.step("verifier", travel.code, "conclude", conclusion(answers))
    travel.case = road.client.step("drafter", travel.code, "draft", {})


def approve(travel: Travel, road: Road) -> None:
    travel.case = road.client.step("approver", travel.code, "approve", {})


def sign(travel: Travel, road: Road) -> None:
    road.client.step("signer", travel.code, "sign", {})
    road.wait("receiver", travel, "ready")


def deliver(travel: Travel, road: Road) -> None:
    """By post the sandbox carrier brings it; at the counter the clerk sees the identity card."""
    if travel.by_post:
        road.client.step("receiver", travel.code, "hand_over", {})
        road.wait("receiver", travel, "delivered")
        return
    number = travel.dossier.declaration["subject"]["documents"][0]["number"]
    travel.case = road.client.step("receiver", travel.code, "deliver", {"identity": number})


TO_CERTIFICATE: tuple[Act, ...] = (open_and_submit, pay, accept, conclude, approve, sign)
ACTS: tuple[Act, ...] = (*TO_CERTIFICATE, deliver)


def walk(
    travel: Travel,
    road: Road,
    *,
    acts: tuple[Act, ...] = ACTS,
    after_each: Callable[[Travel], None] = lambda travel: None,
) -> Travel:
    """Take the acts one after another and the time they took together."""
    started = time.monotonic()
    for act in acts:
        act(travel, road)
        after_each(travel)
    travel.seconds += time.monotonic() - started
    return travel
