"""Bar charts as plain SVG, with the same numbers in a table under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from portal.templatetags.ui import vn_number

register = template.Library()

WIDTH, HEIGHT = 720, 320  # the drawing's own units; the page scales it
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 28, 40
GAP_IN_GROUP = 4


def nice_top(highest: float) -> int:
    """The end of the scale: the next round number that four lines can share."""
    power = 1
    while power * 10 <= highest:
        power *= 10
    for step in (1.0, 2.0, 2.5, 4.0, 5.0, 8.0, 10.0):
        if highest <= step * power and (step * power).is_integer():
            return int(step * power)
    return power * 10


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    rows: Sequence[tuple[str, Sequence[int | None]]], names: Sequence[str], **options: Any
) -> dict[str, Any]:
    """Bars grouped by row: `rows` are (label, values), `names` say what each value counts.

    Options: title, row_name (head of the first column), key (unique on the page), note.
    """
    highest = max((value or 0 for _label, values in rows for value in values), default=0)
    top = nice_top(float(max(highest, 4)))
    return {
        "rows": rows,
        "names": [(name, index + 1) for index, name in enumerate(names)],
        "groups": [_group(row, place, len(rows), top) for place, row in enumerate(rows)],
        "lines": [_line(part, top) for part in range(5)],
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "base": HEIGHT - BOTTOM,
        "empty": not rows,
        **{name: options.get(name) for name in ("title", "row_name", "note")},
        "key": options.get("key", "chart"),
    }


def _line(part: int, top: int) -> dict[str, Any]:
    value = top * part / 4
    label = vn_number(int(value)) if value.is_integer() else ""
    return {"y": _height_at(value, top), "text_y": _height_at(value, top) + 4, "label": label}


def _height_at(value: float, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _group(
    row: tuple[str, Sequence[int | None]], place: int, count: int, top: int
) -> dict[str, Any]:
    """One row's bars, side by side in the middle of their share of the width."""
    label, values = row
    shown = [(index + 1, value) for index, value in enumerate(values) if value is not None]
    share = (WIDTH - LEFT - RIGHT) / count
    width = min(72.0, (share * 0.68 - GAP_IN_GROUP * (len(values) - 1)) / len(values))
    block = width * len(shown) + GAP_IN_GROUP * (len(shown) - 1)
    start = LEFT + share * place + (share - block) / 2
    bars = []
    for position, (series, value) in enumerate(shown):
        x, y = start + position * (width + GAP_IN_GROUP), _height_at(value, top)
        bars.append(
            {
                "x": round(x, 1),
                "y": y,
                "width": round(width, 1),
                "height": round(HEIGHT - BOTTOM - y, 1),
                "middle": round(x + width / 2, 1),
                "text_y": y - 7,
                "value": value,
                "series": series,
            }
        )
    return {"label": label, "middle": round(LEFT + share * (place + 0.5), 1), "bars": bars}
