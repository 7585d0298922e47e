"""Files that a person with bad intent would hand in, made anew for each test."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

MARK = b"C4N4RY-of-a-hostile-file"
SCRIPT = b"<script>alert('" + MARK + b"')</script>"


def jpeg(*, size: tuple[int, int] = (60, 40), comment: bytes = b"", exif: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG", comment=comment, exif=exif)
    return out.getvalue()


def jar() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil\n")
        archive.writestr("Evil.class", MARK)
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (10, 10)).save(out, "GIF")
    return out.getvalue()


def php_in_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "<?php system($_GET['c']); /*" + MARK.decode() + "*/ ?>"
    exif[0x8825] = {1: "N", 2: (10.0, 2.0, 3.0)}  # where the picture was taken
    return jpeg(exif=exif.tobytes(), comment=b"<?php " + MARK + b" ?>")


def png(*, width: int = 10, height: int = 10, texts: bytes = b"") -> bytes:
    """One colour, packed as it is written: a height of thousands costs no memory here."""
    line, packer = b"\0" * (width // 8 + 2), zlib.compressobj(9)
    data = b"".join(packer.compress(line[: (width + 7) // 8 + 1]) for _line in range(height))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", data + packer.flush())]
    if texts:
        chunks.insert(1, (b"zTXt", b"Comment\0\0" + zlib.compress(texts, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in [*chunks, (b"IEND", b"")])


def _chunk(name: bytes, data: bytes) -> bytes:
    checked = name + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def pdf(
    change: Callable[[pikepdf.Pdf], None] = lambda _made: None, *, pages: int = 1, **how: object
) -> bytes:
    """A small document; `change` makes it a bad one."""
    made = pikepdf.new()
    for _page in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        page.Contents = Stream(made, b"0 0 1 rg 10 10 50 50 re f")
    change(made)
    out = io.BytesIO()
    made.save(out, **how)
    return out.getvalue()


def acting(made: pikepdf.Pdf) -> None:
    """Everything through which a PDF acts or carries, in one."""
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('" + MARK.decode() + "')"))
    launch = Dictionary(S=Name.Launch, F=String("cmd.exe"), P=String(MARK.decode()))
    file = Dictionary(
        Type=Name.Filespec,
        F=String("evil.exe"),
        EF=Dictionary(F=made.make_indirect(Stream(made, MARK * 9, Type=Name.EmbeddedFile))),
    )
    made.Root.OpenAction = script
    made.Root.AA = Dictionary(WC=launch)
    made.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), script])),
        EmbeddedFiles=Dictionary(Names=Array([String("evil.exe"), made.make_indirect(file)])),
    )
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(made, SCRIPT))
    page = made.pages[0].obj
    page.AA = Dictionary(O=script)
    page.AF = Array([made.make_indirect(file)])
    page.Metadata = Stream(made, SCRIPT)
    page.KeyOfSomeProgram = Dictionary(Kept=String(MARK.decode()))
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 600, 900]), A=launch, AA=script
    )
    page.Annots = Array([made.make_indirect(link)])
    form = Stream(made, b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form)
    form.BBox = Array([0, 0, 10, 10])
    form.AF = Array([made.make_indirect(file)])
    form.Ref = Dictionary(F=String("file:///etc/passwd"), Page=0)
    form.Metadata = Stream(made, SCRIPT)
    page.Resources = Dictionary(XObject=Dictionary(Fm0=made.make_indirect(form)))


def printers_program(made: pikepdf.Pdf) -> None:
    program = Stream(made, MARK, Type=Name.XObject, Subtype=Name.PS)
    _show(made, program)


def content_elsewhere(made: pikepdf.Pdf) -> None:
    """A stream whose bytes the reader is to fetch from a file or an address."""
    form = Stream(made, b"x", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.F = String("http://127.0.0.1:1/x")
    _show(made, form)


def huge_picture(made: pikepdf.Pdf) -> None:
    picture = Stream(made, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=30_000)
    picture.Height, picture.BitsPerComponent, picture.ColorSpace = 30_000, 1, Name.DeviceGray
    _show(made, picture)


def _show(made: pikepdf.Pdf, what: Stream) -> None:
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X0=made.make_indirect(what)))


def flate_bomb(*, size: int = 200_000_000, layers: int = 1) -> bytes:
    """Zeros in layers of deflate: each layer a thousand times smaller than what is in it."""
    packer, packed = zlib.compressobj(9), b""
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _part in range(size // 1_000_000))
    packed += packer.flush()
    for _layer in range(layers - 1):
        packed = zlib.compress(packed, 9)

    def change(made: pikepdf.Pdf) -> None:
        stream = Stream(made, b"")
        stream.write(packed, filter=Array([Name.FlateDecode] * layers))
        made.pages[0].obj.Contents = made.make_indirect(stream)

    return pdf(change)


def many_bombs() -> bytes:
    """Pictures in a PDF, each below the limit of one, all of them above the limit of all."""
    packed = zlib.compress(b"\0" * 90_000_000, 9)

    def change(made: pikepdf.Pdf) -> None:
        shown = Dictionary()
        for place in range(9):
            stream = Stream(made, b"", Subtype=Name.Image, Width=5000, Height=6000)
            stream.write(packed, filter=Name.FlateDecode)
            shown[f"/X{place}"] = made.make_indirect(stream)
        made.pages[0].obj.Resources = Dictionary(XObject=shown)

    return pdf(change)
