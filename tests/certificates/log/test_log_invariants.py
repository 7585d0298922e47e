"""What must hold of the public log at every moment: quiet when all is well, loud when not."""

from __future__ import annotations

from typing import Any

import pgtrigger
import pytest

from accounts.models import User
from certificates import revocation
from certificates.models import Certificate, LogEntry, LogNode, LogRoot
from portal.invariants import broken
from tests.certificates.log import dishonest
from tests.certificates.log.conftest import Numbered


def broken_names() -> list[str]:
    """Of the log; the register beside it was made past its own guards."""
    names = [line.partition(":")[0] for line in broken()]
    return [name for name in names if "log" in name or "root" in name]


def test_a_log_of_any_size_is_quiet(logged: Numbered) -> None:
    for _more in range(9):
        logged(1)
        assert broken_names() == []


def test_an_issued_and_revoked_certificate_leaves_nothing_to_tell(
    issued: Certificate, cast: dict[str, User]
) -> None:
    revocation.revoke(issued.application, by=cast["head"], ground="Sai nơi sinh")
    assert broken_names() == []


ONCE = "every_published_certificate_is_in_the_public_log_once"
REVOKED = "every_revocation_is_in_the_public_log_once"
GAP = "the_public_log_has_no_gap"
SAYS = "an_entry_of_the_public_log_says_what_the_register_says"
NODE = "a_node_of_the_public_log_is_the_hash_over_its_two_children"
ROOT = "a_published_root_covers_no_more_than_there_is"


def _drop_the_last() -> None:
    LogEntry.objects.filter(position=5).delete()


def _leave_a_hole() -> None:
    LogEntry.objects.filter(position=2).delete()


def _revoke_nothing() -> None:
    LogEntry.objects.filter(position=4).update(kind="revoked")


def _change_a_file() -> None:
    Certificate.objects.filter(number=3).update(sha256="f" * 64)


def _change_a_text() -> None:
    LogEntry.objects.filter(position=0).update(leaf=dishonest.leaf("01"))


def _change_a_node() -> None:
    LogNode.objects.filter(level=2, place=0).update(digest=b"\x00" * 32)


def _lose_a_node() -> None:
    LogNode.objects.filter(level=1, place=2).delete()


def _add_a_node() -> None:
    LogNode.objects.create(level=5, place=0, digest=b"\x00" * 32)


def _go_beyond() -> None:
    LogRoot.objects.update(size=7)


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (_drop_the_last, [ONCE, NODE, ROOT]),
        (_leave_a_hole, [ONCE, GAP, NODE, ROOT]),
        (_revoke_nothing, [ONCE, REVOKED, SAYS]),
        (_change_a_file, [SAYS]),
        (_change_a_text, [SAYS]),
        (_change_a_node, [NODE]),
        (_lose_a_node, [NODE]),
        (_add_a_node, [NODE]),
        (_go_beyond, [ROOT]),
    ],
)
def test_whatever_is_done_past_the_guards_is_told(
    logged: Numbered, publish: Any, deed: Any, told: list[str]
) -> None:
    logged(6)
    publish()
    with pgtrigger.ignore():
        deed()
    assert broken_names() == told
