"""The file that goes to the printer: signed files one after another, each with its copies.

Several files in one carry no signature any more, so the file says of itself that it is for
printing only; it is made when it is asked for and kept nowhere. One certificate alone is the
signed file itself, byte for byte. Heavy to import (WeasyPrint), so only the view that prints does.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

import pikepdf
from django.template.loader import get_template
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from certificates import files
from certificates.models import Printing, PrintRun
from common.refusals import Refusal
from common.typeset import archival, layout

STYLE = "certificates/print_cover.css"
MARK = "Bản để in, không có chữ ký số: tệp có giá trị là tệp của từng phiếu"
MOST_BYTES = 64 * 1024 * 1024


def file_of(run: PrintRun) -> bytes:
    printings = list(
        run.printings.select_related("certificate__application").order_by(
            "certificate__year", "certificate__book", "certificate__number"
        )
    )
    if len(printings) == 1:
        return files.read(printings[0].certificate)
    return _merged(run, printings)


def _merged(run: PrintRun, printings: Sequence[Printing]) -> bytes:
    size = 0
    with pikepdf.new() as merged:
        _append(merged, cover(run, printings), copies=1)
        for printing in printings:
            data = files.read(printing.certificate)
            size += len(data)
            if size > MOST_BYTES:
                raise Refusal(_("Tệp in quá lớn. Hãy chọn ít phiếu hơn."), code="too_large")
            _append(merged, data, copies=printing.copies)
        with merged.open_metadata() as metadata:
            metadata["dc:title"] = MARK
            metadata["dc:description"] = MARK
        merged.docinfo["/Title"] = MARK
        out = io.BytesIO()
        merged.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _append(merged: pikepdf.Pdf, data: bytes, *, copies: int) -> None:
    """The pages as they are seen, with the seal in them; each copy begins on a sheet of its own."""
    with pikepdf.open(io.BytesIO(data)) as source:
        source.flatten_annotations("print")
        for _copy in range(copies):
            merged.pages.extend(source.pages)
            if len(source.pages) % 2:
                box = source.pages[0].mediabox
                merged.add_blank_page(page_size=(float(box[2]), float(box[3])))


def cover(run: PrintRun, printings: Sequence[Printing]) -> bytes:
    """The list to tick off, on top of the sheets."""
    with override("vi"):
        html = get_template("certificates/print_cover.html").render(
            {
                "run": run,
                "printings": printings,
                "copies": sum(one.copies for one in printings),
                "at": f"{localtime(run.at):%H:%M, %d/%m/%Y}",
            }
        )
    identifier = hashlib.sha256(f"print run {run.pk}".encode()).digest()[:16]
    return archival(layout(html, style=STYLE), identifier=identifier)
