"""The bank's word that a transfer came in (contracts section 2), and how to pay by VietQR.

VietQR is the EMVCo merchant-presented QR code with NAPAS's template 38 (QR IBFT to account).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.acting import actor
from accounts.models import User
from applications import payment
from applications.models import Application, Payment, UnmatchedTransfer
from common.refusals import Invalid, Refusal
from common.signed_requests import SignedRequest, public_keys_in


class PaymentEventSerializer(serializers.Serializer):
    """One transfer: `reference` is what the payer wrote, `amount` in whole đồng."""

    message_id = serializers.CharField(max_length=100)
    reference = serializers.CharField(max_length=100)
    amount = serializers.IntegerField(min_value=1)
    paid_at = serializers.DateTimeField()


class PaymentTakenSerializer(serializers.Serializer):
    receipt_no = serializers.CharField()


class BankSignature(SignedRequest):
    def keys(self) -> Mapping[str, Sequence[Ed25519PublicKey]]:
        return {settings.BANK_CODE: public_keys_in(Path(settings.BANK_PUBLIC_KEY))}

    def principal(self, sender: str) -> User:
        return User.objects.machine()


class PaymentEvents(APIView):
    """`POST /api/v1/payments/events/`: a transfer counts once, however often it is told."""

    authentication_classes = (BankSignature,)
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="payment_events",
        request=PaymentEventSerializer,
        responses=PaymentTakenSerializer,
        auth=[],
    )
    def post(self, request: Request) -> Response:
        body = PaymentEventSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        told = body.validated_data
        reference = told["reference"].replace(" ", "").upper()
        application = Application.objects.filter(payment_reference=reference).first()
        try:
            taken = _take(application, told, by=actor(request))
        except (NotFound, Invalid, Refusal) as error:
            # The money is on the account all the same: a person has to settle it.
            _keep(application, told, error)
            raise
        return Response({"receipt_no": taken.receipt_no})


def _take(application: Application | None, told: dict[str, Any], *, by: User) -> Payment:
    if application is None:
        raise NotFound(_("Không có hồ sơ nào với nội dung chuyển khoản này."))
    return payment.pay(
        application,
        by=by,
        amount=told["amount"],
        method=Payment.Method.BANK_TRANSFER,
        reference=told["message_id"],
        paid_at=told["paid_at"],
    )


def _keep(application: Application | None, told: dict[str, Any], error: Exception) -> None:
    """Once for each transfer, however often the bank tells of it."""
    first = error.problems[0].message if isinstance(error, Invalid) else error
    UnmatchedTransfer.objects.get_or_create(
        message_id=told["message_id"],
        defaults={
            "reference": told["reference"],
            "amount": told["amount"],
            "paid_at": told["paid_at"],
            "reason": str(first)[:200],
            "application": application,
        },
    )


def vietqr(application: Application) -> str:
    """The text of the QR code that a bank's app reads: account, amount and message filled in."""
    account = _field("00", settings.BANK_BIN) + _field("01", settings.BANK_ACCOUNT)
    merchant = _field("00", "A000000727") + _field("01", account) + _field("02", "QRIBFTTA")
    fields = [
        _field("00", "01"),  # version of the format
        _field("01", "12"),  # for one payment
        _field("38", merchant),
        _field("53", "704"),  # Vietnamese đồng
        _field("54", str(application.fee_amount or 0)),
        _field("58", "VN"),
        _field("62", _field("08", application.payment_reference)),
    ]
    text = "".join(fields) + "6304"
    return text + f"{crc16(text.encode()):04X}"


def crc16(content: bytes) -> int:
    """CRC-16/CCITT-FALSE, the checksum of EMVCo codes (ISO/IEC 13239)."""
    value = 0xFFFF
    for byte in content:
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
            value &= 0xFFFF
    return value


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02d}{value}"
