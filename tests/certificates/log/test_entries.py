"""What enters the log, when, and that nothing leaves it."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate

from accounts.models import User
from applications.models import Application
from certificates import issuing, revocation
from certificates.log import entries
from certificates.models import Certificate, LogEntry, LogNode
from portal.invariants import broken
from tests.certificates.conftest import ordered
from tests.certificates.log.conftest import Numbered

Cast = dict[str, User]


def test_an_issued_certificate_is_in_the_log_with_its_number_day_and_file(
    issued: Certificate,
) -> None:
    entry = LogEntry.objects.get()
    assert (entry.position, entry.kind, entry.file_sha256) == (0, "issued", issued.sha256)
    assert entry.leaf == (
        f'{{"issued_on":"{localdate(issued.issued_at)}","kind":"issued","number":"01/STP-LLTP",'
        f'"office":"{issued.office.code}","sha256":"{issued.sha256}"}}'
    )
    assert bytes(entry.digest) == hashlib.sha256(b"\x00" + entry.leaf.encode()).digest()


def test_a_revocation_is_an_entry_of_its_own(issued: Certificate, cast: Cast) -> None:
    revocation.revoke(issued.application, by=cast["head"], ground="Sai nơi sinh")
    leaf = json.loads(LogEntry.objects.get(position=1).leaf)
    assert (leaf["kind"], leaf["number"]) == ("revoked", "01/STP-LLTP")
    assert leaf["revoked_on"] == leaf["issued_on"]
    assert leaf["sha256"] == issued.sha256


def test_a_publication_that_is_undone_leaves_no_hole(
    concluded: Application, cast: Cast, office_keys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = ordered(concluded, cast)

    def dies(_point: str) -> None:
        if LogEntry.objects.exists():
            raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "reached", dies)
        with pytest.raises(RuntimeError):
            issuing.issue(certificate)
    assert not LogEntry.objects.exists()
    issuing.issue(certificate)
    assert list(LogEntry.objects.values_list("position", flat=True)) == [0]


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_take_one_position_after_the_other(numbered: Numbered) -> None:
    made = numbered(12)
    start = threading.Barrier(4)

    def publish(mine: list[Certificate]) -> None:
        start.wait()
        try:
            for certificate in mine:
                with transaction.atomic():
                    entries.append(certificate)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(made[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(LogEntry.objects.values_list("position", flat=True)) == list(range(12))
    assert LogNode.objects.count() == 6 + 3 + 1
    assert [line for line in broken() if "log" in line] == []


def test_what_was_published_before_the_log_is_entered_in_order_and_once(
    numbered: Numbered,
) -> None:
    made = numbered(5)
    assert [entries.enter_missing(), entries.enter_missing()] == [5, 0]
    found = LogEntry.objects.order_by("position").values_list("certificate_id", flat=True)
    assert list(found) == [certificate.pk for certificate in made]


CHANGES = [
    "UPDATE certificates_logentry SET leaf = '{}'",
    "DELETE FROM certificates_logentry",
    "TRUNCATE certificates_logentry",
    "UPDATE certificates_lognode SET digest = ''",
    "DELETE FROM certificates_lognode",
    "TRUNCATE certificates_lognode",
    "ALTER TABLE certificates_logentry DISABLE TRIGGER ALL",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_portals_own_role_can_only_add(
    logged: Numbered, as_portal_app: None, change: str
) -> None:
    logged(2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_an_entry_takes_the_next_position_and_no_other(numbered: Numbered) -> None:
    (certificate,) = numbered(1)
    for position in (1, 7):
        with pytest.raises(DatabaseError), transaction.atomic():
            LogEntry.objects.create(
                position=position, certificate=certificate, kind="issued", leaf="{}", digest=b""
            )
