"""What the dossiers of these tests declare, and the papers that come with them."""

SUBJECT = {
    "full_name": "Nguyễn Văn An",
    "other_names": [],
    "sex": "male",
    "date_of_birth": "1990-05-17",
    "nationality": "VN",
    "documents": [{"kind": "cccd", "number": "092090001234"}],
    "permanent_address": {"province": "92", "commune": "Ninh Kiều", "line": "12 Nguyễn Trãi"},
    "phone": "0912345678",
}
DELIVERY = {
    "method": "post",
    "recipient": "Nguyễn Văn An",
    "phone": "0912345678",
    "address": {"province": "92", "commune": "Ninh Kiều", "line": "12 Nguyễn Trãi"},
}
PAPERS = [
    {"title": "Tờ khai", "form": "original", "count": 1},
    {"title": "Căn cước công dân", "form": "copy", "count": 2},
]
