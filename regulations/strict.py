"""Strict reading of the data files: what is unknown, missing or of the wrong kind stops the start.

A frozen dataclass is the schema of its table. The error names the file and the key, because the
reader of the message is the person who has just edited that file.
"""

import dataclasses
import enum
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Shape = TypeVar("Shape")


class DataError(Exception):
    """A data file of the regulations cannot be taken as it stands."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


def read_table(path: Path) -> dict[str, Any]:
    """The whole file as a table, or an error that names it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(str(path), str(error)) from error


def build(shape: type[Shape], table: object, *, where: str) -> Shape:
    """One dataclass from one table; a field's key may be renamed by `metadata={"key": ...}`."""
    if not isinstance(table, dict):
        raise DataError(where, "a table is expected here")
    schema: Any = shape
    wanted = {field.metadata.get("key", field.name): field for field in _fields(schema)}
    unknown = sorted(set(table) - set(wanted))
    if unknown:
        raise DataError(where, f"unknown key {unknown[0]!r}, expected {', '.join(wanted)}")
    kinds = _kinds(schema)
    values = {
        field.name: _value(kinds[field.name], table[key], where=f"{where}.{key}")
        for key, field in wanted.items()
        if key in table
    }
    for key, field in wanted.items():
        if key not in table and field.default is dataclasses.MISSING:
            raise DataError(where, f"missing key {key!r}")
    try:
        return shape(**values)
    except ValueError as error:
        raise DataError(where, str(error)) from error


@cache
def _fields(shape: type) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(shape)


@cache
def _kinds(shape: type) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def _value(kind: Any, value: object, *, where: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
        return _value(kind, value, where=where)
    if origin is tuple:
        return _several(typing.get_args(kind)[0], value, where=where)
    if origin in (dict, Mapping):
        return _keyed(kind, value, where=where)
    if dataclasses.is_dataclass(kind):
        if isinstance(value, typing.cast(type, kind)):
            return value  # built before, from a file of its own
        return build(typing.cast(type, kind), value, where=where)
    return _single(kind, value, where=where)


def _several(kind: Any, value: object, *, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise DataError(where, "a list is expected here")
    return tuple(_value(kind, one, where=f"{where}[{place}]") for place, one in enumerate(value, 1))


def _keyed(kind: Any, value: object, *, where: str) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise DataError(where, "a table is expected here")
    key_kind, value_kind = typing.get_args(kind)
    return types.MappingProxyType(
        {
            _single(key_kind, key, where=where): _value(value_kind, one, where=f"{where}.{key}")
            for key, one in value.items()
        }
    )


def _single(kind: Any, value: object, *, where: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        try:
            return kind(value)
        except ValueError as error:
            allowed = ", ".join(str(one.value) for one in kind)
            raise DataError(where, f"{value!r} is not one of {allowed}") from error
    if type(value) is not kind:
        raise DataError(where, f"{kind.__name__} is expected, not {value!r}")
    return value


def check_unique(keys: Iterable[str], *, where: str) -> None:
    """No key stands twice."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise DataError(where, f"{key!r} stands twice")
        seen.add(key)
