"""One line an event on the console; libraries that announce every step are asked to be quiet."""

from typing import Any


def logging_by(level: str) -> dict[str, Any]:
    """For `LOGGING`: everything from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            name: {"level": "WARNING"} for name in ("django_tasks", "django_tasks_db", "fontTools", "pikepdf")
        }
        | {"weasyprint": {"level": "ERROR"}},
    }
