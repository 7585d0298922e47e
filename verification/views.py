"""The desk of an agency without a server: what it is asked, what it answered, what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role, User
from common.dates import today
from verification import person, replies, reply_papers
from verification.agencies import calendar_of
from verification.answering import CHECK, INTERIM, SEND, Answering, mark_opened
from verification.models import Agency, Reply, ReplyPaper, VerificationRequest
from verification.waiting import waiting

State = VerificationRequest.State
PAGE_LENGTH = 25
LONGEST_SEARCH = 100
SEARCHED = "agency_search"  # what was typed stays with the session: a name is in no address
OVERTAKEN = 409
FILTERS = {
    "": gettext_lazy("Tất cả"),
    "qua-han": gettext_lazy("Quá hạn"),
    "moi": gettext_lazy("Chưa mở"),
    "da-mo": gettext_lazy("Đã mở"),
}


def own_agency(user: Any) -> Agency:
    """The agency whose officer this is; everybody else is refused."""
    if not isinstance(user, User) or not user.has_role(Role.AGENCY_OFFICER):
        raise PermissionDenied
    agency = Agency.objects.filter(people=user, active=True).first()
    if agency is None:
        raise PermissionDenied
    return agency


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this agency: what is late first, then by the day of the limit."""
    agency = own_agency(request.user)
    if request.method == "POST":
        return _searched(request, "verification:desk")
    readable = agency.requests.readable_by_agency(timezone.now()).select_related("application")
    chosen = request.GET.get("loc", "")
    chosen = chosen if chosen in FILTERS else ""
    waits = readable.open()
    found = _found(_filtered(waits, chosen), _typed(request))
    page = _paged(request, found.order_by("due_on", "pk"))
    calendar = calendar_of(agency)
    context = {
        "agency": agency,
        "rows": [waiting(one, calendar=calendar) for one in page],
        "page": page,
        "chosen": chosen,
        "query": f"loc={chosen}&" if chosen else "",
        "tabs": [(key, label, _filtered(waits, key).count()) for key, label in FILTERS.items()],
        "typed": _typed(request),
        "number": page.paginator.count,
    }
    return render(request, "verification/desk.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest) -> HttpResponse:
    """The agency's own answers with what became of each; the person's name while it may be read."""
    agency = own_agency(request.user)
    if request.method == "POST":
        return _searched(request, "verification:history")
    readable = agency.requests.readable_by_agency(timezone.now())
    text = _typed(request)
    rows = agency.replies.select_related("request__application", "entered_by")
    if text:
        named = Q(request__in=_found(readable, text))
        rows = rows.filter(named | Q(request_reference__icontains=text))
    page = _paged(request, rows.order_by("-pk"))
    context = {
        "agency": agency,
        "page": page,
        "readable": set(readable.values_list("pk", flat=True)),
        "typed": text,
    }
    return render(request, "verification/history.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: the person it is about, and the form of the answer.

    Once it is settled for long, the agency has no more business with the person's data.
    """
    agency, user = own_agency(request.user), _user(request)
    asked = get_object_or_404(agency.requests.readable_by_agency(timezone.now()), pk=pk)
    mark_opened(asked)
    data = request.POST if request.method == "POST" else None
    writing = Answering(asked, data=data, files=request.FILES, by=user)
    if data is None:
        return shown(request, writing, back="verification:desk")
    if writing.do == INTERIM:
        if not (asked.is_open and writing.interim.is_valid()):
            return shown(request, writing, back="verification:desk")
        replies.receive(writing.interim_answer(), agency=agency, by=user)
        messages.success(request, _("Đã báo cho Sở. Yêu cầu vẫn chờ trả lời."))
        return redirect("verification:desk")
    overtaken = writing.overtaken()
    if overtaken or writing.do not in {CHECK, SEND} or not writing.fits():
        return shown(request, writing, back="verification:desk", overtaken=overtaken)
    if writing.do == CHECK:
        return confirmed(request, writing)
    reply = replies.receive(writing.answer(), agency=agency, by=user)
    if not writing.is_mine(reply):
        return shown(request, writing, back="verification:desk", overtaken=reply)
    writing.sent(reply)
    messages.success(request, _said(reply))
    return redirect("verification:desk")


def shown(
    request: HttpRequest,
    writing: Answering,
    *,
    back: str = "",
    overtaken: Reply | None = None,
    plain: bool = False,
) -> HttpResponse:
    """The question with its form; 409 when somebody else has answered in the meantime."""
    asked = writing.asked
    given = list(writing.given)
    context = {
        "asked": asked,
        "writing": writing,
        "standing": waiting(asked, calendar=calendar_of(asked.agency)),
        "about": person.described(asked.application),
        "residences": person.residences(asked.application),
        "given": given,
        "said_before": asked.replies.filter(disposition__in=Reply.UNDER_WAY),
        "overtaken": overtaken,
        "correcting": bool(given) and (bool(writing.data) or "dinh-chinh" in request.GET),
        "seen_now": len(given),
        "back": back,
        "plain": plain,
        "printed_on": today(),
    }
    status = OVERTAKEN if overtaken else 200
    return render(request, "verification/answer.html", context, status=status)


def confirmed(request: HttpRequest, writing: Answering, *, plain: bool = False) -> HttpResponse:
    """The answer once more, before it is sent for good."""
    context = {"asked": writing.asked, "writing": writing, "plain": plain}
    return render(request, "verification/confirm.html", context)


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A scan that this agency sent with its answer."""
    agency = own_agency(request.user)
    readable = agency.requests.readable_by_agency(timezone.now())
    found = get_object_or_404(ReplyPaper, pk=pk, request__in=readable)
    return served(found)


def served(found: ReplyPaper) -> HttpResponse:
    """The scan as a file of its own; one that was changed on the disk is not shown."""
    try:
        content = reply_papers.read(found)
    except OSError as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=found.content_type)
    ending = found.file.rpartition(".")[2]
    answer["Content-Disposition"] = f'attachment; filename="van-ban-{found.pk}.{ending}"'
    return answer


def _filtered(rows: QuerySet[VerificationRequest], chosen: str) -> QuerySet[VerificationRequest]:
    if chosen == "qua-han":
        return rows.filter(due_on__lt=today())
    if chosen == "moi":
        return rows.filter(received_at=None)
    if chosen == "da-mo":
        return rows.filter(received_at__isnull=False)
    return rows


def _found(rows: QuerySet[VerificationRequest], text: str) -> QuerySet[VerificationRequest]:
    """By the question's number, or each word somewhere in the name, tone marks or not."""
    if not text:
        return rows
    named = Q()
    for word in text.split():
        named &= Q(application__full_name__unaccent__icontains=word)
    return rows.filter(Q(reference__icontains=text) | named)


def _searched(request: HttpRequest, page: str) -> HttpResponse:
    text = " ".join(request.POST.get("tim", "").split())[:LONGEST_SEARCH]
    request.session[SEARCHED] = text
    return redirect(page)


def _typed(request: HttpRequest) -> str:
    return str(request.session.get(SEARCHED, ""))


def _paged(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))


def _said(reply: Reply) -> str:
    if reply.disposition == Reply.Disposition.APPLIED:
        return _("Đã gửi trả lời cho yêu cầu %(reference)s.") % {
            "reference": reply.request_reference
        }
    if reply.disposition == Reply.Disposition.CONFLICTING:
        return _("Đã gửi trả lời đính chính. Cán bộ của Sở sẽ xem xét.")
    return _("Trả lời đã được lưu, nhưng hồ sơ không còn chờ trả lời này.")


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user
