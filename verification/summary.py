"""What the composed case says of its verification, to those who work on it."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from verification.explanation import in_language
from verification.models import Classification, Reply


def of(application: Application) -> dict[str, Any]:
    """The route with the rules that led to it, the questions asked, and the answers that count."""
    classification = Classification.objects.filter(application=application).last()
    return {
        "route": application.route,
        "route_trace": _trace(classification) if classification else [],
        "rules_version": classification.rules_version if classification else None,
        "override_reason": classification.reason if classification else "",
        "requests": _requests(application),
        "replies": _replies(application),
    }


def _trace(classification: Classification) -> list[dict[str, Any]]:
    return [{**line, "text": in_language(line["reason"])} for line in classification.trace]


def _requests(application: Application) -> list[dict[str, Any]]:
    rows = application.verification_requests.select_related("agency").order_by("pk")
    return [
        {
            "reference": row.reference,
            "agency": row.agency.code,
            "kind": row.agency.agency_kind,
            "name": row.agency.name,
            "state": row.state,
            "due_on": row.due_on,
            "sent_at": row.sent_at,
            "answered_at": row.answered_at,
        }
        for row in rows
    ]


def _replies(application: Application) -> list[dict[str, Any]]:
    rows = Reply.objects.filter(request__application=application).select_related("agency")
    return [
        {
            "agency": row.agency.code,
            "answer": row.answer,
            "disposition": row.disposition,
            "reference": row.reference,
            "signed_by": row.signed_by,
            "answered_on": row.answered_on,
            "judgments": row.judgments,
            "note": row.note,
        }
        for row in rows.order_by("pk")
    ]
