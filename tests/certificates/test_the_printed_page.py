"""The page: PDF/A-3u, the same bytes for the same input, nothing fetched, nothing lost."""

import io
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from certificates.rendering import DATA_NAME, Rendered, render
from common.pdf import attachment, pdfa_facts
from common.typeset import Closed, FetchRefused
from tests.certificates.conftest import ISSUE
from tests.certificates.samples import AN, drafted, expunged, judgment, statement

NASTY = [
    '<img src="http://127.0.0.1:9/x.png">',
    "<link rel=attachment href='file:///etc/passwd'>",
    "<style>@import 'http://127.0.0.1:9/x.css';</style>",
    "{{ 7*7 }}{% debug %}",
    "</script><script>alert(1)</script>",
]


def text_of(pdf: bytes) -> str:
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return run.stdout.decode()


def words_of(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def test_a_certificate_is_an_archival_file_with_its_data_inside(rendered: Rendered) -> None:
    facts = pdfa_facts(rendered.pdf)
    assert (facts.part, facts.conformance, facts.output_intents) == ("3", "U", 1)
    assert facts.has_identifier
    assert facts.tagged
    assert not facts.encrypted
    assert not facts.scripts
    assert facts.fonts_not_embedded == ()
    assert facts.attachments == {DATA_NAME: "/Data"}
    assert (facts.title, facts.language) == ("PHIẾU LÝ LỊCH TƯ PHÁP SỐ 2", "vi")


def test_the_data_inside_is_the_content_with_its_digest(rendered: Rendered) -> None:
    data = json.loads(attachment(rendered.pdf, DATA_NAME))
    content = drafted(2)
    assert data["content"] == content.as_json()
    assert data["content_digest"] == content.digest
    assert (data["number"], data["issued_on"]) == ("123/STP-LLTP", "2024-06-13")


def test_the_same_input_gives_the_same_bytes(rendered: Rendered) -> None:
    assert render(drafted(2), issue=ISSUE) == rendered
    later = replace(ISSUE, issued_at=datetime(2024, 6, 14, 2, 30, tzinfo=UTC))
    assert render(drafted(2), issue=later).pdf != rendered.pdf


@pytest.mark.parametrize("kind", [1, 2])
def test_every_line_is_on_the_page(kind: int) -> None:
    content = drafted(
        kind, finding=statement(judgment(), expunged(judgment_no="3/2012/HSST")), confirm_bans=True
    )
    words = words_of(render(content, issue=ISSUE).pdf)
    printed = [content.record.statement, content.heading.title, *content.heading.legal_basis]
    printed += [line.value for line in content.lines if line.key != "document"]
    for text in [*printed, "Cần Thơ, ngày 13 tháng 6 năm 2024", ISSUE.typed_code]:
        assert text in words


def test_the_section_on_bans_leaves_no_trace_when_not_asked() -> None:
    words = words_of(render(drafted(1), issue=ISSUE).pdf)
    assert "Không có án tích" in words
    assert "cấm" not in words
    assert "Hình phạt" not in words


@pytest.mark.parametrize("kind", [1, 2])
def test_twenty_judgments_run_over_pages_with_headings_and_numbers(kind: int) -> None:
    many = [judgment(judgment_no=f"{place}/2015/HSST") for place in range(20)]
    rendered = render(drafted(kind, finding=statement(*many)), issue=ISSUE)
    pages = text_of(rendered.pdf).split("\f")[:-1]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in page
        assert "123/STP-LLTP" in page
    if kind == 1:
        listing = [page for page in pages if "Trộm cắp tài sản" in page]
        assert all("Tội danh" in page for page in listing), "each page repeats the headings"
    else:
        assert sum(page.count("Bản án thứ") for page in pages) == len(many)
        # A judgment is whole on its page: what begins there ends there.
        assert all(page.count("Bản án thứ") == page.count("Xóa án tích:") for page in pages)
    assert rendered.signature.page == len(pages) - 1


def test_the_longest_name_keeps_the_page_whole() -> None:
    name = "CÔNG TẰNG TÔN NỮ NGUYỄN PHƯỚC HOÀNG THỊ BẢO QUỲNH TRANG " * 3
    rendered = render(drafted(1, subject=replace(AN, full_name=name.strip())), issue=ISSUE)
    assert pdfa_facts(rendered.pdf).pages == 1


def test_a_signature_never_stands_alone_on_a_page() -> None:
    for size in range(1, 12):
        many = [judgment(judgment_no=f"{place}/2015/HSST") for place in range(size)]
        rendered = render(drafted(1, finding=statement(*many), confirm_bans=True), issue=ISSUE)
        last = text_of(rendered.pdf).split("\f")[rendered.signature.page]
        before = " ".join(last.partition("NGƯỜI LẬP PHIẾU")[0].split())
        assert len(before) > 40, f"{size} judgments"


@pytest.mark.parametrize("text", NASTY)
def test_what_a_citizen_typed_is_printed_and_never_obeyed(text: str) -> None:
    fields = dict.fromkeys(("full_name", "place_of_birth", "permanent_address", "father"), text)
    pdf = render(drafted(2, subject=replace(AN, **fields)), issue=ISSUE).pdf
    assert "".join(text.split()) in "".join(text_of(pdf).split())
    assert pdfa_facts(pdf).attachments == {DATA_NAME: "/Data"}
    with pikepdf.open(io.BytesIO(pdf)) as file:
        streams = [item for item in file.objects if isinstance(item, pikepdf.Stream)]
        assert not any(
            b"root:x" in stream.read_bytes() for stream in streams if "/Filter" in stream
        )


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:9/", "font:../../settings.py", "data:text/css,a"],
)
def test_the_door_opens_for_nothing_but_fonts_and_given_pictures(address: str) -> None:
    with pytest.raises(FetchRefused):
        Closed().fetch(address)


def test_the_fonts_come_with_their_licence() -> None:
    fonts = Path("static/fonts/liberation")
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text(encoding="utf-8")
    assert len(list(fonts.glob("LiberationSerif-*.ttf"))) == 4
