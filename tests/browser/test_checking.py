"""Whoever is given a certificate finds out whether it is genuine."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess

import pikepdf
import pytest
from PIL import Image, ImageChops

from certificates.rendering import qr_picture
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.live.portal import Portal
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel


@pytest.fixture(scope="module")
def issued(portal_with_people: Portal) -> Travel:
    """A signed certificate of the in-house route."""
    travel = Travel(DOSSIERS[0])
    return demo_road.walk(travel, portal_with_people.road(), acts=demo_road.TO_CERTIFICATE)


@pytest.fixture(scope="module")
def file(issued: Travel, portal_with_people: Portal) -> bytes:
    client = portal_with_people.client()
    return client.download("receiver", issued.case["certificate"]["file_url"])


@pytest.fixture
def employer(somebody: Arrive) -> Visitor:
    return somebody()


def test_the_code_under_the_qr_shows_what_to_compare_and_no_content(
    employer: Visitor, issued: Travel, file: bytes
) -> None:
    employer.open("/")
    employer.follows("Kiểm tra một phiếu")
    employer.looks()
    employer.types("Mã in ở chân phiếu", typed_code_in(file))
    employer.presses("Kiểm tra mã")
    employer.is_at("Phiếu còn giá trị")
    employer.reads(issued.case["certificate"]["number"])
    assert "Lê Thị Thu Hà" not in employer.page.content()
    employer.looks()


def test_the_qr_leads_to_the_answer(employer: Visitor, issued: Travel, file: bytes) -> None:
    address = issued.case["certificate"]["verify_url"]
    assert qr_bears(file, address)
    employer.open(address)
    employer.is_at("Phiếu còn giá trị")
    employer.looks()


def test_a_code_that_nobody_was_given_is_not_found(employer: Visitor) -> None:
    employer.open("/verify/")
    employer.types("Mã in ở chân phiếu", "ABCD-EFGH-JKMN-PQRS")
    employer.presses("Kiểm tra mã")
    employer.is_at("Không tìm thấy phiếu")
    employer.looks()


def test_the_file_itself_is_dropped_on_the_page(
    employer: Visitor, issued: Travel, file: bytes
) -> None:
    employer.open("/verify/")
    employer.drops("Tệp PDF của phiếu", file, name="phieu.pdf")
    employer.presses("Kiểm tra tệp")
    employer.is_at("Phiếu còn giá trị")
    employer.reads(issued.case["certificate"]["number"])
    for answer in ("giống từng byte", "Đúng. ", "Còn, tính đến lúc kiểm tra"):
        employer.reads(answer)
    employer.reads(hashlib.sha256(file).hexdigest())
    employer.looks()


def test_a_wrong_file_is_asked_for_again_and_not_called_forged(employer: Visitor) -> None:
    employer.open("/verify/")
    employer.faults.expected.add(400)
    employer.drops("Tệp PDF của phiếu", b"\x89PNG\r\n", name="anh.png")
    employer.presses("Kiểm tra tệp")
    employer.is_at("Kiểm tra một phiếu")
    employer.reads("Đây không phải tệp PDF")
    employer.looks()


def test_a_file_with_one_byte_changed_is_not_ours(employer: Visitor, file: bytes) -> None:
    place = len(file) // 2
    changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
    employer.open("/verify/")
    employer.drops("Tệp PDF của phiếu", changed, name="phieu.pdf")
    employer.presses("Kiểm tra tệp")
    employer.is_at("Tệp này không phải bản đã cấp")
    employer.looks()


def typed_code_in(file: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=file, capture_output=True, check=True)
    found = re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", done.stdout.decode())
    assert found
    return found[0].lower()


def qr_bears(file: bytes, address: str) -> bool:
    """Whether a picture printed on the certificate is the QR of this address."""
    content = base64.b64decode(qr_picture(address).partition(",")[2])
    wanted = Image.open(io.BytesIO(content)).convert("1")
    with pikepdf.open(io.BytesIO(file)) as pdf:
        pictures = pdf.pages[0].get_images().values()
        printed = [pikepdf.PdfImage(one).as_pil_image().convert("1") for one in pictures]
    same = [one for one in printed if one.size == wanted.size]
    return any(ImageChops.difference(one, wanted).getbbox() is None for one in same)
