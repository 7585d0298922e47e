"""Các cấp xét xử: which judgments are of one case, and what of them is in force.

A record holds one row a judgment and no tie between them, so the clerk who concludes states it:
`decides_on` names the judgment that a later court decided on ("//" where it is not in the data)
and `outcome` what it did with it (Criminal Procedure Code 2015 art 355, 388, 402). One case is
stated once, by what is in force at the end; a conviction that was quashed is no conviction.
Nothing is guessed: rows that may be one case, and are not said to be, are refused.

Our reading, to be confirmed by an office: docs/certificate-content.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from records.names import folded, judgment_key

Row = Mapping[str, Any]
NOT_IN_THE_DATA = "//"


class Stage(StrEnum):
    FIRST = "first"
    APPEAL = "appeal"
    CASSATION = "cassation"
    REOPENING = "reopening"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What the later court did with the judgment it decided on."""

    UPHELD = "upheld"
    CHANGED = "changed"
    RESTORED = "restored"  # quashed, and the judgment before it stands again
    CANCELLED = "cancelled"


LATER = (Stage.APPEAL, Stage.CASSATION, Stage.REOPENING)
REVIEWS = (Stage.CASSATION, Stage.REOPENING)
_SPELLED = {
    Stage.APPEAL: ("phuc tham", "pt", "appeal"),
    Stage.CASSATION: ("giam doc tham", "gdt", "cassation"),
    Stage.REOPENING: ("tai tham", "tt", "reopening"),
    Stage.FIRST: ("so tham", "st", "first"),
}
# What a court decides, and what becomes of it afterwards.
DECIDED = (
    *("offences", "articles", "code_of_law", "main_penalty", "main_penalty_months"),
    *("probation_months", "fine_vnd", "additional_penalties", "civil_obligation_vnd"),
    "court_fee_vnd",
)
AFTERWARDS = (
    *("main_served_on", "probation_ended_on", "additional_served_on", "obligations_met_on"),
    *("execution_lapsed_on", "enforcement", "expunged_on", "expunged", "expungement_ground"),
)
# Written by each court in its own words; and the fee of an appeal is another fee.
_NEVER_COMPARED = {"articles", "additional_penalties", "enforcement", "court_fee_vnd", "expunged"}


class Why(StrEnum):
    """What keeps the rows from being read as cases; in words at `verification.judgments`."""

    OUTCOME_MISSING = "outcome_missing"
    OUTCOME_ALONE = "outcome_alone"
    NOT_NAMED = "not_named"
    NAMED_TWICE = "named_twice"
    NOT_LATER = "not_later"
    FIRST_DECIDES = "first_decides"
    MAYBE_ONE_CASE = "maybe_one_case"
    NOTHING_TO_RESTORE = "nothing_to_restore"
    DIFFERS = "differs"
    STATED_TWICE = "stated_twice"


class StageProblem(ValueError):
    """The rows contradict each other; `position` and `column` say where."""

    def __init__(self, why: Why, *, position: int, column: str) -> None:
        super().__init__(f"{why} at row {position} ({column})")
        self.why, self.position, self.column = why, position, column


@dataclass(frozen=True)
class Case:
    """Vụ án: its decisions in order of time, and the judgment in force, none if it was quashed."""

    rows: tuple[Row, ...]
    in_force: Row | None

    @property
    def is_open(self) -> bool:
        return self.in_force is not None and not self.in_force.get("expunged")


def stage_of(row: Row) -> Stage:
    """The instance as the record writes it, in whatever spelling."""
    text = folded(row.get("stage"))
    for stage, words in _SPELLED.items():
        if text in words or (words[0] in text):
            return stage
    return Stage.UNKNOWN


def cases(rows: Sequence[Row]) -> list[Case]:
    """Every case once, in the order in which the rows first name it; or StageProblem."""
    _refuse_stated_twice(rows)
    before = {place: _decided_on(place, rows) for place in range(len(rows))}
    for place in range(len(rows)):
        _refuse_unclear(place, rows, before)
    found: dict[int, list[int]] = {}
    for place in range(len(rows)):
        found.setdefault(_way(place, before)[0], []).append(place)
    return [_case(places, rows, before) for places in found.values()]


def _way(place: int, before: Mapping[int, int | None]) -> list[int]:
    """The decisions from the first to this one."""
    way = [place]
    while (earlier := before[way[0]]) is not None:
        if earlier in way:
            raise StageProblem(Why.NOT_LATER, position=place, column="decides_on")
        way.insert(0, earlier)
    return way


def _case(places: list[int], rows: Sequence[Row], before: Mapping[int, int | None]) -> Case:
    def when(place: int) -> tuple[str, int]:
        """A decision without a day came after the one it decided on."""
        way = _way(place, before)
        return max(_day(rows[at]) for at in way), len(way)

    in_time = sorted(places, key=when)
    return Case(tuple(rows[place] for place in in_time), _after(in_time[-1], rows, before))


def _after(place: int, rows: Sequence[Row], before: Mapping[int, int | None]) -> Row | None:
    """What is in force after this decision."""
    row, earlier, outcome = rows[place], before[place], _outcome(rows[place])
    if outcome == Outcome.CANCELLED:
        return None
    if outcome == Outcome.RESTORED:
        first = before[earlier] if earlier is not None else None
        if first is None:
            raise StageProblem(Why.NOTHING_TO_RESTORE, position=place, column="outcome")
        restored = _after(first, rows, before)
        return None if restored is None else _joined(restored, row, place, decides=False)
    base = None if earlier is None else _after(earlier, rows, before)
    if base is None:
        return row
    if outcome == Outcome.UPHELD:
        _refuse_different(base, row, place, DECIDED)
        upheld = _joined(base, row, place, decides=False)
        return upheld if stage_of(row) in REVIEWS else {**upheld, **_name(row)}
    return _joined(base, row, place, decides=True)


def _joined(base: Row, later: Row, place: int, *, decides: bool) -> Row:
    """One row of both: what the later court decided, and everything known of its enforcement."""
    _refuse_different(base, later, place, AFTERWARDS)
    if bool(base.get("expunged")) != bool(later.get("expunged")):
        raise StageProblem(Why.DIFFERS, position=place, column="expunged")
    decided = {name: later[name] for name in DECIDED if decides and _said(later, name)}
    if "main_penalty" in decided:  # another penalty brings its own terms
        terms = ("main_penalty_months", "probation_months", "fine_vnd")
        decided |= {name: later.get(name) for name in terms}
    since = {name: later[name] for name in AFTERWARDS if _said(later, name)}
    filled = {name: later[name] for name in DECIDED if _said(later, name) and not _said(base, name)}
    return {**base, **filled, **decided, **since, **(_name(later) if decides else {})}


def _name(row: Row) -> dict[str, Any]:
    return {name: row.get(name) for name in ("judgment_no", "judgment_date", "court", "stage")}


def _refuse_different(base: Row, later: Row, place: int, columns: Sequence[str]) -> None:
    for name in columns:
        if name in _NEVER_COMPARED or not (_said(base, name) and _said(later, name)):
            continue
        same = _offences(base) == _offences(later) if name == "offences" else False
        if not same and folded(base[name]) != folded(later[name]):
            raise StageProblem(Why.DIFFERS, position=place, column=name)


def _refuse_stated_twice(rows: Sequence[Row]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for place, row in enumerate(rows):
        name = (_number(row), folded(row.get("court")), str(row.get("judgment_date") or ""))
        if name[0] and name in seen:
            raise StageProblem(Why.STATED_TWICE, position=place, column="judgment_no")
        seen.add(name)


def _decided_on(place: int, rows: Sequence[Row]) -> int | None:
    """The row whose judgment this one decided on."""
    wanted = str(rows[place].get("decides_on") or "").strip()
    if wanted in ("", NOT_IN_THE_DATA):
        return None
    key = judgment_key(wanted)
    found = [at for at, row in enumerate(rows) if at != place and _number(row) == key]
    if len(found) != 1:
        why = Why.NAMED_TWICE if found else Why.NOT_NAMED
        raise StageProblem(why, position=place, column="decides_on")
    return found[0]


def _refuse_unclear(place: int, rows: Sequence[Row], before: Mapping[int, int | None]) -> None:
    row, earlier, outcome = rows[place], before[place], _outcome(rows[place])
    stage, named = stage_of(row), str(row.get("decides_on") or "").strip()
    if named and stage == Stage.FIRST:
        raise StageProblem(Why.FIRST_DECIDES, position=place, column="decides_on")
    if named and outcome is None:
        raise StageProblem(Why.OUTCOME_MISSING, position=place, column="outcome")
    if outcome is not None and not named:
        raise StageProblem(Why.OUTCOME_ALONE, position=place, column="decides_on")
    if earlier is not None and not _later(row, rows[earlier]):
        raise StageProblem(Why.NOT_LATER, position=place, column="judgment_date")
    if not named and stage in LATER and _may_be_of(place, rows):
        raise StageProblem(Why.MAYBE_ONE_CASE, position=place, column="decides_on")


def _later(row: Row, earlier: Row) -> bool:
    """A decision comes after the judgment it decides on, as far as both days are known."""
    day, before = _day(row), _day(earlier)
    return day > before or day.startswith(before) or before.startswith(day)


def _may_be_of(place: int, rows: Sequence[Row]) -> bool:
    """Whether another judgment of the same offence came before, or has no day."""
    own = _offences(rows[place])
    day = _day(rows[place])
    return any(
        bool(own & _offences(row)) and (not day or not _day(row) or _day(row) < day)
        for at, row in enumerate(rows)
        if at != place
    )


def _outcome(row: Row) -> Outcome | None:
    value = str(row.get("outcome") or "").strip()
    return Outcome(value) if value in set(Outcome) else None


def _offences(row: Row) -> frozenset[str]:
    value = row.get("offences") or ""
    parts = value.split(";") if isinstance(value, str) else value
    return frozenset(folded(part) for part in parts if str(part).strip())


def _number(row: Row) -> str:
    return judgment_key(row.get("judgment_no"))


def _day(row: Row) -> str:
    return str(row.get("judgment_date") or "")


def _said(row: Row, name: str) -> bool:
    """No damages (0) is a fact, an empty cell is none."""
    value = row.get(name)
    return value is not None and value != "" and value != []
