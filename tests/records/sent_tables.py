"""Tables as a clerk sends them, good and bad."""

from __future__ import annotations

import csv
import io
import struct
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

COLUMNS = ("full_name", "date_of_birth", "father_name", "judgment_no", "judgment_date", "court")
ENCRYPTED_WORKBOOK = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\0" * 504
    + "EncryptedPackage".encode("utf-16-le")
    + b"\0" * 96
)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "Workbook".encode("utf-16-le")


def judgment(number: int, **changes: str) -> dict[str, str]:
    row = {
        "full_name": f"Nguyễn Văn {'ABCDEGHIKL'[number % 10]}",
        "date_of_birth": "1990-05-17",
        "father_name": f"Nguyễn Văn Bình {number}",
        "judgment_no": f"{number}/2019/HSST",
        "judgment_date": "2019-03-01",
        "court": "TAND quận Ninh Kiều",
    }
    return {**row, **changes}


def table(*rows: dict[str, str], name: str = "ban-an.csv") -> SimpleUploadedFile:
    text = io.StringIO()
    columns = list(dict.fromkeys([*COLUMNS, *(column for row in rows for column in row)]))
    writer = csv.DictWriter(text, fieldnames=columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode())


def workbook(*rows: dict[str, str], name: str = "ban-an.xlsx") -> SimpleUploadedFile:
    book, out = Workbook(), io.BytesIO()
    book.active.append(COLUMNS)
    for row in rows:
        book.active.append([row.get(column, "") for column in COLUMNS])
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def bomb(*, says: int) -> bytes:
    """A few kilobytes that unpack to sixteen megabytes, and say of themselves what they like."""
    size, out = 1 << 24, io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return out.getvalue().replace(struct.pack("<L", size), struct.pack("<L", says))
