"""What a body of the API may hold where its structure is free: plain text, numbers, some depth.

PostgreSQL's JSONB takes neither NUL nor half a surrogate pair nor an infinite number; a control
sign has no place in what is printed either. All are errors of whoever sent them, at their field.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

DEEPEST = 8  # structures within each other; a declaration needs five
_ALLOWED = frozenset("\n\r\t")


class PlainSerializer(serializers.Serializer):
    """Looks through the whole body first, also at names that it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        for path, message in unfit(data):
            raise serializers.ValidationError({path or "non_field_errors": [str(message)]})
        return super().to_internal_value(data)


def unfit(value: Any, path: str = "", *, depth: int = 0) -> Iterator[tuple[str, object]]:
    """Each place that cannot be kept, as a path such as `judgments.0.court`, and why.

    A name that cannot be kept is told at the structure that holds it.
    """
    if isinstance(value, str) and not is_plain(value):
        yield path, _("Có ký tự không đọc được. Hãy gõ lại.")
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, _("Hãy nhập một số có thật.")
    elif isinstance(value, (Mapping, list)) and depth == DEEPEST:
        yield path, _("Dữ liệu lồng nhau quá nhiều tầng.")
    elif isinstance(value, (Mapping, list)):
        parts = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, part in parts:
            if not is_plain(str(name)):
                yield path, _("Có ký tự không đọc được. Hãy gõ lại.")
                continue
            below = f"{path}.{name}" if path else str(name)
            yield from unfit(part, below, depth=depth + 1)


def is_plain(text: str) -> bool:
    """Without control signs (lines and tabs are none here) and without half signs."""
    return all(sign in _ALLOWED or unicodedata.category(sign) not in {"Cc", "Cs"} for sign in text)
