"""The agencies' door: what is refused before an answer is read, and the trace it leaves.

In this order: a body above the cap, a message that no agency's key proves, more than an agency's
quota of the minute. The signature goes before the quota, so that nobody uses up another's.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request

from accounts.addresses import client_address
from common.dates import now
from common.signatures import WINDOW
from verification.channels import gateway
from verification.models import Agency, RefusedMessage

LARGEST_BODY = 1024 * 1024  # bytes: a hundred judgments and their notes are a tenth of it
ADDRESSES_A_MINUTE = 20  # rows with an address of their own; the rest is one row without
MINUTE = timedelta(minutes=1)
Reason = RefusedMessage.Reason

_KEY_ID = re.compile(r'keyid="([^"]{1,40})"')
_CREATED = re.compile(r"created=(\d{1,12})(?!\d)")


class TooLarge(APIException):
    status_code = 413
    default_detail = _("Nội dung gửi lên quá lớn.")
    default_code = "too_large"


def refuse_large(request: Request) -> None:
    """By the length that the sender states; without one, no body is read at all."""
    stated = request.headers.get("Content-Length", "")
    if stated.isdecimal() and int(stated) > LARGEST_BODY:
        raise TooLarge


def count(agency: Agency) -> None:
    """One more answer of this agency in this minute, or `Throttled` with the seconds to wait.

    One row an agency, in the database: a broker that forgets does not open the door.
    """
    moment = now()
    minute = _minute_of(moment)
    if _counted(agency, minute) > settings.AGENCY_REPLIES_A_MINUTE:
        raise Throttled(wait=(minute + MINUTE - moment).total_seconds())


def note_refused(request: Request) -> None:
    """Somebody poses as an agency, or a clock or key is wrong: either way a person looks."""
    minute = _minute_of(now())
    claimed = _claimed(request)
    reason = _reason(request, known=bool(claimed))
    address = client_address(request)[:60]
    told = RefusedMessage.objects.filter(minute=minute).exclude(address="")
    if not told.filter(address=address).exists() and told.count() >= ADDRESSES_A_MINUTE:
        address = ""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [claimed, reason, request.path[:200], address, minute])


_COUNT = """
    INSERT INTO verification_replyquota AS quota (agency_id, minute, count)
    VALUES (%s, %s, 1)
    ON CONFLICT (agency_id) DO UPDATE SET
        count = CASE WHEN quota.minute = excluded.minute THEN quota.count + 1 ELSE 1 END,
        minute = excluded.minute
    RETURNING count
"""
_NOTE = """
    INSERT INTO verification_refusedmessage AS refused
        (claimed, reason, path, address, minute, count)
    VALUES (%s, %s, %s, %s, %s, 1)
    ON CONFLICT (minute, claimed, reason, path, address)
        DO UPDATE SET count = refused.count + 1, last_at = statement_timestamp()
"""


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _counted(agency: Agency, minute: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [agency.pk, minute])
        return int(cursor.fetchone()[0])


def _claimed(request: Request) -> str:
    """The agency that the message says it is from, where we know one of that name."""
    signature = _KEY_ID.search(request.headers.get("Signature-Input", ""))
    if member := request.headers.get("X-Road-Client", ""):
        agency = gateway.agency_named(member)
        return agency.code if agency else ""
    if signature:
        known = Agency.objects.filter(code=signature[1])
    else:
        return ""
    return known.values_list("code", flat=True).first() or ""


def _reason(request: Request, *, known: bool) -> str:
    """What to look at first, read from the headers; the message is refused whatever it is."""
    told = request.headers.get("Signature-Input", "")
    if not told or "Signature" not in request.headers:
        return Reason.UNSIGNED
    created = _CREATED.search(told)
    if not created or not _KEY_ID.search(told):
        return Reason.MALFORMED
    if not known:
        return Reason.UNKNOWN_SENDER
    if abs(now().timestamp() - int(created[1])) > WINDOW.total_seconds():
        return Reason.STALE
    return Reason.BAD_SIGNATURE
