"""What is logged and how. No line carries a person's data: rows are named by their ids."""

from __future__ import annotations

import logging
import re
from typing import Any

# Private links and certificates' tokens open a page; a log must not hand them on.
_TOKENS = re.compile(r"(/(?:ho-so|verify|certificates)/)[A-Za-z0-9._~-]{12,}")

# Loggers that would say too much, or the same every second.
QUIETER = {
    "celery.worker.strategy": "WARNING",  # prints a task's arguments
    "celery.app.trace": "WARNING",  # tells of every sweep
    "fontTools": "WARNING",
    "weasyprint": "ERROR",
    "pikepdf": "WARNING",
    "axes": "WARNING",
    # Tell at every signature that nothing is fetched, and of every hostile upload in full.
    "pyhanko": "ERROR",
    "pyhanko_certvalidator": "ERROR",
}


class WithoutTokens(logging.Filter):
    """Takes the random part out of every address that is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _TOKENS.sub(r"\1…", record.getMessage())
        record.args = None
        return True


def logging_config(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: one line an event, to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        },
        "filters": {"without_tokens": {"()": WithoutTokens}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["without_tokens"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {name: {"level": quiet} for name, quiet in QUIETER.items()},
    }
