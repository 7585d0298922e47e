"""Demonstration keys: Ed25519, generated where they are missing, never committed.

`python -m sandbox.keys KEYS_DIR [CODE ...]` makes `portal.key` and `portal.pub` and, for each
partner code, `agency-CODE.key` and `agency-CODE.pub`. Keys that exist are left as they are.
Without codes it is every partner; the time-stamping authority makes a key of another kind.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from sandbox.partners import PARTNERS

PEM_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\s*", re.DOTALL)


def make_keys(directory: str | Path, names: Iterable[str]) -> list[Path]:
    """Make the key pairs of these names (`portal`, `agency-CA92`); the private keys' files."""
    directory = Path(directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [_make_pair(directory / name) for name in names]


def agency(code: str) -> str:
    """The name of a partner's key files."""
    return f"agency-{code}"


def private_key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is not an Ed25519 key")
    return key


def public_keys(path: Path) -> list[Ed25519PublicKey]:
    """Every public key in the file: two PEM blocks while a key is being changed."""
    keys = [load_pem_public_key(block.encode()) for block in PEM_BLOCK.findall(path.read_text())]
    return [key for key in keys if isinstance(key, Ed25519PublicKey)]


def _make_pair(stem: Path) -> Path:
    secret, public = stem.with_name(f"{stem.name}.key"), stem.with_name(f"{stem.name}.pub")
    if not secret.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        write_once(secret, pem)
    if not public.exists():
        pem = (
            private_key(secret)
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        write_once(public, pem)
    return secret


def write_once(path: Path, content: bytes) -> None:
    """Whole or not at all, mode 0600, and the first of two processes wins."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    with suppress(FileExistsError):
        os.link(temporary, path)
    Path(temporary).unlink()


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    signing = [partner.code for partner in PARTNERS.values() if partner.role != "timestamps"]
    make_keys(folder, ["portal", *map(agency, sys.argv[2:] or signing)])
    if not sys.argv[2:]:
        from sandbox.timestamps import make_key

        make_key(folder.parent)


if __name__ == "__main__":
    main()
