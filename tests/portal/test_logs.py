"""A log holds no private link and no certificate's token."""

from __future__ import annotations

import logging

import pytest

from portal.logs import WithoutTokens

TOKEN = "dGhpcyBpcyBhIHRva2VuIG9mIDE5Mg"  # not a secret


@pytest.mark.parametrize(
    ("message", "args", "logged"),
    [
        ("Not Found: %s", (f"/ho-so/{TOKEN}/",), "Not Found: /ho-so/…/"),
        (f"GET /verify/{TOKEN}.abc HTTP/1.1", (), "GET /verify/… HTTP/1.1"),
        (
            "Not Found: %s",
            (f"/api/v1/certificates/{TOKEN}/",),
            "Not Found: /api/v1/certificates/…/",
        ),
        ("follow-up of event %s failed", (12,), "follow-up of event 12 failed"),
        ("Not Found: %s", ("/ho-so/",), "Not Found: /ho-so/"),
    ],
)
def test_the_random_part_of_an_address_is_left_out(
    message: str, args: tuple[object, ...], logged: str
) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == logged
