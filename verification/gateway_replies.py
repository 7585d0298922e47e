"""Answers that come over the national exchange: the same as from an agency's own server."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from verification.api import ReceivedReplySerializer, RepliesView, ReplySerializer
from verification.signed import SignedByGateway

_CLIENT = OpenApiParameter(
    "X-Road-Client",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The agency's name on the exchange, INSTANCE/CLASS/MEMBER/SUBSYSTEM; signed too",
)


class GatewayRepliesView(RepliesView):
    """Our security server brings the agencies' answers here, and signs for whom."""

    authentication_classes = [SignedByGateway]

    @extend_schema(
        parameters=[_CLIENT],
        request=ReplySerializer,
        responses=ReceivedReplySerializer,
        auth=[],
        summary="An agency's answer over the national exchange, signed by our security server",
    )
    def post(self, request: Request) -> Response:
        return super().post(request)
