"""A private key in this process's memory, for where there is no token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from asn1crypto import keys as asn1_keys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyhanko_certvalidator.util import get_pyca_cryptography_hash


@dataclass(frozen=True)
class SoftwareKey:
    """An RSA or an elliptic key that was read once: reading it costs more than a signature."""

    private: Any
    kind: str = "software"

    @property
    def public(self) -> asn1_keys.PublicKeyInfo:
        spki = PublicFormat.SubjectPublicKeyInfo
        der = self.private.public_key().public_bytes(Encoding.DER, spki)
        return asn1_keys.PublicKeyInfo.load(der)

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        algorithm: hashes.HashAlgorithm = get_pyca_cryptography_hash(digest_algorithm)
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), algorithm)
        signed: bytes = self.private.sign(data, ECDSA(algorithm))
        return signed
