"""Keys for a demonstration: a root, an issuing authority, a signer, lists of what they took back,
a certificate for whoever stamps the time, and the Ed25519 key of printed codes.

Nobody outside trusts them. A department puts its own in the same places: the signer's certificate
of the Government Cipher Committee, and the address of its time-stamping service.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from certificates import demonstration_authority as authority
from certificates import demonstration_token
from certificates.demonstration_authority import YEARS, Authority, Wanted
from certificates.key_files import encrypted, read_key, write

LIST_DAYS = 3650  # a demonstration has nobody to renew its lists every day
REQUEST = "stamper.csr.pem"  # who stamps the time asks for its certificate with this file
PRIVATE = ("root", "issuing", "signer", "codes")


class ChainBroken(Exception):
    """An authority is missing but what it issued is there: making a new one would orphan it."""


@dataclass(frozen=True)
class Place:
    """Where the files lie; what is there is read, what is missing is made, nothing overwritten.

    `public` is for everybody, `private` for the signer alone, who knows the pin.
    """

    public: Path
    private: Path
    pin: str
    organisation: str = "Sở Tư pháp"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def certificate_file(self, name: str) -> Path:
        return self.public / f"{name}.crt.pem"

    def key_file(self, name: str) -> Path:
        return self.private / f"{name}.key.pem"

    def has(self, name: str) -> bool:
        return self.certificate_file(name).exists()

    def certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate_file(name).read_bytes())

    def authority(self, name: str) -> Authority:
        return Authority(self.certificate(name), read_key(self.key_file(name), pin=self.pin))

    def keep_key(self, name: str, key: Any) -> None:
        write(self.key_file(name), encrypted(key, pin=self.pin), secret=True)

    def keep_certificate(self, name: str, certificate: x509.Certificate) -> None:
        write(self.certificate_file(name), certificate.public_bytes(Encoding.PEM))

    def wanted(self, name: str, *, days: int | None = None) -> Wanted:
        start = self.now - timedelta(days=1)
        return Wanted(name, self.organisation, start, days or 365 * YEARS[name])

    def put_away(self, *paths: Path) -> None:
        """Keep these files under another name."""
        for path in paths:
            path.rename(path.with_name(f"{path.name}.{self.stamp}"))

    @property
    def stamp(self) -> str:
        return self.now.strftime("%Y%m%d%H%M%S%f")


def make(place: Place, *, module: str = "") -> list[str]:
    """Make whatever is missing, the office's key in a token of that library; what was done."""
    for path in (place.public, place.private):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = _moved_from_the_open(place)
    root = _authority(place, "root", by=None, before=("issuing", "signer", "stamper"))
    issuing = _authority(place, "issuing", by=root, before=("signer", "stamper"))
    if not place.has("signer"):
        new_signer(place, module=module)
    elif not (place.public / "signer.json").exists():
        _tell(place, kind="software")
    for name, one in (("root", root), ("issuing", issuing)):
        if not (place.public / f"{name}.crl").exists():
            publish_list(place, name, one)
    _certify_stamper(place, by=issuing)
    _code_key(place)
    return done


def _moved_from_the_open(place: Place) -> list[str]:
    """Until November 2026 the private keys lay unencrypted among the public files."""
    done = []
    for name in PRIVATE:
        old = place.public / f"{name}.key.pem"
        if not old.exists():
            continue
        key = serialization.load_pem_private_key(old.read_bytes(), password=None)
        if not place.key_file(name).exists():
            place.keep_key(name, key)
        old.unlink()
        done.append(f"{old.name} moved to {place.private} and encrypted")
    stamper = place.public / "stamper.key.pem"
    if stamper.exists():
        stamper.unlink()
        done.append("stamper.key.pem removed: who stamps the time keeps a key of its own")
    return done


def _authority(
    place: Place, name: str, *, by: Authority | None, before: tuple[str, ...]
) -> Authority:
    if place.has(name):
        return place.authority(name)
    orphans = [other for other in before if place.has(other)]
    if orphans:
        raise ChainBroken(f"{name} is missing, but {', '.join(orphans)} is there")
    wanted = place.wanted(name)
    if by is None:
        made = authority.own(wanted)
    else:
        key = authority.new_key()
        made = Authority(authority.certified(wanted, key.public_key(), by=by), key)
    place.keep_key(name, made.key)
    place.keep_certificate(name, made.certificate)
    return made


def new_signer(place: Place, *, days: int | None = None, module: str = "") -> None:
    """A key of the office, in a file or in a token of that library, and its certificate; what
    was there is put away."""
    parts = ("signer.key.pem", "token.json"), ("signer.crt.pem", "signer.json")
    old = [place.private / name for name in parts[0]] + [place.public / name for name in parts[1]]
    place.put_away(*(path for path in old if path.exists()))
    if module:
        name = f"signer-{place.stamp}"
        token, public = demonstration_token.new_key(
            place.private, module=module, pin=place.pin, name=name
        )
        demonstration_token.remember(place.private, token)
    else:
        key = authority.new_key()
        place.keep_key("signer", key)
        public = key.public_key()
    wanted, issuing = place.wanted("signer", days=days), place.authority("issuing")
    place.keep_certificate("signer", authority.certified(wanted, public, by=issuing))
    _tell(place, kind="token" if module else "software")


def _tell(place: Place, *, kind: str) -> None:
    """What the pages say of the office's key."""
    told = {"kind": kind, "demonstration": True}
    write(place.public / "signer.json", json.dumps(told).encode())


def publish_list(
    place: Place,
    name: str,
    by: Authority,
    *,
    serials: tuple[int, ...] = (),
    days: int = LIST_DAYS,
) -> None:
    """The authority's list of what it took back, in place of the one before."""
    path, number = place.public / f"{name}.crl", 1
    if path.exists():
        before = x509.load_der_x509_crl(path.read_bytes())
        number += before.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        path.unlink()
    start = place.now - timedelta(days=1)
    made = authority.revocation_list(by, number=number, start=start, days=days, serials=serials)
    write(path, made.public_bytes(Encoding.DER))


def revoke_signer(place: Place) -> None:
    """The authority takes the office's certificate back."""
    serial = place.certificate("signer").serial_number
    publish_list(place, "issuing", place.authority("issuing"), serials=(serial,))


def _certify_stamper(place: Place, *, by: Authority) -> None:
    """A certificate for the key of whoever stamps the time; the key itself is never seen here.

    One that ran out long ago goes with it, so that a stamper can be seen to be refused.
    """
    request = place.public / REQUEST
    if not request.exists():
        return
    public = x509.load_pem_x509_csr(request.read_bytes()).public_key()
    if place.has("stamper"):
        if place.certificate("stamper").public_key() == public:
            return
        place.put_away(*place.public.glob("stamper*.crt.pem"))
    long_ago = replace(place, now=place.now - timedelta(days=400))
    for name, wanted in (
        ("stamper", place.wanted("stamper")),
        ("stamper-expired", long_ago.wanted("stamper", days=30)),
    ):
        place.keep_certificate(name, authority.certified(wanted, public, by=by))


def _code_key(place: Place) -> None:
    public = place.public / "codes.pub.pem"
    if not place.key_file("codes").exists():
        if public.exists():
            raise ChainBroken("codes.key.pem is missing, but codes.pub.pem is there")
        place.keep_key("codes", Ed25519PrivateKey.generate())
    if not public.exists():
        key = read_key(place.key_file("codes"), pin=place.pin)
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        write(public, key.public_key().public_bytes(Encoding.PEM, spki))
