"""Decree 30/2020 annex I, read from the printed file: sizes, letters and places, not style sheets.

The points are those of docs/certificate-page.md.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from certificates.pictures import Picture
from certificates.rendering import render
from tests.certificates.drawn import MM, Page, opened
from tests.certificates.drawn_pictures import signature_png
from tests.certificates.page_samples import DEPUTY, KINDS, rendered
from tests.certificates.samples import drafted

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
FOOT = "Phiếu số"


@pytest.fixture
def page() -> Iterator[Page]:
    """Form No. 1, signed by a deputy, with pictures of signature and seal."""
    with opened(rendered("1-signed").pdf) as pages:
        yield pages[0]


def near(one: float, other: float, *, by: float = 0.6) -> bool:
    return abs(one - other) <= by


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_a4_with_the_decrees_margins(kind: str) -> None:
    with opened(rendered(kind).pdf) as pages:
        for page in pages:
            assert (round(page.width), round(page.height)) == (210, 297)
            foot = page.find(FOOT)
            assert foot.top > page.height - 20  # it stands in the margin, as footers do
            body = page.body(above=foot.top)
            assert 20 <= body.top <= 25
            assert 30 <= body.left <= 35
            assert page.width - body.right >= 15
            assert body.bottom <= page.height - 20


def test_state_and_motto_stand_above_on_the_right(page: Page) -> None:
    nation, motto = page.find(NATION), page.find(MOTTO)
    assert (nation.size, nation.font) == (12.0, "Liberation-Serif-Bold")
    assert (motto.size, motto.font) == (13.0, "Liberation-Serif-Bold")
    assert near(nation.middle, motto.middle)
    assert nation.middle > page.width / 2
    assert nation.bottom <= motto.top + 1


def test_the_motto_is_ruled_as_long_as_it_is_and_the_issuer_by_a_third_to_a_half(
    page: Page,
) -> None:
    motto, issuer = page.find(MOTTO), page.find("SỞ TƯ PHÁP")
    rules = page.rules()
    under_motto = next(
        one
        for one in rules
        if motto.bottom - 1 < one.top < motto.bottom + 3 and one.left > page.width / 2
    )
    assert near(under_motto.right - under_motto.left, motto.right - motto.left, by=1.0)
    under_issuer = next(
        one
        for one in rules
        if issuer.bottom - 1 < one.top < issuer.bottom + 3 and one.right < page.width / 2
    )
    length = (under_issuer.right - under_issuer.left) / (issuer.right - issuer.left)
    assert 1 / 3 <= length <= 1 / 2
    assert near((under_issuer.left + under_issuer.right) / 2, issuer.middle)


def test_the_issuer_stands_in_bold_under_its_superior(page: Page) -> None:
    superior, issuer = page.find("UBND THÀNH PHỐ CẦN THƠ"), page.find("SỞ TƯ PHÁP")
    assert (superior.size, superior.font) == (12.0, "Liberation-Serif")
    assert (issuer.size, issuer.font) == (12.0, "Liberation-Serif-Bold")
    assert near(superior.middle, issuer.middle)
    assert superior.bottom < issuer.top + 1
    assert near(superior.bottom, page.find(NATION).bottom, by=1.0)


def test_number_and_date_share_a_line_in_their_own_columns(page: Page) -> None:
    number, date = page.find("Số: 123/STP-LLTP"), page.find("Cần Thơ, ngày 13 tháng 6 năm 2024")
    assert (number.size, number.font) == (13.0, "Liberation-Serif")
    assert (date.size, date.font) == (13.0, "Liberation-Serif-Italic")
    assert near(number.top, date.top)
    assert near(number.middle, page.find("SỞ TƯ PHÁP").middle)
    assert near(date.middle, page.find(MOTTO).middle, by=1.0)


def test_title_legal_basis_and_text_have_their_letters(page: Page) -> None:
    title = page.find("PHIẾU LÝ LỊCH TƯ PHÁP SỐ 1")
    assert (title.size, title.font) == (14.0, "Liberation-Serif-Bold")
    assert near(title.middle, 30 + 164 / 2)
    basis = page.find("Căn cứ Luật")
    assert (basis.size, basis.font) == (13.0, "Liberation-Serif-Italic")
    assert near(basis.left, 30 + 10, by=0.5)
    line = page.find("Quốc tịch")
    assert (line.size, line.font) == (13.0, "Liberation-Serif")


def test_lines_keep_a_single_line_and_six_points_apart(page: Page) -> None:
    one, next_one = page.find("Quốc tịch"), page.find("Nơi thường trú")
    between = (next_one.top - one.top) * MM
    assert 13 + 6 <= between <= 13 * 1.5 + 6


def test_a_deputy_signs_for_the_head_in_bold_above_the_name(page: Page) -> None:
    lines = [page.find(text) for text in ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Võ Thị Thanh Hương")]
    assert {(one.size, one.font) for one in lines} == {(13.0, "Liberation-Serif-Bold")}
    assert all(near(one.middle, lines[0].middle) for one in lines)
    assert [one.top for one in lines] == sorted(one.top for one in lines)
    assert lines[0].middle > page.width / 2


def test_the_signature_lies_between_title_and_name(page: Page) -> None:
    title, name = page.find("PHÓ GIÁM ĐỐC"), page.find("Võ Thị Thanh Hương")
    left, top, right, bottom = page.pictures()[0]
    assert near((left + right) / 2, name.middle)
    assert title.bottom < top
    assert bottom < name.top


@pytest.mark.parametrize("width", [25.0, 45.0, 60.0])
def test_the_seal_has_its_true_size_and_covers_the_left_third(width: float) -> None:
    hand = Picture(png=signature_png(), width=width, height=18.0)
    made = render(drafted(1), issue=replace(DEPUTY, hand=hand))
    x1, y1, x2, y2 = (side / MM for side in made.signature.box)
    assert near(x2 - x1, 36, by=0.1)
    assert near(y2 - y1, 36, by=0.1)
    with opened(made.pdf) as pages:
        left, top, right, bottom = pages[0].pictures()[0]
    assert near((x2 - left) / (right - left), 1 / 3, by=0.01)
    assert 297 - y2 < top < bottom < 297 - y1


def test_office_and_time_of_signing_stand_in_ten_points(page: Page) -> None:
    moment = page.find("Thời gian ký: 2024-06-13T09:30:00+07:00")
    office = page.find("Cơ quan ký: Sở Tư pháp thành phố Cần Thơ")
    name = page.find("Võ Thị Thanh Hương")
    for text in (moment, office):
        assert (text.size, text.font) == (10.0, "Liberation-Serif")
        assert near(text.middle, name.middle)
        assert text.top > name.bottom


def test_pages_are_numbered_above_in_the_middle_but_not_the_first() -> None:
    with opened(rendered("2-many").pdf) as pages:
        assert len(pages) > 3
        for number, page in enumerate(pages, 1):
            above = page.above(20.0)
            if number == 1:
                assert above is None
                continue
            assert above is not None
            text, place = above
            assert text == str(number)
            assert (place.size, place.font) == (13.0, "Liberation-Serif")
            assert near(place.middle, 30 + 164 / 2)
