"""The one-time link: its page, the question behind it, and the same word for every link that ended.

A mail scanner opens every link it sees, so looking changes nothing: only the button opens the
question, into a session that is bound to that link. The token stands in one address and goes no
further: no referrer carries its path, no log line, no later address.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import client_address
from applications.guessing import too_many
from common.refusals import Refusal
from verification import links, replies
from verification.answering import CHECK, INTERIM, SEND, Answering, mark_opened
from verification.models import RequestLink
from verification.views import confirmed, shown

OPENED = "agency_links"  # in the session: when each link was opened there
MOST_OPENED = 10
OPEN_FOR = 8 * 3600  # seconds; then the link in the mail is opened again
ENDED, TOO_MANY = 404, 429
View = Callable[..., HttpResponse]


def unseen(view: View) -> View:
    """Not kept by a cache, not found by a search, and no address of it handed on.

    `no-referrer` would also take the origin from our own form, which then is refused as forged;
    `strict-origin` tells everybody, us too, the name of the site and nothing of the path.
    """

    @wraps(view)
    def safe(request: HttpRequest, *args: object, **parts: object) -> HttpResponse:
        response = view(request, *args, **parts)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return never_cache(safe)


@unseen
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking tells who is asked, and nothing of the person; the button opens the question."""
    if too_many(request, limited="link"):
        return render(request, "verification/link_wait.html", status=TOO_MANY)
    found = links.found(token)
    if found is None:
        return _ended(request)
    if request.method != "POST":
        return render(request, "verification/link.html", {"asked": found.request})
    links.opened(found, address=client_address(request))
    mark_opened(found.request)
    _remember(request, found)
    return redirect("verification:link_question", found.pk)


@unseen
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """The question of a link that this browser opened, and its answer."""
    found = links.still_open(pk) if _opened_here(request, pk) else None
    if found is None:
        return _ended(request)
    data = request.POST if request.method == "POST" else None
    writing = Answering(found.request, data=data, files=request.FILES, source="link")
    if data is None or (writing.do == INTERIM and not writing.interim.is_valid()):
        return shown(request, writing, plain=True)
    if writing.do == INTERIM:
        return _send(request, found, writing, writing.interim_answer())
    if writing.do not in {CHECK, SEND} or not writing.fits():
        return shown(request, writing, plain=True)
    if writing.do == CHECK:
        return confirmed(request, writing, plain=True)
    return _send(request, found, writing, writing.answer())


@unseen
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Thanks; it says nothing of anybody."""
    return render(request, "verification/link_done.html")


def _send(
    request: HttpRequest, found: RequestLink, writing: Answering, given: replies.Answer
) -> HttpResponse:
    try:
        reply = links.answer(found, given)
    except Refusal:  # it ended at this very moment
        return _ended(request)
    if given.final:
        writing.sent(reply)
        _forget(request, found)
    return redirect("verification:link_done")


def _ended(request: HttpRequest) -> HttpResponse:
    """Unknown, expired, used, taken back: nobody learns which."""
    return render(request, "verification/link_ended.html", status=ENDED)


def _remember(request: HttpRequest, found: RequestLink) -> None:
    opened: dict[str, int] = request.session.get(OPENED, {})
    kept = [*((pk, at) for pk, at in opened.items() if pk != str(found.pk))]
    request.session.cycle_key()
    request.session[OPENED] = dict([*kept, (str(found.pk), int(time.time()))][-MOST_OPENED:])


def _opened_here(request: HttpRequest, pk: int) -> bool:
    at = request.session.get(OPENED, {}).get(str(pk), 0)
    return bool(time.time() - at < OPEN_FOR)


def _forget(request: HttpRequest, found: RequestLink) -> None:
    opened: dict[str, int] = request.session.get(OPENED, {})
    opened.pop(str(found.pk), None)
    request.session[OPENED] = opened
