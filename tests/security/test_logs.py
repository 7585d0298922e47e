"""No log line, error page or error mail carries a person's data (threat 34)."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from celery import shared_task
from django.conf import settings as configured
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from portal.logs import logging_config
from portal.urls import urlpatterns as portals
from tests.applications.walking import PAGES, begin, fill, send

NAME, NUMBER = "Chim Hoàng Yến", "092099009999"


def fails(_request: HttpRequest) -> HttpResponse:
    """A view in which the database quotes what offends it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE people (name text UNIQUE) ON COMMIT DROP")
        cursor.execute("INSERT INTO people VALUES (%s), (%s)", [NAME, NAME])
    return HttpResponse()


def refuse(text: str) -> None:
    raise ValueError(f"no such person: {text}")


def quotes(_request: HttpRequest) -> HttpResponse:
    try:
        refuse(NAME)
    except ValueError as error:
        raise RuntimeError(NUMBER) from error
    return HttpResponse()


urlpatterns = [*portals, path("fails", fails), path("quotes", quotes)]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What an installation would write to its log, by its own configuration."""
    written = io.StringIO()
    how = logging_config(level="DEBUG")
    made = how["formatters"]["line"]
    handler = logging.StreamHandler(written)
    formatter = {**made}
    kind = formatter.pop("()")
    handler.setFormatter(kind(fmt=formatter["format"], style=formatter["style"]))
    for name in how["handlers"]["stderr"]["filters"]:
        handler.addFilter(how["filters"][name]["()"]())
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.urls("tests.security.test_logs")
@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("/fails", ["UniqueViolation", "IntegrityError"]),
        ("/quotes", ["ValueError", "RuntimeError"]),
    ],
)
def test_an_error_is_told_by_its_kind_and_place(
    db: None, lines: io.StringIO, address: str, kinds: list[str]
) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == 500
    told = lines.getvalue()
    for canary in (NAME, NUMBER):
        assert canary not in told
        assert canary not in answer.content.decode()
    for kind in kinds:
        assert kind in told
    assert "test_logs.py" in told
    assert "Traceback" not in answer.content.decode()


def test_a_failed_task_is_told_by_its_kind(lines: io.StringIO) -> None:
    """Celery writes the exception and the arguments into its line."""

    @shared_task(name="tests.fails")
    def failing(name: str) -> None:
        refuse(name)

    failing.apply(args=[NAME], throw=False)
    logger = logging.getLogger("celery.app.trace")
    try:
        refuse(NAME)
    except ValueError as error:
        context = {"name": "t", "id": "1", "description": "raised", "exc": repr(error)}
        context |= {"args": repr([NAME]), "kwargs": "{}", "traceback": repr(error)}
        logger.exception("Task %(name)s[%(id)s] %(description)s: %(exc)s", context)
    told = lines.getvalue()
    assert "ValueError" in told
    assert NAME not in told


@pytest.mark.django_db
def test_a_walk_through_the_form_leaves_no_name_in_the_log(
    client: Client, department: Any, lines: io.StringIO
) -> None:
    mine = begin(client)
    fill(
        client,
        mine,
        nguoi_duoc_cap={**PAGES["nguoi-duoc-cap"], "full_name": NAME},
        giay_to={**PAGES["giay-to"], "number": NUMBER},
    )
    send(client, mine)
    client.get(f"/ho-so/{mine.token}/")
    Client().post("/ho-so/x" + mine.token[1:] + "/", {"date_of_birth": "17/05/1990"})
    mine.refresh_from_db()
    assert mine.full_name == NAME
    told = lines.getvalue()
    for canary in (NAME, NUMBER, mine.token, mine.token[1:], "17/05/1990"):
        assert canary not in told


@pytest.mark.django_db
def test_no_address_of_a_page_carries_a_person(client: Client, department: Any) -> None:
    """What stands in an address stands in histories, in proxies' logs and in Referer."""
    mine = begin(client)
    page = PAGES["nguoi-duoc-cap"]
    for typed in (page, {**page, "date_of_birth": "31/02/1990"}):
        answer = client.post(f"/xin-cap/{mine.code}/nguoi-duoc-cap/", typed)
        assert "Nguy" not in answer["Location"]
        assert "1990" not in answer["Location"]


def test_nobody_is_mailed_an_error_with_a_request_in_it() -> None:
    assert configured.ADMINS == []
    assert configured.LOGGING["disable_existing_loggers"] is False
    mails = [
        handler
        for name in ("", "django", "django.request")
        for handler in logging.getLogger(name).handlers
        if type(handler).__name__ == "AdminEmailHandler"
    ]
    assert not mails or configured.ADMINS == []
