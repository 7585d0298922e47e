"""A register with many numbered certificates, made past the guards because signing takes long."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest

from accounts.models import User
from applications.models import Application
from certificates.log import entries, roots
from certificates.models import Certificate, LogRoot
from common.dates import now
from tests.certificates.conftest import ordered

Numbered = Callable[[int], list[Certificate]]


@pytest.fixture
def numbered(concluded: Application, cast: dict[str, User]) -> Numbered:
    """So many more published certificates that the log does not know yet."""
    made = ordered(concluded, cast)
    made.approved_at = made.signed_at = now()
    made.pk = None

    def make(count: int) -> list[Certificate]:
        start = Certificate.objects.issued().count() + 1
        rows = [_copy(made, number=number) for number in range(start, start + count)]
        with pgtrigger.ignore():
            return Certificate.objects.bulk_create(rows)

    return make


def _copy(made: Certificate, *, number: int) -> Certificate:
    values: dict[str, Any] = {
        field.attname: getattr(made, field.attname) for field in made._meta.concrete_fields
    }
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    return Certificate(
        **{
            **values,
            "number": number,
            "year": 2026,
            "printed_number": f"{number:02d}/STP-LLTP",
            "issued_at": now(),
            "file": f"{sha256}.pdf",
            "sha256": sha256,
            "published_at": now(),
            "token": f"token {number}",
            "typed_code": f"code{number}",
        }
    )


@pytest.fixture
def logged(numbered: Numbered) -> Numbered:
    """The same, and in the log."""

    def make(count: int) -> list[Certificate]:
        made = numbered(count)
        assert entries.enter_missing() == count
        return made

    return make


@pytest.fixture
def publish(office_keys: object) -> Callable[[], LogRoot]:
    """A signed and stamped root of all there is, on demand."""

    def make() -> LogRoot:
        made = roots.publish(daily=False)
        assert made is not None
        return made

    return make


@pytest.fixture
def address(live_server: Any) -> str:
    """The portal over HTTP, as an auditor reaches it."""
    return str(live_server.url)
