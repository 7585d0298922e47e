"""Run within the portal's settings: the newest certificate's file, checked in turns, both ways."""

from __future__ import annotations

import io
import json
import logging
import statistics
import time
from collections.abc import Callable

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore

from certificates import files
from certificates.keys import roots
from certificates.models import Certificate
from common.pdf_chain import certificate_from
from common.pdf_signature import check_signature


def main(times: int) -> None:
    logging.disable()
    certificate = Certificate.objects.issued().order_by("pk").last()
    assert certificate is not None
    data, pinned = files.read(certificate), roots()
    middle = len(data) // 2
    changed = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    ways: dict[str, Callable[[], bool]] = {
        "ours": lambda: check_signature(data, roots=pinned).accepted,
        "bare": lambda: bare(data, pinned),
        "refused": lambda: not check_signature(changed, roots=pinned).accepted,
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _time in range(times):
        for name, way in ways.items():
            took[name].append(_seconds(way))
    print(json.dumps({name: statistics.median(all_) for name, all_ in took.items()}))


def _seconds(way: Callable[[], bool]) -> float:
    started = time.perf_counter()
    if not way():
        raise RuntimeError("a check gave the wrong answer")
    return time.perf_counter() - started


def bare(data: bytes, pinned: list[bytes]) -> bool:
    """What pyHanko's documentation shows, with the evidence that the file carries."""
    reader = PdfFileReader(io.BytesIO(data))
    (signature,) = reader.embedded_signatures
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {
            "trust_roots": [certificate_from(root) for root in pinned],
            "allow_fetching": False,
            "revocation_mode": "require",
        }
    )
    return bool(validate_pdf_signature(signature, signer_validation_context=context).bottom_line)
