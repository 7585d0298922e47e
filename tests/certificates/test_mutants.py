"""Whatever is altered in a signed file, wherever: the signature check alone refuses it.

What the register says of the bytes plays no part in that answer; it refuses them once more.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import parser
from cryptography.hazmat.primitives.asymmetric import ec, utils

from certificates import checking, files, keys
from certificates.models import Certificate
from certificates.pades import sign_pdf
from certificates.rendering import Rendered
from common.pdf_container import Problem, _der, normal_form, read, stamp_of
from common.pdf_signature import check_signature
from tests.certificates.conftest import SEAL
from tests.certificates.mutants import container, mutants, with_container
from tests.certificates.naive import bare_pyhanko_accepts

MANY = [pytest.param(1_000, id="a tenth"), pytest.param(10_000, id="all", marks=pytest.mark.long)]


def problem_of(data: bytes) -> Problem:
    return check_signature(data, roots=keys.roots()).problem


@pytest.fixture
def another(rendered: Rendered, signing_keys: keys.SigningKeys) -> bytes:
    """Another signature over the same page by the same key, a moment later."""
    return sign_pdf(rendered, seal=SEAL, keys=signing_keys)


@pytest.mark.parametrize("count", MANY)
def test_no_mutant_is_accepted_by_its_signature_alone_or_by_the_register(
    issued: Certificate, another: bytes, count: int
) -> None:
    """`signature` is judged without the register's digest: each half refuses every one."""
    data = files.read(issued)
    found = checking.by_file(data)
    assert (found.status, found.signature.problem) == (checking.VALID, Problem.NONE)
    refused, accepted = Counter[str](), []
    for number, (manner, mutant) in enumerate(mutants(data, other=another, count=count)):
        found = checking.by_file(mutant)
        if found.signature.accepted or not found.signature.problem:
            accepted.append((number, manner))
        assert (found.bytes_as_issued, found.status) == (False, checking.UNKNOWN)
        refused[manner] += 1
    assert accepted == []
    assert (refused.total(), len(refused)) == (count, 17)


# A value of DER as tag and parts, so that a container can be altered in its depth and written well.
Node = tuple[int, Any]


def parsed(der: bytes) -> list[Node]:
    nodes = []
    while der:
        _class, method, _tag, header, content, _trailer = parser.parse(der)
        nodes.append((der[0], parsed(content) if method else content))
        der = der[len(header) + len(content) :]
    return nodes


def written(nodes: list[Node]) -> bytes:
    return b"".join(
        _der(tag, written(content) if isinstance(content, list) else content)
        for tag, content in nodes
    )


DIGESTS, CERTIFICATES, SIGNER = (1,), (3,), (4, 0)
UNSIGNED = (*SIGNER, 6)
STAMPS = (*UNSIGNED, 0, 1)
NULL: Node = (5, b"")
NOTE: Node = (0x30, [(6, b"\x2a\x03\x04"), (0x31, [NULL])])


def at(nodes: list[Node], *path: int) -> list[Node]:
    for step in path:
        nodes = nodes[step][1]
    return nodes


def signed_data(nodes: list[Node]) -> list[Node]:
    return at(nodes, 0, 1, 0)


def stamp(nodes: list[Node]) -> list[Node]:
    """The SignedData of the time stamp in a SignedData."""
    return signed_data(at(nodes, *STAMPS))


def without_the_root(signed: list[Node]) -> None:
    chain = at(signed, *CERTIFICATES)
    self_signed = [one for one in chain if written(one[1][0][1][3:4]) == written(one[1][0][1][5:6])]
    chain.remove(self_signed[0])


def certificate_twice(signed: list[Node]) -> None:
    certificates = at(signed, *CERTIFICATES)
    certificates.append(certificates[0])


def certificates_in_another_order(signed: list[Node]) -> None:
    at(signed, *CERTIFICATES).reverse()


def digest_twice(signed: list[Node]) -> None:
    digests = at(signed, *DIGESTS)
    digests.append(digests[0])


def another_version(signed: list[Node]) -> None:
    signed[0] = (2, b"\x03")


def attribute_added(signed: list[Node]) -> None:
    at(signed, *UNSIGNED).append(NOTE)


def mechanism_spelled(signed: list[Node]) -> None:
    """rsaEncryption for sha256WithRSAEncryption: verified the same."""
    rsa = bytes.fromhex("2a864886f70d010101")
    at(signed, *SIGNER)[4] = (0x30, [(6, rsa), NULL])


def stamp_without_the_root(signed: list[Node]) -> None:
    without_the_root(stamp(signed))


def stamp_with_a_note(signed: list[Node]) -> None:
    at(stamp(signed), *SIGNER).append((0xA1, [NOTE]))


def stamp_turned(signed: list[Node]) -> None:
    """The other form of the same ECDSA signature, (r, order - s), which holds as well."""
    signer = at(stamp(signed), *SIGNER)
    r, s = utils.decode_dss_signature(signer[5][1])
    turned = utils.encode_dss_signature(r, ec.SECP256R1().group_order - s)
    signer[5] = (4, turned)


def stamp_twice(signed: list[Node]) -> None:
    stamps = at(signed, *STAMPS)
    stamps.append(stamps[0])


EDITS = (
    without_the_root, certificate_twice, certificates_in_another_order, digest_twice,
    another_version, attribute_added, mechanism_spelled, stamp_without_the_root,
    stamp_with_a_note, stamp_turned, stamp_twice,
)  # fmt: skip


def edited(data: bytes, edit: Callable[[list[Node]], object]) -> bytes:
    nodes = parsed(read(data).der)
    edit(signed_data(nodes))
    return with_container(data, written(nodes))


@pytest.mark.parametrize("edit", EDITS)
def test_what_others_accept_in_a_container_is_refused(
    signed: bytes, edit: Callable[[list[Node]], object]
) -> None:
    """Whoever knows the format alters what no signature covers, and writes it well."""
    changed = edited(signed, edit)
    assert changed != signed
    assert bare_pyhanko_accepts(changed, roots=keys.roots())
    assert problem_of(changed) == Problem.CONTAINER


def longer_length(der: bytes) -> bytes:
    """The outermost length in one byte more than it needs: BER, no longer DER."""
    assert der[:2] == b"\x30\x82"
    return b"\x30\x83\x00" + der[2:]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: with_container(data, longer_length(read(data).der)),
        lambda data: with_container(data, read(data).der + b"\0\0\1"),
        lambda data: (
            data[: (gap := container(data)).start]
            + data[gap.start : gap.stop].lower()
            + data[gap.stop :]
        ),
    ],
    ids=["long length", "padding", "lower case"],
)
def test_another_spelling_of_the_same_signature_is_refused(signed: bytes, change: Any) -> None:
    changed = change(signed)
    assert bare_pyhanko_accepts(changed, roots=keys.roots())
    assert problem_of(changed) in (Problem.CONTAINER, Problem.OTHER_FORM)


def test_a_container_is_foretold_to_the_last_byte(signed: bytes) -> None:
    found = read(signed)
    chains = [
        [one.chosen for one in message["content"]["certificates"]]
        for message in (found.message, stamp_of(found.message))
    ]
    signer, stamper = (
        sorted(chain, key=lambda one: one.ca and 1 + (one.self_signed != "no")) for chain in chains
    )
    assert normal_form(found.message, chain=signer, stamp_chain=stamper) == found.der
