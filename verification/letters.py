"""The texts of the mails to agencies: numbers of questions and days, never a person's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from verification.agencies import calendar_of
from verification.models import Agency, AgencyMail, RequestLink
from verification.waiting import Waiting, waiting

LANGUAGE = "vi"  # agencies are written to in the language of their papers


def link_letter(link: RequestLink, *, address: str) -> tuple[str, str]:
    """Subject and text of the mail that carries a link."""
    asked = link.request
    context = {
        "link": link,
        "address": address,
        "standing": waiting(asked, calendar=calendar_of(asked.agency)),
    }
    return _written("link", agency=asked.agency, context=context)


def list_letter(mail: AgencyMail, rows: Sequence[Waiting]) -> tuple[str, str]:
    """Subject and text of a reminder, of the weekly list, or of the word to a head."""
    late = sum(row.late for row in rows)
    context = {
        "on": mail.on,
        "rows": rows,
        "late": late,
        "waiting": len(rows) - late,
        "desk": settings.PUBLIC_URL + reverse("verification:desk"),
        "has_desk": mail.agency.channel == Agency.Channel.DESK and not mail.agency.sends_link,
        "has_link": mail.agency.channel == Agency.Channel.DESK and mail.agency.sends_link,
    }
    name = "reminder" if mail.kind == AgencyMail.Kind.BY_HAND else mail.kind
    return _written(name, agency=mail.agency, context=context)


def message_id(*parts: object) -> str:
    """One and the same at every try of one mail, so that a second copy may be dropped."""
    host = settings.PUBLIC_URL.partition("://")[2].partition(":")[0]
    return f"<{'-'.join(str(part) for part in parts)}@{host}>"


def _written(name: str, *, agency: Agency, context: dict[str, Any]) -> tuple[str, str]:
    """The first line of the template is the subject."""
    with translation.override(LANGUAGE):
        text = render_to_string(f"verification/mail/{name}.txt", {"agency": agency, **context})
    subject, _line, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"
