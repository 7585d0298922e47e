"""The demonstration: offices, people and keys that `make run` fills an empty portal with.

All persons are invented. Running it again changes only what has moved, such as a partner's port.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings

from accounts.models import Office, Role, User
from certificates.pictures import put_in_force
from common.signed_requests import public_key_texts
from portal.drawn_signature import drawn_signature
from postal.models import ItemRange, PostOffice
from verification.agencies import trust
from verification.models import Agency

DEPARTMENT: dict[str, Any] = {
    "name": "Sở Tư pháp thành phố Cần Thơ",
    "kind": Office.Kind.DEPARTMENT,
    "province": "92",
    "unit_code": "000.00.18.H13",
    "address": "Số 296 đường 30 tháng 4, phường Ninh Kiều, thành phố Cần Thơ",
    "phone": "0292 3 000 000",
    "email": "stp@cantho.example",
}

# Code of the key, the sandbox's name of the partner, name, province, who is called there. The
# channel is the way it starts with; whoever looks after agencies changes it later.
AGENCIES: tuple[dict[str, Any], ...] = (
    {
        "code": "CA92",
        "agency_kind": "police",
        "name": "Phòng Hồ sơ nghiệp vụ Công an thành phố Cần Thơ",
        "province": "92",
        "channel": Agency.Channel.SIGNED_HTTP,
        "contact_person": "Thiếu tá Lê Minh Trí, Đội trưởng",
        "phone": "0692 672 100",
        "email": "hosonghiepvu@congan-cantho.example",
    },
    {
        "code": "TTLLTPQG",
        "agency_kind": "national_centre",
        "name": "Trung tâm Lý lịch tư pháp quốc gia",
        "province": "01",
        "channel": Agency.Channel.SIGNED_HTTP,
        "contact_person": "Nguyễn Thị Phương Mai, Phòng Tra cứu",
        "phone": "024 6273 9000",
        "email": "tracuu@lltpqg.example",
    },
    {
        "code": "TA92",
        "agency_kind": "court",
        "name": "Tòa án nhân dân thành phố Cần Thơ",
        "province": "92",
        "channel": Agency.Channel.SIGNED_HTTP,
        "contact_person": "Phan Thị Diễm Hương, Văn phòng",
        "phone": "0292 3 820 100",
        "email": "vanphong@toaan-cantho.example",
    },
    {
        "code": "TA91",
        "agency_kind": "court",
        "name": "Tòa án nhân dân tỉnh An Giang",
        "province": "91",
        "channel": Agency.Channel.PAPER,
        "address": "Số 2 đường Mậu Thân, phường Rạch Giá, tỉnh An Giang",
        "contact_person": "Danh Thanh Tú, Văn phòng",
        "phone": "0297 3 862 100",
    },
    {
        "code": "TAQSTW",
        "agency_kind": "military_court",
        "name": "Tòa án quân sự Trung ương",
        "province": "01",
        "channel": Agency.Channel.SIGNED_HTTP,
        "contact_person": "Trung tá Hoàng Văn Sơn, Ban Văn thư",
        "phone": "069 551 100",
        "email": "vanthu@taqstw.example",
    },
    {
        "code": "VKS92",
        "agency_kind": "procuracy",
        "name": "Viện kiểm sát nhân dân thành phố Cần Thơ",
        "province": "92",
        "channel": Agency.Channel.GATEWAY,
        "contact_person": "Trương Quốc Bảo, Phòng Thống kê tội phạm",
        "phone": "0292 3 830 200",
        "email": "thongke@vks-cantho.example",
    },
    {
        "code": "UBND92",
        "agency_kind": "commune",
        "name": "Ủy ban nhân dân phường Ninh Kiều",
        "province": "92",
        "channel": Agency.Channel.DESK,
        "sends_link": True,
        "contact_person": "Bùi Đức Thịnh, công chức Tư pháp - Hộ tịch",
        "phone": "0292 3 810 300",
        "email": "tuphap@ninhkieu.example",
    },
)
SERVERS = {Agency.Channel.SIGNED_HTTP, Agency.Channel.GATEWAY}

POST_OFFICES = (
    ("900000", "Bưu điện Trung tâm Cần Thơ", "Số 2 đại lộ Hòa Bình, phường Ninh Kiều"),
    ("904000", "Bưu điện Cái Răng", "Số 106 đường Phạm Hùng, phường Cái Răng"),
    ("941000", "Bưu điện Bình Thủy", "Đường Lê Hồng Phong, phường Bình Thủy"),
    ("906000", "Bưu điện Thốt Nốt", "Quốc lộ 91, phường Thốt Nốt"),
)

# The S10 serial numbers that the carrier has given the department, first and last.
ITEMS = (31_000_000, 31_099_999)

# Role, family and middle names, given name, job title.
PEOPLE = (
    (Role.RECEIVER, "Lê Thị Ngọc", "Hân", "Chuyên viên tiếp nhận"),
    (Role.VERIFIER, "Phạm Quốc", "Việt", "Chuyên viên xác minh"),
    (Role.DRAFTER, "Võ Minh", "Khôi", "Chuyên viên"),
    (Role.APPROVER, "Đặng Thu", "Hà", "Trưởng phòng Lý lịch tư pháp"),
    (Role.SIGNER, "Huỳnh Trung", "Kiên", "Phó Giám đốc"),
    (Role.HEAD, "Trương Ngọc", "Lan", "Giám đốc"),
    (Role.POST_CLERK, "Nguyễn Thị Bích", "Trâm", "Giao dịch viên"),
    (Role.AGENCY_OFFICER, "Bùi Đức", "Thịnh", "Cán bộ tra cứu"),
    (Role.AUDITOR, "Dương Hoài", "Nam", "Thanh tra viên"),
    (Role.ADMINISTRATOR, "Trịnh Công", "Bách", "Quản trị hệ thống"),
    (Role.APPLICANT, "Ngô Thanh", "Tâm", ""),
)


def set_up() -> None:
    """Everything that a dossier needs to travel; keys are generated elsewhere, at set-up."""
    department, _made = Office.objects.update_or_create(
        code=settings.DEPARTMENT, defaults=DEPARTMENT
    )
    ItemRange.objects.get_or_create(service="EE", first=ITEMS[0], defaults=_item_range(department))
    agencies = {row["code"]: _agency(**row) for row in AGENCIES}
    post_offices = [_post_office(*row) for row in POST_OFFICES]
    offices = {Role.POST_CLERK: post_offices[0], Role.AGENCY_OFFICER: agencies["UBND92"]}
    for role, family, given, title in PEOPLE:
        office = None if role == Role.APPLICANT else offices.get(role, department)
        _person(role, family=family, given=given, title=title, office=office)
    head = User.objects.get(username=Role.HEAD)
    Agency.objects.filter(code__in=agencies, escalate_to=None).update(escalate_to=head)
    _signature(User.objects.get(username=Role.SIGNER))
    User.objects.machine()


def _signature(signer: User) -> None:
    """Drawn from the invented name: nobody's hand. The seal is drawn on the page itself."""
    if not signer.signature_pictures.exists():
        administrator = User.objects.get(username=Role.ADMINISTRATOR)
        png = drawn_signature(signer.display_name)
        put_in_force(signer, content=png, width_mm=45, by=administrator)


def _item_range(office: Office) -> dict[str, Any]:
    return {"office": office, "last": ITEMS[1], "next": ITEMS[0]}


def _agency(code: str, agency_kind: str, channel: str, **described: Any) -> Agency:
    """Where its server stands is told at each start; the rest is set once and then theirs to
    change. Without a server of the sandbox it works at its desk."""
    address = _address(agency_kind) if channel in SERVERS else ""
    moved = {"endpoint": f"{address}/requests"} if address else {}
    if address and agency_kind == Agency.Kind.NATIONAL_CENTRE:
        moved["copies_endpoint"] = f"{address}/records"
    agency, _made = Agency.objects.update_or_create(
        code=code,
        defaults=moved,
        create_defaults={
            "agency_kind": agency_kind,
            "channel": Agency.Channel.DESK if channel in SERVERS and not address else channel,
            "member": f"VN/GOV/{code}/LLTP/xac-minh" if address else "",
            **described,
            **moved,
        },
    )
    for key in public_key_texts(settings.KEYS_DIR / f"agency-{code}.pub"):
        trust(agency, public_key=key)
    return agency


def _address(partner: str) -> str:
    """Where a partner of the sandbox is, if there is one."""
    host = os.environ.get(f"SANDBOX_{partner.upper()}_HOST", "127.0.0.1")
    port = os.environ.get(f"SANDBOX_{partner.upper()}_PORT", "")
    return f"http://{host}:{port}" if port else ""


def _post_office(code: str, name: str, address: str) -> PostOffice:
    office, _made = PostOffice.objects.update_or_create(
        code=code,
        defaults={"name": name, "address": address, "province": "92", "postage": 30_000},
    )
    return office


def _person(role: str, *, family: str, given: str, title: str, office: Office | None) -> None:
    """The demonstration account named as its role, with the password that `make run` prints."""
    person, _made = User.objects.get_or_create(username=role, defaults={"roles": [role]})
    person.last_name, person.first_name, person.job_title = family, given, title
    person.office, person.roles, person.person_key = office, [role], f"demo-{role}"
    password = os.environ.get(f"{role.upper()}_PASSWORD", "")
    if password and not person.check_password(password):
        person.set_password(password)
    person.save()
