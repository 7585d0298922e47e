"""One step of one case, on a page of its own: read, fill in, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from applications.models import Application, Event
from applications.workflow import allowed_steps
from common.refusals import Invalid, NotPermitted, Refusal
from portal.desk import days
from portal.desk.papers import seen_case
from portal.desk.step_form import StepForm, take
from portal.desk.steps import PAGES, StepPage
from portal.desk.verification_forms import with_one_more
from portal.labels import label_of

SEEN = "seen"  # the number of the newest event when the page was opened
ADD = "add"
ACT, CONFIRM, BACK = "act", "confirm", "back"


class Outdated(Exception):
    """Somebody else has acted on the case since the page was opened."""

    def __init__(self, news: list[Event]) -> None:
        super().__init__()
        self.news = news


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    application = seen_case(request, pk)
    page = PAGES.get(step)
    if page is None:
        raise Http404
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - seen_case lets nobody else through
    if request.method == "POST":
        return posted(request, application, step, page, user)
    if step not in allowed_steps(application, user):
        return not_now(request, application, step)
    return shown(request, application, step, page, page.form(application=application, user=user))


def posted(
    request: HttpRequest, application: Application, step: str, page: StepPage, user: User
) -> HttpResponse:
    if request.POST.get(ADD):
        data = with_one_more(request.POST, prefix=request.POST[ADD])
        form = page.form(data, application=application, user=user)
        return shown(request, application, step, page, form, checked=False)
    form = page.form(request.POST, application=application, user=user)
    if page.reviewed and request.POST.get(ACT) != CONFIRM:
        return reviewed(request, application, step, page, form)
    try:
        with transaction.atomic():
            _refuse_outdated(application, seen=request.POST.get(SEEN, ""))
            if form.is_valid():
                take(step, form)
    except Outdated as outdated:
        return _told_of_news(request, application, step, page, outdated.news)
    except Invalid as invalid:
        for problem in invalid.problems:
            form.place(problem)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refusal as refusal:
        return shown(request, application, step, page, form, refusal=str(refusal), status=409)
    if form.is_valid():
        messages.success(request, str(page.then))
        return redirect("admin:applications_application_change", application.pk)
    return shown(request, application, step, page, form, status=400)


def reviewed(
    request: HttpRequest, application: Application, step: str, page: StepPage, form: StepForm
) -> HttpResponse:
    """Nothing is done yet: what is right is shown once more, with the way back to it."""
    valid = form.is_valid()
    back = request.POST.get(ACT) == BACK
    review = valid and not back
    status = 200 if valid or back else 400
    return shown(
        request, application, step, page, form, review=review, checked=not back, status=status
    )


def _refuse_outdated(application: Application, *, seen: str) -> None:
    """Two clerks on one case: who comes second is told what the first has done."""
    Application.objects.select_for_update().get(pk=application.pk)
    last = int(seen) if seen.isdecimal() else 0
    news = application.events.filter(number__gt=last).select_related("by").order_by("number")
    if news:
        raise Outdated(list(news))


def shown(
    request: HttpRequest,
    application: Application,
    step: str,
    page: StepPage,
    form: StepForm,
    *,
    refusal: str = "",
    checked: bool = True,
    review: bool = False,
    status: int = 200,
) -> HttpResponse:
    last = application.events.order_by("-number").values_list("number", flat=True).first()
    context = {
        **frame(request, application, title=str(page.button)),
        **form.context(),
        "step": step,
        "page": page,
        "form": form,
        "facts": form.facts(),
        "refusal": refusal,
        "checked": checked,
        "review": review,
        "seen": request.POST.get(SEEN, "") or (last or 0),
    }
    return render(request, form.template, context, status=status)


def _told_of_news(
    request: HttpRequest,
    application: Application,
    step: str,
    page: StepPage,
    news: list[Event],
) -> HttpResponse:
    """A second click on one's own button is no conflict; another person's act is."""
    if news[0].step == step and news[0].by_id == request.user.pk:
        messages.info(request, _("Bước này đã được ghi nhận từ lần bấm trước."))
        return redirect("admin:applications_application_change", application.pk)
    application.refresh_from_db()
    context = {
        **frame(request, application, title=_("Hồ sơ vừa thay đổi")),
        "news": [(label_of(event.step), event) for event in news],
        "page": page,
        "still_allowed": step in allowed_steps(application, request.user),  # type: ignore[arg-type]
        "step": step,
    }
    return render(request, "admin/desk/outdated.html", context, status=409)


def not_now(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    """A link that is too old leads to the case, with a word why."""
    text = _("Bước “%(step)s” không thực hiện được ở tình trạng hiện tại của hồ sơ.")
    messages.warning(request, text % {"step": label_of(step)})
    return redirect("admin:applications_application_change", application.pk)


def frame(request: HttpRequest, application: Application, *, title: str) -> dict[str, Any]:
    """What every page about a case needs of the admin."""
    return {
        **admin.site.each_context(request),
        "opts": Application._meta,  # noqa: SLF001
        "title": f"{title} · {application.code}",
        "own_title": True,
        "heading": title,
        "application": application,
        "due": days.due_of(application),
        "case_url": reverse("admin:applications_application_change", args=[application.pk]),
    }
