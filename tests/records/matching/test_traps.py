"""Five ways in which such a look-up once went wrong without a word (docs/records-lookup.md)."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection

from records.matching import index, search
from records.matching.identity import Identity
from records.matching.keys import Traits
from tests.records.matching.conftest import found

NAMESAKES = 20_000
ASKED = Identity(
    full_name="Nguyễn Văn Hùng",
    date_of_birth="1980-05-17",
    place_of_birth="Cần Thơ",
    father_name="Nguyễn Văn Bình",
    mother_name="Trần Thị Cúc",
    numbers=("092080001234", "361234567"),
)


@pytest.fixture
def crowd(db: None) -> None:
    """A register large enough for the planner to think again: one entry, and a crowd of others."""
    person = index.entries(ASKED)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_person (record_code, full_name, other_names, sex, date_of_birth,"
            " other_birth_dates, place_of_birth, nationality, father_name, mother_name,"
            " spouse_name, province, address, source_document, source_agency, name_keys,"
            " father_key, mother_key, keys_version)"
            " SELECT 'C' || one, 'Nguyễn Văn Hùng', '{}', '', '1980', '{}', '', '', '', '', '', '',"
            " '', '', '', '{}', '', '', 1 FROM generate_series(1, %s) one RETURNING id",
            [NAMESAKES],
        )
        keys = [key for (key,) in cursor.fetchall()]
        rows = (
            person._replace(keys=[7 * at + one for one in range(30)]).as_copy(key)
            for at, key in enumerate(keys)
        )
        columns = ", ".join(index.COLUMNS)
        cursor.copy_expert(
            f"COPY records_matchentry ({columns}) FROM STDIN", io.StringIO("".join(rows))
        )
        cursor.execute("ANALYZE records_matchentry")


def _plan(*settings: str) -> str:
    """How PostgreSQL would carry out the query inside the function, for a real question."""
    arguments = search._arguments(Traits(ASKED), bar=14)
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'records_match_candidates'")
        body = str(cursor.fetchone()[0])
        query = re.search(r"SELECT e\.person_id.*", body, re.DOTALL)
        assert query
        only_keys = query.group().split("AND e.version")[0].replace("q_keys", "%s::integer[]")
        for setting in settings:
            cursor.execute(f"SET LOCAL {setting}")
        cursor.execute(f"EXPLAIN {only_keys}", [arguments[1]])
        return "\n".join(line for (line,) in cursor.fetchall())


def test_no_index_of_trigrams_takes_over_what_is_asked_for_equality(db: None) -> None:
    """Trap 1: since PostgreSQL 14 `=` is an operator of pg_trgm, and the planner used it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'records%%'"
            " AND indexdef LIKE '%%_trgm_ops%%'"
        )
        assert cursor.fetchall() == []


def test_the_overlap_of_keys_is_the_cores_own_operator(db: None) -> None:
    """Trap 2: the extension intarray brings an `&&` for which the index is of no use."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oprnamespace::regnamespace::text, oprleft::regtype::text FROM pg_operator"
            " WHERE oprname = '&&' AND oprleft IN ('anyarray'::regtype, 'integer[]'::regtype)"
        )
        assert cursor.fetchall() == [("pg_catalog", "anyarray")]


def test_the_index_of_keys_is_used_whatever_the_planner_expects(crowd: None) -> None:
    """Trap 3: with many probes it expects a great part of the table and would read all of it."""
    plan = _plan("enable_seqscan = off")
    assert "Bitmap Index Scan on match_keys" in plan
    assert "Seq Scan" not in plan


def test_the_function_itself_forbids_reading_the_whole_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'records_match_candidates'")
        settings = cursor.fetchone()[0]
    assert {"enable_seqscan=off", "plan_cache_mode=force_generic_plan", "jit=off"} <= set(settings)


def test_the_table_is_not_read_through_for_one_person(crowd: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        before = _scans(cursor)
        assert found(ASKED, bar=60) == []
        cursor.execute("SELECT pg_stat_force_next_flush()")
        assert _scans(cursor) == before


def _scans(cursor: object) -> int:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT pg_stat_get_xact_numscans('records_matchentry'::regclass)"
    )
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("Nguye\u0302\u0303n Va\u0306n Hu\u0300ng", id="decomposed"),
        pytest.param("NguyÔn V¨n Hïng", id="TCVN3"),
        pytest.param("Nguyeenx Vawn Hungf", id="Telex"),
        pytest.param("Nguyễn Văn Hùng".encode().decode("latin-1"), id="mojibake"),
    ],
)
def test_a_text_is_repaired_before_its_keys_are_made(db: None, written: str) -> None:
    """Trap 4: no collation or unaccent of the database knows what was meant."""
    asked = Traits(Identity(full_name=written, date_of_birth="1980-05-17"))
    meant = Traits(Identity(full_name="Nguyễn Văn Hùng", date_of_birth="1980-05-17"))
    assert {name.chord for name in asked.names} >= {name.chord for name in meant.names}


def test_rows_that_wait_to_be_indexed_stay_few(db: None) -> None:
    """Trap 5: each look-up reads the list of waiting rows, by default four megabytes of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'match_keys'")
        assert cursor.fetchone()[0] == ["gin_pending_list_limit=512"]
