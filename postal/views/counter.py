"""The post office counter: the day at a glance, one dossier taken in, its slip."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import intake as dossiers
from applications.models import Application, State
from applications.views.ways import resume_url
from common.dates import today
from common.identity import mask_name
from common.refusals import Invalid, Refusal
from postal import intake
from postal.forms import ReceiveForm, counted, paper_rows, scanned
from postal.models import Manifest, Parcel, Slip
from postal.till import takings
from postal.views.doors import DeskRequest, post_counter, told
from regulations import regimes
from regulations.terms import LimitClass

RECENT_SLIPS = 100


@post_counter
@require_GET
def desk(request: DeskRequest) -> HttpResponse:
    """The day: what came in, what it brought, what still has to be closed."""
    office = intake.post_office_of(request.user)
    slips = Slip.objects.filter(office=office, received_at__date=today())
    context = {
        "post_office": office,
        "slips": slips.select_related("application", "manifest").order_by("-pk")[:RECENT_SLIPS],
        "takings": takings(slips),
        "open_manifests": office.manifests.filter(state=Manifest.State.OPEN).order_by("day"),
        "left_out": Slip.objects.filter(office=office, confirmed_at=None).exclude(left_out_note=""),
        "parcels": Parcel.objects.for_user(request.user).on_the_way().count(),
    }
    return render(request, "postal/desk.html", context)


@post_counter
@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """What was scanned or typed leads to its page: a slip, a parcel or a dossier."""
    code = scanned(request.GET.get("code", ""))
    if slip := Slip.objects.for_user(request.user).filter(number=code).first():
        return redirect("postal:slip", slip.number)
    if parcel := Parcel.objects.for_user(request.user).filter(item=code).first():
        return redirect("postal:parcel", parcel.item)
    try:
        return redirect("postal:dossier", intake.find(code, by=request.user).code)
    except Http404:
        message = _("Không tìm thấy mã “%(code)s” ở bưu cục này. Hãy kiểm tra lại mã.")
        messages.error(request, message % {"code": code})
        return redirect("postal:desk")


@post_counter
@require_POST
def new_declaration(request: DeskRequest) -> HttpResponse:
    """A draft for a citizen who has none; it is declared in the same steps as online."""
    application = intake.open_for_citizen(by=request.user)
    return redirect(resume_url(application))


@post_counter
@require_POST
def take_in(request: DeskRequest, code: str) -> HttpResponse:
    application = intake.find(code, by=request.user)
    taken = told(request, lambda: intake.take_in(application, by=request.user))
    return redirect("postal:dossier", application.code) if taken else redirect("postal:desk")


@post_counter
@require_http_methods(["GET", "POST"])
def dossier(request: DeskRequest, code: str) -> HttpResponse:
    """Count the papers, take the money, give the slip."""
    application = intake.find(code, by=request.user)
    if slip := Slip.objects.filter(application=application).first():
        return redirect("postal:slip", slip.number)
    if application.received_office_id is None:
        context = {"application": application, "masked_name": mask_name(application.full_name)}
        return render(request, "postal/take_in.html", context)
    office = intake.post_office_of(request.user)
    papers = paper_rows(request.POST or None, titles=intake.papers_needed(application))
    form = ReceiveForm(request.POST or None, initial={"postage": office.postage})
    problems: list[Any] = []
    if request.method == "POST" and papers.is_valid() and form.is_valid():
        try:
            slip = _receive(request, application, papers, form)
        except Invalid as invalid:
            problems = _at_their_rows(invalid, papers)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("postal:slip", slip.number)
    context = {"application": application, "papers": papers, "form": form, "problems": problems}
    return render(request, "postal/dossier.html", {**context, **_declared(application)})


@post_counter
@require_GET
def slip(request: DeskRequest, number: str) -> HttpResponse:
    """The slip to print and to sign by both."""
    mine = Slip.objects.for_user(request.user).select_related("application", "office", "manifest")
    found = get_object_or_404(mine, number=number)
    regime = regimes.regime_for(today(), setting=settings.REGIME)
    context = {
        "slip": found,
        "application": found.application,
        "limit": regime.limits[LimitClass.BASE],
        "longer_limit": regime.limits[LimitClass.EXTENDED],
    }
    return render(request, "postal/slip.html", context)


def _receive(
    request: DeskRequest, application: Application, papers: Any, form: ReceiveForm
) -> Slip:
    return intake.receive(
        application,
        by=request.user,
        documents=counted(papers),
        postage=form.cleaned_data["postage"],
        missing_told=form.cleaned_data["missing_told"],
    )


def _at_their_rows(invalid: Invalid, papers: Any) -> list[Any]:
    """Problems of a counted paper go to its row; the others are told at the top."""
    elsewhere = []
    for problem in invalid.problems:
        name, _dot, rest = problem.field.partition(".")
        place, _dot, field = rest.partition(".")
        if name == "documents" and place.isdecimal():
            papers.forms[int(place)].add_error(field, str(problem.message))
        else:
            elsewhere.append(problem)
    return elsewhere


def _declared(application: Application) -> dict[str, Any]:
    """What the clerk compares with the paper in hand, and the fee that is due."""
    is_draft = application.state == State.DRAFT
    owed = dossiers.fee_of(application, paid_on=today()).amount if is_draft else None
    return {
        "declare_at": resume_url(application) if is_draft else "",
        "fee": owed if is_draft else application.fee_amount,
        "paid": application.payments.filter(~Q(reference="")).last(),
        "documents": application.subject.get("documents", []),
    }
