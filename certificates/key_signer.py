"""The office's key as pyHanko's signer."""

from __future__ import annotations

from typing import Any

from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from certificates.keys import SigningKeys


class CachedKeySigner(signers.Signer):
    """A signer whose key is read once; pyHanko's own parses and checks it at every signature."""

    def __init__(self, keys: SigningKeys) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([keys.issuing, keys.root])
        super().__init__(
            signing_cert=keys.signer,
            cert_registry=store,
            signature_mechanism=_mechanism(keys.signer_key),
            embed_roots=True,
        )
        self._key = keys.signer_key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        algorithm = get_pyca_cryptography_hash(digest_algorithm)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), algorithm)
        signed: bytes = self._key.sign(data, ECDSA(algorithm))
        return signed


def _mechanism(key: Any) -> algos.SignedDigestAlgorithm:
    name = "sha256_rsa" if isinstance(key, rsa.RSAPrivateKey) else "sha256_ecdsa"
    return algos.SignedDigestAlgorithm({"algorithm": name})
