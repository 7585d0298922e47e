"""A token for a demonstration: SoftHSM keeps one in files of its own, opened by the signer's pin.

The office's key is made inside it and never leaves it, as in the device that a department buys.
"""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, KeyType
from pkcs11.util.rsa import encode_rsa_public_key

from certificates.key_files import write
from certificates.token_key import Token, session_of

LABEL = "lltp"
BITS = 3072
_LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


def library() -> str:
    """Where SoftHSM is installed; empty where it is not."""
    found = (place for place in _LIBRARIES if Path(place).exists())
    return next(found, "") if shutil.which("softhsm2-util") else ""


def new_key(folder: Path, *, module: str, pin: str, name: str) -> tuple[Token, Any]:
    """A key made inside the token of this folder, and its public half."""
    token = Token(module, LABEL, name, str(folder / "softhsm2.conf"))
    if not Path(token.configuration).exists():
        _new_token(folder, token, pin=pin)
    session = session_of(token, pin=pin, anew=True, write=True)
    public, _private = session.generate_keypair(
        KeyType.RSA,
        BITS,
        store=True,
        label=name,
        id=name.encode(),
        private_template={
            Attribute.SENSITIVE: True,
            Attribute.EXTRACTABLE: False,
            Attribute.DECRYPT: False,
            Attribute.UNWRAP: False,
        },
    )
    numbers = asn1_keys.RSAPublicKey.load(encode_rsa_public_key(public))
    session.close()
    told = asn1_keys.PublicKeyInfo.wrap(numbers, "rsa")
    return token, load_der_public_key(told.dump())


def _new_token(folder: Path, token: Token, *, pin: str) -> None:
    """The pins on the tool's command line are thrown away: others could read them there."""
    tokens, passing = folder / "tokens", secrets.token_hex(16)
    tokens.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"
    write(Path(token.configuration), text.encode(), secret=True)
    subprocess.run(
        [
            *("softhsm2-util", "--init-token", "--free", "--label", token.label),
            *("--so-pin", secrets.token_hex(16), "--pin", passing),
        ],
        env={"SOFTHSM2_CONF": token.configuration, "PATH": "/usr/bin:/usr/local/bin:/bin"},
        check=True,
        capture_output=True,
    )
    session = session_of(token, pin=passing, anew=True, write=True)
    session.set_pin(passing, pin)
    session.close()


def remember(folder: Path, token: Token) -> None:
    """For the signer: which token holds the key of this installation."""
    path = folder / "token.json"
    path.unlink(missing_ok=True)
    write(path, json.dumps(asdict(token)).encode(), secret=True)
