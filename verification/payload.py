"""What goes over the line to an agency (contracts section 3), and the subject's digest."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any

from django.conf import settings
from django.urls import reverse

from applications import intake
from applications.models import Application
from verification import register
from verification.models import Agency, Attempt, VerificationRequest


def subject_digest(subject: dict[str, Any]) -> str:
    """SHA-256, in hex, of the subject as canonical JSON: sorted keys, no spaces, composed
    Unicode. It changes with any letter or tone mark of the person asked about."""
    text = json.dumps(subject, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def reply_to(agency: Agency) -> str:
    """Where this agency's answers arrive; for its own server the target URI that it signs."""
    by_gateway = agency.channel == Agency.Channel.GATEWAY
    name = "verification:gateway_replies" if by_gateway else "verification:agency_replies"
    return settings.PUBLIC_URL + reverse(name)


def question_payload(request: VerificationRequest) -> dict[str, Any]:
    """The whole question: built from the dossier for the first try, and the same words ever after.

    A try that broke off may have reached the agency, which refuses the same message id with other
    words. Only the way back follows the channel of this try.
    """
    first = Attempt.objects.filter(request=request).order_by("number").first()
    if first is not None and first.out:
        return {**first.out, "reply_to": reply_to(request.agency)}
    application: Application = request.application
    return {
        "message_id": str(request.message_id),
        "request": request.reference,
        "kind": request.agency.agency_kind,
        "subject": application.subject,
        "subject_digest": request.subject_digest,
        "residences": intake.as_contract(application)["residences"],
        "known_judgments": _known_judgments(request),
        "question": request.question,
        "answer_by": request.due_on.isoformat(),
        "reply_to": reply_to(request.agency),
    }


def _known_judgments(request: VerificationRequest) -> list[dict[str, Any]]:
    """What the own register holds is told only to those who are asked about it."""
    if request.question == VerificationRequest.Question.RECORD:
        return []
    return register.judgments_of(request.application)
