"""Importing judgments into the register (contracts section 4): whose they are, and what changed.

Thousands of rows at a time: a few queries bring all that they can be about, the rows are gone
through in memory in their order, and what is new goes in by one COPY a table.
"""

from __future__ import annotations

from concurrent.futures import Executor

from django.db import connection

from accounts.models import Office
from records.cells import BadCell, Cells
from records.holders import Holder, Key, Standing
from records.imports import Outcome
from records.judgment_columns import COLUMNS, JudgmentRow, judgment_row
from records.judgment_writing import PeopleWriting, write_judgments
from records.known_people import KnownPeople, known_digests
from records.sheets import Row

# One import at a time: two slices that add the same person at once would add them twice.
TURN = "SELECT pg_advisory_xact_lock(hashtext('records.judgments'))"


class Judgments:
    """A judgment is known by court, number, date and person; the same row changes nothing."""

    columns: tuple[str, ...] = COLUMNS
    required: tuple[str, ...] = ("full_name", "judgment_no")

    def __init__(self, office: Office, *, helper: Executor | None = None) -> None:
        self.office = office
        self._helper = helper

    def parse(self, cells: Cells) -> JudgmentRow:
        row = judgment_row(cells)
        row.make_ready()
        return row

    def store(self, parsed: list[tuple[Row, JudgmentRow]]) -> list[tuple[Row, Outcome | BadCell]]:
        with connection.cursor() as cursor:
            cursor.execute(TURN)
        rows = [row for _line, row in parsed]
        work = Slice(rows)
        outcomes = [(line, work.take(row)) for line, row in parsed]
        people = PeopleWriting(work.people, office=self.office, helper=self._helper)
        people.write()
        write_judgments(work.judgments)
        people.write_matches()
        return outcomes


class Slice:
    """Some thousand rows gone through in their order, and what they make of the register."""

    def __init__(self, rows: list[JudgmentRow]) -> None:
        self._digests = known_digests(rows)
        self.people = KnownPeople(row for row in rows if row.digest not in self._digests)
        # The last row of each judgment is what the judgment becomes.
        self.judgments: dict[tuple[Holder, Key], JudgmentRow] = {}

    def take(self, row: JudgmentRow) -> Outcome | BadCell:
        if row.digest in self._digests:
            return Outcome.UNCHANGED
        try:
            holder = self.people.find(row) or self.people.add(row)
        except BadCell as problem:
            return problem
        before = holder.judgments.get(row.key)
        holder.bring_up_to(row.person)
        holder.judgments[row.key] = Standing(before.pk if before else None, row.digest)
        self.people.enter(holder)
        self.judgments[holder, row.key] = row
        # A judgment is what its last row says: an earlier one that comes again is news again.
        if before:
            self._digests.discard(before.digest)
        self._digests.add(row.digest)
        return Outcome.UPDATED if before else Outcome.CREATED
