"""The province in a place as people write it: a code, a name old or new, an abbreviation."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from pathlib import Path

from records.matching.phonetics import bare
from regulations.places import every_province, merge_province

NOWHERE = 0
KINDS = ("thanh pho ", "tinh ", "tp ", "t ")


@lru_cache(maxsize=65_536)
def province_of(text: str) -> int:
    """The code now in force of the province in which the place lies; 0 where none is named."""
    if not text:
        return NOWHERE
    if text.isdigit():
        return _in_force(text.zfill(2)) if len(text) <= 2 else NOWHERE
    for part in reversed(text.replace(" - ", ",").replace(";", ",").split(",")):
        code = _named(bare(part).strip())
        if code:
            return code
    words = bare(text).split()
    for length in (3, 2):
        code = _named(" ".join(words[-length:]))
        if code:
            return code
    return NOWHERE


def _named(name: str) -> int:
    for kind in KINDS:
        if name.startswith(kind):
            name = name.removeprefix(kind)
            break
    code = _names().get(name)
    return _in_force(code) if code else NOWHERE


def _in_force(code: str) -> int:
    return int(_merged().get(code, "0"))


@cache
def _names() -> dict[str, str]:
    """By bare name; a name that moved to another code means the same place after the merger."""
    written = tomllib.loads(Path(__file__).with_name("places.toml").read_text("utf-8"))
    other = {bare(name): code for table in written.values() for name, code in table.items()}
    return other | {bare(one.name): one.code for one in every_province()}


@cache
def _merged() -> dict[str, str]:
    return {one.code: merge_province(one.code) for one in every_province()}
