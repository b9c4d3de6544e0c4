"""What the server tells about itself on standard error: as text for people, or as JSON, one object a line.

Knows Python's logging and the number of the report that a line belongs to; no part of the server that writes lines.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

from callplane.service.reports import report_number
from callplane.settings import LogSettings

_KNOWN: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
_LEVELS: Final = ("debug", "info", "warning", "error")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add --log-format and --log-level."""
    parser.add_argument("--log-format", choices=("text", "json"), help="for people or for programs (setting [log] format)")
    parser.add_argument("--log-level", choices=_LEVELS, help="the least that is told (setting [log] level)")


def set_up(settings: LogSettings, options: argparse.Namespace) -> None:
    """Log as the options say, else as the settings do. Below `info` only callplane itself tells more."""
    level = getattr(logging, (options.log_level or settings.level).upper())
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_add_report)
    handler.setFormatter(JsonFormatter() if (options.log_format or settings.format) == "json" else TextFormatter())
    logging.basicConfig(level=max(level, logging.INFO), handlers=[handler], force=True)
    logging.getLogger("callplane").setLevel(level)
    logging.getLogger("websockets").setLevel(max(level, logging.WARNING))


def _add_report(record: logging.LogRecord) -> bool:
    """The number of the PBX's report that the line belongs to becomes a field, where there is one and the line says none."""
    if (number := report_number()) and not hasattr(record, "reports"):
        record.report = number
    return True


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """The fields of a line beside its text."""
    return {name: value for name, value in record.__dict__.items() if name not in _KNOWN}


class TextFormatter(logging.Formatter):
    """Time, level, logger and text; then the fields as name=value."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the base class names it)
        fields = "".join(f" {name}={value}" for name, value in fields_of(record).items())
        return super().formatMessage(record) + fields


class JsonFormatter(logging.Formatter):
    """An object with `time` (UTC), `level`, `logger`, `message`, the fields, and `error` with the way to it."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)
