"""What stands in a line of the log, as text and as JSON."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator

import pytest

from callplane.cli import logs
from callplane.service.reports import Report
from callplane.settings import LogSettings


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Logging is as it was after each test."""
    loggers = [logging.getLogger(name) for name in ("", "callplane", "websockets")]
    before = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    logging.getLogger().handlers.clear()  # else those of the test runner would be closed
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    logs.add_options(parser)
    return parser.parse_args(arguments)


def test_json_has_the_fields_and_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(LogSettings(format="json"), options())
    log = logging.getLogger("callplane.test")
    with Report() as report:
        log.info("line %s", "101", extra={"pbx": "main"})
        log.info("written", extra={"reports": [7]})
    log.debug("not told")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {"level": "info", "logger": "callplane.test", "message": "line 101", "pbx": "main", "report": report.number}
    assert (second["reports"], "report" in second) == ([7], False)


def test_json_tells_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(LogSettings(), options("--log-format", "json"))
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("callplane.test").exception("failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["error"].endswith("ValueError: broken")


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(LogSettings(format="json", level="error"), options("--log-format", "text", "--log-level", "debug"))
    with Report() as report:
        logging.getLogger("callplane.test").debug("said", extra={"pbx": "main"})
    logging.getLogger("other").debug("not told: only callplane itself tells more")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(f" DEBUG callplane.test: said pbx=main report={report.number}")


def test_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(LogSettings(level="error"), options())
    for name in ("callplane.test", "other"):
        logging.getLogger(name).warning("not told")
    assert capsys.readouterr().err == ""
