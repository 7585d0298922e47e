"""Verification as staff read it in the composed case (contracts section 2)."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from verification.models import Classification


def of(application: Application) -> dict[str, Any]:
    """`route`, `route_trace` and `requests` of a case; never shown to its applicant."""
    latest = Classification.objects.filter(application=application).last()
    asked = application.verification_requests.select_related("agency")
    return {
        "route": application.route or None,
        "route_trace": latest.trace if latest else [],
        "requests": [
            {
                "agency": request.agency.code,
                "kind": request.agency.agency_kind,
                "reference": request.reference,
                "question": request.question,
                "state": request.state,
                "due_on": request.due_on,
            }
            for request in asked
        ],
    }
