"""The garbage collector of a server looks at what is new only, and at everything when there is much more than before."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from callplane.cli import collector as module
from callplane.cli.collector import Collector


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Nobody else collects meanwhile."""
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


def loosened(knot: Knot) -> weakref.ref[Knot]:
    return weakref.ref(knot)


def test_what_is_new_and_holds_itself_is_collected() -> None:
    collector = Collector()
    collector.collect()
    gone = loosened(Knot())
    collector.collect()
    assert gone() is None


def test_what_was_looked_at_once_waits_until_there_is_twice_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNT_EVERY", 1)
    collector = Collector()
    knots = [Knot()]
    collector.collect()
    gone = loosened(knots.pop())
    collector.collect()
    assert gone() is not None
    more = [[] for _ in range(gc.get_freeze_count() + 1)]  # type: ignore[var-annotated]
    collector.collect()
    assert gone() is not None
    collector.collect()
    assert gone() is None
    del more


async def test_it_goes_on_until_it_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "YOUNG_SECONDS", 0.0)
    running = asyncio.create_task(Collector().run())
    await asyncio.sleep(0)
    gone = loosened(Knot())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gone() is None
    assert gc.get_freeze_count()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert gc.get_freeze_count() == 0
