"""The exchange's table in the configuration."""

from __future__ import annotations

import pytest

from callplane.drivers.exchange.options import Options
from callplane.drivers.exchange.switch import Extension
from callplane.model.line import Capability, ForwardMode


def test_all_that_can_be_set() -> None:
    options, faults = Options.read(
        {
            "extensions": [{"number": "101", "name": "Alice", "busy_on_busy": True}, {"number": "102", "private": True}],
            "no_answer_seconds": 12,
            "lacks": ["DO_NOT_DISTURB", "REDIRECT", "NO_ANSWER"],
        }
    )
    assert faults == []
    assert options.extensions == (Extension("101", "Alice", busy_on_busy=True), Extension("102", "", private=True))
    assert options.no_answer_seconds == 12
    assert options.capabilities == Capability.ALL & ~Capability.DO_NOT_DISTURB & ~Capability.REDIRECT
    assert options.forward_modes == ForwardMode.ALL & ~ForwardMode.NO_ANSWER


def test_defaults() -> None:
    assert Options.read({}) == (Options(), [])


def test_all_forwards_can_be_lacking() -> None:
    options, _ = Options.read({"lacks": ["FORWARD"]})
    assert (options.capabilities, options.forward_modes) == (Capability.ALL, ForwardMode.NONE)


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ({"extensions": "101"}, "extensions"),
        ({"extensions": ["101"]}, "entry 1"),
        ({"extensions": [{"number": 101}]}, "number"),
        ({"extensions": [{"number": "1a"}]}, "number"),
        ({"extensions": [{"number": ""}]}, "number"),
        ({"extensions": [{"number": "101", "name": 1}]}, "name"),
        ({"extensions": [{"number": "101", "private": "yes"}]}, "private"),
        ({"extensions": [{"number": "101"}, {"number": "101"}]}, "entry 2"),
        ({"no_answer_seconds": "20"}, "no_answer_seconds"),
        ({"no_answer_seconds": True}, "no_answer_seconds"),
        ({"no_answer_seconds": 0}, "no_answer_seconds"),
        ({"lacks": "FORWARD"}, "lacks"),
        ({"lacks": ["FLYING"]}, "FLYING"),
        ({"lacks": [["FORWARD"]]}, "lacks"),
    ],
)
def test_each_fault_is_named(table: dict[str, object], word: str) -> None:
    _, (fault,) = Options.read(table)
    assert word in fault
