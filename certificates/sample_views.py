"""The page of samples, in a demonstration only: what genuine, edited, forged, revoked look like."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import checking, keys
from certificates.sample_files import SAMPLES, Sample, are_made
from certificates.throttling import too_many
from certificates.views import told


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The four files, or the word that they are being made."""
    _only_in_a_demonstration()
    context = {"samples": SAMPLES if are_made() else (), "too_many": False}
    return render(request, "certificates/samples.html", context)


@never_cache
@require_safe
def file(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them, to be kept and tried elsewhere."""
    sample = _sample(slug)
    response = HttpResponse(sample.path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{sample.path.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
def checked(request: HttpRequest, slug: str) -> HttpResponse:
    """What the check says of it: the very answer that anybody gets who drops the file there."""
    sample = _sample(slug)
    if too_many(request):
        context = {"samples": SAMPLES, "too_many": True}
        return render(request, "certificates/samples.html", context, status=429)
    found = checking.by_file(sample.path.read_bytes())
    return told(request, found.shown, file=found)


def _only_in_a_demonstration() -> None:
    if not keys.is_demonstration():
        raise Http404


def _sample(slug: str) -> Sample:
    _only_in_a_demonstration()
    found = [sample for sample in SAMPLES if sample.slug == slug and sample.path.exists()]
    if not found:
        raise Http404
    return found[0]
