"""Writes the lines of a workbook as CSV, in a process that holds nothing else.

`python -m records.unpacking WORKBOOK CSV [MOST_LINES]` prints how many lines it wrote, or the word
for what is wrong and ends with 3. It knows no settings, no database and no secret, and a workbook
that unpacks to more than it says meets the limits that the process has set itself.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
from itertools import islice
from pathlib import Path

from records.workbooks import Unreadable, workbook_lines

MOST_MEMORY = 900 * 1024 * 1024  # address space in bytes; what resides is about a third of it
MOST_SECONDS = 80  # of the processor: a hundred thousand rows take half of it
REFUSED = 3  # the exit code of a refusal with a word


def unpack(workbook: Path, table: Path, *, most_lines: int | None = None) -> int:
    """How many lines with something in them the first sheet has, its header included; they are
    written to `table`. Raises Unreadable."""
    command = [sys.executable, "-m", "records.unpacking", str(workbook), str(table)]
    done = subprocess.run(
        [*command, *([str(most_lines)] if most_lines else [])],
        capture_output=True,
        check=False,
        timeout=MOST_SECONDS + 10,
        cwd=Path(__file__).resolve().parent.parent,
        env={"LANG": "C.UTF-8"},
    )
    word = done.stdout.decode().strip()
    if done.returncode == REFUSED:
        raise Unreadable(word)
    if done.returncode:  # killed by a limit, or by what it read
        raise Unreadable("too_large")
    return int(word)


def write(workbook: Path, table: Path, *, most_lines: int | None) -> int:
    lines = (line for line in workbook_lines(workbook) if any(map(str.strip, line)))
    number = 0
    with table.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        for line in islice(lines, most_lines):
            writer.writerow(line)
            number += 1
    return number


def main(workbook: str, table: str, most_lines: str = "") -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        most = int(most_lines) if most_lines else None
        number = write(Path(workbook), Path(table), most_lines=most)
    except Unreadable as problem:
        sys.stdout.write(str(problem))
        return REFUSED
    sys.stdout.write(str(number))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
