"""Codes and links are not guessed: no neighbour opens, and guessing is stopped (threats 1, 16)."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client

from applications.models import Application
from certificates import checking
from certificates.models import Certificate
from tests.security.world import Side

World = tuple[Side, Side]
LINK_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GUESSES = pytest.mark.parametrize(
    "guesses", [200, pytest.param(100_000, marks=pytest.mark.long)], ids=["a part", "all"]
)


def neighbours(known: str, signs: str, number: int) -> list[str]:
    """Texts that differ from a real one in one sign or two."""
    chance = random.Random(20240603)
    found = []
    for _guess in range(number):
        guess = list(known)
        for place in chance.sample(range(len(known)), chance.choice((1, 2))):
            guess[place] = chance.choice(signs)
        found.append("".join(guess))
    return [guess for guess in found if guess != known]


@GUESSES
def test_no_neighbour_of_a_private_link_opens(world: World, settings: Any, guesses: int) -> None:
    """Even without the brake, and with the right birth date."""
    settings.GUESS_LIMITS = dict.fromkeys(settings.GUESS_LIMITS, 10**9)
    ours = world[0].application
    browser = Client()
    told = set()
    for guess in neighbours(ours.token, LINK_SIGNS, guesses):
        answer = browser.post(f"/ho-so/{guess}/", {"date_of_birth": "17/05/1990"})
        told.add(answer.status_code)
    assert told == {422}
    assert "opened" not in browser.session


@GUESSES
def test_no_neighbour_of_a_certificates_codes_is_known(world: World, guesses: int) -> None:
    certificate = Certificate.objects.get(pk=world[0].values["certificate"])
    told = {
        checking.by_typed_code(guess).status
        for guess in neighbours(certificate.typed_code or "", CODE_SIGNS, guesses)
    } | {
        checking.by_token(guess).status
        for guess in neighbours(certificate.token or "", LINK_SIGNS, guesses)
    }
    assert told == {checking.UNKNOWN}


@pytest.mark.parametrize(
    ("name", "address", "body"),
    [
        ("address", "/ho-so/{:020}/", {"date_of_birth": "1/1/1980"}),
        ("address", "/ho-so/", {"code": "000.00.18.H13-240603-{:04}"}),
        ("check", "/verify/", {"code": "{:016}"}),
        ("check", "/api/v1/certificates/{:040}/", None),
    ],
    ids=["private links", "codes", "typed codes", "tokens"],
)
def test_guessing_is_stopped_and_stays_stopped(
    world: World, settings: Any, name: str, address: str, body: dict[str, str] | None
) -> None:
    settings.GUESS_LIMITS = {**settings.GUESS_LIMITS, name: 7, "token": 10**9}
    told = []
    for number in range(20):
        browser, at = Client(), address.format(number)
        sent = {key: text.format(number) for key, text in (body or {}).items()}
        told.append((browser.post(at, sent) if body else browser.get(at)).status_code)
    assert 429 not in told[:7]
    assert set(told[7:]) == {429}


def test_a_forged_forwarding_header_gives_no_new_tries(world: World, settings: Any) -> None:
    """No proxy is trusted unless the settings say how many there are (threat 39)."""
    settings.GUESS_LIMITS = {**settings.GUESS_LIMITS, "address": 5}
    told = [
        Client(headers={"x-forwarded-for": f"10.0.0.{number}"})
        .post("/ho-so/", {"code": f"000.00.18.H13-240603-{number:04}"})
        .status_code
        for number in range(10)
    ]
    assert told[5:] == [429] * 5


def test_tokens_and_references_have_enough_chance_in_them() -> None:
    """128 bits and more where a text alone opens something (ASVS 11.5.1)."""
    tokens = [Application._meta.get_field("token").get_default() for _one in range(200)]
    assert len(set(tokens)) == 200
    assert min(len(token) for token in tokens) * 6 >= 128
