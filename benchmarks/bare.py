"""The bare cost of one render and one signature, on a certificate that was issued before.

Runs in a process of its own with a portal's settings (`manage.py shell`), so that nothing else is
measured, and prints the medians in seconds, as JSON.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

from certificates.issuing import check_url
from certificates.keys import signing_keys
from certificates.models import Certificate
from certificates.pades import sign_pdf
from certificates.rendering import Issue, render
from certificates.seal import Seal
from certificates.tokens import grouped

TIMES = 20


def main() -> None:
    certificate = Certificate.objects.issued().select_related("office", "signed_by").first()
    if certificate is None:
        raise SystemExit("no certificate was issued yet")
    content, issue, seal = certificate.lines, _issue(certificate), _seal(certificate)
    rendered, keys = render(content, issue=issue), signing_keys()
    medians = {
        "render": _median(lambda: render(content, issue=issue)),
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


def _issue(certificate: Certificate) -> Issue:
    """As the worker makes it (certificates/issuing.py)."""
    assert certificate.signed_by
    assert certificate.issued_at
    assert certificate.typed_code
    return Issue(
        number=certificate.printed_number,
        issued_at=certificate.issued_at,
        signer=certificate.signed_by.display_name,
        signer_titles=(certificate.lines.signatures.signer_title,),
        check_url=check_url(certificate),
        typed_code=grouped(certificate.typed_code),
        check_page="portal.example/verify",
    )


def _seal(certificate: Certificate) -> Seal:
    assert certificate.signed_by
    assert certificate.issued_at
    heading = certificate.lines.heading
    return Seal(
        upper=heading.issuer,
        lower=heading.superior,
        organisation=certificate.office.name,
        signer=certificate.signed_by.display_name,
        place=heading.place,
        signed_at=certificate.issued_at,
    )
