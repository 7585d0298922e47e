"""One certificate of each kind, of invented people, as pictures, reading and marks are held by."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from certificates.content import CertificateContent
from certificates.rendering import Issue, Rendered, render
from tests.certificates.conftest import ISSUE
from tests.certificates.drawn_pictures import hand, seal
from tests.certificates.samples import AN, drafted, expunged, judgment, statement

PRINTED = replace(ISSUE, organisation="Sở Tư pháp thành phố Cần Thơ")
DEPUTY = replace(
    PRINTED, signer="Võ Thị Thanh Hương", signer_titles=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
)
JOHN = replace(
    AN,
    full_name="JOHN MICHAEL SMITH",
    nationality="Hoa Kỳ",
    place_of_birth="Portland, Hoa Kỳ",
    document="Hộ chiếu; Số: 561234567; Cấp ngày: 02/02/2020; Tại: U.S. Department of State",
    father="Robert Smith",
    mother="",
    foreigner=True,
)
LONGEST = replace(
    AN,
    full_name="CÔNG TẰNG TÔN NỮ NGUYỄN PHƯỚC HOÀNG THỊ BẢO QUỲNH TRANG NGHIÊM THƯỜNG " * 2,
    place_of_birth="Bệnh viện Đa khoa Trung ương Cần Thơ, số 315 đường Nguyễn Văn Linh",
    permanent_address="Căn hộ A12-05, tòa nhà Hoàng Anh Gia Lai, số 1234/56/78 đường Nguyễn Thị "
    "Minh Khai nối dài, khu vực Thới Nhựt 2, phường An Khánh, quận Ninh Kiều, thành phố Cần Thơ",
    temporary_address="Ký túc xá khu B, Đại học Quốc gia Thành phố Hồ Chí Minh, đường Mạc Đĩnh "
    "Chi, khu phố Tân Hòa, phường Đông Hòa, thành phố Dĩ An, tỉnh Bình Dương",
)
BANS = [
    {"ban_position": "Giám đốc Công ty TNHH Một thành viên Thương mại Tây Đô", "ban_until": "2027"},
    {"ban_position": "Kế toán trưởng Hợp tác xã Nông nghiệp Phong Điền", "ban_until": ""},
]
MANY = [
    judgment(judgment_no=f"{place}/2015/HSST", additional_penalties="Phạt tiền 5.000.000 đồng")
    for place in range(1, 21)
]
EVERYTHING = [
    judgment(civil_obligation_vnd=12500000, court_fee_vnd=825000),
    expunged(judgment_no="12/2009/HSST", judgment_date="2009-06-02", offences="Đánh bạc"),
]


def _police(content: CertificateContent) -> CertificateContent:
    heading = replace(
        content.heading,
        superior="CÔNG AN THÀNH PHỐ CẦN THƠ",
        issuer="PHÒNG HỒ SƠ NGHIỆP VỤ",
        number_pattern="{number}/PV06-LLTP",
    )
    signatures = replace(content.signatures, signer_title="TRƯỞNG PHÒNG")
    return replace(content, heading=heading, signatures=signatures)


POLICE = replace(
    PRINTED,
    number="45/PV06-LLTP",
    signer="Đặng Quốc Bảo",
    signer_titles=("TRƯỞNG PHÒNG",),
    organisation="Công an thành phố Cần Thơ",
)

KINDS: dict[str, Callable[[], tuple[CertificateContent, Issue]]] = {
    "1-clean": lambda: (drafted(1), PRINTED),
    "1-signed": lambda: (drafted(1), replace(DEPUTY, hand=hand(), seal=seal())),
    "1-record": lambda: (drafted(1, finding=statement(judgment())), PRINTED),
    "1-foreigner": lambda: (drafted(1, subject=JOHN), PRINTED),
    "1-bans": lambda: (drafted(1, finding=statement(bans=BANS), confirm_bans=True), PRINTED),
    "1-police": lambda: (_police(drafted(1)), POLICE),
    "1-long": lambda: (drafted(1, subject=LONGEST, confirm_bans=True), DEPUTY),
    "1-many": lambda: (drafted(1, finding=statement(*MANY)), PRINTED),
    "2-clean": lambda: (drafted(2), PRINTED),
    "2-expunged": lambda: (drafted(2, finding=statement(expunged())), PRINTED),
    "2-everything": lambda: (
        drafted(2, subject=LONGEST, finding=statement(*EVERYTHING, bans=BANS)),
        replace(DEPUTY, hand=hand()),
    ),
    "2-many": lambda: (drafted(2, finding=statement(*MANY)), PRINTED),
}


@cache
def rendered(kind: str) -> Rendered:
    content, issue = KINDS[kind]()
    return render(content, issue=issue)
