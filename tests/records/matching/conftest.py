"""A register of invented people, written as courts write, and looked up as applicants declare."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from benchmarks.register.holes import both
from records.matching import index, search
from records.matching.identity import Identity
from records.models import Person

SEED = 11
PEOPLE = 400


def enter(identity: Identity) -> int:
    """A person of the register who has this identity; their primary key."""
    person = Person.objects.create(
        record_code=f"T{Person.objects.count()}", full_name=identity.full_name
    )
    index.write([(person.pk, identity)])
    return person.pk


@pytest.fixture
def entered(db: None) -> Callable[[Identity], int]:
    return enter


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: object) -> Iterator[dict[int, int]]:
    """Invented people by their number: the primary keys under which they lie in the register."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        keys = {number: enter(both(SEED, number)[1].identity) for number in range(PEOPLE)}
        yield keys
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE records_person, records_recordchange CASCADE")


def found(identity: Identity, *, bar: float | None = None) -> list[int]:
    """The primary keys of those who are shown, best first."""
    return [match.person_id for match in search.find(identity, bar=bar)]
