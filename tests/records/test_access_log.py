"""The list of who looked is only ever added to (threats 4 and 8)."""

import pytest
from django.db import DatabaseError, connection, transaction

from records.lookup import note_view
from records.models import AccessLog

STATEMENTS = (
    "UPDATE records_accesslog SET purpose = 'khác'",
    "DELETE FROM records_accesslog",
)


@pytest.fixture
def entry(verifier) -> AccessLog:
    return note_view("55CT2015/00001", by=verifier, purpose="xác minh", case="1")


@pytest.mark.parametrize("statement", STATEMENTS)
def test_not_even_the_owner_of_the_tables_changes_it(entry, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AccessLog.objects.get().purpose == "xác minh"


@pytest.mark.parametrize("statement", [*STATEMENTS, "TRUNCATE records_accesslog"])
def test_the_web_has_no_right_to_change_it(entry, as_portal_app, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_web_may_add_to_it(verifier, as_portal_app) -> None:
    assert note_view("55CT2015/00001", by=verifier, purpose="xác minh", case="1").pk
