"""Nobody carries the register away, and nobody rewrites it, not even by SQL (5, 6, 7, 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests.guards.test_urls import ADDRESSES
from tests.security.world import BACKEND, Side, bearer

World = tuple[Side, Side]
# Acts on rows, none of which gives them out; what is deleted are days of the office's calendar.
WATCHED_ACTIONS = {"sign_chosen", "hand_over_chosen", "send_again", "settle", "delete_selected"} | {
    "confirm_chosen",  # of expungements; leads to a page on which each is shown and confirmed
    "withdraw",  # pictures of signatures are no longer used; nothing leaves
}
FILES = {
    # One dossier's file each, to those who may see the dossier; and the figures, which hold none.
    *("certificates:download", "certificates:file", "applications:file"),
    *("admin:desk_paper", "admin:desk_preview", "portal:figures_xlsx"),
    "certificates:sample-file",  # a demonstration's samples, of nobody
    # Letters of a print, to its clerk for an hour; a marked copy and the scan of an answer.
    *("admin:paper_sheets", "admin:paper_letter", "admin:paper_scan"),
    # The scan of one answer, to the agency that gave it and to those who see the dossier.
    *("verification:paper", "admin:agency_paper"),
    # Handed to an authority with a purpose, written down row by row (docs/records-violations.md).
    *("admin:records_violation_hand_on", "admin:records_sourcedocument_book"),
    *("admin:records_sourcedocument_missing", "admin:records_suppliedentry_book"),
    # Signed files for the printer, to whoever printed them and for an hour, written down; and the
    # issue book of the own office, for a purpose, so many a day, written down (test_issue_book.py).
    *("admin:print_sheets", "admin:issue_book_take"),
    "admin:records_importrun_rejected",  # the rows that a clerk sent and the register did not take
}


def test_no_page_of_the_admin_offers_rows_as_a_file(world: World, rf: Any) -> None:
    """A new bulk action has to be looked at: more than a day's work may not leave by one click."""
    offered = set()
    for role in ("head", "auditor", "administrator", "signer", "receiver", "verifier"):
        request = rf.get("/admin/")
        request.user = world[0].people[role]
        for model_admin in admin.site._registry.values():
            offered |= set(model_admin.get_actions(request))
    assert offered - WATCHED_ACTIONS == set()


def test_no_address_gives_rows_as_a_file() -> None:
    sheet = re.compile(
        r"csv|xlsx|export|tai-ve|\.pdf|download|cung-cap|so-08|chua-den|lay-ra", re.IGNORECASE
    )
    suspicious = {name for name, one in ADDRESSES.items() if sheet.search(f"{name} {one.pattern}")}
    assert suspicious <= FILES


def test_a_list_is_read_page_by_page(world: World) -> None:
    """The API has no way to ask for more than a page, nor the admin for all rows at once."""
    ours = world[0]
    for wish in ("limit", "page_size", "per_page", "all"):
        answer = Client().get(f"/api/v1/applications/?{wish}=100000", **bearer(ours.people["head"]))
        assert len(answer.json()["results"]) <= 50
    for model, model_admin in admin.site._registry.items():
        assert model_admin.list_per_page <= 100, model
        assert model_admin.list_max_show_all <= 200, model
    browser = Client()
    browser.force_login(ours.people["verifier"], backend=BACKEND)
    page = browser.get(reverse("admin:records_person_changelist"))
    assert "result_list" not in page.content.decode()


STATEMENTS = [
    "UPDATE certificates_certificate SET number = 99 WHERE id = {certificate}",
    "UPDATE certificates_certificate SET issued_at = '2000-01-01' WHERE id = {certificate}",
    "UPDATE certificates_certificate SET printed_number = '99/X' WHERE id = {certificate}",
    "UPDATE certificates_certificate SET content = '{{}}' WHERE id = {certificate}",
    "UPDATE certificates_certificate SET sha256 = repeat('0', 64) WHERE id = {certificate}",
    "UPDATE certificates_certificate SET number = NULL WHERE id = {certificate}",
    "UPDATE certificates_certificate SET approved_by_id = drafted_by_id WHERE id = {drafted}",
    "UPDATE certificates_certificate SET number = 2, year = 2024, issued_at = now()"
    " WHERE id = {drafted}",
    "DELETE FROM certificates_certificate WHERE id = {certificate}",
    "TRUNCATE certificates_certificate CASCADE",
    "ALTER TABLE certificates_certificate DISABLE TRIGGER ALL",
    "DELETE FROM certificates_revocation WHERE id = {revocation}",
    "UPDATE certificates_revocation SET ground = 'x' WHERE id = {revocation}",
    "UPDATE applications_event SET by_id = {clerk}",
    "DELETE FROM applications_event",
    "UPDATE verification_reply SET answer = 'none'",
    "DELETE FROM verification_reply",
    "UPDATE verification_linkopening SET address = 'x'",
    "DELETE FROM verification_linkopening",
    "DELETE FROM verification_requestlink",
    "DELETE FROM verification_reminder",
    "UPDATE records_accesslog SET purpose = 'x'",
    "DELETE FROM records_accesslog",
    "COPY applications_application TO PROGRAM 'cat'",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_webs_role_cannot_rewrite_what_was_done(world: World, statement: str) -> None:
    ours = world[0]
    clerk = ours.people["drafter"].pk
    sql = statement.format(**ours.values, clerk=clerk)
    with as_the_web(), pytest.raises(DatabaseError):
        ask_at_once(sql)


def test_the_webs_role_can_read_what_it_may_not_rewrite(world: World) -> None:
    """The refusals above are about the statements and not about the role's right to connect."""
    with as_the_web():
        ask_at_once("SELECT count(*) FROM certificates_certificate, applications_event")


@contextmanager
def as_the_web() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_app")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


@transaction.atomic
def ask_at_once(sql: str) -> None:
    """The statement and every check that would otherwise wait for the commit."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_no_raw_sql_is_put_together_from_texts() -> None:
    """Parameters are handed to the database beside the statement (ASVS 1.2.4)."""
    packages = ("accounts", "applications", "certificates", "common", "portal", "postal")
    mixed = re.compile(r"execute\(\s*f[\"']|\.raw\(\s*f[\"']|\.extra\(|RawSQL\(\s*f[\"']")
    guilty = [
        str(path)
        for package in (*packages, "records", "regulations", "verification")
        for path in Path(configured.BASE_DIR, package).rglob("*.py")
        if "migrations" not in path.parts and mixed.search(path.read_text())
    ]
    assert guilty == []


def test_no_template_marks_a_text_as_safe() -> None:
    """Nothing typed by a person is written into a page without escaping."""
    root = Path(configured.BASE_DIR)
    marked = re.compile(r"\|\s*safe\b|\{%\s*autoescape off|mark_safe\(|safestring")
    files = [*root.joinpath("templates").rglob("*.html"), *root.rglob("*/templatetags/*.py")]
    packages = ("accounts", "applications", "certificates", "common", "portal", "postal")
    files += [path for name in packages for path in (root / name).rglob("*.py")]
    guilty = {
        str(path.relative_to(root))
        for path in files
        if not any(part.startswith(".") for part in path.relative_to(root).parts)
        and marked.search(path.read_text())
    }
    # The file for a stick holds our own script and style; nothing in it was typed by anybody.
    assert guilty <= {"certificates/offline.py"}
