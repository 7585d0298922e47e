"""A Splink model of the same levels, learnt without knowing who is who.

Only `make audit` has Splink; nothing of the portal imports this. DuckDB may fetch nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from math import log2
from typing import Any, Literal, NamedTuple

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.blocking_rule_library import CustomRule
from splink.internals.comparison_level_library import CustomLevel, ElseLevel
from splink.internals.comparison_library import CustomComparison

from benchmarks.audit_levels import BLOCKS, CONDITIONS, EXPLODED, FIELDS, Field
from benchmarks.audit_rows import MOST_ROWS, Row

CHANCE_PAIRS = 3e6
LEAST = 0.001  # of one person: a level of which no pair was seen is rare, not impossible
TABLES = ("records", "asked")
CERTAIN = [("born", "text"), ("born", "father_chord"), ("born", "mother_chord")]
RECALL_OF_CERTAIN = 0.9
# One session learns all fields that its block does not name.
SESSIONS = (("born",), ("father_chord", "mother_chord"), ("chord", "birthplace"))
NO_NETWORK = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
BEST = """
    SELECT {columns} FROM {table}
    QUALIFY row_number() OVER (
        PARTITION BY unique_id_l // {rows}, unique_id_r // {rows} ORDER BY match_weight DESC
    ) = 1
"""


class Weighed(NamedTuple):
    """What Splink says of a pair: its sum without the prior, and every field's level and bits."""

    bits: float
    levels: dict[str, tuple[str, float]]


class Learnt(NamedTuple):
    model: dict[str, Any]
    bits: dict[tuple[str, str], float]  # by field and level
    by_chance: dict[tuple[str, str], float]  # u: how often two people agree so


def learn(records: Sequence[Row], asked: Sequence[Row]) -> Learnt:
    """By expectation maximisation, from rows of which nobody says which belong together.

    How often two people agree by chance is counted inside the register, where each stands once.
    """
    alone = _linker([records], _settings("dedupe_only"))
    alone.training.estimate_u_using_random_sampling(max_pairs=CHANCE_PAIRS, seed=1)
    model = {**alone.misc.save_model_to_json(), "link_type": "link_only"}
    linker = _linker([records, asked], model)
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*columns) for columns in CERTAIN], recall=RECALL_OF_CERTAIN
    )
    for columns in SESSIONS:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    return _learnt(linker.misc.save_model_to_json())


def _learnt(model: dict[str, Any]) -> Learnt:
    bits, by_chance = {}, {}
    for comparison in model["comparisons"]:
        field = comparison["output_column_name"]
        known = [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]
        for name, level in zip(FIELDS[field].names, known, strict=True):
            of_one = max(LEAST, level.get("m_probability", LEAST))
            of_two = level.get("u_probability", of_one)
            level.update(m_probability=of_one, u_probability=of_two)
            by_chance[field, name] = of_two
            bits[field, name] = log2(of_one / of_two)
    return Learnt(model, bits, by_chance)


def weigh(
    records: Sequence[Row], asked: Sequence[Row], learnt: Learnt
) -> dict[tuple[int, int], Weighed]:
    """Every pair that the blocks bring together, by who is asked for and who is on record."""
    linker = _linker([records, asked], learnt.model)
    found = linker.inference.predict()
    prior = learnt.model["probability_two_random_records_match"]
    columns = ["match_weight", "source_dataset_l", "unique_id_l", "unique_id_r"]
    for field in FIELDS:
        columns += [f"gamma_{field}", f"mw_{field}"]
        columns += [f"mw_tf_adj_{field}"] if FIELDS[field].frequent else ["0::DOUBLE"]
    sql = BEST.format(columns=", ".join(columns), table=found.physical_name, rows=MOST_ROWS)
    weighed = {}
    for weight, left, one, other, *cells in found.db_api.duckdb_con.execute(sql).fetchall():
        record, question = (one, other) if left == "records" else (other, one)
        key = (question // MOST_ROWS, record // MOST_ROWS)
        weighed[key] = Weighed(weight - log2(prior / (1 - prior)), _levels(cells))
    return weighed


def _levels(cells: Sequence[float]) -> dict[str, tuple[str, float]]:
    levels = {}
    for at, (name, field) in enumerate(FIELDS.items()):
        gamma, bits, rarity = cells[at * 3 : at * 3 + 3]
        level = field.names[len(field.levels) - int(gamma)] if gamma >= 0 else ""
        levels[name] = (level, bits + rarity)
    return levels


def _linker(tables: Sequence[Sequence[Row]], settings: Any) -> Linker:
    connection = duckdb.connect(config=NO_NETWORK)
    connection.execute("SET enable_progress_bar = false")
    database = DuckDBAPI(connection)
    registered = [
        database.register(list(table), dataset_display_name=name)
        for table, name in zip(tables, TABLES, strict=False)
    ]
    return Linker(registered, settings, log_level=logging.ERROR)


def _settings(link_type: Literal["link_only", "dedupe_only"]) -> SettingsCreator:
    blocks = [block_on(*columns) for columns in BLOCKS]
    blocks += [block_on(*columns, arrays_to_explode=[columns[-1]]) for columns in EXPLODED]
    return SettingsCreator(
        link_type=link_type,
        comparisons=[_comparison(name, field) for name, field in FIELDS.items()],
        blocking_rules_to_generate_predictions=[*blocks, *map(CustomRule, CONDITIONS)],
        retain_intermediate_calculation_columns=True,
    )


def _comparison(name: str, field: Field) -> CustomComparison:
    levels: list[Any] = [CustomLevel(field.unknown).configure(is_null_level=True)]
    for level, condition in field.levels.items():
        made = CustomLevel(condition, label_for_charts=level)
        if level in field.frequent:
            exact = f"{field.frequent[level]}_l = {field.frequent[level]}_r"
            made.configure(
                tf_adjustment_column=field.frequent[level],
                disable_tf_exact_match_detection=exact not in field.levels.values(),
            )
        if level in field.by_chance:
            made.configure(u_probability=field.by_chance[level], fix_u_probability=True)
        levels.append(made)
    return CustomComparison([*levels, ElseLevel()], output_column_name=name)
