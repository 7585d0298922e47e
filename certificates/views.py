"""The public pages where anybody checks a certificate, and the file for those it belongs to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import STAFF_ROLES, Role, User
from applications.models import Application
from applications.views.visitors import visit
from certificates import checking, collecting, files, keys
from certificates.models import Certificate
from certificates.throttling import too_many
from certificates.verdict import WRONG_FILE, verdict
from common.pdf_container import Problem


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã in ở chân phiếu"),
        max_length=40,
        error_messages={
            "required": _("Hãy nhập mã in ở chân phiếu."),
            "max_length": _("Mã chỉ có 16 chữ và số. Hãy nhập lại."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp PDF của phiếu"),
        error_messages={
            "required": _("Hãy chọn tệp PDF của phiếu."),
            "empty": WRONG_FILE[Problem.EMPTY],
        },
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            most = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(_("Tệp lớn hơn %(most)s.") % {"most": most})
        return file


@never_cache
@require_safe
def checked(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR leads: whether the certificate is valid, revoked or unknown."""
    return told(request, checking.by_token(token.rstrip("/")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Type the code, or give the file."""
    if request.method != "POST":
        return _forms(request, CodeForm(), FileForm())
    if too_many(request):
        return _forms(request, CodeForm(), FileForm(), status=429)
    if "file" in request.FILES:
        return _check_file(request)
    return _check_code(request)


def _check_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _forms(request, form, FileForm(), status=400)
    return told(request, checking.by_typed_code(form.cleaned_data["code"]))


def _check_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _forms(request, CodeForm(), form, status=400)
    found = checking.by_file(form.cleaned_data["file"].read())
    if wrong := WRONG_FILE.get(found.signature.problem):
        form.add_error("file", wrong)
        return _forms(request, CodeForm(), form, status=400)
    return told(request, found.shown, file=found)


def told(
    request: HttpRequest, answer: checking.Answer, *, file: checking.FileAnswer | None = None
) -> HttpResponse:
    """The page with the answer; one who was told nothing is not even told the time."""
    context = {
        "answer": answer,
        "file": file,
        "verdict": verdict(answer, file),
        "checked_at": now() if file or answer.number else None,
        **_kind_of_key(),
    }
    return render(request, "certificates/checked.html", context)


def _kind_of_key() -> dict[str, object]:
    """Whether the office's key is one of a demonstration, or kept in a file."""
    return {"demonstration": keys.is_demonstration(), "key_kind": keys.signer_kind()}


def _forms(
    request: HttpRequest, code_form: CodeForm, file_form: FileForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": code_form,
        "file_form": file_form,
        "too_many": status == 429,
        "has_samples": keys.is_demonstration(),
        **_kind_of_key(),
    }
    return render(request, "certificates/check.html", context, status=status)


def pdf_response(certificate: Certificate) -> HttpResponse:
    """The signed file as a download, never kept by a cache on the way."""
    response = HttpResponse(files.read(certificate), content_type="application/pdf")
    name = certificate.printed_number.replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="phieu-{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def readable(user: User, *, code: str) -> Application:
    """The dossier whose certificate this person may read; a post office carries and never reads."""
    carries = user.has_role(Role.POST_CLERK) and not user.is_department
    found = Application.objects.none() if carries else Application.objects.for_user(user)
    return get_object_or_404(found, code=code)


def file_of(application: Application) -> HttpResponse:
    """The signed file of a dossier that this reader was found to see."""
    certificate = Certificate.objects.issued().filter(application=application).first()
    if certificate is None:
        raise Http404
    return pdf_response(certificate)


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The file, for whoever may see the dossier; an electronic result is delivered by it."""
    if isinstance(request.user, User) and request.user.has_role(*STAFF_ROLES):
        return file_of(readable(request.user, code=code))
    here = visit(request, code)
    answer = file_of(here.application)
    if here.by.pk == here.application.owner_id:
        collecting.collect(here.application)
    return answer
