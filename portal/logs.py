"""What is logged and how. No line carries a person's data: rows are named by their ids."""

from __future__ import annotations

from typing import Any

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


def logging_config(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: one line an event, to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {name: {"level": quiet} for name, quiet in QUIETER.items()},
    }
