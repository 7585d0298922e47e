"""What a screen reader gets of a page: everything, once, in order, and what it belongs to."""

import io

import pikepdf
import pytest

from certificates.keys import SigningKeys
from certificates.pades import sign_pdf
from tests.certificates import read_aloud
from tests.certificates.conftest import SEAL
from tests.certificates.page_samples import KINDS, rendered


def test_the_page_in_the_documents_is_what_is_read_today() -> None:
    said = read_aloud.PAGE.read_text(encoding="utf-8")
    assert said == read_aloud.document(), "python -m tools.certificate_pages aloud"


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_is_read_once_and_in_order(kind: str) -> None:
    content, issue = KINDS[kind]()
    lines = read_aloud.lines(rendered(kind).pdf)
    numbered = [line for row in content.identity for line in row]
    places = [
        lines.index(" ".join(f"{one.number}. {one.label}: {one.value}".split())) for one in numbered
    ]
    assert places == sorted(places)
    order = [
        lines.index(content.heading.motto[0]),
        lines.index(f"[heading 1] {content.heading.title}"),
        *places,
        lines.index(content.signatures.drafter_title),
        lines.index(issue.signer_titles[-1]),
        lines.index(issue.typed_code),
    ]
    assert order == sorted(order)
    assert not any("Trang" in line for line in lines), "the running foot is no text"


@pytest.mark.parametrize("kind", ["1-record", "1-many", "1-bans"])
def test_a_cell_is_read_with_its_heading(kind: str) -> None:
    content, _issue = KINDS[kind]()
    section = content.record if content.record.rows else content.bans
    assert section is not None
    lines = read_aloud.lines(rendered(kind).pdf)
    for number, row in enumerate(section.rows, 1):
        cells = zip(section.columns, row, strict=True)
        said = [f"STT: {number}", *(f"{column}: {cell}" for column, cell in cells)]
        assert "[row] " + "; ".join(said) in lines


def test_headings_of_a_table_say_what_they_are_headings_of() -> None:
    with pikepdf.open(io.BytesIO(rendered("1-record").pdf)) as file:
        headings = [one for one in file.objects if _is(one, "/TH")]
        assert len(headings) == 4
        assert all(one.A.Scope == "/Column" for one in headings)


def test_only_tables_are_read_as_tables() -> None:
    assert not any("[table]" in line for line in read_aloud.lines(rendered("2-expunged").pdf))
    assert "[heading 2] Bản án thứ 1" in read_aloud.lines(rendered("2-expunged").pdf)


def test_pictures_seal_and_signature_are_described(signing_keys: SigningKeys) -> None:
    signed = sign_pdf(rendered("1-signed"), seal=SEAL, keys=signing_keys)
    lines = read_aloud.lines(signed)
    described = [line for line in lines if line.startswith(("[picture]", "[signature field]"))]
    assert described == [
        "[picture] Chữ ký của Võ Thị Thanh Hương",
        "[signature field] Dấu và chữ ký số của Sở Tư pháp thành phố Cần Thơ",
        "[picture] Mã QR để kiểm tra phiếu",
    ]
    with pikepdf.open(io.BytesIO(signed)) as file:
        (widget,) = (one for one in file.objects if _named(one, "/Subtype", "/Widget"))
        assert str(widget.TU) == "Dấu và chữ ký số của Sở Tư pháp thành phố Cần Thơ"
        owner = _owner(file, int(widget.StructParent))
        assert owner.S == "/Form"
        assert owner.K[0].Obj.objgen == widget.objgen


@pytest.mark.parametrize("kind", KINDS)
def test_everything_on_the_page_is_text_or_decoration(kind: str) -> None:
    """No mark hangs in the air: each leads to an element that is reached from the top."""
    with pikepdf.open(io.BytesIO(rendered(kind).pdf)) as file:
        reached = set(_reached(file.Root.StructTreeRoot.K))
        numbers = file.Root.StructTreeRoot.ParentTree.Nums
        for owner in list(numbers)[1::2]:
            owners = list(owner) if isinstance(owner, pikepdf.Array) else [owner]
            assert all(one is None or one.objgen in reached for one in owners)


def _is(item: object, kind: str) -> bool:
    return _named(item, "/S", kind)


def _named(item: object, key: str, value: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get(key) == value


def _owner(file: pikepdf.Pdf, number: int) -> pikepdf.Dictionary:
    numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
    return dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))[number]


def _reached(element: object) -> list[tuple[int, int]]:
    if isinstance(element, pikepdf.Array):
        return [one for kid in element for one in _reached(kid)]
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        return [element.objgen, *_reached(element.get("/K"))]
    return []
