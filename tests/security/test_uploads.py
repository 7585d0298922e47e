"""What is handed in is never kept as it came, and no file stops the portal (threats 19 to 21)."""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.conf import settings as configured
from django.test import Client
from PIL import Image

from accounts.models import User
from applications import attachments, cleaning
from applications.models import Application, Attachment
from common.refusals import Invalid
from tests.applications.walking import begin, page, picture
from tests.security import corpus
from tests.security.corpus import MARK, SCRIPT, acting, jpeg, pdf

Make = Callable[[], bytes]
LONGEST_REFUSAL = 2.0  # seconds of the processor
MOST_RESIDENT = 300 * 1024  # kB


REFUSED: dict[str, tuple[Make, str]] = {
    "a GIF that is a JAR": (lambda: corpus.gif() + corpus.jar(), "kind"),
    "a JAR": (corpus.jar, "kind"),
    "an HTML page that ends as a PDF": (lambda: b"<html>" + SCRIPT + pdf(), "kind"),
    "an SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>", "kind"),
    "an HTA": (lambda: b"<hta:application/>" + SCRIPT, "kind"),
    "nothing": (lambda: b"", "empty"),
    "a picture cut short": (lambda: jpeg(size=(600, 400))[:400], "unreadable"),
    "a PDF cut short": (lambda: pdf()[:200], "unreadable"),
    "a PDF of its first line": (lambda: b"%PDF-1.7\n", "unreadable"),
    "a PDF with a password": (
        lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
        "locked",
    ),
    "eleven pages": (lambda: pdf(pages=11), "pages"),
    "a program for the printer": (lambda: pdf(corpus.printers_program), "unreadable"),
    "content that lies elsewhere": (lambda: pdf(corpus.content_elsewhere), "unreadable"),
    "a picture of fifty million pixels": (
        lambda: corpus.png(width=10_000, height=5_000),
        "too_big",
    ),
    "a picture bomb": (lambda: corpus.png(width=30_000, height=30_000), "too_big"),
    "a picture bomb in a PDF": (lambda: pdf(corpus.huge_picture), "too_big"),
    "a flate bomb": (corpus.flate_bomb, "unreadable"),
    "a flate bomb in three layers": (lambda: corpus.flate_bomb(layers=3), "unreadable"),
    "many small bombs": (corpus.many_bombs, "unreadable"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_a_word(name: str, tmp_path: Any) -> None:
    make, code = REFUSED[name]
    with pytest.raises(Invalid) as refused:
        attachments.cleaned(make())
    assert [problem.code for problem in refused.value.problems] == [code]


BOMBS = [name for name in REFUSED if "bomb" in name]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little_time_and_memory(name: str) -> None:
    content = REFUSED[name][0]()
    assert len(content) < 1_000_000
    kind = cleaning.PNG if content.startswith(b"\x89PNG") else cleaning.PDF
    seconds, most_memory = _cost(content, kind)
    assert seconds < LONGEST_REFUSAL
    assert most_memory < MOST_RESIDENT


MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "applications.cleaning", sys.argv[1], "10"],
                      stdin=sys.stdin, capture_output=True, check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def _cost(content: bytes, kind: str) -> tuple[float, int]:
    """Seconds of the processor and kB at most, of a cleaning that ends in a refusal."""
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, kind],
        input=content,
        capture_output=True,
        check=True,
        cwd=configured.BASE_DIR,
    )
    ended, seconds, memory = told.stdout.split()
    assert int(ended) == cleaning.REFUSED
    return float(seconds), int(memory)


def test_the_process_that_decodes_has_limits_and_no_secrets(monkeypatch: Any) -> None:
    """A decoder that runs away is stopped by the system, and knows nothing to give away."""
    limits: dict[int, Any] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(sys, "argv", ["cleaning", cleaning.PNG, "1"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert cleaning.main() == cleaning.REFUSED
    assert limits[resource.RLIMIT_AS][0] <= 640 * 1024 * 1024
    assert limits[resource.RLIMIT_CPU][0] <= 10
    started: dict[str, Any] = {}

    def run(_command: Any, **how: Any) -> Any:
        started.update(how)
        raise subprocess.TimeoutExpired("cleaning", 1)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Invalid):
        attachments.cleaned(jpeg())
    assert set(started["env"]) == {"LANG"}
    assert started["timeout"] <= 30


def test_a_decoder_that_is_killed_is_a_refusal(monkeypatch: Any) -> None:
    killed = subprocess.CompletedProcess([], -9, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_command, **_how: killed)
    with pytest.raises(Invalid) as refused:
        attachments.cleaned(pdf())
    assert refused.value.problems[0].code == "unreadable"


KEPT: dict[str, Make] = {
    "a picture that is a JAR too": lambda: jpeg() + corpus.jar(),
    "a picture with PHP in its EXIF": corpus.php_in_exif,
    "a picture with a script for a comment": lambda: jpeg(comment=SCRIPT),
    "a PNG with a packed text": lambda: corpus.png(texts=SCRIPT),
    "a PDF that is a page too": lambda: (
        pdf().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + SCRIPT) + SCRIPT
    ),
    "a PDF that acts and carries": lambda: pdf(acting),
    "a PDF that is a JAR too": lambda: pdf() + corpus.jar(),
}


@pytest.mark.parametrize("name", KEPT)
def test_nothing_of_what_a_file_hides_is_stored(name: str) -> None:
    content = KEPT[name]()
    assert MARK in content or b"zTXt" in content
    kind, clean, _pages = attachments.cleaned(content)
    for trace in (MARK, b"<script", b"<?php", b"PK\x03\x04", b"zTXt", b"Exif"):
        assert trace not in clean
    if kind == cleaning.PDF:
        assert MARK not in _unpacked(clean)
    else:
        with Image.open(io.BytesIO(clean)) as stored:
            assert not stored.getexif()
            assert "comment" not in stored.info


ACTS = (
    rb"/(JS|JavaScript|OpenAction|AA|Launch|EmbeddedFiles?|EF|AF|Annots|XFA|Metadata|Names|Ref)\b"
)


def test_a_stored_pdf_has_pages_and_nothing_that_acts() -> None:
    content = pdf(acting)
    assert re.search(ACTS, _unpacked(content))
    _kind, clean, pages = attachments.cleaned(content)
    assert pages == 1
    assert re.findall(ACTS, _unpacked(clean)) == []
    with pikepdf.open(io.BytesIO(clean)) as stored:
        assert set(stored.Root.keys()) == {"/Type", "/Pages"}
        assert b"50 50 re" in stored.pages[0].Contents.read_bytes()


def test_what_the_drawing_is_packed_in_is_ours() -> None:
    """A deflate stream can be written so that its bytes read as a script."""

    def change(made: pikepdf.Pdf) -> None:
        packer = zlib.compressobj(0)
        packed = packer.compress(b"%" + SCRIPT + b"\n0 0 9 9 re f") + packer.flush()
        stream = pikepdf.Stream(made, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        made.pages[0].obj.Contents = made.make_indirect(stream)

    content = pdf(change)
    assert SCRIPT in content
    assert SCRIPT not in attachments.cleaned(content)[1]


def _unpacked(content: bytes) -> bytes:
    """The file with nothing packed, so that every word in it can be searched for."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.save(
            out,
            qdf=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return out.getvalue()


def test_a_paper_is_served_to_be_saved_and_never_run(
    client: Client, department: Any, applicant: User
) -> None:
    mine = begin(client)
    attachments.add(mine, by=applicant, kind="cccd", title="../../x\r\ny.html", content=picture())
    paper = Attachment.objects.get()
    answer = client.get(f"{page(mine, 'giay-to-kem')}{paper.pk}/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'attachment; filename="cccd-{paper.pk}.jpg"'
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content == attachments.read(paper)


def test_a_refused_file_leaves_neither_row_nor_file(draft: Application, applicant: User) -> None:
    with pytest.raises(Invalid):
        attachments.add(draft, by=applicant, kind="cccd", title="a.jpg", content=corpus.jar())
    assert not Attachment.objects.exists()
    assert not configured.MEDIA_ROOT.exists() or not list(configured.MEDIA_ROOT.rglob("*.*"))


def test_no_address_leads_to_a_stored_file_by_its_path(
    client: Client, draft: Application, applicant: User
) -> None:
    attachments.add(draft, by=applicant, kind="cccd", title="a", content=picture())
    name = Attachment.objects.get().file
    for before in ("media", "files", "static", "static/../files", "applications", ""):
        assert client.get(f"/{before}/{name}".replace("//", "/")).status_code == 404
    stored = configured.MEDIA_ROOT / name
    assert stored.stat().st_mode & 0o077 == 0


def test_a_big_photograph_is_taken_and_made_smaller() -> None:
    kind, clean, _pages = attachments.cleaned(jpeg(size=(6000, 4000)))
    with Image.open(io.BytesIO(clean)) as stored:
        assert (kind, max(stored.size)) == (cleaning.JPEG, cleaning.LONGEST_SIDE)


def test_a_second_upload_of_one_pdf_gives_the_same_bytes() -> None:
    assert attachments.cleaned(pdf()) == attachments.cleaned(pdf())
