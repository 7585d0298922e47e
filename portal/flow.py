"""The procedure on one page: after which step, what the machine does next.

Read it from top to bottom and you have read how a dossier travels. Each act takes the event, does
one thing that may be done twice without harm, and is run by a worker from the event's follow-up.
"""

from collections.abc import Callable

from applications.models import Event

Act = Callable[[Event], None]

ACTS: dict[str, tuple[Act, ...]] = {}


def acts_after(event: Event) -> tuple[Act, ...]:
    return ACTS.get(event.step, ())
