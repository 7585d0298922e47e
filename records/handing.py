"""Rows of the register given to somebody else: to whom, on what letter, why and which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.refusals import Refusal
from records.lookup import SHORTEST_PURPOSE
from records.models import AccessLog
from records.names import tidy

# By one file: more is fetched page by page, or asked for in parts.
MOST_HANDED_OVER = 1000


@dataclass(frozen=True)
class Recipient:
    """To whom a list is given, on whose letter, and what for."""

    authority: str
    purpose: str
    letter: str = ""

    def __str__(self) -> str:
        letter = f" ({self.letter})" if self.letter else ""
        return f"{self.authority}{letter}: {self.purpose}"


def note_hand_over(codes: Iterable[str], *, by: User, to: Recipient, what: str) -> None:
    """Write down what is handed over; where nothing is, nothing is written."""
    if not tidy(to.authority):
        raise Refusal(_("Hãy ghi cơ quan nhận thông tin."), code="authority_missing")
    if len(tidy(to.purpose)) < SHORTEST_PURPOSE:
        raise Refusal(
            _("Hãy ghi rõ mục đích cung cấp (ít nhất 10 ký tự)."), code="purpose_too_short"
        )
    if found := list(codes):
        AccessLog.objects.create(
            kind=AccessLog.Kind.HAND_OVER,
            by=by,
            purpose=tidy(str(to))[:300],
            asked=tidy(what)[:400],
            found=found,
        )
