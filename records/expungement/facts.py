"""What is known of a judgment for the counting of its expungement: values, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from common.dates import PartialDate
from records.expungement.rules import rules
from records.models import Judgment
from records.names import name_key

ARTICLE = re.compile(r"(?:điều|đ\.?)\s*(\d{1,3})", re.IGNORECASE)
BARE_ARTICLE = re.compile(r"(\d{1,3})(?:[^\d]|$)")
CLAUSE = re.compile(r"(?:khoản|k\.?)\s*(\d{1,2})", re.IGNORECASE)
DOTTED = re.compile(r"(\d{1,3})\.(\d{1,2})(?!\d)")


@dataclass(frozen=True, kw_only=True)
class OffenceFacts:
    """One crime of a judgment; an empty text is what nobody knows."""

    offence: str = ""
    article: str = ""
    code_of_law: str = ""
    chapter: str = ""
    offence_date: PartialDate | None = None
    intent: str = ""
    severity: str = ""

    @property
    def articles(self) -> frozenset[int]:
        """The articles named: "khoản 1 Điều 173", "Đ173", "173.1"."""
        named = ARTICLE.findall(self.article)
        bare = BARE_ARTICLE.match(self.article.strip())
        return frozenset(map(int, named or ([bare[1]] if bare else [])))

    @property
    def clauses(self) -> frozenset[int]:
        named = [*CLAUSE.findall(self.article), *(one[1] for one in DOTTED.findall(self.article))]
        return frozenset(map(int, named))


@dataclass(frozen=True, kw_only=True)
class JudgmentFacts:
    """The columns of a judgment that its expungement hangs on (contracts section 4)."""

    judgment_no: str = ""
    judgment_date: date | None = None
    final_on: date | None = None
    stage: str = ""
    main_penalty: str = ""
    main_penalty_months: int | None = None
    additional_penalties: str = ""
    civil_obligation_vnd: int | None = None
    court_fee_vnd: int | None = None
    main_served_on: date | None = None
    probation_ended_on: date | None = None
    additional_served_on: date | None = None
    obligations_met_on: date | None = None
    execution_lapsed_on: date | None = None
    expunged_on: date | None = None
    expunged_by: str = ""
    offences: tuple[OffenceFacts, ...] = ()

    @property
    def crimes(self) -> tuple[OffenceFacts, ...]:
        """Its offences; without any, one of which nothing is known."""
        return self.offences or (OffenceFacts(),)

    @property
    def has_additional(self) -> bool:
        key = name_key(self.additional_penalties)
        return bool(key) and key not in _nothing_words()


def acted_between(offence: OffenceFacts, judgment: JudgmentFacts) -> tuple[date, date]:
    """The first and the last day on which the offence can have been committed."""
    known = offence.offence_date
    earliest = known.earliest if known else date.min
    latest = known.latest if known else date.max
    pronounced = judgment.judgment_date or judgment.final_on
    if pronounced and earliest <= pronounced:
        latest = min(latest, pronounced)
    code = rules().named(offence.code_of_law)
    if code and code.last_day and earliest <= code.last_day:
        latest = min(latest, code.last_day)  # no court applies a code to acts after it
    return earliest, latest


def partial_date(text: str) -> PartialDate | None:
    """A date as it is kept; one that the calendar does not have is not known."""
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def facts_of(judgment: Judgment) -> JudgmentFacts:
    """The facts of a row; its offences should be fetched beforehand."""
    return JudgmentFacts(
        **{name: getattr(judgment, name) for name in COLUMNS},
        offences=tuple(
            OffenceFacts(
                **{name: getattr(one, name) for name in OFFENCE_COLUMNS},
                offence_date=partial_date(one.offence_date),
            )
            for one in judgment.offences.all()
        ),
    )


def digest(
    judgment: JudgmentFacts, others: Sequence[JudgmentFacts], *, born: Iterable[PartialDate]
) -> str:
    """Of all the facts that a result rests on; the words of an expungement are none of them."""
    known = {
        "judgment": {**asdict(judgment), "expunged_by": ""},
        "others": [{**asdict(one), "expunged_by": "", "expunged_on": None} for one in others],
        "born": [str(one) for one in born],
    }
    text = json.dumps(known, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _nothing_words() -> frozenset[str]:
    words = rules().execution.nothing_words
    return frozenset(name_key(word) for word in words) | {""}


OFFENCE_COLUMNS = tuple(
    name for name in OffenceFacts.__dataclass_fields__ if name != "offence_date"
)
COLUMNS = tuple(name for name in JudgmentFacts.__dataclass_fields__ if name != "offences")
