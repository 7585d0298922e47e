"""`make bench`: every benchmark on a portal of its own, a table and a JSON file for each.

python -m benchmarks [NAME ...] [--dossiers 60]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks import road, table
from benchmarks.stage import Stage, staged

BENCHMARKS: dict[str, Callable[[Stage], table.Result]] = {"road": road.measure}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME")
    parser.add_argument("--dossiers", type=int, default=60)
    wanted = parser.parse_args()
    with staged(dossiers=wanted.dossiers) as stage:
        for name in wanted.names or BENCHMARKS:
            result = BENCHMARKS[name](stage)
            table.show(result)
            table.keep(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
