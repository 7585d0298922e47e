"""A sent table on its way in: looked at by its bytes, kept privately, forgotten after a while."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.refusals import FieldProblem, Invalid
from records.imports import FILE_PROBLEMS, ImportRefused, Kind, opened
from records.models import ImportRun
from records.sheets import OLD_EXCEL, UTF_16, ZIP, Unreadable
from records.unpacking import unpack

# An encrypted workbook is packed like an old one, and names this part of its.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LOCKED = _("Bảng tính có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
SPOILT = _("Tệp XLSX bị hỏng hoặc không phải là bảng tính. Hãy mở lại bằng Excel và lưu lại.")
ONLY_HEADER = _("Tệp chỉ có dòng tiêu đề, không có dòng dữ liệu nào.")
TOO_BIG = _("Tệp quá lớn: tối đa %(size)s MB. Tệp lớn hơn được nhập bằng lệnh trên máy chủ.")
PDF = b"%PDF"
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
A_DAY = 86_400  # seconds
HEAD = 3  # lines of a workbook that are looked at before it is kept


@dataclass(frozen=True)
class Kept:
    """A file that was taken: where, and what is known of it."""

    folder: str
    sha256: str
    size: int
    rows: int | None  # about, by the ends of lines; unknown of a workbook


def keep(upload: UploadedFile, *, kind: Kind[Any]) -> Kept:
    """Store the file if it is a table of this kind; a refused one leaves nothing behind."""
    if upload.size is not None and upload.size > settings.IMPORT_MAX_BYTES:
        raise _wrong("too_big", TOO_BIG % {"size": settings.IMPORT_MAX_BYTES // (1024 * 1024)})
    folder = uuid.uuid4().hex
    home = _home(folder)
    home.mkdir(mode=0o700, parents=True)
    try:
        kept = _stored(upload, folder)
        _look_at(home, kind)
    except BaseException:
        shutil.rmtree(home)
        raise
    return kept


def link(run: ImportRun) -> str:
    """A folder for another reading of the same file, which is not copied."""
    folder = uuid.uuid4().hex
    _home(folder).mkdir(mode=0o700, parents=True)
    os.link(run.table, _home(folder) / run.table.name)
    return folder


def open_workbook(run: ImportRun) -> int:
    """Take the lines out of a sent workbook once, so that reading can stop and go on; how many
    rows it has under its header."""
    partial = run.table.with_suffix(".part")
    rows = unpack(run.workbook, partial) - 1
    partial.replace(run.table)
    run.workbook.unlink()
    return rows


def forget() -> int:
    """Delete the files of readings that were over long ago; their rows stay."""
    before = Now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    over = Q(done_at__lt=before) | Q(parked_at__lt=before)
    homes = [run.home for run in ImportRun.objects.filter(over).only("folder", "pk")]
    there = [home for home in homes if home.exists()]
    for home in there:
        shutil.rmtree(home)
    _forget_unfinished()
    return len(there)


def _forget_unfinished() -> None:
    """Uploads and folders whose process died over them, so that no row knows of them."""
    known = set(ImportRun.objects.values_list("folder", flat=True))
    folders = [one for one in _home("").glob("*") if one.name not in known]
    uploads = list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"))
    for path in (*folders, *uploads):
        if path.stat().st_mtime > time.time() - A_DAY:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _home(folder: str) -> Path:
    return ImportRun(folder=folder).home


def _stored(upload: UploadedFile, folder: str) -> Kept:
    digest, size, ends = hashlib.sha256(), 0, 0
    with (_home(folder) / "sent").open("xb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            ends += chunk.count(b"\n")
        file.flush()
        os.fsync(file.fileno())
    return Kept(folder, digest.hexdigest(), size, rows=max(1, ends - 1))


def _look_at(home: Path, kind: Kind[Any]) -> None:
    """Give the file its name by its first bytes, and read its header and first row."""
    sent = home / "sent"
    try:
        if _is_workbook(sent):
            head = home / "head.csv"
            unpack(sent.rename(home / ImportRun.WORKBOOK), head, most_lines=HEAD)
            _read_head(head, kind)
            head.unlink()
        else:
            _read_head(sent, kind)
            sent.rename(home / ImportRun.TABLE)
    except Unreadable as problem:
        raise _wrong(str(problem), _SAID.get(str(problem)) or FILE_PROBLEMS[str(problem)]) from None
    except ImportRefused as refusal:
        raise _wrong("columns", refusal) from None


def _is_workbook(sent: Path) -> bool:
    with sent.open("rb") as file:
        start = file.read(65536)
    if start.startswith(OLD_EXCEL):
        raise Unreadable("locked" if _mentions(sent, ENCRYPTED) else "old_excel")
    if start.startswith(ZIP):
        return True
    if start.startswith(PDF) or (start[:2] not in UTF_16 and NOT_TEXT.search(start)):
        raise Unreadable("not_a_table")
    return False


def _mentions(sent: Path, name: bytes) -> bool:
    tail = b""
    with sent.open("rb") as file:
        while chunk := file.read(1 << 20):
            if name in tail + chunk:
                return True
            tail = chunk[-len(name) :]
    return False


def _read_head(table: Path, kind: Kind[Any]) -> None:
    sheet = opened(table, kind)
    with suppress(StopIteration):
        next(sheet.rows)
        return
    raise Unreadable("only_header")


_SAID = {"locked": LOCKED, "not_xlsx": SPOILT, "only_header": ONLY_HEADER}


def _wrong(code: str, message: object) -> Invalid:
    return Invalid([FieldProblem(code, "file", message)])
