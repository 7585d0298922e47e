"""What follows by itself from an answer that is not clean.

What it tells is entered in the register, and whoever must be asked because of it is asked: the
court that judged, the commune and the procuracy where expungement is not proved. Whoever was asked
besides and is needed no more, because another answered first, is told so. Once each,
however often this runs: it compares what is known with what was known, and adds what is missing.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import workflow
from applications.models import Application, Event, State
from verification import classification, hits, requests


@transaction.atomic
def go_on(event: Event) -> None:
    """After `answer_received`: enter, ask on, and go to the conclusion once nobody is waited for.

    A clerk's route stays as the clerk chose it, and the applicant's day does not move.
    """
    application = event.application
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    hits.enter_hits(application)
    if application.state != State.VERIFYING:
        return  # decided in the meantime; what it decided on is a clerk's to weigh
    machine = User.objects.machine()
    _ask_on(application, by=machine)
    if not application.verification_requests.open().exists():
        workflow.advance(application, "complete_verification", by=machine)


def _ask_on(application: Application, *, by: User) -> None:
    """Ask whom the rules name now and did not before, and take back what they asked besides and do
    not ask now; an agency that nobody declared is told to the clerk, and the others are asked all
    the same."""
    newest = classification.ask_more(application, by=by)
    if newest is None:
        return
    notes = [classification.ask(newest), _taken_back(requests.withdraw_settled(newest))]
    workflow.record(
        application,
        "ask_more",
        by=by,
        note="\n".join(filter(None, notes)),
        data={"classification": newest.number, "route": newest.route},
    )


def _taken_back(agencies: list[str]) -> str:
    if not agencies:
        return ""
    return _("Không cần hỏi nữa: %(agencies)s.") % {"agencies": ", ".join(agencies)}
