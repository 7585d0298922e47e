"""Verification over HTTP: the agencies' replies, and the clerk's two acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.models import Route
from common.acts import Act
from common.fields import PlainSerializer
from verification import door, replies
from verification.classification import reclassify
from verification.conclusion import conclude
from verification.models import Conclusion, Reply
from verification.signed import AgencyServer, SignedByAgency

MOST_JUDGMENTS = 100
MOST_DOCUMENTS = 20


class ReplySerializer(PlainSerializer):
    """What an agency answers; a judgment's columns are those of contracts section 4."""

    message_id = serializers.CharField(max_length=100)
    request = serializers.CharField(max_length=60)
    subject_digest = serializers.CharField(max_length=200)  # another one sets the answer aside
    answer = serializers.ChoiceField(choices=Reply.Answer.choices)
    reference = serializers.CharField(max_length=100, allow_blank=True, default="")
    signed_by = serializers.CharField(max_length=200, allow_blank=True, default="")
    answered_on = serializers.DateField()
    judgments = serializers.ListField(
        child=serializers.DictField(), max_length=MOST_JUDGMENTS, default=list
    )
    note = serializers.CharField(max_length=5000, allow_blank=True, default="")
    documents = serializers.ListField(
        child=serializers.DictField(), max_length=MOST_DOCUMENTS, default=list
    )
    final = serializers.BooleanField(
        default=True, help_text="false: an interim word; the answer itself is still to come"
    )
    extends = serializers.ChoiceField(
        choices=[replies.ARCHIVE],
        allow_blank=True,
        default="",
        help_text="of an interim word: the ministry's archive is searched, which takes longer",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["judgments"] and attrs["answer"] == Reply.Answer.NONE:
            message = _("Trả lời không có án tích thì không kèm bản án.")
            raise serializers.ValidationError({"judgments": message})
        return attrs


class ReceivedReplySerializer(serializers.Serializer):
    """The same for the same message, however often it comes."""

    message_id = serializers.CharField()
    request = serializers.CharField(source="request_reference")
    disposition = serializers.ChoiceField(choices=Reply.Disposition.choices)


class RepliesView(APIView):
    """Agencies send their answers here, signed."""

    authentication_classes = [SignedByAgency]
    permission_classes = [IsAuthenticated]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What is refused before anything of the message is read."""
        door.refuse_large(request)
        try:
            super().initial(request, *args, **kwargs)
        except AuthenticationFailed:
            door.note_refused(request)
            raise
        server: AgencyServer = request.user  # type: ignore[assignment]
        door.count(server.agency)

    @extend_schema(
        request=ReplySerializer,
        responses=ReceivedReplySerializer,
        auth=[],
        summary="An agency's answer, signed by HTTP Message Signatures",
    )
    def post(self, request: Request) -> Response:
        server: AgencyServer = request.user  # type: ignore[assignment]
        serializer = ReplySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        answer = answer_from(serializer.validated_data, body=dict(request.data))
        reply = replies.receive(answer, agency=server.agency)
        return Response(ReceivedReplySerializer(reply).data)


def answer_from(values: dict[str, Any], *, body: dict[str, Any]) -> replies.Answer:
    """The answer as values; its papers stay in the message as it came."""
    kept = {name: value for name, value in values.items() if name != "documents"}
    return replies.Answer(**{**kept, "judgments": tuple(values["judgments"]), "body": body})


class ReclassifySerializer(serializers.Serializer):
    route = serializers.ChoiceField(choices=Route.choices)
    reason = serializers.CharField(max_length=2000)


class ConcludeSerializer(PlainSerializer):
    """`judgments`: the columns of contracts section 4, with `expunged`, `expunged_on` and
    `expungement_ground` as the clerk decided."""

    finding = serializers.ChoiceField(choices=Conclusion.Finding.choices)
    judgments = serializers.ListField(
        child=serializers.DictField(), max_length=MOST_JUDGMENTS, default=list
    )
    bans = serializers.ListField(
        child=serializers.DictField(), max_length=MOST_JUDGMENTS, default=list
    )
    note = serializers.CharField(max_length=5000, allow_blank=True, default="")
    without_answers = serializers.CharField(max_length=2000, allow_blank=True, default="")
    without_comparing = serializers.CharField(max_length=2000, allow_blank=True, default="")
    disagreement = serializers.CharField(max_length=2000, allow_blank=True, default="")


ACTS: dict[str, Act] = {
    "reclassify": Act(ReclassifySerializer, reclassify),
    "conclude": Act(ConcludeSerializer, conclude),
}
