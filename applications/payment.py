"""Money for a dossier: one reference of a bank or till counts once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications import workflow
from applications.intake import file
from applications.models import Application, Payment, State
from applications.numbering import next_receipt_number
from common.dates import today
from common.refusals import FieldProblem, Invalid, Refusal


@transaction.atomic
def pay(
    application: Application,
    *,
    by: User,
    amount: int,
    method: str,
    reference: str,
    paid_at: datetime | None = None,
) -> Payment:
    """Record the fee and file the dossier; the same reference again answers with what was done."""
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    known = Payment.objects.filter(method=method, reference=reference).first()
    if known is not None:
        return _same_payment(known, application=application, amount=amount)
    workflow.hold(application, "pay", by=by)
    if amount != application.fee_amount:
        message = _("Số tiền phải đúng bằng phí của hồ sơ: %(amount)s đồng.")
        amount_asked = {"amount": f"{application.fee_amount or 0:,}".replace(",", ".")}
        raise Invalid([FieldProblem("amount", "amount", message % amount_asked)])
    payment = Payment.objects.create(
        application=application,
        amount=amount,
        method=method,
        reference=reference,
        receipt_no=next_receipt_number(
            application.received_office or application.office, day=today()
        ),
        paid_at=paid_at or timezone.now(),
        recorded_by=by,
    )
    file(application)
    workflow.advance(
        application, "pay", by=by, to=State.SUBMITTED, data={"receipt": payment.receipt_no}
    )
    return payment


def _same_payment(known: Payment, *, application: Application, amount: int) -> Payment:
    """A repeat is answered like the first; the same reference for something else is refused."""
    if known.application_id != application.pk or known.amount != amount:
        raise Refusal(_("Số giao dịch này đã được ghi cho một khoản nộp khác."), code="reference")
    return known
