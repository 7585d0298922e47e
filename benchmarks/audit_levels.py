"""The levels of records/matching/score.py once more, as conditions that Splink counts.

In the order in which they are tried. With the same levels on both sides their bits can be laid
beside each other; what Splink learns is how much each level says.
"""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One comparison: when it says nothing, its levels from the top, and the last, for the rest."""

    unknown: str
    levels: dict[str, str]
    frequent: dict[str, str] = {}  # level: the column whose rarity counts
    by_chance: dict[str, float] = {}  # level: how often two people agree so, where none here do
    rest: str = "other"

    @property
    def names(self) -> list[str]:
        return [*self.levels, self.rest]


def _equal(column: str) -> Field:
    return Field(
        unknown=f"{column}_l IS NULL OR {column}_r IS NULL",
        levels={"same": f"{column}_l = {column}_r"},
    )


def _relative(role: str, **further: str) -> Field:
    """Whichever way the names can be read; only the first reading is looked at more closely."""
    return Field(
        unknown=f"{role}_chord_l IS NULL OR {role}_chord_r IS NULL",
        levels={"same": f"list_has_any({role}_read_l, {role}_read_r)", **further},
        frequent={"same": f"{role}_chord"},
    )


def _close(role: str) -> str:
    return f"""
        bit_count(xor({role}_letters_l, {role}_letters_r)) <= 4
        AND ({role}_surname_l = {role}_surname_r AND {role}_given_l = {role}_given_r
            OR damerau_levenshtein({role}_joined_l, {role}_joined_r) <= 1)
    """


NAME = Field(
    unknown="text_l IS NULL OR text_r IS NULL",
    levels={
        "same": "text_l = text_r",
        "bare": "bare_l = bare_r AND (NOT marked_l OR NOT marked_r OR tone_l = tone_r)",
        "marks": "bare_l = bare_r",
        "glued": "joined_l = joined_r",
        "sounds": "chord_l = chord_r",
        "slip": """
            damerau_levenshtein(joined_l, joined_r) <= 1
            AND least(length(joined_l), length(joined_r)) >= 5
        """,
        "ends": "surname_l = surname_r AND given_l = given_r",
        "initials": """
            words_l = words_r AND words_l > 1
            AND (bare_l LIKE pattern_r OR bare_r LIKE pattern_l)
        """,
        "slips": "damerau_levenshtein(joined_l, joined_r) <= 2",
        "given": "given_l = given_r",
        "start": "words_l > 2 AND start_l = start_r",
    },
    frequent=dict.fromkeys(("same", "bare", "marks", "glued", "sounds"), "text"),
)

BOTH_DAYS = "day_l > 0 AND day_r > 0"
BIRTH = Field(
    unknown="year_l IS NULL OR year_r IS NULL",
    levels={
        "same": "born_l = born_r",
        "swapped": "born_l = turned_r",
        "year_only": f"""
            year_l = year_r AND (
                {BOTH_DAYS} AND (month_day_l = 101 OR month_day_r = 101)
                OR NOT ({BOTH_DAYS})
                AND (month_l = month_r OR month_l = 0 OR month_r = 0)
            )
        """,
        "part": f"year_l = year_r AND {BOTH_DAYS} AND (month_l = month_r OR day_l = day_r)",
        "year": "year_l = year_r",
        "year_beside": "abs(year_l - year_r) = 1 AND month_day_l = month_day_r",
        "day": "month_day_l = month_day_r",
        "near": "abs(year_l - year_r) = 1",
    },
)

NUMBER = Field(
    unknown="NOT list_has_any(lengths_l, lengths_r)",
    levels={
        "same": "list_has_any(numbers_l, numbers_r)",
        "slip": "list_has_any(near_numbers_l, near_numbers_r)",
    },
    by_chance={"same": 1e-7, "slip": 2e-7},
)

FIELDS: dict[str, Field] = {
    "name": NAME,
    "birth": BIRTH,
    "sex": _equal("sex"),
    "birthplace": _equal("birthplace"),
    "residence": _equal("residence"),
    "father": _relative("father", close=_close("father")),
    "mother": _relative("mother", close=_close("mother")),
    "spouse": _relative("spouse"),
    "number": NUMBER,
}

# Which pairs are compared at all; after the keys of records/matching/keys.py, not the same.
BLOCKS: tuple[tuple[str, ...], ...] = (
    ("year", "chord"),
    ("born", "birthplace"),
    ("born", "father_given"),
    ("born", "mother_given"),
    ("year", "father_chord"),
    ("year", "mother_chord"),
    ("father_chord", "mother_chord"),
    ("given", "father_chord"),
    ("given", "mother_chord"),
    ("month_day", "surname", "given"),
    ("month_day", "father_chord"),
    ("month_day", "mother_chord"),
    ("month_day", "birthplace", "given"),
    ("year", "birthplace", "given"),
    ("year", "birthplace", "surname"),
)
EXPLODED: tuple[tuple[str, ...], ...] = (
    ("born", "syllables"),
    ("year", "spellings"),
    ("near_numbers",),
)
CONDITIONS = (
    "l.chord = r.chord AND l.year = r.year + 1",
    "l.chord = r.chord AND l.year = r.year - 1",
    "l.born = r.turned AND l.given = r.given",
)
