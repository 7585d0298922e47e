"""Whether this database still holds the log it published; for an operator, before going live.

Everything is reckoned anew from the public text of each entry; stored nodes and digests count for
nothing here. `--against` takes roots that were published, from a copy that lay elsewhere: that is
how a database restored from an old backup is told from one that lost nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from certificates.log.entries import leaf_of
from certificates.log.tree import PlainTree
from certificates.models import LogEntry, LogNode, LogRoot, Revocation

_AT_ONCE = 2000


def faults(published: list[dict[str, Any]] | None = None) -> Iterator[str]:
    """What is wrong, in words; nothing when all is well."""
    fresh = PlainTree()
    yield from _entry_faults(fresh)
    yield from _node_faults(fresh)
    kept = LogRoot.objects.order_by("pk").values("size", "root")
    yield from _root_faults(fresh, [dict(one) for one in kept], whose="kept here")
    yield from _root_faults(fresh, published or [], whose="published")


def roots_in(text: str) -> list[dict[str, Any]]:
    """The roots in a copy of roots.json or in an auditor's state file."""
    found = json.loads(text)["roots"]
    return [{"size": int(one["size"]), "root": str(one["root"])} for one in found]


def _entry_faults(fresh: PlainTree) -> Iterator[str]:
    revoked = dict(Revocation.objects.values_list("certificate_id", "at"))
    found = LogEntry.objects.order_by("position").select_related("certificate__office")
    for place, entry in enumerate(found.iterator(chunk_size=_AT_ONCE)):
        leaf = entry.leaf.encode()
        fresh.append_entry(leaf)
        if entry.position != place:
            yield f"entry {place} is missing; the next one there is has position {entry.position}"
            return
        if bytes(entry.digest) != fresh.get_leaf(place + 1):
            yield f"entry {place}: its digest is not that of its text"
        at = revoked.get(entry.certificate_id) if entry.kind == LogEntry.Kind.REVOKED else None
        if json.loads(leaf) != leaf_of(entry.certificate, kind=entry.kind, revoked_at=at):
            yield f"entry {place}: the certificate in the register says something else"


def _node_faults(fresh: PlainTree) -> Iterator[str]:
    found = LogNode.objects.order_by("level", "place").values_list("level", "place", "digest")
    kept = found.iterator(chunk_size=_AT_ONCE)
    for level, place, digest in fresh.finished_nodes():
        node = next(kept, None)
        if node is None or (node[0], node[1], bytes(node[2])) != (level, place, digest):
            yield f"node {level}/{place} is missing, or not the hash over its entries"
            return
    if next(kept, None) is not None:
        yield "there are more nodes than the entries make"


def _root_faults(fresh: PlainTree, roots: list[dict[str, Any]], *, whose: str) -> Iterator[str]:
    size = fresh.get_size()
    for one in roots:
        if one["size"] > size:
            yield (
                f"a root {whose} covers {one['size']} entries and here there are {size}: this "
                "database is older than what was published, or entries were taken out"
            )
        elif fresh.get_root(one["size"]).hex() != one["root"]:
            yield f"the root {whose} of {one['size']} entries differs from the one reckoned here"
