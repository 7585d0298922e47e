"""Fill a database with a generated register: people, numbers, a judgment each, the match table.

Runs inside a portal's settings (`manage.py shell`). Two processes make the rows and copy them in;
indexes that no constraint needs are built when all is there.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date

import psycopg2
from django.db import connection

from benchmarks.register.copying import Copied
from benchmarks.register.holes import Written
from benchmarks.register.population import Population
from records.matching import index
from records.matching.keys import KEYS_VERSION
from records.models import Judgment, KeyRules, Person, PersonNumber
from records.names import number_key

PROCESSES = 2
CHUNK = 5000
SAMPLED = 4000
TABLES = ("records_person", "records_personnumber", "records_judgment", index.TABLE)
# Written down before they are dropped, so that a load that was broken off loses none.
REMEMBER_INDEXES = """
    CREATE TABLE IF NOT EXISTS generated_register_indexes (name text PRIMARY KEY, definition text);
    INSERT INTO generated_register_indexes
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique
    ON CONFLICT (name) DO UPDATE SET definition = excluded.definition
"""
INDEXES = "SELECT name, definition FROM generated_register_indexes"
MEMORY_FOR_INDEXES = "512MB"


PEOPLE = Copied(
    Person,
    *("id", "record_code", "full_name", "other_names", "sex", "date_of_birth", "place_of_birth"),
    *("nationality", "father_name", "mother_name", "spouse_name", "province", "address"),
)
NUMBERS = Copied(PersonNumber, "person_id", "kind", "number", "is_current", "key")
JUDGMENTS = Copied(
    Judgment,
    *("person_id", "judgment_no", "judgment_date", "final_on", "court", "stage", "main_penalty"),
    "main_penalty_months",
)
MATCHES = f"COPY {index.TABLE} ({', '.join(index.COLUMNS)}) FROM STDIN"


def main(size: int, seed: int) -> None:
    """Nothing to do if the same people lie there, as the present rules would write them."""
    population = Population(size, seed)
    digest = _digest(population)
    if _loaded() == digest:
        print(f"{size:,} people are there", flush=True)
        return
    started = time.monotonic()
    with _without_indexes():
        _fill(population, started)
        print(f"\n{time.monotonic() - started:,.0f} s; building the indexes ...", flush=True)
    _finish(size, digest)
    print(f"{time.monotonic() - started:,.0f} s: loaded", flush=True)


def _fill(population: Population, started: float) -> None:
    with ProcessPoolExecutor(PROCESSES) as pool:
        jobs = [pool.submit(copy, population, first) for first in range(0, population.size, CHUNK)]
        for done, job in enumerate(jobs, start=1):
            job.result()
            rows = min(done * CHUNK, population.size)
            each = rows / (time.monotonic() - started)
            print(f"\r{rows:,} of {population.size:,} ({each:,.0f}/s)", end="", flush=True)


def copy(population: Population, first: int) -> None:
    """One slice of the register, in a connection of this process."""
    people: list[str] = []
    numbers: list[str] = []
    judgments: list[str] = []
    matches: list[str] = []
    for number in range(first, min(first + CHUNK, population.size)):
        _person, written = population.person(number)
        people.append(_person_line(number, written))
        numbers.extend(_number_lines(number, written))
        judgments.append(_judgment_line(number))
        rows = index.entries(written.identity)
        matches.extend(row.as_copy(number + 1) for row in rows)
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    with owner, owner.cursor() as cursor:
        for command, lines in (
            (PEOPLE.command, people),
            (NUMBERS.command, numbers),
            (JUDGMENTS.command, judgments),
            (MATCHES, matches),
        ):
            cursor.copy_expert(command, io.StringIO("".join(lines)))
    owner.close()


def _person_line(number: int, written: Written) -> str:
    who = written.identity
    return PEOPLE.line(
        number + 1,
        f"79HC{2006 + number % 20}/{number + 1:07}",
        who.full_name,
        who.other_names,
        who.sex,
        who.date_of_birth,
        who.place_of_birth,
        written.nationality,
        who.father_name,
        who.mother_name,
        who.spouse_name,
        who.province,
        written.address,
    )


def _number_lines(number: int, written: Written) -> Iterator[str]:
    pairs = zip(written.kinds, written.identity.numbers, strict=False)
    for at, (kind, paper) in enumerate(pairs):
        yield NUMBERS.line(number + 1, kind, paper, at == 0, number_key(paper))


def _judgment_line(number: int) -> str:
    day = date(2006 + number % 20, number % 12 + 1, number % 28 + 1)
    judgment = f"{number % 400 + 1}/{day.year}/HSST"
    court = f"Tòa án nhân dân khu vực {number % 300 + 1}"
    final = day.replace(day=28)
    return JUDGMENTS.line(
        number + 1, judgment, day, final, court, "sơ thẩm", "imprisonment", number % 60 + 6
    )


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Nor triggers: nobody's history begins with a load of invented people."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE {index.TABLE} IS NULL")
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute(REMEMBER_INDEXES, [list(TABLES)])
        cursor.execute(INDEXES)
        indexes: list[tuple[str, str]] = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    connection.close()  # the processes make their own
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"SET maintenance_work_mem = '{MEMORY_FOR_INDEXES}'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _finish(size: int, digest: str) -> None:
    KeyRules.objects.get_or_create(version=KEYS_VERSION)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('records_person_id_seq', %s)", [size])
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
        cursor.execute(f"COMMENT ON TABLE {index.TABLE} IS '{digest}'")


def _loaded() -> str:
    """The digest of what lies in the database; set only when all of it does."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT obj_description('{index.TABLE}'::regclass)")
        return str(cursor.fetchone()[0] or "")


def _digest(population: Population) -> str:
    """Of some rows as they would be written now: another generator or other keys show in it."""
    step = max(1, population.size // SAMPLED)
    digest = hashlib.sha256()
    for number in range(0, population.size, step):
        _person, written = population.person(number)
        rows = index.entries(written.identity)
        digest.update("".join(row.as_copy(number) for row in rows).encode())
    return digest.hexdigest()
