"""What issuing a certificate costs beside the bare render and signature of the same page.

Dossiers travel to the approval through the running portal; then its signer is stopped, and one
process does what it does: with keys, time stamps over HTTP, database and files as they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from benchmarks.stage import Stage
from benchmarks.table import Figure, Result, load
from tools.demo_crowd import IN_HOUSE, crowd
from tools.demo_road import TO_CERTIFICATE, Travel, sign, walk
from tools.processes import stop_all
from tools.stack import ROOT

AT_ONCE = 8  # dossiers that clerks have in hand
MOST = 1.25  # times the bare cost
MEASURE = "from benchmarks.certificates_bare import main; main()"
TO_APPROVAL = tuple(act for act in TO_CERTIFICATE if act is not sign)


def measure(stage: Stage) -> Result:
    before = load()
    approved(stage, stage.dossiers)
    stop_all([stage.stack.children["signer"]], grace=15)
    medians = _measured(stage)
    bare = medians["render"] + medians["signature"]
    return Result(
        name="certificates",
        title="A certificate from its order to the register, beside the bare page and signature",
        figures=[
            Figure("certificates", medians["measured"], "each issued and then made bare"),
            Figure("issued by us", medians["ours"] * 1000, "ms, median"),
            Figure("bare render", medians["render"] * 1000, "ms, median"),
            Figure("bare signature", medians["signature"] * 1000, "ms, median, keys loaded"),
            Figure("ours to bare", medians["ours"] / bare, f"at most {MOST}"),
            Figure("ours, processor", medians["ours_cpu"] * 1000, "ms, median"),
            Figure("bare, processor", medians["bare_cpu"] * 1000, "ms, median"),
        ],
        load_before=before,
    )


def approved(stage: Stage, number: int) -> list[str]:
    """The codes of so many dossiers that wait for the signer's order."""
    travels = [Travel(dossier) for dossier in crowd([IN_HOUSE] * number)]

    def send(travel: Travel) -> None:
        walk(travel, stage.road(), acts=TO_APPROVAL)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, travels))
    return [travel.code for travel in travels]


def _measured(stage: Stage) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", MEASURE],
        cwd=ROOT,
        env={**stage.stack.signer_environment, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    medians: dict[str, float] = json.loads(done.stdout)
    return medians
