"""The post over HTTP: its acts on a dossier, and the carrier's reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from applications.declaration import AddressSerializer
from common import s10
from common.acts import Act, NoBody
from common.signed_requests import SignedRequest, public_keys_in
from postal import dispatch, tracking
from postal.models import Parcel


class DeliverSerializer(serializers.Serializer):
    identity = serializers.CharField(max_length=20, allow_blank=True, default="")
    code = serializers.CharField(max_length=20, allow_blank=True, default="")


class MailReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class ResendSerializer(serializers.Serializer):
    address = AddressSerializer(allow_null=True, default=None)


ACTS = {
    "hand_over": Act(NoBody, dispatch.hand_over),
    "deliver": Act(DeliverSerializer, dispatch.deliver),
    "return_mail": Act(MailReasonSerializer, dispatch.return_mail),
    "lose": Act(MailReasonSerializer, dispatch.lose),
    "resend": Act(ResendSerializer, dispatch.resend),
}


class ReportSerializer(serializers.Serializer):
    """A carrier event (contracts section 5)."""

    EVENTS = [state for state in Parcel.State.values if state != Parcel.State.REGISTERED]

    message_id = serializers.CharField(max_length=100)
    item = serializers.CharField(max_length=20)
    event = serializers.ChoiceField(choices=EVENTS)
    at = serializers.DateTimeField()
    office = serializers.CharField(max_length=20, allow_blank=True, default="")
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")

    def validate_item(self, item: str) -> str:
        """A wrong check digit is an error in an S10 code, and only a doubt in a domestic one."""
        reading = s10.read(item)
        if not reading.acceptable:
            raise serializers.ValidationError(_("Số hiệu bưu gửi sai."), code=str(reading.problem))
        return reading.code


class MarkSerializer(serializers.Serializer):
    """What the carrier is answered: the mark that is kept, and whether it took effect."""

    message_id = serializers.CharField()
    item = serializers.CharField(source="parcel.item")
    event = serializers.CharField()
    kept_aside = serializers.CharField(source="aside")


class CarrierSignature(SignedRequest):
    """The carrier is known by its signature on the request, as an agency is."""

    def keys(self) -> Mapping[str, Sequence[Ed25519PublicKey]]:
        return {settings.CARRIER_CODE: public_keys_in(Path(settings.CARRIER_PUBLIC_KEY))}

    def principal(self, sender: str) -> User:
        return User.objects.machine()


class CarrierEvents(APIView):
    """`POST /api/v1/postal/events/`: one report, with one effect however often it comes."""

    authentication_classes = (CarrierSignature,)
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="postal_events", request=ReportSerializer, responses=MarkSerializer, auth=[]
    )
    def post(self, request: Request) -> Response:
        body = ReportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        mark = tracking.receive(tracking.Report(**body.validated_data))
        return Response(MarkSerializer(mark).data)
