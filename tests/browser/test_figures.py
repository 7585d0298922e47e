"""The figures page counts what the newspaper counted."""

from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor


@pytest.fixture
def reader(clerk: Callable[..., Visitor]) -> Visitor:
    head = clerk("head")
    head.open("/so-lieu/")
    return head


def test_the_years_of_can_tho_are_counted_by_way_of_filing(reader: Visitor) -> None:
    for figure in ("246", "852", "1.464", "2.494", "16", "99"):
        reader.reads(figure)
    for growth in ("+246,34 %", "+71,83 %", "+70,36 %", "+518,75 %"):
        reader.reads(growth)
    reader.looks()


def test_the_figures_come_as_a_workbook_too(reader: Visitor) -> None:
    with reader.page.expect_download() as download:
        reader.follows("Tải bảng tính")
    assert download.value.suggested_filename.endswith(".xlsx")
