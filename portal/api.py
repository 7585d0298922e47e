"""The API's top: cases, their steps and quotes, put together from the packages (contracts 2)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.acting import actor
from accounts.api import answer_once
from applications import api as applications_api
from applications.declaration import DeclarationSerializer
from applications.models import Application
from certificates import api as certificates_api
from common.acts import Act
from portal import cases, quotes
from portal.case import case_json
from postal import api as postal_api
from verification import api as verification_api

ACTS: dict[str, Act] = {
    **applications_api.ACTS,
    **verification_api.ACTS,
    **certificates_api.ACTS,
    **postal_api.ACTS,
}

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True
)


def case_of(request: Request, code: str) -> Application:
    """The dossier, if this reader may see it; otherwise it does not exist."""
    found = Application.objects.for_user(actor(request)).filter(code=code).first()
    if found is None:
        raise Http404
    return found


class ApplicationsView(APIView):
    """The dossiers that the reader may see, and the way to bring a new one."""

    @extend_schema(
        operation_id="applications_list",
        parameters=[cases.CaseFilterSerializer],
        responses=cases.CasePageSerializer,
    )
    def get(self, request: Request) -> Response:
        wanted = cases.CaseFilterSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        found = Application.objects.for_user(actor(request))
        return Response(cases.page(found, wanted.validated_data, request=request))

    @extend_schema(
        operation_id="applications_open",
        parameters=[IDEMPOTENCY_KEY],
        request=DeclarationSerializer,
        responses={201: cases.OpenedSerializer},
    )
    def post(self, request: Request) -> Response:
        return answer_once(request, lambda: self._open(request))

    def _open(self, request: Request) -> Response:
        declaration = DeclarationSerializer(data=request.data)
        declaration.is_valid(raise_exception=True)
        language = (get_language() or "vi")[:2]
        application = applications_api.open_application(
            declaration.validated_data, by=actor(request), language=language
        )
        return Response(applications_api.opened(application, by=actor(request)), status=201)


class ApplicationView(APIView):
    """One case, as its reader may see it."""

    @extend_schema(operation_id="applications_case", responses=cases.CaseSerializer)
    def get(self, request: Request, code: str) -> Response:
        return Response(case_json(case_of(request, code), reader=actor(request)))


class StepView(APIView):
    """One step of one case; answers with the case again."""

    act: Act

    def take(self, request: Request, code: str) -> Response:
        application = case_of(request, code)
        body = self.act.serializer(data=request.data)
        body.is_valid(raise_exception=True)
        self.act.function(application, by=actor(request), **body.validated_data)
        application.refresh_from_db()
        return Response(case_json(application, reader=actor(request)))


def step_view(step: str, act: Act) -> Any:
    """A view of its own for each step, so that the API's description names its body."""

    def post(self: StepView, request: Request, code: str) -> Response:
        return answer_once(request, lambda: self.take(request, code))

    described = extend_schema(
        operation_id=f"applications_{step}",
        parameters=[IDEMPOTENCY_KEY],
        request=act.serializer if act.serializer().fields else None,
        responses=cases.CaseSerializer,
    )(post)
    name = f"{step.title().replace('_', '')}View"
    view: type[StepView] = type(name, (StepView,), {"act": act, "post": described})
    return view.as_view()


class QuotesView(APIView):
    """Fee, day and route for a declaration or a part of one; stores nothing."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="quotes",
        request=quotes.QuoteSerializer,
        responses=quotes.QuoteAnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        asked = quotes.QuoteSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        return Response(quotes.quote(asked.validated_data))


__all__ = ["ACTS", "ApplicationView", "ApplicationsView", "QuotesView", "step_view"]
