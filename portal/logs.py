"""What is logged and how. No line carries a person's data: rows are named by their ids."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

# Private links and certificates' tokens open a page; a log must not hand them on.
_TOKENS = re.compile(r"(/(?:ho-so|verify|certificates|tra-loi)/)[A-Za-z0-9._~-]{12,}")

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


class WithoutValues(logging.Formatter):
    """Tells of an exception where it came from and its kinds, never what it says.

    A database names the values that offend it, and a parser the text that it could not read; both
    may be a person's.
    """

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have written it out in full
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        _kind, error, trace = ei
        return "\n".join(_told(error, trace)) if error else ""


def _told(error: BaseException, trace: TracebackType | None) -> list[str]:
    """The kinds of the exception and of those behind it, each with the lines it came through."""
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = _told(behind, behind.__traceback__) if behind else []
    frames = [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(trace)
    ]
    return [*before, *frames, f"{type(error).__module__}.{type(error).__qualname__}"]


class TasksWithoutValues(logging.Filter):
    """Celery writes a failed task's exception and arguments into the line itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.args
        if isinstance(told, dict) and "exc" in told:
            failed = record.exc_info[0] if record.exc_info else None
            kind = failed.__qualname__ if failed else "…"
            record.args = {**told, "exc": kind, "traceback": "", "args": "", "kwargs": ""}
        return True


def logging_config(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: one line an event, to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": WithoutValues,
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            },
        },
        "filters": {
            "tasks_without_values": {"()": TasksWithoutValues},
            "without_tokens": {"()": WithoutTokens},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["tasks_without_values", "without_tokens"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {name: {"level": quiet} for name, quiet in QUIETER.items()},
    }
