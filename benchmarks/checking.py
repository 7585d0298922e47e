"""What the strict check of a file costs beside pyHanko's own validation of the same file.

One certificate is issued by the running portal; one process then checks its file in turns, each
way the same number of times.
"""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks.stage import Stage
from benchmarks.table import Figure, Result, load
from tools.demo_crowd import IN_HOUSE, crowd
from tools.demo_road import TO_CERTIFICATE, Travel, walk
from tools.stack import ROOT

TIMES = 200
MOST = 3.0  # times the bare validation
MEASURE = "from benchmarks.checking_bare import main; main({times})"


def measure(stage: Stage) -> Result:
    before = load()
    (dossier,) = crowd([IN_HOUSE])
    walk(Travel(dossier), stage.road(), acts=TO_CERTIFICATE)
    medians = _measured(stage)
    return Result(
        name="checking",
        title="A file checked, beside pyHanko's own validation of the same file",
        figures=[
            Figure("checks", TIMES, "each way, in turns"),
            Figure("strict check", medians["ours"] * 1000, "ms, median"),
            Figure("bare pyHanko", medians["bare"] * 1000, "ms, median"),
            Figure("ours to bare", medians["ours"] / medians["bare"], f"at most {MOST}"),
            Figure("a changed byte refused", medians["refused"] * 1000, "ms, median"),
        ],
        load_before=before,
    )


def _measured(stage: Stage) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", MEASURE.format(times=TIMES)],
        cwd=ROOT,
        env={**stage.stack.signer_environment, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    medians: dict[str, float] = json.loads(done.stdout)
    return medians
