"""Who says when a certificate was signed: a time-stamping authority (RFC 3161).

With TSA_URL set, that service is asked over HTTP. Without it a demonstration authority answers
inside this process, with a key of its own that no signer holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from asn1crypto import cms, core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from django.conf import settings
from pyhanko.sign import general
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from certificates.keys import SigningKeys

_TIMEOUT = 5  # seconds


class DemonstrationTimeStamper(DummyTimeStamper):
    """pyHanko's stamper with its key read once: parsing it anew costs more than the stamp."""

    def __init__(self, keys: SigningKeys) -> None:
        super().__init__(
            tsa_cert=keys.stamper,
            tsa_key=None,
        )
        self.certs_to_embed = [keys.issuing, keys.root]
        self._key = keys.stamper_key

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: datetime
    ) -> tuple[bytes, Any]:
        hashed = hashes.Hash(get_pyca_cryptography_hash(md_algorithm))
        hashed.update(tst_info_data)
        signing_time = cms.Time({"utc_time": core.UTCTime(dt)})
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", signing_time),
                simple_cms_attribute(
                    "signing_certificate", general.as_signing_certificate(self.tsa_cert)
                ),
                simple_cms_attribute("message_digest", hashed.finalize()),
            ]
        )
        algorithm = get_pyca_cryptography_hash(md_algorithm.upper())
        return self._key.sign(attributes.dump(), PKCS1v15(), algorithm), attributes


def time_stamper(keys: SigningKeys) -> TimeStamper:
    url = getattr(settings, "TSA_URL", "")
    return HTTPTimeStamper(url, timeout=_TIMEOUT) if url else DemonstrationTimeStamper(keys)
