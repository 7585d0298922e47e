"""The bare cost of one render and one signature, on a certificate that was issued before.

Runs in a process of its own with a portal's settings (`manage.py shell`), so that nothing else is
measured, and prints the medians in seconds, as JSON.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

from certificates.keys import signing_keys
from certificates.models import Certificate
from certificates.pades import sign_pdf
from certificates.page import page_of, seal_of

TIMES = 20


def main() -> None:
    certificate = Certificate.objects.issued().select_related("office", "signed_by").first()
    if certificate is None:
        raise SystemExit("no certificate was issued yet")
    seal, rendered, keys = seal_of(certificate), page_of(certificate), signing_keys()
    medians = {
        "render": _median(lambda: page_of(certificate)),
        "signature": _median(lambda: sign_pdf(rendered, seal=seal, keys=keys)),
    }
    print(json.dumps(medians))


def _median(act: Callable[[], object]) -> float:
    """The first time, which loads what stays loaded, does not count."""
    act()
    times = []
    for _time in range(TIMES):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
