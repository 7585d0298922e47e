"""The letter on paper: archival, tagged, whole with the longest name, and obedient to nobody."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from accounts.models import User
from applications.models import Application
from common.pdf import pdfa_facts
from verification import paper_letters, requests
from verification.letter_codes import code_of, readable
from verification.letter_pages import sheets, sheets_of
from verification.models import Agency, Letter, VerificationRequest

LONG = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Bảo Quỳnh Trang Anh Thư Minh Châu Ngọc"


@pytest.fixture
def write(verifier: User, cast: dict[str, User]) -> Callable[..., Letter]:
    """The letter of a question, printed; with whatever else it shall say."""

    def written(asked: VerificationRequest, **changes: Any) -> Letter:
        Agency.objects.filter(pk=asked.agency_id).update(channel=Agency.Channel.PAPER, endpoint="")
        requests.send(asked.pk)
        letter = Letter.objects.get(request=asked)
        paper_letters.print_out([letter.pk], by=verifier, signer=cast["signer"])
        letter.refresh_from_db()
        letter.content = {**(letter.content or {}), **changes}
        return letter

    return written


def words_of(pdf: bytes) -> str:
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(run.stdout.decode().split())


def test_a_letter_is_an_archival_file_of_two_sheets(
    asked: VerificationRequest, write: Callable[..., Letter]
) -> None:
    pdf = sheets([write(asked)])
    facts = pdfa_facts(pdf)
    assert (facts.part, facts.conformance, facts.language) == ("3", "U", "vi")
    assert facts.title == "Xác minh thông tin lý lịch tư pháp"
    assert facts.tagged
    assert not facts.scripts
    assert facts.fonts_not_embedded == ()
    assert facts.pages == 2


def test_both_sheets_name_the_question_by_its_code(
    asked: VerificationRequest, write: Callable[..., Letter]
) -> None:
    letter = write(asked)
    words = words_of(sheets([letter]))
    assert words.count(readable(code_of(letter.pk))) >= 3  # both sheets, and where to quote it
    assert words.count(asked.reference) == 2
    for said in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/STP-LLTP-XM", "Nguyễn Văn An"):
        assert said in words
    assert "PHIẾU TRẢ LỜI XÁC MINH" in words


def test_the_reply_form_names_no_person(
    asked: VerificationRequest, write: Callable[..., Letter]
) -> None:
    """Its code says whose it is; a form that goes astray tells nobody's name."""
    pdf = sheets([write(asked)])
    with pikepdf.open(io.BytesIO(pdf)) as file:
        del file.pages[0]
        out = io.BytesIO()
        file.save(out)
    assert "Nguyễn Văn An" not in words_of(out.getvalue())


def test_the_longest_name_and_twenty_judgments_are_all_there(
    asked: VerificationRequest, write: Callable[..., Letter]
) -> None:
    known = [
        {
            "judgment_no": f"{number}/2015/HSST",
            "judgment_date": "10/03/2015",
            "court": "Tòa án nhân dân quận Ninh Kiều, thành phố Cần Thơ",
            "offences": "Trộm cắp tài sản; Cố ý gây thương tích",
        }
        for number in range(1, 21)
    ]
    person = [{"key": "Họ và tên", "value": LONG}]
    words = words_of(sheets([write(asked, person=person, judgments=known, residences=[])]))
    assert LONG in words
    for row in known:
        assert row["judgment_no"] in words
    assert "Không có thông tin." in words


def test_several_letters_to_one_agency_have_a_list_on_top(
    verifying: Application,
    asked: VerificationRequest,
    write: Callable[..., Letter],
    verifier: User,
    cast: dict[str, User],
) -> None:
    first = write(asked)
    other = VerificationRequest.objects.create(
        application=verifying,
        agency=asked.agency,
        reference=f"{verifying.code}-XM77",
        question="expungement",
        subject_digest=asked.subject_digest,
        due_on=asked.due_on,
    )
    requests.send(other.pk)
    second = Letter.objects.get(request=other)
    run = paper_letters.print_out(
        [first.pk, second.pk], by=verifier, signer=cast["signer"], reason="Làm mất bản đầu"
    )
    words = words_of(sheets_of(run))
    top = words.partition("V/v xác minh")[0]
    assert "DANH SÁCH CÔNG VĂN GỬI KÈM" in top
    assert "Tổng số: 2 công văn." in top
    assert "Nguyễn Văn An" not in top
    assert pdfa_facts(sheets_of(run)).pages == 5


@pytest.mark.parametrize(
    "text",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        "<link rel=attachment href='file:///etc/passwd'>",
        "{{ 7*7 }}{% debug %}",
        "</style><script>alert(1)</script>",
    ],
)
def test_what_a_citizen_typed_is_printed_and_never_obeyed(
    asked: VerificationRequest, write: Callable[..., Letter], text: str
) -> None:
    pdf = sheets([write(asked, person=[{"key": "Họ và tên", "value": text}])])
    assert "".join(text.split()) in "".join(words_of(pdf).split())
    assert pdfa_facts(pdf).attachments == {}
