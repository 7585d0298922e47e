"""A private key that never leaves its token (PKCS#11): this process only hands in what to sign."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pkcs11
from asn1crypto import keys as asn1_keys
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    MultipleTokensReturned,
    NoSuchToken,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.util.rsa import encode_rsa_public_key

from certificates.unavailable import SigningUnavailable, Trouble

_WRONG_PIN = (PinIncorrect, PinInvalid, PinLenRange, PinLocked)
# A token counts wrong pins and locks itself after a few: one that it refused is not tried again.
_REFUSED: set[tuple[Token, str]] = set()
_HASHES = {"sha256": "SHA256", "sha384": "SHA384", "sha512": "SHA512"}


@dataclass(frozen=True)
class Token:
    """Which key of which token, reached by which library; `configuration` is SoftHSM's own."""

    module: str
    label: str
    key: str
    configuration: str = ""


class TokenKey:
    """The office's key in its token.

    A session belongs to the process that opened it: after a fork, and when the token says that
    the session is gone, another one is opened.
    """

    kind = "token"

    def __init__(self, token: Token, *, pin: str) -> None:
        self._token, self._pin = token, pin
        self._lock = threading.Lock()  # a session does one thing at a time
        self._process = 0
        self._key: Any = None

    @property
    def public(self) -> asn1_keys.PublicKeyInfo:
        with self._lock:
            return _public(self._opened())

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        with self._lock:
            try:
                return _signed(self._opened(), data, _HASHES[digest_algorithm.lower()])
            except PKCS11Error:
                self._key = None
            key = self._opened(again=True)
            try:
                return _signed(key, data, _HASHES[digest_algorithm.lower()])
            except PKCS11Error as error:
                self._key = None
                raise _away(error) from error

    def _opened(self, *, again: bool = False) -> Any:
        """The key's handle; a failure is not remembered, the next call tries again."""
        here = os.getpid()
        if self._key is None or self._process != here:
            forked = self._process not in (0, here)
            self._key = None
            self._key = open_key(self._token, pin=self._pin, anew=again or forked)
            self._process = here
        return self._key


def open_key(token: Token, *, pin: str, anew: bool = False) -> Any:
    """A session of our own, and the key in it. `anew` starts the library again: it knows a token
    that came back only then."""
    if (token, pin) in _REFUSED:
        reason = "the token has refused SIGNER_PIN; start the signer again with the right one"
        raise SigningUnavailable(reason, trouble=Trouble.WRONG_PIN)
    try:
        return _found(session_of(token, pin=pin, anew=anew), token)
    except _WRONG_PIN as error:
        _REFUSED.add((token, pin))
        reason = f"SIGNER_PIN does not open the token: {type(error).__name__}"
        raise SigningUnavailable(reason, trouble=Trouble.WRONG_PIN) from error
    except (NoSuchToken, MultipleTokensReturned) as error:
        reason = f"{type(error).__name__}: {token.label}"
        raise SigningUnavailable(reason, trouble=Trouble.NO_TOKEN) from error
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise _away(error) from error


def session_of(token: Token, *, pin: str, anew: bool = False, write: bool = False) -> Any:
    """A process logs in to a token once: after that a key read anew could not log in, nor would a
    wrong pin be noticed. Starting the library again ends what was; its holders open it again.

    The library looks for tokens when it starts and never again: one that it did not see then, as
    when two processes start at once, is looked for once more."""
    try:
        library = _library(token, anew=anew)
        return library.get_token(token_label=token.label).open(user_pin=pin, rw=write)
    except (UserAlreadyLoggedIn, NoSuchToken):
        if anew:
            raise
        return session_of(token, pin=pin, anew=True, write=write)


def _library(token: Token, *, anew: bool) -> Any:
    if token.configuration and os.environ.get("SOFTHSM2_CONF") != token.configuration:
        os.environ["SOFTHSM2_CONF"] = token.configuration
        anew = True
    library = pkcs11.lib(token.module)
    if anew:
        with suppress(PKCS11Error):  # after a fork the library says that it never began
            library.finalize()
        library.initialize()
    return library


def _away(error: Exception) -> SigningUnavailable:
    reason = f"the token does not answer: {type(error).__name__}"
    return SigningUnavailable(reason, trouble=Trouble.NO_TOKEN)


def _found(session: Any, token: Token) -> Any:
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: token.key}
    keys = list(session.get_objects(wanted))
    if len(keys) != 1:
        reason = f"the token holds {len(keys)} private keys called {token.key}"
        raise SigningUnavailable(reason, trouble=Trouble.NO_KEY)
    return keys[0]


def _public(key: Any) -> asn1_keys.PublicKeyInfo:
    """The public half, as the token tells it; a certificate must carry the same."""
    if key.key_type == KeyType.RSA:
        numbers = asn1_keys.RSAPublicKey.load(encode_rsa_public_key(key))
        return asn1_keys.PublicKeyInfo.wrap(numbers, "rsa")
    reason = "the token's key is not an RSA key"
    raise SigningUnavailable(reason, trouble=Trouble.OTHER_KEY)


def _signed(key: Any, data: bytes, digest: str) -> bytes:
    signature: bytes = key.sign(data, mechanism=Mechanism[f"{digest}_RSA_PKCS"])
    return signature
