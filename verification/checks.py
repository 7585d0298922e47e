"""A check of the deployment: rules that cases were classified by must not change unnoticed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from verification import rule_sets

TABLE = "verification_ruleset"


@register(Tags.database)
def rules_keep_their_version(*, databases: Sequence[str] | None, **_how: Any) -> list[CheckMessage]:
    """Runs with `check --database default`, and before every `migrate`."""
    if not databases or TABLE not in connection.introspection.table_names():
        return []
    hint = "Raise `version` in regulations/data/triage; past cases keep the rules of their day."
    return [
        Error(complaint, hint=hint, id="verification.E001") for complaint in rule_sets.changed()
    ]
