"""Đính chính: the office puts right what it typed wrong, after a certificate was issued from it.

Only what a certificate prints of a declaration can be corrected so; everything else is the
applicant's own word and goes its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import intake
from applications.acceptance import merged
from applications.declaration import DeclarationSerializer
from applications.models import Application
from common.dates import today
from common.refusals import FieldProblem, Invalid, Refusal

CORRECTABLE = ("subject", "certificate_type", "confirm_bans")


def correct_declaration(application: Application, changes: Mapping[str, Any]) -> list[str]:
    """Write the right values over the wrong ones; the names of the fields that changed.

    `changes` has the shape of the declaration, as a supplement's. What it would break that was not
    broken before is refused. Called in the transaction of the step, with the dossier locked.
    """
    _refuse_other_parts(changes)
    stands = intake.as_contract(application)
    serializer = DeclarationSerializer(data=merged(stands, changes))
    serializer.is_valid(raise_exception=True)
    right = {name: serializer.validated_data[name] for name in changes}
    fields = sorted(_differing({name: stands.get(name) for name in changes}, right))
    if not fields:
        message = _("Chưa có nội dung nào được sửa. Hãy sửa ít nhất một mục.")
        raise Refusal(message, code="nothing_changed")
    _refuse_new_problems(application, stands, serializer.validated_data)
    intake.write(application, right)
    return fields


def _refuse_other_parts(changes: Mapping[str, Any]) -> None:
    other = sorted(set(changes) - set(CORRECTABLE))
    if other:
        message = _("Mục này không in trên phiếu nên không đính chính ở đây.")
        raise Invalid([FieldProblem("unknown", f"changes.{name}", message) for name in other])


def _refuse_new_problems(
    application: Application, stands: dict[str, Any], corrected: dict[str, Any]
) -> None:
    """Who may ask for what, by the rules of the day on which the dossier was filed. The history is
    not asked again: it stands on no certificate, and a birth date put right may well leave its
    first months open."""
    day, regime = application.filed_on or today(), intake.regime_of(application)
    known = {(one.code, one.field) for one in intake.rule_problems(stands, day=day, regime=regime)}
    found = intake.rule_problems(corrected, day=day, regime=regime)
    problems = [
        one
        for one in found
        if (one.code, one.field) not in known and not one.field.startswith("residences")
    ]
    if problems:
        raise Invalid(problems)


def _differing(before: Any, after: Any, *, at: str = "") -> Iterator[str]:
    """The dotted names of what is not the same; a list counts as one value, and nothing as none."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted({*before, *after}):
            inner = f"{at}.{name}" if at else name
            yield from _differing(before.get(name), after.get(name), at=inner)
    elif (before or None) != (after or None):
        yield at
