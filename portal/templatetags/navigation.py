"""The ways through the portal that the header offers: a citizen's three, or a desk's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import DEPARTMENT_ROLES, STAFF_ROLES, Role

register = template.Library()


@dataclass(frozen=True)
class Way:
    """A link of the header: where it leads, in which words, and for whom (nobody: everybody)."""

    name: str
    label: str | Promise
    roles: frozenset[str] = frozenset()


CITIZEN_WAYS = (
    Way("applications:start", _("Nộp hồ sơ")),
    Way("applications:find", _("Tra cứu hồ sơ")),
    Way("certificates:check", _("Kiểm tra phiếu")),
)
STAFF_WAYS = (
    Way("postal:desk", _("Quầy bưu điện"), frozenset({Role.POST_CLERK})),
    Way("postal:manifests", _("Bảng kê trong ngày"), frozenset({Role.POST_CLERK})),
    Way("postal:parcels", _("Bưu gửi"), frozenset({Role.POST_CLERK})),
    Way("verification:desk", _("Yêu cầu cần trả lời"), frozenset({Role.AGENCY_OFFICER})),
    Way(
        "admin:index",
        _("Bàn làm việc"),
        DEPARTMENT_ROLES | {Role.AUDITOR, Role.ADMINISTRATOR},
    ),
    Way("postal:arriving", _("Giao nhận"), frozenset({Role.RECEIVER})),
    Way("postal:ready", _("Phát hành"), frozenset({Role.RECEIVER})),
    Way("portal:figures", _("Số liệu"), DEPARTMENT_ROLES | {Role.AUDITOR, Role.ADMINISTRATOR}),
    Way("certificates:check", _("Kiểm tra phiếu")),
)


@register.simple_tag(takes_context=True)
def ways(context: Context) -> list[dict[str, Any]]:
    """The links for this reader, and which of them is the page being read."""
    request, user = context.get("request"), context.get("user")
    path = request.path if request else ""
    offered = STAFF_WAYS if is_staff(context) else CITIZEN_WAYS
    found = []
    for way in offered:
        url = page_url(way.name)
        if url and (not way.roles or (user and user.has_role(*way.roles))):
            found.append({"label": way.label, "url": url, "here": path == url})
    return found


@register.simple_tag(takes_context=True)
def is_staff(context: Context) -> bool:
    """Whether the reader works here; an applicant's session has an account too, without a desk."""
    user = context.get("user")
    return bool(user and user.is_authenticated and user.has_role(*STAFF_ROLES))


@register.simple_tag
def page_url(name: str) -> str:
    """The page's address, or nothing where this installation does not offer the page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
