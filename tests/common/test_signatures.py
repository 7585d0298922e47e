"""Who sent this request, and is it as it was sent: the policy, against the real library."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import http_sf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519, HMAC_SHA256
from hypothesis import given
from hypothesis import strategies as st

from common.signatures import (
    COVERED,
    SignatureRefused,
    load_private_key,
    load_public_key,
    sign_headers,
    verify,
)

URL = "https://portal.example/api/v1/agency/replies/?page=1"
BODY = '{"answer": "none", "note": "Không có án tích"}'.encode()
KEY, OTHER_KEY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
KEYS = {"CA92": [KEY.public_key()], "TA92": [OTHER_KEY.public_key()]}


@dataclass
class Message:
    method: str
    url: str
    headers: dict[str, str]


def signed(**changes) -> dict[str, str]:
    arguments = {
        "method": "POST",
        "url": URL,
        "body": BODY,
        "idempotency_key": "m-1",
        "key_id": "CA92",
        "private_key": KEY,
    }
    return sign_headers(**(arguments | changes))


def signed_otherwise(*, covered=COVERED, algorithm=ED25519, key=KEY, headers=None, **options):
    """Signed by the library alone, so that the policy can be missed on purpose."""
    message = Message("POST", URL, {"Idempotency-Key": "m-1", **(headers or {})})
    keys = MappingKeyResolver(public_keys={}, private_keys={"CA92": key})
    HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=keys).sign(
        message,
        key_id="CA92",
        covered_component_ids=covered,
        body=None if headers else BODY,
        use_existing_digest=bool(headers),
        **options,
    )
    return message.headers


def checked(headers, *, method="POST", url=URL, body=BODY, keys=KEYS) -> str:
    return verify(method=method, url=url, headers=headers, body=body, keys=keys)


def now(seconds: int) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def test_a_signed_request_names_its_sender():
    assert checked(signed()) == "CA92"


def test_header_names_may_arrive_in_any_case():
    assert checked({name.upper(): value for name, value in signed().items()}) == "CA92"


def test_another_senders_key_is_refused():
    with pytest.raises(SignatureRefused):
        checked(signed(private_key=OTHER_KEY))


def test_an_unknown_sender_is_refused():
    with pytest.raises(SignatureRefused):
        checked(signed(key_id="CA01"))


def test_a_sender_whose_keys_were_all_withdrawn_is_refused():
    with pytest.raises(SignatureRefused):
        checked(signed(), keys={"CA92": []})


@pytest.mark.parametrize("private_key", [KEY, OTHER_KEY])
def test_both_keys_hold_while_a_key_is_being_changed(private_key):
    both = {"CA92": [KEY.public_key(), OTHER_KEY.public_key()]}
    assert checked(signed(private_key=private_key), keys=both) == "CA92"


@pytest.mark.parametrize("age", [-290, -5, 0, 5, 290])
def test_a_fresh_signature_holds(age):
    assert checked(signed(created=now(-age))) == "CA92"


@pytest.mark.parametrize("age", [-3600, -302, 302, 3600])
def test_a_signature_older_or_younger_than_five_minutes_is_refused(age):
    with pytest.raises(SignatureRefused):
        checked(signed(created=now(-age)))


@pytest.mark.parametrize("missing", COVERED)
def test_a_signature_that_leaves_a_part_uncovered_is_refused(missing):
    covered = [part for part in COVERED if part != missing]
    digest = signed()["Content-Digest"]
    headers = signed_otherwise(covered=covered, headers={"Content-Digest": digest})
    with pytest.raises(SignatureRefused):
        checked(headers)


def test_a_signature_that_covers_more_holds():
    covered = (*COVERED, "content-type")
    digest = signed()["Content-Digest"]
    known = {"Content-Type": "application/json", "Content-Digest": digest}
    assert checked(signed_otherwise(covered=covered, headers=known)) == "CA92"


@pytest.mark.parametrize("name", ["Signature", "Signature-Input", "Content-Digest"])
def test_a_request_without_a_signature_header_is_refused(name):
    headers = signed()
    del headers[name]
    with pytest.raises(SignatureRefused):
        checked(headers)


def test_two_signatures_under_one_label_are_refused():
    headers = signed()
    for name in ("Signature", "Signature-Input"):
        headers[name] = f"{headers[name]}, {headers[name]}"
    with pytest.raises(SignatureRefused, match=r"Malformed|Duplicate"):
        checked(headers)


def test_a_second_signature_beside_the_first_is_refused():
    headers = signed()
    other = signed_otherwise(label="other")
    for name in ("Signature", "Signature-Input"):
        headers[name] = f"{headers[name]}, {other[name]}"
    with pytest.raises(SignatureRefused):
        checked(headers)


def test_a_signature_must_name_its_algorithm():
    with pytest.raises(SignatureRefused):
        checked(signed_otherwise(include_alg=False))


def test_a_public_key_cannot_be_used_as_a_shared_secret():
    secret = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(SignatureRefused):
        checked(signed_otherwise(algorithm=HMAC_SHA256, key=secret))


def test_a_digest_other_than_sha_256_is_refused():
    sha512 = base64.b64encode(hashlib.sha512(BODY).digest()).decode()
    with pytest.raises(SignatureRefused):
        checked(signed_otherwise(headers={"Content-Digest": f"sha-512=:{sha512}:"}))


def test_a_signed_digest_of_another_body_is_refused():
    with pytest.raises(SignatureRefused):
        checked(signed(body=b"{}"))


def test_an_expired_signature_is_refused():
    with pytest.raises(SignatureRefused, match="expired"):
        checked(signed_otherwise(created=now(-60), expires=now(-30)))


def test_an_empty_idempotency_key_is_refused():
    with pytest.raises(SignatureRefused):
        checked(signed(idempotency_key=""))


def test_an_empty_body_is_signed_too():
    headers = signed(body=b"")
    assert checked(headers, body=b"") == "CA92"
    del headers["Content-Digest"]
    with pytest.raises(SignatureRefused):
        checked(headers, body=b"")


@pytest.mark.parametrize("method", ["GET", "PUT", "post"])
def test_a_signature_holds_for_its_method_only(method):
    with pytest.raises(SignatureRefused):
        checked(signed(), method=method)


@pytest.mark.parametrize(
    "url",
    [
        URL.replace("page=1", "page=2"),
        URL.replace("https", "http"),
        URL.replace("portal.", "portaI."),
        URL.replace("replies/", "replies"),
        "not a url",
        "",
    ],
)
def test_a_signature_holds_for_its_address_only(url):
    with pytest.raises(SignatureRefused):
        checked(signed(), url=url)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_one_changed_byte_of_the_body_is_refused(place, change):
    body = bytearray(BODY)
    body[place] ^= change
    with pytest.raises(SignatureRefused):
        checked(signed(), body=bytes(body))


@given(st.data())
def test_a_changed_header_is_refused_unless_it_says_the_same(data):
    """Only spacing that structured fields ignore may pass (RFC 8941 section 4.2)."""
    headers = signed()
    name = data.draw(st.sampled_from(sorted(headers)))
    value = headers[name]
    place = data.draw(st.integers(0, len(value)))
    cut = data.draw(st.integers(0, 3))
    added = data.draw(st.text(max_size=3))
    headers[name] = value[:place] + added + value[place + cut :]
    try:
        checked(headers)
    except SignatureRefused:
        return
    if name in {"Idempotency-Key", "Content-Digest"}:
        assert headers[name].strip() == value
    else:
        [(_, before)] = http_sf.parse(value.encode(), tltype="dictionary").items()
        [(_, after)] = http_sf.parse(headers[name].encode(), tltype="dictionary").items()
        assert after == before


@given(st.dictionaries(st.sampled_from([*signed(), "Host"]), st.text(max_size=60)))
def test_whatever_arrives_is_refused_and_never_breaks(headers):
    with pytest.raises(SignatureRefused):
        checked(headers)


def test_keys_are_read_from_pem(tmp_path):
    path = tmp_path / "agency-CA92.key"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    headers = signed(private_key=load_private_key(path))
    assert checked(headers, keys={"CA92": [load_public_key(public.decode())]}) == "CA92"


def test_a_key_of_another_kind_is_not_read(tmp_path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "rsa.key"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(ValueError, match="Ed25519"):
        load_private_key(path)
    with pytest.raises(ValueError, match="Ed25519"):
        load_public_key(public.decode())


def test_a_header_that_must_be_covered_is_covered_and_holds():
    named = {"X-Road-Client": "VN/GOV/VKS92/LLTP"}
    headers = signed(also=named)
    assert headers["X-Road-Client"] == named["X-Road-Client"]
    arguments = {"method": "POST", "url": URL, "body": BODY, "keys": KEYS}
    assert verify(**arguments, headers=headers, also=["x-road-client"]) == "CA92"
    for broken in ({**headers, "X-Road-Client": "VN/GOV/TA92/LLTP"}, {**signed(), **named}):
        with pytest.raises(SignatureRefused):
            verify(**arguments, headers=broken, also=["x-road-client"])
