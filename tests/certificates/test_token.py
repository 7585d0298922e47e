"""The office's key in a token: it never comes out, and one that was away is found again."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from asn1crypto import x509
from pkcs11 import Attribute

from certificates import demonstration_pki, demonstration_token, keys
from certificates.demonstration_pki import Place
from certificates.pades import sign_pdf
from certificates.rendering import Rendered
from certificates.standing import refuse_unusable
from certificates.token_key import Token, open_key
from certificates.unavailable import SigningUnavailable, Trouble
from common.pdf_signature import check_signature
from tests.certificates import office
from tests.certificates.conftest import SEAL
from tests.certificates.test_keys import copy
from tests.verification.partners import Partner

pytestmark = pytest.mark.skipif(
    not demonstration_token.library(), reason="SoftHSM is not installed"
)


@pytest.fixture(scope="module")
def token_place(tmp_path_factory: pytest.TempPathFactory, key_place: Place) -> Place:
    """The installation of all tests, its key in a token."""
    there = copy(key_place, tmp_path_factory.mktemp("token"))
    demonstration_pki.new_signer(there, module=demonstration_token.library())
    return there


@pytest.fixture
def token_keys(token_place: Place, stamper: Partner, settings: Any) -> Iterator[keys.SigningKeys]:
    before = os.environ.get("SOFTHSM2_CONF")
    office.use(settings, token_place, stamps=stamper.url)
    yield keys.signing_keys()
    if before is None:
        os.environ.pop("SOFTHSM2_CONF", None)


def test_a_signature_by_the_token_is_accepted_like_one_by_a_file(
    rendered: Rendered, token_keys: keys.SigningKeys
) -> None:
    assert (token_keys.kind, keys.signer_kind()) == ("token", "token")
    refuse_unusable(token_keys, at=datetime.now(UTC))
    data = sign_pdf(rendered, seal=SEAL, keys=token_keys)
    assert check_signature(data, roots=keys.roots()).accepted


def test_the_key_cannot_be_taken_out(token_keys: keys.SigningKeys, token_place: Place) -> None:
    key = open_key(token_of(token_place), pin=token_place.pin)
    assert not key[Attribute.EXTRACTABLE]
    assert key[Attribute.NEVER_EXTRACTABLE]
    with pytest.raises(pkcs11.AttributeSensitive):
        key[Attribute.PRIVATE_EXPONENT]
    assert not (token_place.private / "signer.key.pem").exists()


def token_of(there: Place) -> Token:
    found = keys._token(there.private)
    assert found is not None
    return Token(**found)


def test_a_forked_child_signs_too(token_keys: keys.SigningKeys) -> None:
    """With a session of its own; the parent's goes on."""
    token_keys.sign(b"before", "sha256")
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if len(token_keys.sign(b"in the child", "sha256")) == 384 else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(token_keys.sign(b"after", "sha256")) == 384


def test_a_token_that_is_taken_out_stops_signing_until_it_is_back(
    token_keys: keys.SigningKeys, token_place: Place
) -> None:
    tokens = token_place.private / "tokens"
    away = tokens.rename(token_place.private / "away")
    try:
        for _try in range(2):
            with pytest.raises(SigningUnavailable) as refused:
                token_keys.sign(b"data", "sha256")
            assert refused.value.trouble is Trouble.NO_TOKEN
    finally:
        away.rename(tokens)
    assert len(token_keys.sign(b"data", "sha256")) == 384


def test_a_wrong_pin_is_tried_once_only(token_keys: keys.SigningKeys, token_place: Place) -> None:
    """A token locks itself after a few wrong ones."""
    for _try in range(2):
        with pytest.raises(SigningUnavailable) as refused:
            keys.load(token_place.public, private=token_place.private, pin="not-the-pin")
        assert refused.value.trouble is Trouble.WRONG_PIN
    assert "start the signer again" in refused.value.reason
    assert len(token_keys.sign(b"data", "sha256")) == 384


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"label": "another"}, Trouble.NO_TOKEN),
        ({"key": "another"}, Trouble.NO_KEY),
        ({"module": "/nowhere/libnothing.so"}, Trouble.NO_TOKEN),
    ],
)
def test_an_absent_token_or_key_is_told(
    token_keys: keys.SigningKeys, token_place: Place, change: dict[str, str], trouble: Trouble
) -> None:
    with pytest.raises(SigningUnavailable) as refused:
        open_key(replace(token_of(token_place), **change), pin=token_place.pin)
    assert refused.value.trouble is trouble


def revoked(there: Place) -> None:
    demonstration_pki.revoke_signer(there)


def list_run_out(there: Place) -> None:
    long_ago = replace(there, now=there.now - timedelta(days=90))
    for name in ("issuing", "root"):
        demonstration_pki.publish_list(long_ago, name, there.authority(name), days=30)


def expired(there: Place) -> None:
    demonstration_pki.new_signer(replace(there, now=there.now - timedelta(days=90)), days=30)


def not_yet(there: Place) -> None:
    demonstration_pki.new_signer(replace(there, now=there.now + timedelta(days=90)))


@pytest.mark.parametrize(
    ("happens", "trouble"),
    [
        (revoked, Trouble.REVOKED),
        (list_run_out, Trouble.LIST_RUN_OUT),
        (expired, Trouble.RUN_OUT),
        (not_yet, Trouble.NOT_YET),
    ],
)
def test_what_may_not_sign_is_refused_by_name(
    happens: Any, trouble: Trouble, key_place: Place, tmp_path: Path
) -> None:
    there = copy(key_place, tmp_path)
    refuse_unusable(office.loaded(there), at=there.now)
    happens(there)
    with pytest.raises(SigningUnavailable) as refused:
        refuse_unusable(office.loaded(there), at=there.now)
    assert refused.value.trouble is trouble


def test_a_list_or_a_chain_of_somebody_else_is_refused(key_place: Place, tmp_path: Path) -> None:
    stranger = office.made(tmp_path / "stranger")
    for name in ("issuing.crl", "issuing.crt.pem", "root.crt.pem"):
        there = copy(key_place, tmp_path / name)
        (there.public / name).write_bytes((stranger.public / name).read_bytes())
        with pytest.raises(SigningUnavailable) as refused:
            refuse_unusable(office.loaded(there), at=there.now)
        assert refused.value.trouble is Trouble.BROKEN_CHAIN


def test_the_signer_is_the_key_of_its_certificate(token_keys: keys.SigningKeys) -> None:
    assert isinstance(token_keys.signer, x509.Certificate)
    assert token_keys.key.public.dump() == token_keys.signer.public_key.dump()
