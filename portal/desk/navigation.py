"""The sidebar: the ways through the office's work, for the roles that take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import DEPARTMENT_ROLES, Office, Role, User
from portal.desk import paper_lists, stopped, worklists

CASES = "admin:applications_application_changelist"
PAPER = "admin:paper_desk"
SIGNINGS = "admin:desk_signings"
READERS = DEPARTMENT_ROLES | {Role.AUDITOR}
LOOKUP = frozenset({Role.VERIFIER, Role.HEAD, Role.AUDITOR})
WATCHERS = frozenset({Role.HEAD, Role.AUDITOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Place:
    """A link of the sidebar."""

    title: str | Promise
    icon: str
    page: str
    roles: frozenset[str]


PLACES: tuple[tuple[str | Promise, tuple[Place, ...]], ...] = (
    (
        _("Tra cứu và sổ"),
        (
            Place(
                *(_("Xác minh"), "forum", "admin:verification_verificationrequest_changelist"),
                LOOKUP,
            ),
            Place(_("Công văn giấy"), "mail", PAPER, LOOKUP),
            Place(
                _("Trả lời xác minh"),
                "mark_email_read",
                "admin:verification_reply_changelist",
                LOOKUP,
            ),
            Place(_("Đôn đốc trả lời"), "campaign", "admin:agency_chasing", LOOKUP),
            Place(_("Lý lịch tư pháp"), "person_search", "admin:records_person_changelist", LOOKUP),
            Place(
                _("Đề nghị xóa án tích"),
                "event_available",
                "admin:records_expungementproposal_changelist",
                LOOKUP,
            ),
            Place(
                *(_("Phiếu đã cấp"), "verified", "admin:certificates_certificate_changelist"),
                READERS,
            ),
            Place(_("Sổ cấp phiếu"), "menu_book", "admin:issue_book", READERS),
            Place(
                *(_("Tra phiếu cũ và mới"), "history"),
                *("admin:records_earliercertificate_changelist", LOOKUP),
            ),
            Place(
                *(_("Phiếu bị thu hồi"), "cancel", "admin:certificates_revocation_changelist"),
                READERS,
            ),
            Place(
                *(_("Vi phạm hành chính"), "gavel", "admin:records_violation_changelist"), LOOKUP
            ),
            Place(
                *(_("Sổ tiếp nhận thông tin"), "inbox", "admin:records_sourcedocument_changelist"),
                LOOKUP,
            ),
            Place(
                *(_("Sổ cung cấp thông tin"), "outgoing_mail"),
                *("admin:records_suppliedentry_changelist", LOOKUP),
            ),
            Place(
                *(_("Cung cấp cho Trung tâm"), "ios_share"),
                *("admin:verification_supply_changelist", LOOKUP),
            ),
            Place(
                *(_("Nhập dữ liệu"), "upload_file", "admin:records_importrun_changelist"),
                LOOKUP,
            ),
            Place(_("Nhật ký tra cứu"), "policy", "admin:records_accesslog_changelist", WATCHERS),
        ),
    ),
    (
        _("Ký và in phiếu"),
        (
            Place(_("Ký nhiều phiếu"), "ink_pen", SIGNINGS, READERS),
            Place(_("In phiếu"), "print", "admin:print_desk", READERS),
        ),
    ),
    (
        _("Bưu chính"),
        (
            Place(
                _("Giao nhận hồ sơ"), "move_to_inbox", "postal:arriving", frozenset({Role.RECEIVER})
            ),
            Place(_("Phát hành kết quả"), "outbox", "postal:ready", frozenset({Role.RECEIVER})),
        ),
    ),
    (
        _("Theo dõi"),
        (
            Place(_("Số liệu"), "bar_chart", "portal:figures", READERS | ADMINISTRATOR),
            Place(
                *(_("Khoản chuyển chưa khớp"), "payments"),
                "admin:applications_unmatchedtransfer_changelist",
                READERS,
            ),
            Place(_("Việc bị dừng"), "report", "admin:stopped_work", READERS),
            Place(
                *(_("Đường dây với cơ quan"), "cable", "admin:agency_lines"),
                LOOKUP | ADMINISTRATOR,
            ),
            Place(_("Phân loại khác quy tắc"), "alt_route", "admin:overrides", LOOKUP),
            Place(
                *(_("Thông điệp bị từ chối"), "gpp_bad"),
                "admin:verification_refusedmessage_changelist",
                WATCHERS | ADMINISTRATOR,
            ),
        ),
    ),
    (
        _("Quản trị"),
        (
            Place(_("Người dùng"), "group", "admin:accounts_user_changelist", ADMINISTRATOR),
            Place(_("Cơ quan"), "apartment", "admin:accounts_office_changelist", ADMINISTRATOR),
            Place(
                *(_("Ảnh chữ ký, dấu"), "ink_pen", "admin:accounts_signaturepicture_changelist"),
                ADMINISTRATOR,
            ),
            Place(
                *(_("Cơ quan phối hợp"), "handshake", "admin:verification_agency_changelist"),
                ADMINISTRATOR,
            ),
            Place(
                _("Bưu cục"),
                "local_post_office",
                "admin:postal_postoffice_changelist",
                ADMINISTRATOR,
            ),
            Place(
                *(_("Dải số bưu gửi"), "barcode", "admin:postal_itemrange_changelist"),
                ADMINISTRATOR,
            ),
            Place(
                *(_("Ngày nghỉ, ngày làm bù"), "calendar_month"),
                "admin:regulations_calendarexception_changelist",
                ADMINISTRATOR,
            ),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of links for this reader; a group without links is not shown."""
    user = request.user
    if not isinstance(user, User):
        return []
    groups: list[dict[str, Any]] = [{"title": "", "items": _own_work(request, user)}]
    for title, places in PLACES:
        items = [_item(request, place, user) for place in places if user.has_role(*place.roles)]
        groups.append({"title": title, "items": [one for one in items if one]})
    return [group for group in groups if group["items"]]


def office_name(request: HttpRequest) -> str:
    office = Office.objects.filter(code=settings.DEPARTMENT).values_list("name", flat=True)
    return office.first() or ""


def _own_work(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {"title": _("Việc hôm nay"), "icon": "today", "link": reverse("admin:index")}
    ]
    if not user.has_role(*READERS):
        return items
    cases, wanted = reverse(CASES), request.GET.get("viec", "")
    here = request.path.startswith(cases) and not _signs(request)
    items.append(
        {
            "title": _("Tất cả hồ sơ"),
            "icon": "folder_open",
            "link": cases,
            "active": here and not wanted,
        }
    )
    for row in worklists.counts(user):
        work = row["list"]
        items.append(
            {
                "title": work.label,
                "icon": work.icon,
                "link": f"{cases}?viec={work.key}",
                "active": here and wanted == work.key,
                "badge": row["waiting"] or None,
                "badge_variant": "primary" if row["late"] else "info",
            }
        )
    return items


def _signs(request: HttpRequest) -> bool:
    """Signing many lies under the cases and has a place of its own."""
    return request.path.startswith(reverse("admin:desk_batch", args=["sign"]))


def _item(request: HttpRequest, place: Place, user: User) -> dict[str, Any] | None:
    try:
        link = reverse(place.page)
    except NoReverseMatch:
        return None
    item: dict[str, Any] = {"title": place.title, "icon": place.icon, "link": link}
    if place.page == SIGNINGS and _signs(request):
        item |= {"active": True}
    if place.page == PAPER:
        item |= {"badge": paper_lists.number_for(user) or None}
    if place.page == "admin:stopped_work":
        item |= {"badge": stopped.number_for(user) or None}
    return item
