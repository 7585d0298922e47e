"""A time-stamping authority (RFC 3161): tells under its own key when it saw a digest.

It makes its key itself and asks for a certificate with a request (PKCS#10), which
`manage.py make_keys` answers; nobody else ever holds the key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, pem, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import CertificateSigningRequestBuilder, Name

from sandbox.keys import write_once
from sandbox.web import Answer, Problem, Request, Site

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
POLICY = "1.3.6.1.4.1.4146.999.1"  # a demonstration's
LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}


def key_file(data_dir: Path) -> Path:
    return data_dir / "sandbox" / "timestamps.key.pem"


def certificates(data_dir: Path) -> Path:
    """Where the request is handed in, and where the certificate comes back."""
    return data_dir / "keys" / "certificates"


def make_key(data_dir: Path) -> None:
    """The authority's own key and its request for a certificate, where they are missing."""
    path, request = key_file(data_dir), certificates(data_dir) / "stamper.csr.pem"
    for folder in (path.parent, request.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        write_once(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if not request.exists():
        builder = CertificateSigningRequestBuilder().subject_name(Name([]))
        asked = builder.sign(_private(path), hashes.SHA256())
        write_once(request, asked.public_bytes(Encoding.PEM))


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path.name} is not an elliptic key")
    return key


def _certificate(path: Path) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(path.read_bytes())[2])


class Refused(core.Sequence):
    """An answer without a token, which the library's own does not know (RFC 3161 2.4.2)."""

    _fields = [("status", tsp.PKIStatusInfo)]


@dataclass(frozen=True)
class Papers:
    """The authority's certificate, and those that lead to it."""

    own: x509.Certificate
    chain: tuple[x509.Certificate, ...]


class Timestamps:
    """`POST /`: a query comes in, a token goes out; both are DER."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._key = _private(key_file(site.place.data_dir))
        self._stranger = ec.generate_private_key(ec.SECP256R1())
        self._papers: dict[str, Papers] = {}
        site.route("POST", "/", self._stamp)

    def _stamp(self, request: Request) -> Answer | None:
        controls = self._site.controls
        if fault := controls.drawn("slow"):
            self._site.stopping.wait(fault["seconds"])
        if fault := controls.drawn("hang"):
            self._site.stopping.wait(fault["seconds"])
            return None
        if controls.drawn("http_500"):
            raise Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "out of order, on command")
        if request.headers.get("Content-Type") != QUERY:
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{QUERY} is expected")
        reply = self._reply(request.body)
        return Answer(HTTPStatus.OK, reply.dump(), REPLY)

    def _reply(self, body: bytes) -> tsp.TimeStampResp | Refused:
        try:
            query = tsp.TimeStampReq.load(body, strict=True)
            imprint = query["message_imprint"]
            name = imprint["hash_algorithm"]["algorithm"].native
            digest = imprint["hashed_message"].native
            nonce = query["nonce"].native
            with_certificates = bool(query["cert_req"].native)
        except ValueError:
            return _refused("bad_data_format")
        if len(digest) != LENGTHS.get(name, -1):
            return _refused("bad_alg")
        if self._site.controls.drawn("refused"):
            return _refused("system_failure")
        token = self._token(self._told(name, digest, nonce), with_certificates=with_certificates)
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})

    def _told(self, name: str, digest: bytes, nonce: int | None) -> tsp.TSTInfo:
        drawn = self._site.controls.drawn
        if drawn("wrong_hash"):
            digest = bytes(len(digest))
        if nonce is not None and drawn("wrong_nonce"):
            nonce += 1
        info: dict[str, Any] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": {"hash_algorithm": {"algorithm": name}, "hashed_message": digest},
            "serial_number": secrets.randbits(63),
            "gen_time": datetime.now(UTC).replace(microsecond=0),
            "accuracy": {"seconds": 1},
            "ordering": False,
        }
        return tsp.TSTInfo(info if nonce is None else {**info, "nonce": nonce})

    def _token(self, info: tsp.TSTInfo, *, with_certificates: bool) -> cms.ContentInfo:
        """The told facts, signed as CMS asks (RFC 5652, RFC 3161 2.4.2)."""
        expired = self._site.controls.drawn("expired_certificate")
        papers = self._shown("stamper-expired" if expired else "stamper")
        content = info.dump()
        attributes = _attributes(content, papers.own)
        key = self._stranger if self._site.controls.drawn("wrong_key") else self._key
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": papers.own.issuer, "serial_number": papers.own.serial_number},
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": key.sign(attributes.untag().dump(), ec.ECDSA(hashes.SHA256())),
        }
        signed: dict[str, Any] = {
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(content),
            },
            "signer_infos": [signer],
        }
        if with_certificates:
            signed["certificates"] = [papers.own, *papers.chain]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})

    def _shown(self, name: str) -> Papers:
        """Read once; the chain goes with it, so that a file can be checked without asking."""
        if name not in self._papers:
            folder = certificates(self._site.place.data_dir)
            own = _certificate(folder / f"{name}.crt.pem")
            chain = tuple(_certificate(folder / f"{one}.crt.pem") for one in ("issuing", "root"))
            self._papers[name] = Papers(own, chain)
        return self._papers[name]


def _attributes(content: bytes, own: x509.Certificate) -> cms.CMSAttributes:
    """What the signature covers: the content's kind and digest, and whose certificate it is."""
    identifier = tsp.ESSCertIDv2(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "cert_hash": hashlib.sha256(own.dump()).digest(),
        }
    )
    values = (
        ("content_type", "tst_info"),
        ("signing_time", cms.Time({"utc_time": core.UTCTime(datetime.now(UTC))})),
        ("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [identifier]})),
        ("message_digest", hashlib.sha256(content).digest()),
    )
    return cms.CMSAttributes(
        [cms.CMSAttribute({"type": kind, "values": (value,)}) for kind, value in values]
    )


def _refused(why: str) -> Refused:
    return Refused({"status": {"status": "rejection", "fail_info": {why}}})
