"""The link that opens one question without a login: made, mailed, opened, used up, taken back.

What is in the mail is the only copy of the token: the database keeps its hash. Whoever holds the
link sees one question and may answer it once; everything else is told the same, whatever the
reason.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, time

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from common.dates import VIETNAM, today
from common.refusals import Refusal
from regulations.calendar import add_working_days
from regulations.reminding import reminding_on
from verification import letters, mailing, replies
from verification.agencies import calendar_of
from verification.models import Agency, LinkOpening, Reply, RequestLink, VerificationRequest

TOKEN_BYTES = 32


def offer(request: VerificationRequest) -> RequestLink | None:
    """After delivery to a desk: a link, if the agency wants one; again, it is the same one."""
    if not wanted(request.agency):
        return None
    known = request.links.filter(revoked_at=None).first()
    return known or make(request)


def wanted(agency: Agency) -> bool:
    return agency.channel == Agency.Channel.DESK and agency.sends_link and bool(agency.email)


@transaction.atomic
def make(request: VerificationRequest, *, by: User | None = None) -> RequestLink:
    """A new link, which a worker mails; the one before it ends."""
    held = VerificationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not held.is_open:
        raise Refusal(_("Yêu cầu này không còn chờ trả lời."), code="not_open")
    if not wanted(held.agency):
        raise Refusal(_("Cơ quan này không nhận đường dẫn qua thư điện tử."), code="no_link")
    held.links.filter(revoked_at=None).update(revoked_at=Now(), revoked_by=by)
    link = RequestLink.objects.create(request=held, made_by=by, expires_at=_expiry(held))
    transaction.on_commit(lambda: mailing.ring_link(link.pk), robust=True)
    return link


def revoke(link: RequestLink, *, by: User) -> bool:
    """From now on it opens nothing; False when it had ended already."""
    living = RequestLink.objects.filter(pk=link.pk, revoked_at=None, used_at=None)
    return bool(living.update(revoked_at=Now(), revoked_by=by))


def send(link: RequestLink) -> None:
    """Mail it, with a token that only this mail carries."""
    if not RequestLink.objects.alive().filter(pk=link.pk).exists():
        return
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link.hashes = [*link.hashes, digest(token)]
    link.save(update_fields=["hashes"])
    agency = link.request.agency
    subject, text = letters.link_letter(link, address=settings.PUBLIC_URL + page(token))
    message = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [agency.email])
    message.extra_headers["Message-ID"] = letters.message_id("link", link.pk, link.tries)
    message.send()


def page(token: str) -> str:
    return reverse("verification:link", args=[token])


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def found(token: str) -> RequestLink | None:
    """The link that this token opens now; none for one that ended or never was."""
    return _living().filter(hashes__contains=[digest(token)]).first()


def still_open(pk: int) -> RequestLink | None:
    return _living().filter(pk=pk).first()


def opened(link: RequestLink, *, address: str) -> None:
    """Write down that somebody opened it, and from where."""
    LinkOpening.objects.create(link=link, address=address[:64])


@transaction.atomic
def answer(link: RequestLink, given: replies.Answer) -> Reply:
    """The answer of whoever holds the link. A final one uses it up, in the same transaction.

    The dossier is locked before the link, as everywhere.
    """
    Application.objects.select_for_update(of=("self",)).get(pk=link.request.application_id)
    living = RequestLink.objects.alive().select_for_update(of=("self",)).filter(pk=link.pk)
    if living.first() is None:
        raise Refusal(_("Đường dẫn này không còn dùng được."), code="link_closed")
    reply = replies.receive(given, agency=link.request.agency)
    if given.final:
        RequestLink.objects.filter(pk=link.pk).update(used_at=Now(), reply=reply)
    return reply


def _living() -> QuerySet[RequestLink]:
    return RequestLink.objects.alive().select_related("request__agency", "request__application")


def _expiry(request: VerificationRequest) -> datetime:
    """The end of some working days after the limit, or after today if that has passed."""
    start = max(request.due_on, today())
    days = reminding_on(today()).link_days
    last = add_working_days(start, days, calendar=calendar_of(request.agency))
    return datetime.combine(last, time.max, tzinfo=VIETNAM)
