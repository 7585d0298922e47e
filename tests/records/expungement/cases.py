"""The table of expungement: each case with the article it rests on and what must come out.

`docs/records-expungement.md` prints this table, and a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from common.dates import PartialDate
from records.expungement.facts import JudgmentFacts, OffenceFacts

AS_OF = date(2024, 6, 3)
OFFENCE_COLUMNS = frozenset(OffenceFacts.__dataclass_fields__)
# Theft of 2018 by a man of 38: three years of prison, served; damages and fee paid in 2021.
THEFT = OffenceFacts(
    offence="Trộm cắp tài sản",
    article="khoản 2 Điều 173",
    code_of_law="2015",
    chapter="XVI",
    offence_date=PartialDate.parse("2018-03-10"),
    intent="intentional",
    severity="serious",
)
BASE = JudgmentFacts(
    judgment_no="15/2018/HSST",
    judgment_date=date(2018, 9, 1),
    final_on=date(2018, 10, 1),
    main_penalty="imprisonment",
    main_penalty_months=36,
    civil_obligation_vnd=20_000_000,
    court_fee_vnd=200_000,
    main_served_on=date(2020, 3, 15),
    obligations_met_on=date(2021, 6, 1),
    offences=(THEFT,),
)
ADULT = "1980-01-01"
OLD = {"code_of_law": "1999", "chapter": "XIV", "article": "khoản 2 Điều 138"}
OLDER = {"code_of_law": "1985", "chapter": "VI", "article": "Điều 155"}
TREASON = {"chapter": "XIII", "article": "Điều 117", "offence": "Tuyên truyền chống Nhà nước"}
NO_DUTIES = {"civil_obligation_vnd": 0, "court_fee_vnd": 0, "obligations_met_on": None}
PAID_AT_ONCE = {"obligations_met_on": "2018-10-01"}


@dataclass(frozen=True)
class Case:
    """One line of the table; `says` is the state, then the day if there is one."""

    group: str
    text: str
    article: str
    says: str
    judgment: JudgmentFacts
    others: tuple[JudgmentFacts, ...] = ()
    born: tuple[PartialDate, ...] = field(default=(PartialDate.parse(ADULT),))
    because: str = ""
    as_of: date = AS_OF


def sentence(*more: dict[str, Any], **changes: Any) -> JudgmentFacts:
    """The base judgment with changes; columns of an offence go to its one offence, or to each of
    `more`. Days are written as ISO texts."""
    own = {key: _value(key, value) for key, value in changes.items()}
    offence = {key: own.pop(key) for key in list(own) if key in OFFENCE_COLUMNS}
    one = replace(THEFT, **offence)
    rest = [replace(one, **{key: _value(key, value) for key, value in x.items()}) for x in more]
    return replace(BASE, offences=(one, *rest), **own)


def again(acted: str, **changes: Any) -> JudgmentFacts:
    """A later theft with its own judgment: two years, served on 1 January 2025."""
    year = int(acted[:4])
    known = {
        "judgment_no": f"88/{year}/HSST",
        "judgment_date": f"{year}-09-20",
        "final_on": f"{year}-10-20",
        "offence_date": acted,
        "main_penalty_months": 36,
        "main_served_on": "2025-01-01",
        "obligations_met_on": f"{year}-12-01",
    }
    return sentence(**{**known, **changes})


def _value(key: str, value: Any) -> Any:
    if key == "offence_date":
        return PartialDate.parse(value) if value else None
    return date.fromisoformat(value) if key.endswith(("_on", "_date")) and value else value


def born(*texts: str) -> tuple[PartialDate, ...]:
    return tuple(PartialDate.parse(text) for text in texts)
