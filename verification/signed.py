"""Knows an agency by the signature of its message (RFC 9421): its own, or the exchange's for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from common.signed_requests import SignedRequest, public_keys_in
from verification.agencies import trusted_keys
from verification.channels import gateway
from verification.models import Agency

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AgencyServer:
    """Who calls: an agency's server, which is nobody's account."""

    agency: Agency
    is_authenticated = True


class _KeysOfTheSender(Mapping[str, Sequence[Ed25519PublicKey]]):
    """Looked up when the message says who sent it: one agency's keys, not everybody's."""

    def __getitem__(self, code: str) -> Sequence[Ed25519PublicKey]:
        return trusted_keys(code)[code]

    def __iter__(self) -> Iterator[str]:
        return iter(trusted_keys())

    def __len__(self) -> int:
        return len(trusted_keys())


class SignedByAgency(SignedRequest):
    def keys(self) -> Mapping[str, Sequence[Ed25519PublicKey]]:
        return _KeysOfTheSender()

    def principal(self, sender: str) -> AgencyServer:
        return AgencyServer(Agency.objects.get(code=sender))

    def authenticate(self, request: Request) -> tuple[AgencyServer, str]:
        try:
            return super().authenticate(request)
        except AuthenticationFailed as error:
            # Somebody poses as an agency, or a clock or key is wrong: either way a person looks.
            logger.warning("a reply without a valid signature: %s", error.__cause__)
            raise


class SignedByGateway(SignedRequest):
    """Our security server of the exchange brings an agency's message, and signs whose it is."""

    covered = ("x-road-client",)

    def keys(self) -> Mapping[str, Sequence[Ed25519PublicKey]]:
        return {settings.GATEWAY_CODE: public_keys_in(Path(settings.GATEWAY_PUBLIC_KEY))}

    def principal(self, sender: str) -> None:
        """The gateway itself answers nothing: see whom it speaks for."""

    def authenticate(self, request: Request) -> tuple[AgencyServer, str]:
        try:
            _nobody, sender = super().authenticate(request)
        except AuthenticationFailed as error:
            logger.warning("the exchange's message has no valid signature: %s", error.__cause__)
            raise
        agency = gateway.agency_named(request.headers["X-Road-Client"])
        if agency is None:
            logger.warning("the exchange brought a message of a member that is no agency of ours")
            raise PermissionDenied(_("Cơ quan này chưa được khai báo trên trục liên thông."))
        return AgencyServer(agency), sender
