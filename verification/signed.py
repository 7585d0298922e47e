"""Knows an agency by the signature of its message (RFC 9421)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from common.signed_requests import SignedRequest
from verification.agencies import trusted_keys
from verification.models import Agency

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AgencyServer:
    """Who calls: an agency's server, which is nobody's account."""

    agency: Agency
    is_authenticated = True


class SignedByAgency(SignedRequest):
    def keys(self) -> Mapping[str, Sequence[Ed25519PublicKey]]:
        return trusted_keys()

    def principal(self, sender: str) -> AgencyServer:
        return AgencyServer(Agency.objects.get(code=sender))

    def authenticate(self, request: Request) -> tuple[AgencyServer, str]:
        try:
            return super().authenticate(request)
        except AuthenticationFailed as error:
            # Somebody poses as an agency, or a clock or key is wrong: either way a person looks.
            logger.warning("a reply without a valid signature: %s", error.__cause__)
            raise
