"""Values the certificate tests draft from: invented people, judgments and a letterhead."""

from datetime import date
from typing import Any

from certificates.content import CertificateContent
from certificates.drafting import Asked, Finding, Subject, compose, finding_from
from certificates.forms import Letterhead
from certificates.preparing import words_of
from regulations.regimes import regime_by_code

REGIME = regime_by_code("R1c")
# Three lines of law are enough to look at; the real head comes from the regime.
LETTERHEAD = Letterhead(
    superior="UBND THÀNH PHỐ CẦN THƠ",
    issuer="SỞ TƯ PHÁP",
    place="Cần Thơ",
    number_pattern="{number}/STP-LLTP",
    legal_basis=(
        "Căn cứ Luật Lý lịch tư pháp ngày 17 tháng 6 năm 2009;",
        "Căn cứ Nghị định số 111/2010/NĐ-CP ngày 23 tháng 11 năm 2010 của Chính phủ quy định chi "
        "tiết và hướng dẫn thi hành một số điều của Luật Lý lịch tư pháp;",
        "Căn cứ Thông tư số 06/2024/TT-BTP ngày 19 tháng 6 năm 2024 của Bộ trưởng Bộ Tư pháp,",
    ),
    signer_title="GIÁM ĐỐC",
)

AN = Subject(
    full_name="NGUYỄN VĂN AN",
    sex="Nam",
    date_of_birth="17/05/1990",
    place_of_birth="Cần Thơ",
    nationality="Việt Nam",
    permanent_address="12 Nguyễn Trãi, phường Ninh Kiều, thành phố Cần Thơ",
    document="Thẻ căn cước công dân; Số: 092090001234; Cấp ngày: 05/04/2021; "
    "Tại: Cục CSQLHC về TTXH",
    father="Nguyễn Văn Bình",
    mother="Trần Thị Cúc",
)


def judgment(**changes: Any) -> dict[str, Any]:
    """A judgment as a conclusion's statement carries it: theft, three years, not expunged."""
    return {
        "judgment_no": "45/2015/HSST",
        "judgment_date": "2015-03-10",
        "court": "Tòa án nhân dân quận Ninh Kiều, thành phố Cần Thơ",
        "offences": "Trộm cắp tài sản",
        "articles": "khoản 1 Điều 138",
        "code_of_law": "1999",
        "main_penalty": "imprisonment",
        "main_penalty_months": 36,
        "additional_penalties": "",
        "civil_obligation_vnd": None,
        "court_fee_vnd": 200000,
        "main_served_on": "2018-03-15",
        "expunged": False,
        "expunged_on": None,
        "expungement_ground": "",
        **changes,
    }


def expunged(**changes: Any) -> dict[str, Any]:
    return judgment(expunged=True, expunged_on="2021-03-15", **changes)


def statement(*judgments: dict[str, Any], bans: list[dict[str, Any]] | None = None) -> Finding:
    still_open = any(not one["expunged"] for one in judgments)
    finding = "has_record" if still_open else "none"
    return finding_from(finding, {"judgments": list(judgments), "bans": bans or []})


def drafted(
    certificate_type: int = 1,
    *,
    subject: Subject = AN,
    finding: Finding | None = None,
    confirm_bans: bool = False,
) -> CertificateContent:
    asked = Asked(
        certificate_type=certificate_type,
        confirm_bans=confirm_bans,
        drafter="Lê Thị Lập",
        drafted_on=date(2024, 6, 3),
    )
    return compose(
        subject,
        finding=finding or Finding(has_record=False),
        asked=asked,
        letterhead=LETTERHEAD,
        words=words_of(REGIME, certificate_type=certificate_type),
    )
