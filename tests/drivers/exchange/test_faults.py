"""What befalls messages on their way; chance is given."""

from __future__ import annotations

import pytest

from callplane.drivers.exchange import faults
from callplane.drivers.exchange.faults import Faults, Wire


def wire_with(suffered: Faults, *chances: float) -> Wire[str]:
    wire = Wire[str]()
    rolls = iter(chances)
    wire.suffer(suffered, lambda: next(rolls))
    return wire


def test_without_faults_all_arrives_at_once_and_in_order() -> None:
    wire = Wire[str]()
    for message in "abc":
        wire.send(message, 5.0)
    assert wire.next() == 5.0
    assert wire.arrived(5.0) == ["a", "b", "c"]
    assert (wire.next(), wire.sent, wire.lost, wire.doubled) == (None, 3, 0, 0)


def test_some_are_lost() -> None:
    wire = wire_with(Faults(lose=0.5), 0.4, 0.5)
    wire.send("a", 0.0)
    wire.send("b", 0.0)
    assert wire.arrived(0.0) == ["b"]
    assert wire.lost == 1


def test_some_come_twice() -> None:
    wire = wire_with(Faults(double=0.5), 0.4, 0.5)
    wire.send("a", 0.0)
    wire.send("b", 0.0)
    assert wire.arrived(0.0) == ["a", "a", "b"]
    assert wire.doubled == 1


def test_a_delay_keeps_the_order() -> None:
    wire = wire_with(Faults(delay_ms=250))
    wire.send("a", 0.0)
    wire.send("b", 0.1)
    assert wire.next() == 0.25
    assert wire.arrived(0.3) == ["a"]
    assert wire.arrived(0.35) == ["b"]


@pytest.mark.parametrize(("delay_ms", "longest"), [(0, 0.1), (1000, 1.0)])
def test_later_ones_overtake(delay_ms: int, longest: float) -> None:
    wire = wire_with(Faults(delay_ms=delay_ms, reorder=True), 0.9, 0.1)
    wire.send("a", 0.0)
    wire.send("b", 0.0)
    assert wire.arrived(longest) == ["b", "a"]


def test_what_is_under_way_can_be_lost() -> None:
    wire = wire_with(Faults(delay_ms=100))
    wire.send("a", 0.0)
    wire.clear()
    assert (wire.arrived(1.0), wire.lost) == ([], 1)


def test_what_is_under_way_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "MAX_UNDER_WAY", 1)
    wire = wire_with(Faults(delay_ms=100))
    wire.send("a", 0.0)
    wire.send("b", 0.0)
    assert (wire.arrived(1.0), wire.lost) == (["a"], 1)
