"""The fee: how to pay it, waiting for the bank's word, and the receipt."""

from __future__ import annotations

from urllib.parse import urlencode

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from applications import payment as money
from applications.bank import vietqr
from applications.models import Application, Payment, State
from applications.reading import state_as_read
from applications.views.visitors import Visit
from applications.views.ways import follow_url, of_a_dossier, private_link, where

METHODS = {
    "post": _("Phiếu được gửi bưu điện đến tận nhà."),
    "pickup": _("Chúng tôi báo bạn đến nhận khi có phiếu."),
    "electronic": _("Bạn tải bản điện tử tại trang theo dõi hồ sơ."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_dossier
def payment(request: HttpRequest, here: Visit) -> HttpResponse:
    """Pay by transfer; at the office's counter the clerk may take cash."""
    application = here.application
    if application.state != State.AWAITING_PAYMENT:
        return redirect(_paid_url(here))
    if request.method == "POST":
        return _take_cash(here)
    context = {
        "application": application,
        "bank": {
            "name": settings.BANK_NAME,
            "account": settings.BANK_ACCOUNT,
            "holder": settings.BANK_ACCOUNT_NAME,
        },
        "qr_source": segno.make(vietqr(application), error="m").png_data_uri(scale=8, border=2),
        "status_url": reverse("applications:payment_state", args=[application.code]),
        "next_url": reverse("applications:receipt", args=[application.code]),
        "refresh_url": f"{reverse('applications:payment', args=[application.code])}?doi=1",
        "asked_again": "doi" in request.GET,
        "bank_page": _bank_page(application),
        "private_link": private_link(application),
        "takes_cash": here.by.has_role(Role.RECEIVER) and here.may("pay"),
        "withdraw_url": reverse("applications:withdraw", args=[application.code])
        if here.may("withdraw")
        else "",
    }
    return render(request, "applications/payment.html", context)


@require_safe
@of_a_dossier
def payment_state(_request: HttpRequest, here: Visit) -> JsonResponse:
    """What the waiting page asks every few seconds: the state and nothing else."""
    return JsonResponse({"state": state_as_read(here.application.state, by_staff=False)})


@require_safe
@of_a_dossier
def receipt(request: HttpRequest, here: Visit) -> HttpResponse:
    """The dossier is filed: its code, the receipt, the private link, what happens next."""
    application = here.application
    if application.submitted_at is None:
        return redirect(where(here))
    context = {
        "application": application,
        "payment": application.payments.order_by("pk").first(),
        "issuer": application.received_office or application.office,
        "private_link": private_link(application),
        "tracking_url": follow_url(application),
        "email": application.subject.get("email", ""),
        "delivery": METHODS.get(application.delivery.get("method", ""), ""),
    }
    return render(request, "applications/receipt.html", context)


def _take_cash(here: Visit) -> HttpResponse:
    """The receiver has the money in hand; a dossier is paid once, so its code is the reference."""
    money.pay(
        here.application,
        by=here.by,
        amount=here.application.fee_amount or 0,
        method=Payment.Method.CASH,
        reference=here.application.code,
    )
    return redirect("applications:receipt", here.application.code)


def _paid_url(here: Visit) -> str:
    if here.application.submitted_at is None or here.by.has_role(Role.POST_CLERK):
        return where(here)
    return reverse("applications:receipt", args=[here.application.code])


def _bank_page(application: Application) -> str:
    """The demonstration bank, with the transfer filled in; a real installation has none."""
    if not settings.BANK_PAGE:
        return ""
    receipt_path = reverse("applications:receipt", args=[application.code])
    wanted = {
        "reference": application.payment_reference,
        "amount": application.fee_amount,
        "return_to": f"{settings.PUBLIC_URL}{receipt_path}",
    }
    return f"{settings.BANK_PAGE}?{urlencode(wanted)}"
