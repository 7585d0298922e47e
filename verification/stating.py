"""Kết luận được gì: what follows from the answers, and why a person has to look first.

A pure rule over values (Law 28/2009 art 42 and 43; Penal Code 2015 art 69 to 73). Where every
source that had to be asked says none and the own register has nothing, the machine may conclude.
Everything else a clerk concludes; proposed is then only what no source leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from records.expungement.outcome import Decision, State
from verification.judgments import NEVER_COUNTED
from verification.sources import Aligned, Source

NONE, HAS_RECORD, UNCLEAR = "none", "has_record", "unclear"
# Whether a person has a record at all; a court that is asked for its judgment, and finds none,
# says that, too. Whether somebody may be expunged is another question.
ASKED_FOR_A_RECORD = ("record", "judgment")
# A military court knows what military courts judged: its none denies nothing else.
KNOWS_A_PART = ("military_court",)
GONE = (State.EXPUNGED, State.NEVER_COUNTED)
STANDS = (State.NOT_YET, State.COURT_DECISION_NEEDED)


class Why(StrEnum):
    """Why the machine may not conclude; in words at `portal.desk.case_page.WHY`."""

    DECLARED = "declared"
    ANSWERS_MISSING = "answers_missing"
    INTERIM_ONLY = "interim_only"
    NOT_ALL_CLEAN = "not_all_clean"
    SOURCES_DISAGREE = "sources_disagree"
    REPLY_SET_ASIDE = "reply_set_aside"
    OWN_REGISTER = "own_register"
    OWN_RECORD = "own_record"
    HIT_NOT_ENTERED = "hit_not_entered"
    EXPUNGEMENT_UNDECIDED = "expungement_undecided"


# What another word may still overturn: while one of these stands, no record is not proposed.
OPEN_ENDED = frozenset(
    {Why.ANSWERS_MISSING, Why.INTERIM_ONLY, Why.SOURCES_DISAGREE, Why.REPLY_SET_ASIDE}
    | {Why.OWN_REGISTER, Why.HIT_NOT_ENTERED, Why.EXPUNGEMENT_UNDECIDED}
)
# What may take away a judgment that is known, not only add to it.
CONTESTED = frozenset({Why.SOURCES_DISAGREE, Why.REPLY_SET_ASIDE})


@dataclass(frozen=True)
class Weighed:
    """A judgment as all sources name it, and what the law makes of it; none: not asked yet."""

    judgment: Aligned
    decision: Decision | None = None

    @property
    def stands(self) -> bool:
        return self.decision is not None and self.decision.state in STANDS

    @property
    def is_gone(self) -> bool:
        return self.decision is not None and self.decision.state in GONE

    @property
    def is_undecided(self) -> bool:
        return not (self.stands or self.is_gone)

    @property
    def is_contested(self) -> bool:
        return self.judgment.near or bool(self.judgment.conflicts)


@dataclass(frozen=True)
class Heard:
    """Everything that was heard of a person; `needed` are the kinds whom the case rests on."""

    needed: tuple[str, ...]
    sources: tuple[Source, ...]
    judgments: tuple[Weighed, ...] = ()
    bans: tuple[dict[str, Any], ...] = ()
    declared: bool = False
    set_aside: bool = False
    candidates_wait: bool = False
    own_record: bool = False
    hit_waits: bool = False

    @property
    def answered(self) -> list[Source]:
        """The answers themselves: no interim word, nobody who has not spoken."""
        return [source for source in self.sources if source.answer and source.final]


@dataclass(frozen=True)
class Proposal:
    """What follows; an empty `finding`: nothing is sure enough to be proposed."""

    finding: str
    judgments: tuple[dict[str, Any], ...] = ()
    bans: tuple[dict[str, Any], ...] = ()
    reasons: tuple[Why, ...] = ()

    @property
    def by_machine(self) -> bool:
        """Whether the machine may conclude it without a clerk."""
        return not self.reasons


def proposal(heard: Heard) -> Proposal:
    """What may be stated of this person, each judgment with whether it is expunged, and why."""
    reasons = tuple(why_a_clerk(heard))
    return Proposal(
        finding=_finding(heard, reasons),
        judgments=tuple(_stated(one) for one in heard.judgments),
        bans=heard.bans,
        reasons=reasons,
    )


def why_a_clerk(heard: Heard) -> list[Why]:
    """Everything in the way of the machine, in the order in which a clerk clears it."""
    standing = {
        Why.DECLARED: heard.declared,
        Why.ANSWERS_MISSING: any(not one.answer or not one.final for one in heard.sources),
        Why.INTERIM_ONLY: any(one.answer and not one.final for one in heard.sources),
        Why.NOT_ALL_CLEAN: not _all_clean(heard),
        Why.SOURCES_DISAGREE: disagree(heard),
        Why.REPLY_SET_ASIDE: heard.set_aside,
        Why.OWN_REGISTER: heard.candidates_wait,
        Why.OWN_RECORD: heard.own_record,
        Why.HIT_NOT_ENTERED: heard.hit_waits,
        Why.EXPUNGEMENT_UNDECIDED: any(one.is_undecided for one in heard.judgments),
    }
    return [reason for reason, holds in standing.items() if holds]


def disagree(heard: Heard) -> bool:
    """Whether what one source says cannot be true together with what another says."""
    return any(one.is_contested for one in heard.judgments) or _answers_disagree(heard)


def _answers_disagree(heard: Heard) -> bool:
    """One says that there is nothing, another names a record, or a judgment stands."""
    said = {
        one.answer
        for one in heard.answered
        if one.question in ASKED_FOR_A_RECORD
        and not (one.kind in KNOWS_A_PART and one.answer == NONE)
    }
    return NONE in said and (HAS_RECORD in said or any(one.stands for one in heard.judgments))


def _all_clean(heard: Heard) -> bool:
    """Whether everybody on whom the case rests said none, and nobody said anything else."""
    clean = {one.kind for one in heard.answered if one.answer == NONE}
    return set(heard.needed) <= clean and all(one.answer == NONE for one in heard.answered)


def _finding(heard: Heard, reasons: Sequence[Why]) -> str:
    """A record where a judgment surely stands; none where nothing can stand any more (art 69.1);
    otherwise nothing."""
    if any(one.stands for one in heard.judgments) and not CONTESTED & set(reasons):
        return HAS_RECORD
    said = {one.answer for one in heard.answered}
    unexplained = not heard.judgments and (heard.declared or heard.own_record or HAS_RECORD in said)
    if OPEN_ENDED & set(reasons) or UNCLEAR in said or unexplained or _unasked(heard):
        return ""
    return NONE if all(one.is_gone for one in heard.judgments) else ""


def _unasked(heard: Heard) -> bool:
    """Whether somebody on whom the case rests has not been heard."""
    return bool(set(heard.needed) - {one.kind for one in heard.answered})


def _stated(one: Weighed) -> dict[str, Any]:
    """A judgment as it would be stated; what is not decided is not called expunged."""
    row = one.judgment.merged()
    decision = one.decision
    if decision is None or not one.is_gone:
        claims = ("expunged_on", "expunged_by")
        kept = {column: value for column, value in row.items() if column not in claims}
        return {**kept, "expunged": False, "expungement_ground": ""}
    if decision.state == State.NEVER_COUNTED:
        return {**row, "expunged": True, "expungement_ground": NEVER_COUNTED}
    since = {"expunged_on": decision.date.isoformat()} if decision.date else {}
    return {**row, **since, "expunged": True, "expungement_ground": decision.ground}
