"""The roots: one a day, signed, stamped, only ever going on; and how they are published."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from asn1crypto import cms, tsp
from cryptography.exceptions import InvalidSignature
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from certificates import keys
from certificates.log import api, roots
from certificates.models import LogEntry, LogRoot
from tests.certificates.log import rfc9162
from tests.certificates.log.conftest import Numbered

Publish = Callable[[], LogRoot]
ABSENT = "0" * 64


def get(name: str, **query: Any) -> Any:
    answer = Client().get(reverse(f"certificates:log-{name}"), query)
    assert answer.headers["Cache-Control"] == "no-store, max-age=0"
    return answer.json()


def test_a_day_has_one_daily_root(logged: Numbered, office_keys: Any) -> None:
    logged(3)
    first = roots.publish()
    assert first is not None
    assert (first.size, first.day) == (3, localdate(first.made_at))
    assert roots.publish() is None
    assert roots.publish(daily=False) is not None
    assert LogRoot.objects.count() == 2


def test_a_root_is_signed_for_its_own_purpose(logged: Numbered, publish: Publish) -> None:
    logged(3)
    made = publish()
    leaves = [bytes(digest) for digest in LogEntry.objects.values_list("digest", flat=True)]
    assert made.root == rfc9162.tree_hash(leaves).hex()
    signed = (
        b"lltp-public-log-root-1\n"
        + f'{{"made_at":"{roots.utc(made.made_at)}","root":"{made.root}","size":3}}'.encode()
    )
    public = keys.code_public_key()
    public.verify(bytes(made.signature), signed)
    with pytest.raises(InvalidSignature):
        public.verify(bytes(made.signature), signed.replace(b'"size":3', b'"size":2'))


def test_somebody_else_says_when_a_root_was_made(logged: Numbered, publish: Publish) -> None:
    logged(1)
    made = publish()
    made.refresh_from_db()
    token = cms.ContentInfo.load(bytes(made.time_stamp))
    told = tsp.TSTInfo.load(token["content"]["encap_content_info"]["content"].contents)
    digest = hashlib.sha256(roots.stamped_bytes(made)).digest()
    assert told["message_imprint"]["hashed_message"].native == digest
    assert abs(told["gen_time"].native - made.made_at) < timedelta(minutes=1)


def test_a_root_enters_first_what_the_log_lacks(numbered: Numbered, publish: Publish) -> None:
    numbered(2)
    assert publish().size == 2


def test_no_root_is_signed_that_does_not_go_on_from_the_last(
    logged: Numbered, publish: Publish
) -> None:
    logged(3)
    publish()
    with pgtrigger.ignore():
        LogEntry.objects.filter(position=2).update(digest=b"\x00" * 32)
    logged(1)
    with pytest.raises(roots.LogDamaged):
        publish()


def test_a_root_that_goes_back_is_refused_by_the_database(
    logged: Numbered, publish: Publish
) -> None:
    logged(4)
    last = publish()
    for changed in ({"size": 3}, {"size": 5}, {"made_at": last.made_at}, {"root": "x"}):
        values = {
            **{name: getattr(last, name) for name in ("size", "root", "signature", "time_stamp")},
            "made_at": last.made_at + timedelta(seconds=1),
            **changed,
        }
        with pytest.raises(DatabaseError), transaction.atomic():
            LogRoot.objects.create(**values)


def test_all_roots_are_published_page_by_page_the_newest_first(
    logged: Numbered, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "ROOTS_A_PAGE", 2)
    made = []
    for _time in range(3):
        logged(1)
        made.append(publish())
    page = get("roots")
    assert [root["size"] for root in page["roots"]] == [3, 2]
    older = Client().get(page["older"]).json()
    assert ([root["size"] for root in older["roots"]], older["older"]) == ([1], None)
    newest = get("root")
    assert newest == {**page["roots"][0], "public_key": page["public_key"]}
    assert base64.b64decode(newest["signature"]) == bytes(made[-1].signature)


def test_whoever_holds_the_file_is_told_its_entry_and_the_proof(
    logged: Numbered, publish: Publish
) -> None:
    made = logged(5)
    publish()
    (entry,) = get("inclusion", sha256=made[2].sha256, size=4)["entries"]
    leaves = [bytes(digest) for digest in LogEntry.objects.values_list("digest", flat=True)]
    assert entry["position"] == 2
    assert rfc9162.leaf_hash(entry["leaf"].encode()) == leaves[2]
    expected = rfc9162.inclusion(2, leaves[:4])
    assert [bytes.fromhex(digest) for digest in entry["path"]] == expected
    (young,) = get("inclusion", sha256=made[4].sha256, size=4)["entries"]
    assert young["path"] is None


def test_the_unknown_the_malformed_and_the_unpublished_get_one_answer(
    logged: Numbered, publish: Publish
) -> None:
    logged(2)
    publish()
    unknown = get("inclusion", sha256=ABSENT)
    assert unknown == {"size": 2, "entries": []}
    for sent in ("", "x", "../etc", "0" * 4000, "\x00", "٣" * 64):
        assert get("inclusion", sha256=sent) == unknown
    assert get("inclusion") == unknown


def test_nothing_is_proven_beyond_the_newest_root(logged: Numbered, publish: Publish) -> None:
    logged(2)
    publish()
    made = logged(1)
    asked = {"sha256": made[0].sha256, "size": 3}
    assert get("inclusion", **asked) == {"size": 0, "entries": []}
    for pair in ((1, 3), (2, 1), (3, 3), (3, "x"), (0, 10**17)):
        answer = Client().get(
            reverse("certificates:log-consistency"), {"first": pair[0], "second": pair[1]}
        )
        assert answer.status_code == 404
    assert len(get("leaves")["leaves"]) == 2


def test_guessing_at_files_is_slowed_down(
    logged: Numbered, publish: Publish, settings: Any
) -> None:
    settings.GUESS_LIMITS = {**settings.GUESS_LIMITS, "check": 2}
    logged(1)
    publish()
    address = reverse("certificates:log-inclusion")
    codes = [Client().get(address, {"sha256": ABSENT}).status_code for _time in range(3)]
    assert codes == [200, 200, 429]


def test_the_page_shows_the_newest_root_and_how_to_check_it(
    logged: Numbered, publish: Publish
) -> None:
    page = Client().get(reverse("certificates:log")).content.decode()
    assert "Chưa có giá trị gốc nào được công bố" in page
    logged(3)
    made = publish()
    page = Client().get(reverse("certificates:log")).content.decode()
    assert made.root in page
    assert roots.public_key() in page
    assert "python -m tools.audit_log" in page


def test_a_database_restored_from_an_old_backup_does_not_go_live(
    logged: Numbered, publish: Publish, tmp_path: Any
) -> None:
    logged(3)
    publish()
    logged(2)
    copy = tmp_path / "roots.json"
    with transaction.atomic():
        publish()
        copy.write_text(Client().get(reverse("certificates:log-roots")).content.decode())
        call_command("check_log", against=copy)
        transaction.set_rollback(True)
    with pgtrigger.ignore():
        LogEntry.objects.filter(position__gte=4).delete()
    with pytest.raises(CommandError, match=r"covers 5 entries and here there are 4.*older than"):
        call_command("check_log", against=copy)


def test_an_altered_entry_is_told_by_the_check(logged: Numbered, publish: Publish) -> None:
    logged(3)
    publish()
    call_command("check_log")
    with pgtrigger.ignore():
        changed = LogEntry.objects.filter(position=1)
        changed.update(leaf=changed.get().leaf.replace("02/STP", "99/STP"))
    with pytest.raises(CommandError, match="entry 1: its digest is not that of its text"):
        call_command("check_log")
    with pytest.raises(CommandError, match="the root kept here of 3 entries differs"):
        call_command("check_log")
