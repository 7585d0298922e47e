"""The public log over HTTP, for anybody's auditor (docs/certificate-log.md is the contract)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from certificates.log import proofs, roots
from certificates.models import LogEntry, LogRoot
from certificates.throttling import CheckThrottle
from common.refusals import Refusal

ROOTS_A_PAGE = 100
LEAVES_A_PAGE = 1000
_BIGGEST = 2**62  # more entries than any log, and still a number for the database
_NEVER_KEPT = {"Cache-Control": "no-store, max-age=0"}


class RootSerializer(serializers.Serializer):
    size = serializers.IntegerField()
    root = serializers.CharField()  # type: ignore[assignment]
    made_at = serializers.DateTimeField()
    signature = serializers.CharField()
    time_stamp = serializers.CharField()


class NewestSerializer(RootSerializer):
    public_key = serializers.CharField()


class RootsSerializer(serializers.Serializer):
    public_key = serializers.CharField()
    roots = RootSerializer(many=True)
    older = serializers.CharField(allow_null=True)


class ProvenSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    leaf = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField(), allow_null=True)


class InclusionSerializer(serializers.Serializer):
    size = serializers.IntegerField()
    entries = ProvenSerializer(many=True)


class ConsistencySerializer(serializers.Serializer):
    first = serializers.IntegerField()
    second = serializers.IntegerField()
    path = serializers.ListField(child=serializers.CharField())


class LeavesSerializer(serializers.Serializer):
    start = serializers.IntegerField()
    leaves = serializers.ListField(child=serializers.CharField())


class PublicView(APIView):
    """Open to everybody, answered anew each time."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class RootsView(PublicView):
    """Every root published, the newest first."""

    @extend_schema(
        operation_id="log_roots", responses=RootsSerializer, parameters=[OpenApiParameter("before")]
    )
    def get(self, request: Request) -> Response:
        before = _number(request, "before", default=_BIGGEST)
        found = list(LogRoot.objects.filter(pk__lt=before).order_by("-pk")[: ROOTS_A_PAGE + 1])
        page, more = found[:ROOTS_A_PAGE], found[ROOTS_A_PAGE:]
        older = f"{reverse('certificates:log-roots')}?before={page[-1].pk}" if more else None
        told = [roots.document(one) for one in page]
        body = {"public_key": roots.public_key(), "roots": told, "older": older}
        return Response(body, headers=_NEVER_KEPT)


class NewestRootView(PublicView):
    """The root published last."""

    @extend_schema(operation_id="log_root", responses=NewestSerializer)
    def get(self, request: Request) -> Response:
        newest = roots.newest()
        if newest is None:
            raise Refusal(_("Chưa có giá trị gốc nào được công bố."), code="no_root_yet")
        body = {**roots.document(newest), "public_key": roots.public_key()}
        return Response(body, headers=_NEVER_KEPT)


class InclusionView(PublicView):
    """What the log says of a file, by its SHA-256; a malformed one is as unknown as any other."""

    throttle_classes = (CheckThrottle,)

    @extend_schema(
        operation_id="log_inclusion",
        responses=InclusionSerializer,
        parameters=[OpenApiParameter("sha256", required=True), OpenApiParameter("size")],
    )
    def get(self, request: Request) -> Response:
        size = _number(request, "size", default=_published())
        size = size if size <= _published() else 0
        sha256 = request.query_params.get("sha256", "").strip().lower()
        found = LogEntry.objects.filter(file_sha256=sha256.replace("\0", "")).order_by("position")
        told = [_proven(entry, size=size) for entry in found] if size else []
        return Response({"size": size, "entries": told}, headers=_NEVER_KEPT)


class ConsistencyView(PublicView):
    """That the log of the second size goes on from the log of the first."""

    @extend_schema(
        operation_id="log_consistency",
        responses=ConsistencySerializer,
        parameters=[
            OpenApiParameter("first", int),
            OpenApiParameter("second", int),
        ],
    )
    def get(self, request: Request) -> Response:
        published = _published()
        first = _number(request, "first", default=0)
        second = _number(request, "second", default=published)
        if not first <= second <= published:
            raise NotFound
        path = [digest.hex() for digest in proofs.consistency(first, second)]
        return Response({"first": first, "second": second, "path": path}, headers=_NEVER_KEPT)


class LeavesView(PublicView):
    """The hashes of the entries in their order, so that anybody can build the tree themselves."""

    @extend_schema(
        operation_id="log_leaves",
        responses=LeavesSerializer,
        parameters=[OpenApiParameter("start", int)],
    )
    def get(self, request: Request) -> Response:
        start = _number(request, "start", default=0)
        end = min(start + LEAVES_A_PAGE, _published())
        found = LogEntry.objects.filter(position__gte=start, position__lt=end)
        digests = found.order_by("position").values_list("digest", flat=True)
        body = {"start": start, "leaves": [bytes(digest).hex() for digest in digests]}
        return Response(body, headers=_NEVER_KEPT)


def _published() -> int:
    """How many entries the newest root covers; nothing is proven beyond it."""
    newest = roots.newest()
    return newest.size if newest else 0


def _proven(entry: LogEntry, *, size: int) -> dict[str, Any]:
    """An entry that is younger than the root asked for is told, and not proven yet."""
    covered = entry.position < size
    path = proofs.inclusion(entry.position, size=size) if covered else None
    return {
        "position": entry.position,
        "leaf": entry.leaf,
        "path": None if path is None else [digest.hex() for digest in path],
    }


def _number(request: Request, name: str, *, default: int) -> int:
    """A number of the address; anything else is as good as absent."""
    text = request.query_params.get(name, "")
    well_formed = text.isascii() and text.isdigit() and len(text) < 19
    return min(int(text), _BIGGEST) if well_formed else default
