"""Deadlines come in order and once, cancelled ones never."""

from __future__ import annotations

from callplane.deadlines import Deadlines


def test_the_earliest_comes_first_and_equal_ones_in_their_order() -> None:
    deadlines, done = Deadlines(), list[str]()
    for when, name in ((2.0, "b"), (1.0, "a"), (2.0, "c"), (9.0, "late")):
        deadlines.set(when, lambda name=name: done.append(name))  # type: ignore[misc]
    assert deadlines.next() == 1.0
    while (deadline := deadlines.take(2.0)) is not None:
        assert deadline.action is not None
        deadline.action()
    assert done == ["a", "b", "c"]
    assert deadlines.next() == 9.0


def test_cancelled_ones_are_gone() -> None:
    deadlines = Deadlines()
    first = deadlines.set(1.0, lambda: None)
    second = deadlines.set(2.0, lambda: None)
    first.cancel()
    assert deadlines.next() == 2.0
    second.cancel()
    assert deadlines.next() is None
    assert deadlines.take(5.0) is None
