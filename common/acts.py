"""An act of the procedure as the API knows it: what its body holds, and the function it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers


class NoBody(serializers.Serializer):
    """The body of an act that needs nothing told."""


@dataclass(frozen=True)
class Act:
    """Calls `function(application, *, by, **body)`; the serializer reads the body."""

    serializer: type[serializers.Serializer]
    function: Callable[..., Any]
