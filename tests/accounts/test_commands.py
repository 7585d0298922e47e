"""The first administrator, and tokens that are shown once."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from knox.models import get_token_model

from accounts.management.commands import make_administrator
from accounts.models import User

GOOD = "bốn con trâu gặm cỏ ven sông"  # not a secret


def answer(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    typed = iter(passwords)
    monkeypatch.setattr(make_administrator, "getpass", lambda _prompt: next(typed))


def test_the_first_administrator_can_enter(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, GOOD, GOOD)
    call_command("make_administrator", "an", stdout=StringIO())
    person = User.objects.get(username="an")
    assert person.check_password(GOOD)
    assert (person.roles, person.is_staff) == (["administrator"], True)


@pytest.mark.parametrize("typed", [("short", "short"), (GOOD, GOOD + "!")])
def test_a_weak_or_mistyped_password_makes_nobody(
    db: None, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, str]
) -> None:
    answer(monkeypatch, *typed)
    with pytest.raises(CommandError):
        call_command("make_administrator", "an", stdout=StringIO())
    assert not User.objects.filter(username="an").exists()


def test_an_account_is_not_taken_over(receiver: User, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, GOOD, GOOD)
    with pytest.raises(CommandError, match="already"):
        call_command("make_administrator", receiver.username, stdout=StringIO())


def test_a_token_is_printed_once_and_kept_as_a_digest(receiver: User) -> None:
    out = StringIO()
    call_command("issue_token", "receiver", stdout=out)
    token = out.getvalue().strip()
    kept = get_token_model().objects.get(user=receiver)
    assert len(token) >= 40
    assert token not in {kept.digest, kept.token_key}


@pytest.mark.parametrize("name", ["applicant", "nobody"])
def test_only_staff_gets_a_token(applicant: User, receiver: User, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("issue_token", "receiver", name, stdout=StringIO())
    assert not get_token_model().objects.exists()
