"""Which statement a certificate bears, case by case (domain 1.4; Law 28/2009 art 42 and 43)."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from certificates.content import content_from
from certificates.drafting import Contradiction, capitals, finding_from, subject_from
from certificates.preparing import words_of
from tests.certificates.samples import AN, REGIME, drafted, expunged, judgment, statement

NONE = "Không có án tích"
STAY = "Không có án tích trong thời gian cư trú tại Việt Nam"
RECORD = "Có án tích"
NO_BAN = "Không bị cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã"
FOREIGNER = replace(AN, nationality="Hàn Quốc", foreigner=True)
NEVER = expunged(expungement_ground="never_counted")

CASES = [
    # type, who, judgments, statement, how many judgments are printed
    (1, AN, [], NONE, 0),
    (2, AN, [], NONE, 0),
    (1, FOREIGNER, [], STAY, 0),
    (2, FOREIGNER, [], STAY, 0),
    (1, AN, [expunged()], NONE, 0),
    (2, AN, [expunged()], "Đã được xóa án tích", 1),
    (1, FOREIGNER, [expunged()], STAY, 0),
    (1, AN, [judgment()], RECORD, 1),
    (2, AN, [judgment()], RECORD, 1),
    (1, AN, [judgment(), expunged(judgment_no="3/2012/HSST")], RECORD, 1),
    (2, AN, [judgment(), expunged(judgment_no="3/2012/HSST")], RECORD, 2),
    (1, AN, [NEVER], NONE, 0),
    (2, AN, [NEVER], NONE, 0),
]


@pytest.mark.parametrize(("kind", "subject", "judgments", "words", "printed"), CASES)
def test_the_statement_follows_type_nationality_and_expungement(
    kind: int, subject: Any, judgments: list[dict[str, Any]], words: str, printed: int
) -> None:
    record = drafted(kind, subject=subject, finding=statement(*judgments)).record
    assert record.statement == words
    assert len(record.rows) + len(record.blocks) == printed


def test_number_one_names_offence_and_penalties_of_what_is_not_expunged() -> None:
    record = drafted(1, finding=statement(judgment(), expunged(judgment_no="3/2012/HSST"))).record
    assert record.columns == ("Tội danh", "Hình phạt chính", "Hình phạt bổ sung")
    assert record.rows == (("Trộm cắp tài sản", "03 năm tù", "//"),)


def test_number_two_lists_judgments_in_the_order_of_their_days() -> None:
    later, undated = judgment(judgment_date="2019-01-02"), judgment(judgment_date=None)
    record = drafted(2, finding=statement(undated, later, judgment())).record
    days = [block.rows[0][1].value for block in record.blocks]
    assert days == ["10/03/2015", "02/01/2019", "//"]
    assert [block.heading for block in record.blocks] == [
        f"Bản án thứ {position}" for position in (1, 2, 3)
    ]


def test_number_two_prints_every_line_of_a_judgment_and_slashes_where_nothing_is_known() -> None:
    (block,) = drafted(2, finding=statement(expunged())).record.blocks
    lines = {line.label: line.value for row in block.rows for line in row}
    assert lines == {
        "Số bản án": "45/2015/HSST",
        "Ngày tuyên án": "10/03/2015",
        "Tòa án": "Tòa án nhân dân quận Ninh Kiều, thành phố Cần Thơ",
        "Tội danh": "Trộm cắp tài sản",
        "Điều khoản áp dụng": "khoản 1 Điều 138 Bộ luật Hình sự năm 1999",
        "Hình phạt chính": "03 năm tù",
        "Hình phạt bổ sung": "//",
        "Nghĩa vụ dân sự": "//",
        "Án phí": "200.000 đồng",
        "Tình trạng thi hành án": "Đã chấp hành xong hình phạt chính ngày 15 tháng 3 năm 2018",
        "Xóa án tích": "Đã được xóa án tích ngày 15 tháng 3 năm 2021",
    }


PENALTIES = [
    ({"main_penalty": "warning"}, "Cảnh cáo"),
    ({"main_penalty": "non_custodial", "main_penalty_months": 18},
     "01 năm 06 tháng cải tạo không giam giữ"),
    ({"main_penalty": "suspended", "main_penalty_months": 9, "probation_months": 18},
     "09 tháng tù, cho hưởng án treo, thời gian thử thách 01 năm 06 tháng"),
    ({"main_penalty": "life"}, "Tù chung thân"),
    ({"main_penalty": "Phạt tiền 20.000.000 đồng"}, "Phạt tiền 20.000.000 đồng"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), PENALTIES)
def test_a_penalty_reads_as_a_court_writes_it(changes: dict[str, Any], words: str) -> None:
    record = drafted(1, finding=statement(judgment(**changes))).record
    assert record.rows[0][1] == words


@pytest.mark.parametrize("judgments", [[], [judgment()]])
def test_number_one_leaves_bans_out_entirely_unless_asked(judgments: list[Any]) -> None:
    bans = [{"ban_position": "Giám đốc", "ban_until": "2026-01-31"}]
    finding = statement(*judgments, bans=bans)
    assert drafted(1, finding=finding, confirm_bans=False).bans is None
    asked = drafted(1, finding=finding, confirm_bans=True).bans
    assert asked is not None
    assert asked.rows == (("Giám đốc", "Đến hết 31/01/2026"),)


def test_number_two_always_speaks_of_bans() -> None:
    bans = drafted(2, confirm_bans=False).bans
    assert bans is not None
    assert bans.statement == NO_BAN
    assert not bans.rows


@pytest.mark.parametrize(
    ("until", "stated"),
    [("2024-06-02", False), ("2024-06-03", True), ("2024", True), ("2023", False), ("", True)],
)
def test_a_ban_that_has_ended_is_not_stated(until: str, stated: bool) -> None:
    finding = statement(bans=[{"ban_position": "Giám đốc", "ban_until": until}])
    bans = drafted(2, finding=finding).bans
    assert bans is not None
    assert bool(bans.rows) is stated


CONTRADICTIONS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "none, yet one is open": ("none", [judgment()]),
    "a record without a judgment": ("has_record", []),
    "one judgment twice": ("has_record", [judgment(), judgment()]),
    "a day of expungement, not expunged": ("has_record", [judgment(expunged_on="2021-03-15")]),
    "expunged before it was judged": ("none", [expunged(judgment_date="2021-03-16")]),
    "judged after the draft": ("has_record", [judgment(judgment_date="2024-06-04")]),
    "exempted, and of record": ("has_record", [judgment(main_penalty="exempted")]),
    "upheld and changed": (
        "has_record",
        [
            judgment(),
            judgment(
                judgment_no="101/2015/HSPT",
                judgment_date="2015-06-24",
                stage="Phúc thẩm",
                decides_on="45/2015/HSST",
                outcome="upheld",
                main_penalty_months=24,
            ),
        ],
    ),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_nothing_is_drafted_from_a_conclusion_that_contradicts_itself(what: str) -> None:
    finding, rows = CONTRADICTIONS[what]
    with pytest.raises(Contradiction):
        drafted(1, finding=finding_from(finding, {"judgments": rows}))


@pytest.mark.parametrize(
    ("expunged_on", "judged_on"), [("2021", "2021-03-15"), ("2021-03", "2021"), ("2024", "")]
)
def test_what_is_known_in_part_is_no_contradiction(expunged_on: str, judged_on: str) -> None:
    row = {**expunged(judgment_date=judged_on), "expunged_on": expunged_on}
    assert drafted(2, finding=statement(row)).record.blocks


LETTERS = "aăâeêioôơuưyđ"
MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def test_a_name_is_printed_in_capitals_with_every_mark_in_composed_letters() -> None:
    typed = " ".join(
        unicodedata.normalize("NFD", letter) + mark for letter in LETTERS for mark in MARKS
    )
    printed = capitals(f"  nguyễn   {typed} ")
    assert unicodedata.is_normalized("NFC", printed)
    assert printed.startswith("NGUYỄN A À Á Ã Ả Ạ Ă Ằ Ắ Ẵ Ẳ Ặ Â Ầ Ấ Ẫ Ẩ Ậ E È É Ẽ Ẻ Ẹ Ê Ề Ế Ễ Ể Ệ")
    assert printed.endswith("Đ Đ̀ Đ́ Đ̃ Đ̉ Đ̣")
    assert "  " not in printed


def test_a_name_of_a_hundred_letters_is_printed_whole() -> None:
    name = " ".join(["Công Tằng Tôn Nữ"] * 7)[:100].strip()
    line = drafted(2, subject=replace(AN, full_name=capitals(name))).lines[0]
    assert line.value == name.upper()


def test_twenty_judgments_are_listed_each_once_and_in_order() -> None:
    rows = [
        judgment(judgment_no=f"{place}/{2000 + place}/HSST", judgment_date=f"{2000 + place}-03-10")
        for place in range(20, 0, -1)
    ]
    blocks = drafted(2, finding=statement(*rows)).record.blocks
    assert [block.heading for block in blocks] == [f"Bản án thứ {place}" for place in range(1, 21)]
    assert [block.rows[0][0].value for block in blocks] == [
        f"{place}/{2000 + place}/HSST" for place in range(1, 21)
    ]
    assert len(drafted(1, finding=statement(*rows)).record.rows) == 20


def test_number_two_alone_names_parents_and_spouse() -> None:
    relatives = {"father", "mother", "spouse"}
    assert not relatives & {line.key for line in drafted(1).lines}
    named = {line.key: line.value for line in drafted(2).lines if line.key in relatives}
    assert named == {"father": "Nguyễn Văn Bình", "mother": "Trần Thị Cúc", "spouse": "//"}


def test_lines_are_numbered_without_a_gap() -> None:
    for kind in (1, 2):
        content = drafted(kind, confirm_bans=True)
        assert content.bans is not None
        numbers = [line.number for line in content.lines]
        numbers += [content.record.number, content.bans.number]
        assert numbers == [str(place) for place in range(1, len(numbers) + 1)]


def test_the_subject_is_read_from_the_application() -> None:
    subject = subject_from(
        {
            "full_name": "đặng  thị hồng ngo\u0323c",
            "sex": "female",
            "date_of_birth": "1990-05",
            "nationality": "VN",
            "documents": [{"kind": "cccd", "number": "092090001234", "issued_on": "2021-04-05"}],
            "permanent_address": {"province": "92", "commune": "", "line": "12 Nguyễn Trãi"},
            "temporary_address": None,
            "father": {"full_name": "Đặng Văn Bình"},
            "spouse": None,
        },
        words=words_of(REGIME, certificate_type=1),
        place_name={"92": "thành phố Cần Thơ"}.__getitem__,
        country_name={"VN": "Việt Nam"}.__getitem__,
    )
    assert subject.full_name == "ĐẶNG THỊ HỒNG NGỌC"
    assert subject.date_of_birth == "05/1990"
    assert subject.permanent_address == "12 Nguyễn Trãi, thành phố Cần Thơ"
    assert subject.document.endswith("Số: 092090001234; Cấp ngày: 05/04/2021; Tại: //")
    assert (subject.temporary_address, subject.spouse, subject.foreigner) == ("", "", False)


def test_the_digest_is_of_the_meaning_and_survives_the_database() -> None:
    content = drafted(2, finding=statement(judgment()))
    again = content_from(content.as_json())
    assert again == content
    assert again.digest == content.digest
    other = replace(content, signatures=replace(content.signatures, drafter="Lê Thị Lâp"))
    assert other.digest != content.digest
