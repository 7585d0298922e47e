"""Every change of a record, written down by the database itself so that no code can forget it.

Triggers for each statement, not for each row: a bulk import writes its history in one INSERT a
table. Who and from which document comes with the transaction (`records.history.changing`).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RecordChange(models.Model):
    """Lịch sử thay đổi (NĐ 216, domain section 6): one row made, changed or taken away.

    An update keeps the columns that changed. The row it is about may be gone, so nothing here
    points to a table by a constraint.
    """

    class Part(models.TextChoices):
        PERSON = "person", _("Lý lịch")
        NUMBER = "number", _("Số giấy tờ")
        JUDGMENT = "judgment", _("Bản án")
        OFFENCE = "offence", _("Tội danh")
        BAN = "ban", _("Cấm đảm nhiệm chức vụ")

    class Action(models.TextChoices):
        INSERT = "insert", _("Ghi mới")
        UPDATE = "update", _("Sửa")
        DELETE = "delete", _("Xóa")

    person = models.ForeignKey(
        "records.Person",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="changes",
    )
    part = models.CharField(_("phần"), max_length=10, choices=Part.choices)
    row_id = models.BigIntegerField()
    action = models.CharField(_("việc"), max_length=6, choices=Action.choices)
    before = models.JSONField(_("trước"), null=True)
    after = models.JSONField(_("sau"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người ghi"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    document = models.CharField(_("từ văn bản"), max_length=200, blank=True)
    at = models.DateTimeField(_("lúc"), db_default=Now())

    class Meta:
        verbose_name = _("thay đổi của lý lịch")
        verbose_name_plural = _("lịch sử thay đổi")
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "id"], name="change_of_person")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="written_by_triggers",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF pg_trigger_depth() < 2 THEN"
                    " RAISE EXCEPTION 'history is written by the changes themselves';"
                    " END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.get_action_display()}"


# Whose history a change belongs to; a row that moves from one person to another is in both.
OWN = "CROSS JOIN LATERAL (SELECT changed.id) whose (person_id)"
OF_PERSON = "CROSS JOIN LATERAL (SELECT changed.person_id) whose (person_id)"
OF_BOTH = (
    "CROSS JOIN LATERAL (SELECT changed.person_id UNION SELECT earlier.person_id) whose (person_id)"
)
OF_JUDGMENT = "JOIN records_judgment whose ON whose.id = changed.judgment_id"
OF_BOTH_JUDGMENTS = (
    "JOIN records_judgment whose ON whose.id IN (changed.judgment_id, earlier.judgment_id)"
)
WHOSE = {
    RecordChange.Part.PERSON: (OWN, OWN),
    RecordChange.Part.OFFENCE: (OF_JUDGMENT, OF_BOTH_JUDGMENTS),
}

WRITE = """
INSERT INTO records_recordchange
    (person_id, part, row_id, action, before, after, by_id, document, at)
SELECT whose.person_id, '{part}', changed.id, '{action}', {before}, {after},
    nullif(current_setting('records.by', true), '')::bigint,
    coalesce(current_setting('records.document', true), ''), now()
FROM {rows};
"""
DIFFERING = """new_rows changed JOIN old_rows earlier USING (id) {whose}
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(key, past.value) AS before, jsonb_object_agg(key, now.value) AS after
    FROM jsonb_each(to_jsonb(earlier)) past JOIN jsonb_each(to_jsonb(changed)) now USING (key)
    WHERE past.value IS DISTINCT FROM now.value AND key <> ALL ({derived})
) differing
WHERE differing.after IS NOT NULL"""
# What the joins above would leave out without a word.
SAME_KEYS = """
IF EXISTS (SELECT FROM old_rows LEFT JOIN new_rows USING (id) WHERE new_rows.id IS NULL) THEN
    RAISE EXCEPTION 'the primary key of a record is for ever';
END IF;
"""
JUDGMENT_STANDS = """
IF EXISTS (
    SELECT FROM old_rows changed LEFT JOIN records_judgment whose
        ON whose.id = changed.judgment_id
    WHERE whose.id IS NULL
) THEN
    RAISE EXCEPTION 'offences are taken away before their judgment';
END IF;
"""
NEW = pgtrigger.Referencing(new="new_rows")
OLD = pgtrigger.Referencing(old="old_rows")
BOTH = pgtrigger.Referencing(old="old_rows", new="new_rows")


def kept_history(part: RecordChange.Part, *, derived: tuple[str, ...] = ()) -> list[Any]:
    """The triggers of a table; its `derived` columns are made from others and are no history."""
    whose, whose_both = WHOSE.get(part, (OF_PERSON, OF_BOTH))
    left_out = f"'{{{','.join(derived)}}}'::text[]"
    # What is not known takes no room: an absent column was empty.
    row = "jsonb_strip_nulls(to_jsonb(changed))" + (f" - {left_out}" if derived else "")
    write = partial(WRITE.format, part=part.value)
    inserted = write(action="insert", before="NULL", after=row, rows=f"new_rows changed {whose}")
    updated = write(
        action="update",
        before="differing.before",
        after="differing.after",
        rows=DIFFERING.format(whose=whose_both, derived=left_out),
    )
    deleted = write(action="delete", before=row, after="NULL", rows=f"old_rows changed {whose}")
    orphans = JUDGMENT_STANDS if part is RecordChange.Part.OFFENCE else ""
    return [
        _trigger("history_of_insert", pgtrigger.Insert, NEW, inserted),
        _trigger("history_of_update", pgtrigger.Update, BOTH, SAME_KEYS + updated),
        _trigger("history_of_delete", pgtrigger.Delete, OLD, orphans + deleted),
    ]


def _trigger(
    name: str, operation: Any, referencing: pgtrigger.Referencing, func: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=f"{func}RETURN NULL;",
    )
