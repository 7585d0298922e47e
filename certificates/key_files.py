"""Key files: each private one encrypted with the signer's pin, so that reading it is not enough."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from certificates.unavailable import SigningUnavailable, Trouble


def write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Whole or not at all, with its rights from the first byte; an existing one stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if secret else 0o755)
    handle, name = tempfile.mkstemp(dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        partial.chmod(0o600 if secret else 0o644)
        path.hardlink_to(partial)
    finally:
        partial.unlink()


def encrypted(key: Any, *, pin: str) -> bytes:
    pem: bytes = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(pin.encode())
    )
    return pem


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"{path.name} cannot be read"
        raise SigningUnavailable(reason, trouble=Trouble.NO_KEY) from error


def read_key(path: Path, *, pin: str) -> Any:
    """The private key in this file; the pin must be the one it was written with."""
    data = read(path)
    if b"ENCRYPTED" not in data:
        raise SigningUnavailable(f"{path.name} is not encrypted", trouble=Trouble.NO_KEY)
    if not pin:
        raise SigningUnavailable("this process has no SIGNER_PIN", trouble=Trouble.WRONG_PIN)
    try:
        return load_pem_private_key(data, password=pin.encode())
    except ValueError as error:
        reason = f"SIGNER_PIN does not open {path.name}"
        raise SigningUnavailable(reason, trouble=Trouble.WRONG_PIN) from error
