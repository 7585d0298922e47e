"""Who changes the register, and from which document: said once, kept by the database itself.

The triggers of `records.models.history` write down every change of a record, whatever code or hand
makes it. What they cannot know, who and from where, travels with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.dates import VIETNAM, PartialDate
from records.models import Ban, Judgment, Offence, Person, PersonNumber, RecordChange

READ = "SELECT current_setting('records.by', true), current_setting('records.document', true)"
SET = "SELECT set_config('records.by', %s, true), set_config('records.document', %s, true)"

PARTIAL_DATES = frozenset({"date_of_birth", "other_birth_dates", "offence_date"})
MODELS: dict[str, type[models.Model]] = {
    "person": Person,
    "number": PersonNumber,
    "judgment": Judgment,
    "offence": Offence,
    "ban": Ban,
}
NAMED_BY = {
    "person": "record_code",
    "number": "number",
    "judgment": "judgment_no",
    "offence": "offence",
    "ban": "position",
}


@contextmanager
def changing(*, by: User, document: str = "") -> Iterator[None]:
    """All changes of the register inside are one transaction, made by this user from this paper."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ)
        before = [value or "" for value in cursor.fetchone()]
        cursor.execute(SET, [str(by.pk), document[:200]])
        yield
        # After an error the rollback has put them back.
        cursor.execute(SET, before)


@dataclass(frozen=True)
class Changed:
    """One column: its name to a clerk, what stood there and what stands there now."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.label}: {self.after}"
        return f"{self.label}: {self.before} → {self.after or '∅'}"


@dataclass(frozen=True)
class Change:
    """One row of a record made, changed or taken away."""

    at: datetime
    by: str
    document: str
    part: str
    subject: str  # what tells the row from others of its part: a number, a crime
    action: str
    columns: list[Changed]


def of(person: Person) -> list[Change]:
    """The history of one record, the latest change first."""
    subjects: dict[tuple[str, int], str] = {}
    changes = []
    for row in RecordChange.objects.filter(person=person.pk).select_related("by").order_by("pk"):
        said = {**(row.before or {}), **(row.after or {})}
        naming = said.get(NAMED_BY[row.part])
        subject = subjects[row.part, row.row_id] = naming or subjects.get(
            (row.part, row.row_id), ""
        )
        changes.append(_change(row, subject))
    return changes[::-1]


def history_table(person: Person) -> dict[str, list[Any]]:
    """The same as a table for a page: `headers`, and `rows` of texts."""
    headers = [_("Lúc"), _("Người ghi"), _("Từ văn bản"), _("Phần"), _("Việc"), _("Nội dung")]
    rows = [
        [
            timezone.localtime(change.at, VIETNAM).strftime("%d/%m/%Y %H:%M"),
            change.by,
            change.document,
            f"{change.part}: {change.subject}" if change.subject else change.part,
            change.action,
            "; ".join(map(str, change.columns)),
        ]
        for change in of(person)
    ]
    return {"headers": headers, "rows": rows}


def _change(row: RecordChange, subject: str) -> Change:
    before, after = row.before or {}, row.after or {}
    model = MODELS[row.part]
    columns = [
        Changed(label, old, new)
        for field in model._meta.concrete_fields  # noqa: SLF001 (documented)
        if field.editable and not field.is_relation and not field.primary_key
        for label in [str(field.verbose_name)]
        for old, new in [(_shown(field, before), _shown(field, after))]
        if old != new
    ]
    # The paper a row names itself says more than the file it came in.
    paper = after.get("source_document") or row.document
    return Change(
        at=row.at,
        by=row.by.display_name if row.by else _("Hệ thống"),
        document=paper,
        part=row.get_part_display(),
        subject=subject,
        action=row.get_action_display(),
        columns=columns,
    )


def _shown(field: Any, row: Mapping[str, Any]) -> str:
    """A kept value as a clerk reads it."""
    value = row.get(field.attname)
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    texts = [str(one) for one in (value if isinstance(value, list) else [value])]
    if isinstance(field, models.DateField) or field.attname in PARTIAL_DATES:
        texts = [PartialDate.parse(text).display() for text in texts]
    return "; ".join(texts)
