"""What is opened from a case: attached papers, the certificate's preview, a record of the register.

Each opens through the dossier that its reader may see, and in no other way.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from applications import attachments
from applications.models import Application
from certificates.content import CertificateContent
from certificates.models import Certificate
from portal.desk.days import Due
from records.lookup import LOOKUP_ROLES
from records.models import Person
from records.reasons import Reason, keep_reason

# What the preview bears in every place where the certificate has its number.
PREVIEW = "BẢN XEM TRƯỚC"


def seen_case(request: HttpRequest, pk: int | str) -> Application:
    """The dossier, if this reader may see it; otherwise it does not exist."""
    user = request.user
    if not isinstance(user, User) or not str(pk).isdecimal():
        raise Http404
    return get_object_or_404(Application.objects.for_user(user), pk=pk)


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """One attached paper, as it was stored: our own encoding, shown and never run."""
    attachment = get_object_or_404(seen_case(request, pk).attachments, pk=paper)
    try:
        content = attachments.read(attachment)
    except OSError as error:
        raise Http404 from error
    return _inline(content, attachment.content_type, name=f"giay-to-{attachment.pk}")


@never_cache
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate in the making as it will be printed, without number and signature."""
    certificate = Certificate.objects.open_of(seen_case(request, pk))
    if certificate is None:
        raise Http404
    return _inline(preview_pdf(certificate.lines), "application/pdf", name="xem-truoc")


@never_cache
@require_safe
def record(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Into the register with this case as the reason, which the register writes down."""
    application = seen_case(request, pk)
    user = request.user
    if not isinstance(user, User) or not user.has_role(*LOOKUP_ROLES):
        raise Http404
    found = get_object_or_404(Person, pk=person)
    keep_reason(request, Reason(_("Giải quyết hồ sơ"), application.code))
    return redirect("admin:records_person_change", found.pk)


def preview_pdf(content: CertificateContent) -> bytes:
    # WeasyPrint takes seconds to load; only a preview needs it here.
    from certificates.rendering import Issue, render

    issue = Issue(
        number=PREVIEW,
        issued_at=timezone.now(),
        signer="",
        signer_titles=(content.signatures.signer_title,),
        check_url=f"{settings.PUBLIC_URL}/verify/",
        typed_code=f"{PREVIEW}, KHÔNG CÓ GIÁ TRỊ",
        check_page=f"{settings.PUBLIC_URL.partition('://')[2]}/verify",
    )
    return render(content, issue=issue).pdf


def tag(words: object, tone: str) -> str:
    """A state as the portal shows it everywhere, for the list."""
    kind = f" tag--{tone}" if tone else ""
    return format_html('<strong class="tag{}">{}</strong>', kind, words)


def over(first: object, second: object) -> str:
    """Two things of one cell, the second small under the first."""
    if not second:
        return format_html("{}", first)
    return format_html('<span class="over">{}<small>{}</small></span>', first, second)


def due_mark(due: Due | None) -> str:
    if due is None:
        return ""
    if not due.words:
        return due.day
    return format_html(
        '<span class="due due--{}">{}<span class="due__words">{}</span></span>',
        due.tone or "calm",
        due.day,
        due.words,
    )


def _inline(content: bytes, content_type: str, *, name: str) -> HttpResponse:
    ending = content_type.rpartition("/")[2]
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
