"""What an office can do that has every right over its database and the key in its hands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import pgtrigger

from certificates.keys import code_key
from certificates.log import roots
from certificates.log.tree import LogTree
from certificates.models import Certificate, LogEntry, LogNode, LogRoot


def leaves() -> list[str]:
    return list(LogEntry.objects.order_by("position").values_list("leaf", flat=True))


def leaf(number: str, *, issued_on: str = "2026-01-05", sha256: str = "f" * 64) -> str:
    """An entry for a certificate that was never issued."""
    body = {"issued_on": issued_on, "kind": "issued", "number": number, "office": "STP-92"}
    return json.dumps({**body, "sha256": sha256}, sort_keys=True, separators=(",", ":"))


def rewrite(told: Sequence[str]) -> None:
    """The log as if these had been its entries from the beginning."""
    owner = Certificate.objects.order_by("pk").first()
    assert owner is not None
    with pgtrigger.ignore():
        LogNode.objects.all().delete()
        LogEntry.objects.all().delete()
        for at, text in enumerate(told):
            sha256 = json.loads(text)["sha256"]
            entry = LogEntry(certificate=owner, kind=f"{at}", leaf=text, file_sha256=sha256)
            LogTree().append_entry(entry)


def sign_root(*, size: int | None = None, made_at: datetime | None = None) -> LogRoot:
    """A root signed and stamped without asking what was published before."""
    tree = LogTree()
    size = tree.get_size() if size is None else size
    made = LogRoot(size=size, root=tree.get_root(size).hex())
    made.made_at = made_at or roots.database_clock()
    signed = roots.signed_bytes(size=made.size, root=made.root, made_at=made.made_at)
    made.signature = code_key().sign(signed)
    made.time_stamp = roots.stamped(roots.stamped_bytes(made))
    with pgtrigger.ignore():
        made.save()
    return made


def rewrite_roots() -> None:
    """Every root anew, of its old size and moment."""
    old = list(LogRoot.objects.order_by("pk").values_list("size", "made_at"))
    with pgtrigger.ignore():
        LogRoot.objects.all().delete()
    for size, made_at in old:
        sign_root(size=size, made_at=made_at)
