"""Decodes what a person uploaded and encodes it anew, in a process that holds nothing else.

`python -m applications.cleaning image/png 10` reads the file from its input and writes the pages'
number and the new file to its output, or the word for what is wrong and ends with 3. It knows no
settings, no database and no secret: a picture that breaks the decoder breaks this process, and a
bomb meets the limits that the process has set itself.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import Any

import pikepdf
from PIL import Image, ImageOps

MOST_MEMORY = 640 * 1024 * 1024  # address space in bytes: what resides stays below 300 MB
MOST_SECONDS = 10  # of the processor
MOST_PIXELS = 40_000_000  # a phone's picture has 12 to 50 million; a bomb has thousands
LONGEST_SIDE = 3000  # enough to read an identity card; keeps stored pictures small
MOST_UNPACKED = 100 * 1024 * 1024  # one stream of a PDF, decoded
MOST_DRAWN = 16 * 1024 * 1024  # the drawing instructions, fonts and the like of one stream
MOST_UNPACKED_TOGETHER = 300 * 1024 * 1024  # ten pages scanned in colour at 300 dots an inch
MOST_FILTERS = 2  # one may pack a stream twice for transport, and no more

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
DRAWING = "image/png; transparent"  # what is printed over other things keeps its cover
LONGEST_DRAWN = 1200  # 60 mm at 500 dots an inch
REFUSED = 3  # the exit code of a refusal with a word

# What a page needs to be seen, and no key through which a PDF acts or carries other files.
PAGE_KEYS = frozenset(
    {
        *("/Type", "/Parent", "/Resources", "/Contents", "/Group", "/UserUnit", "/Rotate"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
    }
)
CARRIERS = frozenset(
    {
        *("/AA", "/OpenAction", "/Annots", "/JavaScript", "/Names", "/AF", "/EF", "/Ref"),
        *("/Metadata", "/PieceInfo", "/OPI", "/Properties", "/Alternates"),
    }
)
PICTURE_FILTERS = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})


class Unclean(Exception):
    """What is wrong with the file, by the word that the portal has a sentence for."""


def clean(content: bytes, kind: str, *, most_pages: int) -> tuple[bytes, int]:
    """Our own encoding of the file, and its pages."""
    if kind == PDF:
        return _clean_pdf(content, most_pages)
    if kind == DRAWING:
        return _clean_picture(content, PNG, "RGBA", LONGEST_DRAWN), 1
    return _clean_picture(content, kind), 1


def _clean_picture(
    content: bytes, kind: str, mode: str = "RGB", longest: int = LONGEST_SIDE
) -> bytes:
    """Decoded and encoded anew: whatever else lay in the file, such as the place, is gone."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unclean("pixels")
            picture.draft("RGB", (longest, longest))  # a JPEG is decoded to this size
            picture.thumbnail((longest, longest))
            upright = ImageOps.exif_transpose(picture).convert(mode)
    except Image.DecompressionBombError as error:
        raise Unclean("pixels") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as error:
        raise Unclean("picture") from error
    upright.info.clear()
    out = io.BytesIO()
    if kind == JPEG:
        upright.save(out, format="JPEG", quality=88, optimize=True)
    else:
        upright.save(out, format="PNG")
    return out.getvalue()


def _clean_pdf(content: bytes, most_pages: int) -> tuple[bytes, int]:
    """The pages alone, every stream of them unpacked once to see that it can be."""
    pikepdf.settings.set_qpdf_limits(
        max_stream_filters=MOST_FILTERS,
        flate_max_memory=MOST_UNPACKED,
        png_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED,
        tiff_max_memory=MOST_UNPACKED,
    )
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as bare:
            pages = len(source.pages)
            if not 0 < pages <= most_pages:
                raise Unclean("pages")
            for page in source.pages:
                _keep(page, PAGE_KEYS)
                bare.pages.append(page)
            _bare(bare)
            out = io.BytesIO()
            # The same pages give the same bytes, so that a second upload is known again.
            bare.save(out, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise Unclean("locked") from error
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        # A file may lack anything a PDF must have; qpdf's own limits are runtime errors.
        raise Unclean("pdf") from error
    return out.getvalue(), pages


def _keep(page: Any, keys: frozenset[str]) -> None:
    for key in set(page.keys()) - keys:
        del page[key]


def _bare(pdf: Any) -> None:
    """Take every carrier off whatever the pages lead to, and look into each stream."""
    together = 0
    for item in pdf.objects:
        _take_off(item)
        if isinstance(item, pikepdf.Stream):
            together += _looked_into(item)
        if together > MOST_UNPACKED_TOGETHER:
            raise Unclean("pdf")


def _take_off(item: Any) -> None:
    """From a dictionary, a stream's dictionary or an array, as deep as it is one object."""
    if isinstance(item, pikepdf.Array):
        inner = list(item)
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in CARRIERS.intersection(item.keys()):
            del item[key]
        inner = [item[key] for key in item.keys()]  # noqa: SIM118 - a stream is no mapping
    else:
        return
    for part in inner:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _take_off(part)


def _looked_into(stream: Any) -> int:
    """The stream's size unpacked; drawing instructions are written anew, pictures stay packed."""
    is_picture = stream.get("/Subtype") == "/Image"
    if is_picture and stream.Width * stream.Height > MOST_PIXELS:
        raise Unclean("pixels")
    if stream.get("/Subtype") == "/PS" or "/F" in stream:
        raise Unclean("pdf")  # a program for the printer; a stream whose content lies elsewhere
    packed_as = stream.get("/Filter", [])
    filters = packed_as if isinstance(packed_as, pikepdf.Array) else [packed_as]
    if PICTURE_FILTERS.intersection(str(name) for name in filters):
        return len(stream.read_raw_bytes())
    plain = stream.read_bytes()
    if not is_picture:
        if len(plain) > MOST_DRAWN:
            raise Unclean("pdf")
        stream.write(plain)
    return len(plain)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kind, most_pages = sys.argv[1], int(sys.argv[2])
    try:
        encoded, pages = clean(sys.stdin.buffer.read(), kind, most_pages=most_pages)
    except Unclean as wrong:
        sys.stdout.write(str(wrong))
        return REFUSED
    sys.stdout.buffer.write(b"%d\n" % pages + encoded)
    return 0


if __name__ == "__main__":
    sys.exit(main())
