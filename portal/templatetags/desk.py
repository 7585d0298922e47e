"""What the desk's templates draw: the tabs over the list, and the bars of the coming days."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.desk import filters, worklists
from records.terms import MainPenalty

register = template.Library()

BAR_ROOM = 42  # the drawing's own units a day; the page scales it
BASE, TALLEST = 126, 96


@register.simple_tag(takes_context=True)
def work_tabs(context: Context) -> list[dict[str, Any]]:
    """All dossiers, all of one's own work, and each list of one's own with its number."""
    request = context["request"]
    wanted, page = request.GET.get("viec", ""), reverse("admin:applications_application_changelist")
    own = worklists.counts(request.user)
    first = [{"key": "", "label": _("Tất cả"), "number": None}]
    if own:
        first.append({"key": filters.MINE, "label": _("Mọi việc của tôi"), "number": None})
    rest = [
        {"key": row["list"].key, "label": row["list"].label, "number": row["waiting"]}
        for row in own
    ]
    return [
        {
            **tab,
            "url": f"{page}?viec={tab['key']}" if tab["key"] else page,
            "here": tab["key"] == wanted,
        }
        for tab in [*first, *rest]
    ]


@register.inclusion_tag("admin/desk/day_chart.html")
def day_chart(bars: list[dict[str, Any]]) -> dict[str, Any]:
    """A bar a day; the late ones stand together first."""
    return {"bars": [_placed(bar) for bar in bars], "width": BAR_ROOM * len(bars)}


def _placed(bar: dict[str, Any]) -> dict[str, Any]:
    left = bar["place"] * BAR_ROOM + 6
    tall = max(3, TALLEST * bar["height"] // 100)
    day = bar["day"]
    return {
        **bar,
        "x": left,
        "y": BASE - tall,
        "tall": tall,
        "middle": left + 15,
        "text_y": BASE - tall - 6,
        "label": f"{day:%d/%m}" if day else _("Trễ"),
    }


@register.filter
def penalty(judgment: dict[str, Any]) -> str:
    """The main penalty in a few words: Phạt tù có thời hạn, 36 tháng."""
    kind = str(judgment.get("main_penalty") or "")
    label = str(dict(MainPenalty.choices).get(kind, kind))
    months = judgment.get("main_penalty_months")
    if not months:
        return label
    return _("%(label)s, %(months)s tháng") % {"label": label, "months": months}
