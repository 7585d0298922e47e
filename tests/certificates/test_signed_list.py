"""The list of revoked certificates is signed, in order, complete, and never lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from certificates import keys, revocation, signed_lists
from certificates.content import canonical
from certificates.models import Certificate, Revocation, SignedList
from certificates.signed_lists import newest, renew, verify
from certificates.tokens import mark, token_facts
from tests.certificates.vectors import CANONICAL

ADDRESS = "/api/v1/certificates/revoked.json"


def revoke(certificate: Certificate, head: User) -> None:
    revocation.revoke(certificate.application, by=head, ground="Sai nơi sinh")


def backdate(by: timedelta) -> None:
    """As if the newest list had been made earlier; only a test's owner may do this."""
    last = newest()
    assert last is not None
    SignedList.objects.create(
        serial=last.serial + 1,
        made_at=last.made_at - by,
        public_key=last.public_key,
        revocations=last.revocations,
        document=last.document,
    )


def test_a_revoked_certificate_is_named_in_a_list_that_verifies(
    issued: Certificate, head: User
) -> None:
    revoke(issued, head)
    renew()
    document = Client().get(ADDRESS).json()
    verify(document, key=keys.code_public_key())
    [row] = document["revoked"]
    assert row["number"] == issued.printed_number
    assert row["mark"] == mark(issued.token or "")
    assert document["serial"] == 1
    assert document["generated_at"] < document["next_update"]
    assert "Sai nơi sinh" not in json.dumps(document, ensure_ascii=False)
    assert issued.token not in json.dumps(document)


def test_a_list_with_anything_changed_does_not_verify(issued: Certificate, head: User) -> None:
    revoke(issued, head)
    renew()
    document = Client().get(ADDRESS).json()
    key = keys.code_public_key()
    for changes in (
        {"revoked": []},
        {"serial": 2},
        {"next_update": "2099-01-01T00:00:00+07:00"},
        {"added": 1},
    ):
        with pytest.raises(InvalidSignature):
            verify({**document, **changes}, key=key)
    with pytest.raises(InvalidSignature):
        verify(document, key=Ed25519PrivateKey.generate().public_key())


def test_an_installation_without_a_list_says_so(db: None) -> None:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert "chưa được ký" in answer.json()["title"]
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]


def test_the_list_is_made_where_the_key_is_and_nowhere_else(db: None) -> None:
    """The web has no key: asked for the list it hands out what is there."""
    with pytest.raises(keys.SigningUnavailable):
        renew()
    assert newest() is None


def test_nothing_new_means_no_new_list_until_an_hour_is_over(
    issued: Certificate, head: User
) -> None:
    assert renew() is not None
    assert renew() is None
    revoke(issued, head)
    made = renew()
    assert made is not None
    assert (made.serial, made.revocations) == (2, 1)
    assert renew() is None
    backdate(signed_lists.EVERY)
    made = renew()
    assert made is not None
    assert made.serial == 4


def test_a_revocation_that_came_late_with_a_lower_number_is_not_overlooked(
    issued: Certificate, head: User
) -> None:
    """Two revocations at once may commit out of turn: what counts is how many there are."""
    made = renew()
    assert made is not None
    Revocation.objects.create(pk=-5, certificate=issued, ground="Sai", by=head)
    made = renew()
    assert made is not None
    assert made.revocations == 1


def test_the_act_after_a_revocation_asks_the_signer_and_survives_a_deaf_broker(
    issued: Certificate,
    head: User,
    follow_ups: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from applications.models import FollowUp
    from certificates import tasks

    class Deaf:
        asked = 0

        def apply_async(self, **_options: Any) -> None:
            self.asked += 1
            raise tasks.OperationalError

    deaf = Deaf()
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "renew_list", deaf)
        revoke(issued, head)
        follow_ups()
    assert deaf.asked == 1
    assert not FollowUp.objects.filter(event__step="revoke", done_at=None).exists()
    tasks.renew_list()  # the clock's own turn
    last = newest()
    assert last is not None
    assert last.revocations == 1


def test_the_clock_asks_the_signer_and_leaves_no_heap_of_messages(settings: Any) -> None:
    asked = settings.CELERY_BEAT_SCHEDULE["revoked_list"]
    assert asked["task"] == "certificates.tasks.renew_list"
    assert settings.CELERY_TASK_ROUTES[asked["task"]] == {"queue": "signing"}
    assert asked["options"]["expires"] <= asked["schedule"]


def test_old_lists_go_and_the_newest_stays(issued: Certificate, as_portal_app: None) -> None:
    for _list in range(signed_lists.KEPT + 3):
        renew()
        backdate(signed_lists.EVERY)
    renew()
    assert SignedList.objects.count() <= signed_lists.KEPT
    last = newest()
    assert last is not None
    for harm in (
        SignedList.objects.all().delete,
        last.delete,
        lambda: SignedList.objects.update(document="{}"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm()
    assert newest() == last


def test_a_new_key_signs_a_new_list_at_once(
    issued: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew()
    other = Ed25519PrivateKey.generate()
    monkeypatch.setattr(signed_lists, "code_key", lambda: other)
    made = renew()
    assert made is not None
    verify(json.loads(made.document), key=other.public_key())


@pytest.mark.parametrize(("value", "text"), CANONICAL)
def test_one_text_for_one_meaning(value: Any, text: str) -> None:
    assert canonical(value).decode() == text


def test_a_token_counts_in_its_printed_spelling_only(issued: Certificate) -> None:
    """The last sign of the text carries four bits that are no part of the bytes."""
    key, token = keys.code_public_key(), issued.token or ""
    assert token_facts(token, key=key) is not None
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for sign in signs.replace(token[-1], ""):
        assert token_facts(token[:-1] + sign, key=key) is None
    for changed in (token + "=", token + "A", token[:-1], token[:60], token.swapcase(), "", "ă"):
        assert token_facts(changed, key=key) is None
