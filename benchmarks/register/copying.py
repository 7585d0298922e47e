"""Rows of a model's table as COPY reads them, whatever other columns the model has."""

from __future__ import annotations

from typing import Any

from django.db import models


class Copied:
    """A table to copy into: the columns that a row gives, and the defaults of all the others."""

    def __init__(self, model: type[models.Model], *given: str) -> None:
        table = model._meta  # noqa: SLF001 - Django's own word for it
        own = [field for field in table.concrete_fields if field.attname in given]
        others = [field for field in table.concrete_fields if _needed(field, given)]
        self.order = [given.index(field.attname) for field in own]
        self.rest = "".join("\t" + _cell(field.get_default()) for field in others) + "\n"
        columns = ", ".join(str(field.column) for field in own + others)
        self.command = f"COPY {table.db_table} ({columns}) FROM STDIN"

    def line(self, *values: object) -> str:
        return "\t".join([_cell(values[at]) for at in self.order]) + self.rest


def _needed(field: Any, given: tuple[str, ...]) -> bool:
    """Neither given nor set by the database."""
    by_database = isinstance(field, models.AutoField) or field.has_db_default()
    return field.attname not in given and not by_database


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list | tuple):
        words = (str(word).replace("\\", "\\\\").replace('"', '\\"') for word in value)
        value = "{" + ",".join(f'"{word}"' for word in words) + "}"
    text = str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
