"""The table of cases (cases.toml): what stands in a row, as the values that drafting takes."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from certificates.content import CertificateContent
from certificates.drafting import Asked, compose, finding_from, subject_from
from certificates.preparing import letterhead, words_of
from regulations.places import country_name, province_name
from regulations.regimes import regime_by_code
from tests.certificates.samples import judgment
from tests.declarations import AN
from verification.stages import cases as as_cases

FILE = Path(__file__).with_name("cases.toml")
DAY = date(2024, 6, 3)
ROWS: dict[str, dict[str, Any]] = {
    "theft": {"stage": "Sơ thẩm"},
    "gambling_expunged": {
        "judgment_no": "12/2013/HSST",
        "judgment_date": "2013-05-20",
        "offences": "Đánh bạc",
        "articles": "khoản 1 Điều 248",
        "main_penalty": "non_custodial",
        "main_penalty_months": 18,
        "main_served_on": "2014-12-01",
        "expunged": True,
        "expunged_on": "2015-12-01",
        "expungement_ground": "Điều 64 Bộ luật Hình sự",
    },
    "amnestied": {
        "expunged": True,
        "expunged_on": "2016-09-02",
        "expungement_ground": "amnesty",
    },
    "old": {
        "judgment_no": "7/HSST",
        "judgment_date": "1988",
        "code_of_law": "1985",
        "articles": "",
        "main_penalty_months": 12,
        "court_fee_vnd": None,
        "main_served_on": None,
        "expunged": True,
        "expungement_ground": "incomplete_old_data",
    },
    "bare": {
        **dict.fromkeys(("articles", "code_of_law", "main_penalty", "judgment_date"), ""),
        **dict.fromkeys(("main_penalty_months", "court_fee_vnd", "main_served_on")),
    },
    "appeal": {
        "judgment_no": "101/2015/HSPT",
        "judgment_date": "2015-06-24",
        "court": "Tòa án nhân dân thành phố Cần Thơ",
        "stage": "Phúc thẩm",
        "decides_on": "45/2015/HSST",
        **dict.fromkeys(("main_penalty", "articles", "code_of_law"), ""),
        **dict.fromkeys(("main_penalty_months", "court_fee_vnd", "main_served_on")),
    },
    "cassation": {
        "judgment_no": "3/2016/HS-GĐT",
        "judgment_date": "2016-11-09",
        "court": "Tòa án nhân dân cấp cao tại Thành phố Hồ Chí Minh",
        "stage": "Giám đốc thẩm",
        "decides_on": "101/2015/HSPT",
        **dict.fromkeys(("main_penalty", "articles", "code_of_law"), ""),
        **dict.fromkeys(("main_penalty_months", "court_fee_vnd", "main_served_on")),
    },
}


def table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def judgments(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a conclusion: a named sample, and what is otherwise in this one."""
    return [
        judgment(**{**ROWS[row["is"]], **{key: row[key] for key in row if key != "is"}})
        for row in case.get("judgments", [])
    ]


def composed(case: dict[str, Any], *, regime: str = "R1c") -> CertificateContent:
    """The certificate of a row, with the letterhead and the form of a regime."""
    law, kind = regime_by_code(regime), case["type"]
    words = words_of(law, certificate_type=kind)
    rows = judgments(case)
    still_open = any(one.is_open for one in as_cases(rows))
    bans = [{"ban_position": post, "ban_until": until} for post, until in case.get("bans", [])]
    return compose(
        subject_from(
            {**AN["subject"], **case.get("subject", {})},
            words=words,
            place_name=lambda code: province_name(code, DAY, full=True) if code else "",
            country_name=country_name,
        ),
        finding=finding_from(
            "has_record" if still_open else "none", {"judgments": rows, "bans": bans}
        ),
        asked=Asked(
            certificate_type=kind,
            confirm_bans=case.get("ask", False),
            drafter="Lê Thị Lập",
            drafted_on=DAY,
        ),
        letterhead=letterhead(law, province="92", on=DAY),
        words=words,
    )
