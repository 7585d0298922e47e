"""`make bench`: every benchmark, a table and a JSON file for each.

python -m benchmarks [NAME ...] [--dossiers 60] [--persons 100000] [--pairs 200]
    [--judgments 50000] [--requests 20000] [--batch 700] [--alone 150] [--fresh]
python -m benchmarks --export-features FILE
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    agencies,
    batch,
    certificates,
    checking,
    imports,
    lookup,
    peak_day,
    road,
    table,
)
from benchmarks.stage import staged


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME")
    parser.add_argument("--dossiers", type=int, default=60, help="of the road, and certificates")
    parser.add_argument("--persons", type=int, default=100_000, help="in the register")
    parser.add_argument("--judgments", type=int, default=imports.ROWS, help="to import")
    parser.add_argument("--pairs", type=int, default=200, help="of a person and a wrong record")
    parser.add_argument("--day", type=int, default=700, help="dossiers of a peak day")
    parser.add_argument("--batch", type=int, default=700, help="certificates signed at once")
    parser.add_argument("--alone", type=int, default=150, help="for one signer, and for two")
    parser.add_argument("--requests", type=int, default=20_000, help="to the agencies")
    parser.add_argument("--fresh", action="store_true", help="make the register anew")
    parser.add_argument("--export-features", type=Path, metavar="FILE")
    wanted = parser.parse_args()
    if wanted.export_features:
        lookup.export_features(wanted.export_features.absolute(), persons=wanted.persons)
        return 0
    for name in wanted.names or BENCHMARKS:
        result = BENCHMARKS[name](wanted)
        table.show(result)
        table.keep(result)
    return 0


def _road(wanted: argparse.Namespace) -> table.Result:
    with staged(dossiers=wanted.dossiers) as stage:
        return road.measure(stage)


def _lookup(wanted: argparse.Namespace) -> table.Result:
    return lookup.measure(persons=wanted.persons, pairs=wanted.pairs, fresh=wanted.fresh)


def _imports(wanted: argparse.Namespace) -> table.Result:
    return imports.measure(rows=wanted.judgments)


def _agencies(wanted: argparse.Namespace) -> table.Result:
    with staged(settings=agencies.SETTINGS) as stage:
        return agencies.measure(stage, number=wanted.requests)


def _peak_day(wanted: argparse.Namespace) -> table.Result:
    with staged(settings=peak_day.SETTINGS) as stage:
        return peak_day.measure(stage, dossiers=wanted.day)


def _certificates(wanted: argparse.Namespace) -> table.Result:
    with staged(dossiers=wanted.dossiers) as stage:
        return certificates.measure(stage)


def _batch(wanted: argparse.Namespace) -> table.Result:
    with staged(settings=batch.SETTINGS) as stage:
        return batch.measure(stage, number=wanted.batch, alone=wanted.alone)


def _checking(_wanted: argparse.Namespace) -> table.Result:
    with staged(dossiers=1) as stage:
        return checking.measure(stage)


BENCHMARKS: dict[str, Callable[[argparse.Namespace], table.Result]] = {
    "road": _road,
    "certificates": _certificates,
    "checking": _checking,
    "lookup": _lookup,
    "imports": _imports,
    "agencies": _agencies,
    "peak_day": _peak_day,
    "batch": _batch,
}

if __name__ == "__main__":
    sys.exit(main())
