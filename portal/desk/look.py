"""How the admin looks: names, colours, fonts, and what the sidebar holds (read by the settings)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# The seal red of static/css/tokens.css in steps; the darkest that white text is set on is 600.
SEAL = {
    "50": "#fdf5f3",
    "100": "#faeeeb",
    "200": "#f2d6d0",
    "300": "#e3ada5",
    "400": "#cb7370",
    "500": "#b23f40",
    "600": "#9b1c1f",
    "700": "#851719",
    "800": "#771316",
    "900": "#5c1012",
    "950": "#3a090b",
}
# Warm greys between the paper and the ink of the same tokens.
PAPER = {
    "50": "#fbf8f2",
    "100": "#f3ede2",
    "200": "#e4dbcc",
    "300": "#cfc4b2",
    "400": "#857a6d",
    "500": "#6b6157",
    "600": "#5a5149",
    "700": "#463f39",
    "800": "#332d29",
    "900": "#221d1a",
    "950": "#161210",
}

SHEETS = ("tokens", "fonts", "controls", "admin-theme")


def _sheet(name: str) -> Any:
    return lambda _request: static(f"css/{name}.css")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Bàn làm việc"),
    "SITE_HEADER": _("Lý lịch tư pháp"),
    "SITE_SUBHEADER": "portal.desk.navigation.office_name",
    "SITE_URL": None,
    "SITE_ICON": lambda _request: static("img/mark.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("img/mark.svg"),
        }
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "light",
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "base": PAPER,
        "primary": SEAL,
        "font": {
            "subtle-light": "var(--color-base-500)",
            "subtle-dark": "var(--color-base-400)",
            "default-light": "var(--color-base-800)",
            "default-dark": "var(--color-base-300)",
            "important-light": "var(--color-base-900)",
            "important-dark": "var(--color-base-100)",
        },
    },
    "STYLES": [_sheet(name) for name in SHEETS],
    "SCRIPTS": [lambda _request: static("js/admin-icons.js")],
    "DASHBOARD_CALLBACK": "portal.desk.dashboard.today_board",
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "portal.desk.navigation.sidebar",
    },
}
