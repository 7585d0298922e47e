"""Time stamps brought into the one form that the check foretells (`common.pdf_container`).

Whatever an authority sends along or leaves out (its chain, the spelling of algorithms), the token
that goes into a certificate carries the whole chain and nothing that is neither signed nor
foretold. The authority's own words and signature stay as they came.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from asn1crypto import cms
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath

from certificates.keys import SigningKeys
from certificates.timestamping import NoStamp
from common.pdf_chain import chain_of
from common.pdf_container import Unacceptable, normal_stamp


class StampsInForm(TimeStamper):
    """Another time stamper's tokens, in form."""

    def __init__(self, inner: TimeStamper, keys: SigningKeys) -> None:
        super().__init__()
        self._inner = inner
        self._keys = keys

    def _in_form(self, token: cms.ContentInfo) -> cms.ContentInfo:
        try:
            chain = chain_of(token, anchors=[self._keys.root], known=[self._keys.issuing])
        except Unacceptable as refused:
            raise NoStamp("its authority is unknown") from refused
        # Read again: what is built of parts is built anew at each use, a hundred thousand times.
        return cms.ContentInfo.load(normal_stamp(token, chain=chain).dump())

    async def validation_paths(
        self, validation_context: ValidationContext
    ) -> AsyncIterator[ValidationPath]:
        async for path in self._inner.validation_paths(validation_context):
            yield path

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        return self._in_form(await self._inner.async_dummy_response(md_algorithm))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return self._in_form(await self._inner.async_timestamp(message_digest, md_algorithm))
