"""Certificates over HTTP: the acts of drafting to reissue, and the public check (contracts 6)."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.acting import actor
from certificates import approval, checking, revocation, signed_lists, signing
from certificates.models import Revocation
from certificates.throttling import CheckThrottle
from certificates.views import file_of, readable
from common.acts import Act, NoBody
from common.pdf_container import Problem
from common.refusals import FieldProblem, Invalid

STATUS = (checking.VALID, checking.REVOKED, checking.UNKNOWN)
NEVER_KEPT = {"Cache-Control": "no-store, max-age=0"}


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=2000)


class RevokeSerializer(serializers.Serializer):
    """`kind`: thu hồi or hủy bỏ (Law 28/2009 art 50); a correction is a step of its own."""

    ground = serializers.CharField(max_length=2000)
    kind = serializers.ChoiceField(
        choices=[Revocation.Kind.REVOKED, Revocation.Kind.CANCELLED],
        default=Revocation.Kind.REVOKED,
    )
    document_no = serializers.CharField(max_length=200, allow_blank=True, default="")


class CancelSerializer(serializers.Serializer):
    ground = serializers.CharField(max_length=2000)
    copies_destroyed = serializers.IntegerField(min_value=0, max_value=500)
    destroyed_by = serializers.CharField(max_length=200)
    document_no = serializers.CharField(max_length=200, allow_blank=True, default="")


class CorrectSerializer(serializers.Serializer):
    """`changes` has the shape of the declaration: `subject`, `certificate_type`, `confirm_bans`."""

    changes = serializers.DictField()
    reason = serializers.CharField(max_length=2000)
    document_no = serializers.CharField(max_length=200)


ACTS: dict[str, Act] = {
    "draft": Act(NoBody, approval.draft),
    "approve": Act(NoBody, approval.approve),
    "send_back": Act(ReasonSerializer, approval.send_back),
    "sign": Act(NoBody, signing.order),
    "revoke": Act(RevokeSerializer, revocation.revoke),
    "cancel": Act(CancelSerializer, revocation.cancel),
    "correct": Act(CorrectSerializer, revocation.correct),
    "reissue": Act(ReasonSerializer, revocation.reissue),
}


class CheckSerializer(serializers.Serializer):
    """Whether a certificate counts; never its type or content."""

    status = serializers.ChoiceField(choices=STATUS)
    number = serializers.CharField(allow_null=True)
    issued_on = serializers.DateField(allow_null=True)
    issuer = serializers.CharField(allow_null=True)
    masked_name = serializers.CharField(allow_null=True)
    revoked_on = serializers.DateField(allow_null=True)


class SignatureSerializer(serializers.Serializer):
    valid = serializers.BooleanField(source="accepted")
    trusted = serializers.BooleanField()
    intact = serializers.BooleanField()
    covers_whole_file = serializers.BooleanField(source="coverage_entire_file")
    signed_at = serializers.DateTimeField(allow_null=True)
    signer = serializers.CharField(source="signer_name")
    problem = serializers.ChoiceField(
        choices=[problem.value for problem in Problem],
        allow_blank=True,
        help_text="The first thing wrong with the signature; empty where it holds.",
    )


class FileCheckSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=STATUS)
    bytes_as_issued = serializers.BooleanField()
    signature = SignatureSerializer()
    certificate = CheckSerializer()
    sha256 = serializers.CharField(help_text="Of the file that was checked.")


class RevokedSerializer(serializers.Serializer):
    office = serializers.CharField()
    number = serializers.CharField()
    issued_on = serializers.DateField()
    revoked_on = serializers.DateField()
    mark = serializers.CharField()


class RevokedListSerializer(serializers.Serializer):
    """`signature`: Ed25519 over the canonical JSON of the other fields."""

    generated_at = serializers.DateTimeField()
    next_update = serializers.DateTimeField()
    serial = serializers.IntegerField()
    algorithm = serializers.CharField()
    public_key = serializers.CharField()
    revoked = RevokedSerializer(many=True)
    signature = serializers.CharField()


class PdfParser(BaseParser):
    """The file as the request's whole body."""

    media_type = "application/pdf"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        data = stream.read(settings.UPLOAD_MAX_BYTES + 1)
        return {"file": io.BytesIO(data)}


class PublicView(APIView):
    """Open to everybody, answered anew each time."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (CheckThrottle,)


class CertificateCheckView(PublicView):
    """A certificate by its QR's token: valid, revoked or unknown."""

    @extend_schema(operation_id="certificates_check", responses=CheckSerializer)
    def get(self, request: Request, token: str) -> Response:
        answer = checking.by_token(token)
        return Response(CheckSerializer(answer).data, headers=NEVER_KEPT)


class FileCheckView(PublicView):
    """A certificate by its file: the bytes issued, the signature, the register."""

    parser_classes = (PdfParser, MultiPartParser)

    @extend_schema(
        operation_id="certificates_check_file",
        request={
            "application/pdf": OpenApiTypes.BINARY,
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
            },
        },
        responses=FileCheckSerializer,
    )
    def post(self, request: Request) -> Response:
        sent: Any = request.data
        file = sent.get("file")
        if not hasattr(file, "read"):
            raise Invalid([FieldProblem("required", "file", _("Hãy gửi tệp PDF của phiếu."))])
        data = file.read(settings.UPLOAD_MAX_BYTES + 1)
        if len(data) > settings.UPLOAD_MAX_BYTES:
            raise Invalid([FieldProblem("too_large", "file", _("Tệp quá lớn."))])
        found = checking.by_file(data)
        return Response(FileCheckSerializer(found).data, headers=NEVER_KEPT)


class ListNotMade(APIException):
    """A new installation whose signer has not come to it yet."""

    status_code = 503
    default_detail = _("Danh sách phiếu đã thu hồi chưa được ký. Hãy thử lại sau ít phút.")
    default_code = "list_not_made"
    wait = 30


@method_decorator([never_cache, gzip_page], name="dispatch")
class RevokedListView(PublicView):
    """The signed list of revoked numbers, for checks without a network."""

    @extend_schema(operation_id="certificates_revoked", responses=RevokedListSerializer)
    def get(self, request: Request) -> HttpResponse:
        found = signed_lists.newest()
        if found is None:
            raise ListNotMade
        return HttpResponse(found.document, content_type="application/json; charset=utf-8")


class CertificateFileView(APIView):
    """The signed PDF, for whoever may see the case."""

    @extend_schema(
        operation_id="applications_certificate_file",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        return file_of(readable(actor(request), code=code))
