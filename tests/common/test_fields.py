"""What a free structure in a body may hold."""

from __future__ import annotations

from typing import Any

import pytest

from common.fields import DEEPEST, unfit


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else "x"


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"judgments": [{"court": "a\x00b"}]}, "judgments.0.court"),
        ({"judgments": [{"court": ["a", "\x1b[2J"]}]}, "judgments.0.court.1"),
        ({"changes": {"subject": {"bad\x00name": 1}}}, "changes.subject"),
        ({"bad\x00name": 1}, ""),
        ({"note": "half a sign: \ud800"}, "note"),
        ({"fee": float("inf")}, "fee"),
        (nested(DEEPEST + 1), ".".join("0" * DEEPEST)),
    ],
)
def test_what_cannot_be_kept_is_named_by_its_path(value: Any, path: str) -> None:
    assert [found for found, _message in unfit(value)] == [path]


@pytest.mark.parametrize(
    "value", ["", "Dòng một\n\tdòng hai\r\n", {"a": [1, 2.5, None, True, "Đặng"]}, nested(DEEPEST)]
)
def test_what_can_be_kept_is_left_alone(value: Any) -> None:
    assert list(unfit(value)) == []
