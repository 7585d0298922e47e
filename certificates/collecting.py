"""An electronic result is delivered when its applicant takes it."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from applications.models import Application, State
from applications.workflow import advance

ELECTRONIC = "electronic"


@transaction.atomic
def collect(application: Application) -> None:
    """The applicant downloads the file: that is the delivery; a second download changes nothing."""
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    if application.delivery.get("method") != ELECTRONIC or application.state != State.READY:
        return
    advance(application, "deliver", by=User.objects.machine(), data={"by": ELECTRONIC})
