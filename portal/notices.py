"""Who is told what, and when: one message to the applicant after each step they care about.

A notice is a row of its own, so that a mail server that is away delays the message and nothing
else, and so that nobody is told twice.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from applications import deadlines
from applications.models import Application, Event, State
from common.dates import VIETNAM
from portal.expectations import told_to
from portal.models import Notice
from postal.dispatch import pickup_code
from regulations.filing import refusal_grounds
from regulations.regimes import regime_by_code

# The steps after which the applicant hears from us; each has its text in templates/notices/.
TOLD_STEPS = frozenset(
    {
        "submit",
        "pay",
        "accept",
        "return_for_supplement",
        "refuse",
        "make_ready",
        "hand_over",
        "deliver",
        "return_mail",
        "lose",
        "revoke",
        "cancel",
        "correct",
        "reissue",
    }
)

# What became of a certificate that was wrong.
WRONG_STEPS = frozenset({"revoke", "cancel", "correct", "reissue"})


def prepare(event: Event) -> None:
    """Put the message in the outbox, once; people without an address are not written to."""
    if event.step in TOLD_STEPS and address_of(event.application):
        Notice.objects.get_or_create(event=event)


def send(notice: Notice) -> None:
    """Write and send the message in the applicant's language."""
    application = notice.event.application
    with translation.override(application.language):
        subject, body = compose(notice.event)
    message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address_of(application)])
    # The same id at every try lets the receiving server drop a second copy.
    message.extra_headers["Message-ID"] = f"<event-{notice.event_id}@{_host()}>"
    message.send()


def compose(event: Event) -> tuple[str, str]:
    """The subject line and the text; the first line of the template is the subject."""
    text = render_to_string(f"notices/{event.step}.txt", context_of(event))
    subject, _blank, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def context_of(event: Event) -> dict[str, Any]:
    application = event.application
    return {
        "application": application,
        "event": event,
        "ground": _ground(event),
        "items": event.data.get("items", []),
        "page": settings.PUBLIC_URL + reverse("applications:follow", args=[application.token]),
        "office": application.office,
        "pickup_code": _pickup_code(event),
        "expected": told_to(application) if event.step == "accept" else None,
        **_of_a_wrong_certificate(event),
    }


def address_of(application: Application) -> str:
    """The applicant's, as declared; the person whom an authority asks about is not told of it."""
    if application.is_of_an_authority:
        return ""
    return str(application.subject.get("email") or "")


def _of_a_wrong_certificate(event: Event) -> dict[str, Any]:
    """Whether the paper may be in somebody's hands, and the last day for the one that follows.

    No law sets a day for it: the office promises the ordinary limit, counted from that day.
    """
    if event.step not in WRONG_STEPS:
        return {}
    application = event.application
    from_day = event.at.astimezone(VIETNAM).date()
    regime = application.regime
    return {
        "was_handed_out": event.from_state in {State.IN_POST, State.DELIVERED},
        "new_by": deadlines.due_day(regime_code=regime, filed_on=from_day, limit="base"),
    }


def _ground(event: Event) -> str:
    if event.step != "refuse":
        return ""
    grounds = refusal_grounds(regime_by_code(event.application.regime))
    return next((str(one) for one in grounds if one.key == event.data.get("ground")), "")


def _pickup_code(event: Event) -> str:
    """What proves at the counter who was told that the result is there; never stored."""
    ready = event.step == "make_ready" and event.application.delivery.get("method") == "pickup"
    return pickup_code(event.application) if ready else ""


def _host() -> str:
    return settings.PUBLIC_URL.partition("://")[2].partition(":")[0]
