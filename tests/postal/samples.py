"""What the dossiers of these tests declare, and the papers that come with them."""

from tests.declarations import AN

SUBJECT, DELIVERY = AN["subject"], AN["delivery"]
PAPERS = [
    {"title": "Tờ khai", "form": "original", "count": 1},
    {"title": "Căn cước công dân", "form": "copy", "count": 2},
]
