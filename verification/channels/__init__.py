"""The ways to an agency: its own server, the national exchange, its desk in the portal, paper.

Each channel is one function that takes the request and the question and answers how far it got;
it raises `PassingError` or `PermanentError` when it did not get there.
"""

from collections.abc import Callable
from typing import Any

from verification.channels import desk, gateway, paper, signed_http
from verification.channels.delivery import Delivery
from verification.models import Agency, VerificationRequest

Deliver = Callable[[VerificationRequest, dict[str, Any]], Delivery]

CHANNELS: dict[str, Deliver] = {
    Agency.Channel.SIGNED_HTTP.value: signed_http.deliver,
    Agency.Channel.GATEWAY.value: gateway.deliver,
    Agency.Channel.DESK.value: desk.deliver,
    Agency.Channel.PAPER.value: paper.deliver,
}


def deliver(request: VerificationRequest, question: dict[str, Any]) -> Delivery:
    return CHANNELS[request.agency.channel](request, question)


__all__ = ["CHANNELS", "Delivery", "deliver"]
