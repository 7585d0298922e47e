"""From when the period runs, what else must be finished, and the day on which a record goes.

A day of `NOTHING` has nothing to wait for, `NOT_DONE` is known and not finished, and None is not
known: so the latest of several days is the latest of what is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common.dates import add_months
from records.expungement.facts import JudgmentFacts, OffenceFacts, acted_between
from records.expungement.rules import CountsFrom, PenalCode, Period, Rules
from records.names import name_key
from records.terms import MainPenalty

NOTHING = date.min
NOT_DONE = date.max


@dataclass(frozen=True)
class Reached:
    """By one code: the day on which the record goes, and what it was counted from."""

    code: PenalCode
    period: Period | None
    on: date | None
    again: tuple[JudgmentFacts, ...] = ()


def main_ended(judgment: JudgmentFacts, *, rules: Rules) -> date | None:
    """The end of the main penalty, or of the probation of a suspended one (art 70.2).

    A suspended sentence that was served after all ends when it was served.
    """
    if judgment.main_penalty == MainPenalty.SUSPENDED:
        ends = [judgment.probation_ended_on, judgment.main_served_on]
        return max((end for end in ends if end), default=None)
    if judgment.main_served_on:
        return judgment.main_served_on
    if judgment.main_penalty == MainPenalty.EXEMPTED:
        return judgment.final_on or judgment.judgment_date
    return judgment.final_on if judgment.main_penalty in rules.execution.served_when_final else None


def has_lapsed(judgment: JudgmentFacts, *, rules: Rules) -> bool:
    """Whether the judgment was never carried out and no longer can be (art 60)."""
    return main_ended(judgment, rules=rules) is None and judgment.execution_lapsed_on is not None


def started(judgment: JudgmentFacts, *, rules: Rules) -> date | None:
    """The day after which the period runs."""
    return main_ended(judgment, rules=rules) or judgment.execution_lapsed_on


def additional_ended(judgment: JudgmentFacts) -> date | None:
    if judgment.additional_served_on:
        return judgment.additional_served_on
    return None if judgment.has_additional else NOTHING


def obligations_met(judgment: JudgmentFacts) -> date | None:
    """Damages and court fee: an amount without a day of payment is known and not met (section 13
    of our decisions); no amount and no day is not known."""
    if judgment.obligations_met_on:
        return judgment.obligations_met_on
    amounts = (judgment.civil_obligation_vnd, judgment.court_fee_vnd)
    if any(amounts):
        return NOT_DONE
    return None if None in amounts else NOTHING


def completed(judgment: JudgmentFacts, *, rules: Rules) -> date | None:
    """The whole judgment, as the codes of 1985 and 1999 count it; a lapsed one ends by lapsing."""
    if has_lapsed(judgment, rules=rules):
        return judgment.execution_lapsed_on
    ends = (
        *(started(judgment, rules=rules), additional_ended(judgment)),
        obligations_met(judgment),
    )
    return _latest(ends)


def reached(
    judgment: JudgmentFacts,
    others: Iterable[JudgmentFacts],
    *,
    code: PenalCode,
    period: Period | None,
    cautious: bool,
    rules: Rules,
) -> Reached:
    """The day by one code, after every new offence that falls before it (art 73.1).

    The old period begins anew at the end of the new penalty, which may bring a further offence
    into it; so it is counted until no more are found. `cautious` counts those, too, that only may
    have been committed in it or only may be final.
    """
    if period is None:
        return Reached(code, None, None)
    again: tuple[JudgmentFacts, ...] = ()
    while True:
        day = _counted(judgment, again, code=code, months=period.months, rules=rules)
        until = NOT_DONE if day is None else day
        found = tuple(
            one
            for one in others
            if _offended_again(one, judgment, until=until, cautious=cautious, rules=rules)
        )
        if set(found) <= set(again):
            return Reached(code, period, day, again)
        again = found


def _counted(
    judgment: JudgmentFacts,
    again: tuple[JudgmentFacts, ...],
    *,
    code: PenalCode,
    months: int,
    rules: Rules,
) -> date | None:
    """2015: the main end and the period, or a later end of the rest. Before: all ends, then the
    period. After a limitation only the period counts."""
    if code.counts_from == CountsFrom.WHOLE_JUDGMENT:
        ends = [completed(one, rules=rules) for one in (judgment, *again)]
        return _after(_latest(ends), months)
    day = _after(_latest(started(one, rules=rules) for one in (judgment, *again)), months)
    if has_lapsed(judgment, rules=rules):
        return day
    return _latest((day, additional_ended(judgment), obligations_met(judgment)))


def _offended_again(
    other: JudgmentFacts, judgment: JudgmentFacts, *, until: date, cautious: bool, rules: Rules
) -> bool:
    """Whether the other judgment is for an offence after this conviction and before its record
    went; the last day of a period is still in it (Civil Code 2015 art 148.5)."""
    first, last = _convicted(judgment, rules=rules)
    if not cautious:
        return is_final(other, rules=rules) and any(
            last < acted[0] and acted[1] <= until for acted in _acts(other)
        )
    return any(first < acted[1] and acted[0] <= until for acted in _acts(other))


def is_final(judgment: JudgmentFacts, *, rules: Rules) -> bool:
    """A judgment that was carried out has taken effect, whatever else is not written."""
    done = (judgment.final_on, judgment.main_served_on, judgment.probation_ended_on)
    stages = rules.execution.final_when_pronounced
    return (
        any(done)
        or judgment.execution_lapsed_on is not None
        or any(name_key(word) in name_key(judgment.stage) for word in stages)
    )


def _convicted(judgment: JudgmentFacts, *, rules: Rules) -> tuple[date, date]:
    """The first and last day on which the record can have begun: as the judgment took effect, or,
    that day not known, as it was pronounced."""
    day = judgment.final_on or judgment.judgment_date
    if day:
        return day, day
    acts = _acts(judgment)
    return max(act[0] for act in acts), started(judgment, rules=rules) or date.max


def _acts(judgment: JudgmentFacts) -> list[tuple[date, date]]:
    return [acted_between(offence, judgment) for offence in judgment.crimes]


def _after(day: date | None, months: int) -> date | None:
    return day if day in (None, NOTHING, NOT_DONE) else add_months(day, months)


def _latest(days: Iterable[date | None]) -> date | None:
    """The latest; one that is known not to be done is later than one that is not known."""
    found = list(days)
    if NOT_DONE in found:
        return NOT_DONE
    return None if None in found else max(day for day in found if day)


def contradictions(judgment: JudgmentFacts, *, rules: Rules) -> tuple[str, ...]:
    """Days that cannot all be true: nothing is counted from such a row."""
    pronounced = judgment.judgment_date
    before = (
        *("final_on", "main_served_on", "probation_ended_on"),
        "execution_lapsed_on",
    )
    found = [
        name
        for name in before
        if pronounced and getattr(judgment, name) and getattr(judgment, name) < pronounced
    ]
    if pronounced and any(acted_between(one, judgment)[0] > pronounced for one in judgment.crimes):
        found.append("offence_date")
    if has_lapsed(judgment, rules=rules) and not _may_lapse(judgment, rules=rules):
        found.append("execution_lapsed_on")
    return tuple(dict.fromkeys(found))


def _may_lapse(judgment: JudgmentFacts, *, rules: Rules) -> bool:
    """A recorded end of the limitation is believed if there is one at all, and not before its
    term (art 60, 61)."""
    if any(_without_limitation(one, rules=rules) for one in judgment.crimes):
        return False
    earliest = lapses_on(judgment, rules=rules)
    return (
        not earliest
        or not judgment.execution_lapsed_on
        or (earliest <= judgment.execution_lapsed_on)
    )


def lapses_on(judgment: JudgmentFacts, *, rules: Rules) -> date | None:
    """When the limitation of execution ran out at the earliest, if nothing was ever done (art 60).

    Only told to the clerk: it began anew if the person fled or offended."""
    months = judgment.main_penalty_months
    row = next(
        (
            one
            for one in rules.execution.limitation
            if one.holds(judgment.main_penalty, months or 0)
        ),
        None,
    )
    if row is None or judgment.final_on is None or (months is None and row.up_to_months):
        return None
    return add_months(judgment.final_on, row.months)


def _without_limitation(offence: OffenceFacts, *, rules: Rules) -> bool:
    code = rules.named(offence.code_of_law)
    if code is None:
        return False
    if offence.chapter in code.court_chapters or any(map(code.is_courts, offence.articles)):
        return True
    return any(
        one.code == offence.code_of_law
        and one.article in offence.articles
        and bool(offence.clauses.intersection(one.clauses))
        for one in rules.execution.without_limitation
    )
