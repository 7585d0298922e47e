"""Partners of the API are known by the signature on their request, not by a password (RFC 9421)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from common.signatures import SignatureRefused, load_public_key, verify

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\s*", re.DOTALL)


class SignedRequest(BaseAuthentication):
    """Proves the sender of a request; a subclass names the keys and who the sender acts as.

    `covered`: further headers that this kind of sender must sign, beside those of every message.
    """

    covered: Sequence[str] = ()

    def keys(self) -> Mapping[str, Sequence[Ed25519PublicKey]]:
        """The public keys of each sender; several while one is being changed."""
        raise NotImplementedError

    def principal(self, sender: str) -> Any:
        """Who `request.user` is for this sender."""
        raise NotImplementedError

    def authenticate(self, request: Request) -> tuple[Any, str]:
        try:
            sender = verify(
                method=request.method or "",
                url=settings.PUBLIC_URL + request.get_full_path(),
                headers=request.headers,
                body=request.body,
                keys=self.keys(),
                also=self.covered,
            )
        except SignatureRefused as error:
            raise exceptions.AuthenticationFailed(_("Chữ ký của thông điệp không đúng.")) from error
        return self.principal(sender), sender

    def authenticate_header(self, request: Request) -> str:
        return "Signature"


def public_keys_in(file: Path) -> list[Ed25519PublicKey]:
    """Every public key in a PEM file; none when there is no file."""
    return [load_public_key(text) for text in public_key_texts(file)]


def public_key_texts(file: Path) -> list[str]:
    """The PEM blocks of a file; none when there is no file."""
    return _PEM.findall(file.read_text()) if file.exists() else []
