"""Who says when a certificate was signed: a time-stamping authority (RFC 3161), asked over HTTP.

What it answers is checked before it is believed: that it stamped our digest for our question, now,
with a key of its own that leads to our root. Anything else, and nothing is signed.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import requests
from asn1crypto import cms, core, tsp
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator.errors import PathError

from certificates.keys import SigningKeys
from certificates.trust import trust
from certificates.unavailable import SigningUnavailable, Trouble

TIMEOUT = 5  # seconds: to connect, and without a byte
CLOCKS_DIFFER = timedelta(minutes=5)  # at most
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_HEADERS = {"Content-Type": _QUERY, "Accept": _REPLY}


class NoStamp(SigningUnavailable):
    """Nobody stamps the time, or not as asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"time stamp: {reason}", trouble=Trouble.NO_TIME_STAMP)


class OfficeTimeStamper(TimeStamper):
    """Asks the office's authority over one line that is kept open."""

    def __init__(self, url: str, keys: SigningKeys) -> None:
        super().__init__()
        self._url, self._keys = url, keys
        self._line = requests.Session()
        self._line.trust_env = False  # a proxy of the environment is not asked on the way

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        nonce, query = self.request_cms(message_digest, md_algorithm)
        try:
            answer = self._asked(query.dump())
            token = _token(answer)
            await _refuse_wrong(token, self._keys, nonce=nonce, digest=message_digest)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NoStamp("the answer cannot be read") from error
        self._refuse_another(token)
        # Unread: asn1crypto takes one that was looked into for changed, and writes every level
        # of it anew at each use, which costs a hundred times the signature.
        return _token(answer)

    def _asked(self, query: bytes) -> bytes:
        try:
            answer = self._posted(query)
        except requests.RequestException as error:
            raise NoStamp(f"{type(error).__name__} at the authority") from error
        if answer.status_code != requests.codes.ok:
            raise NoStamp(f"the authority answers {answer.status_code}")
        if answer.headers.get("Content-Type") != _REPLY:
            raise NoStamp("the answer is no time stamp")
        return answer.content

    def _posted(self, query: bytes) -> requests.Response:
        """Asked twice where the line that was kept open has been closed meanwhile."""
        try:
            return self._line.post(self._url, query, headers=_HEADERS, timeout=TIMEOUT)
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            if isinstance(error, requests.Timeout):
                raise
            return self._line.post(self._url, query, headers=_HEADERS, timeout=TIMEOUT)

    def _refuse_another(self, token: cms.ContentInfo) -> None:
        """What a checker needs of the stamper's certificate was gathered from the first stamp."""
        shown = _stamper_of(token).issuer_serial
        if self._certs and shown not in self._certs:
            _stamper.cache_clear()
            raise NoStamp("the authority changed its certificate; the next try takes the new one")


class _Answer(core.Sequence):
    """A refusal carries no token, which the library's own TimeStampResp does not know."""

    _fields = [  # a list, because the library completes it in place
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def _token(answer: bytes) -> cms.ContentInfo:
    response = _Answer.load(answer, strict=True)
    status = response["status"]["status"].native
    if status != "granted":
        raise NoStamp(f"the authority answers {status}")
    return response["time_stamp_token"]


def _stamper_of(token: cms.ContentInfo) -> cms.Certificate:
    signed = token["content"]
    sid = signed["signer_infos"][0]["sid"].chosen
    for choice in signed["certificates"]:
        shown = choice.chosen
        if (shown.issuer, shown.serial_number) == (sid["issuer"], sid["serial_number"].native):
            return shown
    raise NoStamp("the authority does not show its certificate")


async def _refuse_wrong(
    token: cms.ContentInfo, keys: SigningKeys, *, nonce: int | None, digest: bytes
) -> None:
    told = token["content"]["encap_content_info"]["content"].parsed
    if told["nonce"].native != nonce:
        raise NoStamp("another nonce than ours")
    if told["message_imprint"]["hashed_message"].native != digest:
        raise NoStamp("another digest than ours")
    at = told["gen_time"].native
    if abs(at - datetime.now(UTC)) > CLOCKS_DIFFER:
        raise NoStamp("the authority's clock and ours differ")
    try:
        found = await validate_tst_signed_data(
            token["content"], trust(keys, at=at), lambda _name: digest
        )
    except (SignatureValidationError, PathError) as error:
        raise NoStamp(f"{type(error).__name__} in its signature") from error
    status = TimestampSignatureStatus(**found)
    if not (status.intact and status.valid and status.trusted):
        raise NoStamp("its signature does not hold under our root")


def time_stamper(keys: SigningKeys) -> TimeStamper:
    """The authority of this installation; SigningUnavailable where none is set."""
    if not settings.TSA_URL:
        raise NoStamp("TSA_URL is not set")
    return _stamper(settings.TSA_URL, keys, os.getpid())


@lru_cache(maxsize=4)
def _stamper(url: str, keys: SigningKeys, _process: int) -> OfficeTimeStamper:
    """One line a process: a line that a fork shares would mix up two answers."""
    return OfficeTimeStamper(url, keys)
