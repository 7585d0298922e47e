"""Bodies of requests that cannot be read are the sender's mistake, however strange they are."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Json(JSONParser):
    """JSON, refused like any other unreadable text when it is nested deeper than Python counts."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("Dữ liệu gửi lên chưa đúng.")) from error
