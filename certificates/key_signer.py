"""The office's key as pyHanko's signer.

pyHanko's own read the key from its file at every signature, or hold a token's session that they
neither open again when the token was away nor keep apart after a fork.
"""

from __future__ import annotations

from asn1crypto import algos
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.keys import SigningKeys


class OfficeSigner(signers.Signer):
    """Signs with whatever keeps the key, a token or this process."""

    def __init__(self, keys: SigningKeys) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([keys.issuing, keys.root])
        super().__init__(
            signing_cert=keys.signer,
            cert_registry=store,
            signature_mechanism=_mechanism(keys),
            embed_roots=True,
        )
        self._keys = keys

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if dry_run:
            return bytes(_length(self._keys))
        return self._keys.sign(data, digest_algorithm)


def _mechanism(keys: SigningKeys) -> algos.SignedDigestAlgorithm:
    name = "sha256_rsa" if keys.signer.public_key.algorithm == "rsa" else "sha256_ecdsa"
    return algos.SignedDigestAlgorithm({"algorithm": name})


def _length(keys: SigningKeys) -> int:
    """How long a signature may get, in bytes."""
    key = keys.signer.public_key
    whole: int = key.bit_size // 8
    return whole if key.algorithm == "rsa" else 2 * whole + 16
