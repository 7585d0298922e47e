"""Invented people and their declarations, in the shape of the API."""

from typing import Any

AN: dict[str, Any] = {
    "certificate_type": 1,
    "channel": "online",
    "subject": {
        "full_name": "Nguyễn Văn An",
        "other_names": [],
        "sex": "male",
        "date_of_birth": "1990-05-17",
        "place_of_birth": "Cần Thơ",
        "nationality": "VN",
        "ethnicity": "Kinh",
        "documents": [
            {
                "kind": "cccd",
                "number": "092090001234",
                "issued_on": "2021-04-05",
                "issued_by": "Cục CSQLHC về TTXH",
            }
        ],
        "permanent_address": {"province": "92", "commune": "", "line": "12 Nguyễn Trãi"},
        "temporary_address": None,
        "phone": "0912345678",
        "email": "an@example.com",
        "father": {"full_name": "Nguyễn Văn Bình", "date_of_birth": "1960"},
        "mother": {"full_name": "Trần Thị Cúc", "date_of_birth": "1963"},
        "spouse": None,
    },
    "residences": [
        {
            "from": "2004-05",
            "to": "2010-08",
            "place": {"province": "92", "country": "VN", "line": ""},
            "kind": "permanent",
            "occupation": "học sinh",
            "workplace": "",
        },
        {
            "from": "2010-09",
            "to": None,
            "place": {"province": "92", "country": "VN", "line": ""},
            "kind": "permanent",
            "occupation": "kỹ sư",
            "workplace": "",
            "military": False,
        },
    ],
    "declared_convictions": "",
    "confirm_bans": False,
    "purpose": "xin việc",
    "copies": 1,
    "fee_category": "standard",
    "applicant": {"relation": "self"},
    "delivery": {
        "method": "post",
        "recipient": "Nguyễn Văn An",
        "phone": "0912345678",
        "address": {"province": "92", "commune": "", "line": "12 Nguyễn Trãi"},
    },
    "received": {"postmarked_on": None, "post_office": None},
}
