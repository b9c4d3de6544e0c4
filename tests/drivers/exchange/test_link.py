"""What the link makes of reports that are missing, doubled, late or silent."""

from __future__ import annotations

import pytest

from callplane.drivers.base import LINK_SECONDS
from callplane.drivers.exchange.faults import Faults
from callplane.drivers.exchange.link import BEAT_SECONDS, SILENCE_SECONDS, Link, LinkState
from callplane.model.events import CallCleared, Fact, LinkChanged, Synchronised

TRUTH = Synchronised((), ())
ONE, TWO, THREE = (CallCleared("line", name) for name in ("one", "two", "three"))
ALL_LOST = Faults(lose=1.0)


class Ends:
    """A link that is up at time 0. `facts` are those that went up since the last look."""

    def __init__(self) -> None:
        self.now = 0.0
        self.link = Link(lambda: TRUTH)
        assert self.facts == [LinkChanged(up=True), TRUTH]

    @property
    def facts(self) -> list[Fact]:
        return [fact for batch in self.link.advance(self.now) for fact in batch]

    def send(self, fact: Fact) -> list[Fact]:
        self.link.send([fact], self.now)
        return self.facts

    def wait(self, seconds: float) -> list[Fact]:
        """Let time pass as its deadlines want it."""
        until, found = self.now + seconds, []
        while (deadline := self.link.next_deadline()) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            found += self.facts
        self.now = until
        return found

    def suffer(self, faults: Faults, chance: float = 0.5) -> None:
        self.link.wire.suffer(faults, lambda: chance)


@pytest.fixture
def ends() -> Ends:
    return Ends()


def kinds(facts: list[Fact]) -> list[object]:
    return [fact.up if isinstance(fact, LinkChanged) else fact for fact in facts]


def test_facts_go_up_at_once(ends: Ends) -> None:
    assert ends.send(ONE) == [ONE]
    assert ends.send(TWO) == [TWO]
    assert ends.wait(60.0) == []
    assert ends.link.resynchronised == 0


def test_doubles_go_up_once(ends: Ends) -> None:
    ends.suffer(Faults(double=1.0))
    assert ends.send(ONE) == [ONE]
    assert ends.send(TWO) == [TWO]


def test_a_missing_report_is_noticed_by_the_next_one(ends: Ends) -> None:
    ends.suffer(ALL_LOST)
    assert ends.send(ONE) == []
    ends.suffer(Faults())
    assert ends.send(TWO) == [TRUTH]
    assert ends.send(THREE) == [THREE]
    assert ends.link.resynchronised == 1


def test_a_missing_last_report_is_noticed_soon(ends: Ends) -> None:
    ends.suffer(ALL_LOST)
    assert ends.send(ONE) == []
    ends.suffer(Faults())
    assert ends.wait(BEAT_SECONDS) == [TRUTH]


def test_a_report_that_was_overtaken_is_dropped(ends: Ends) -> None:
    ends.suffer(Faults(delay_ms=500))
    assert ends.send(ONE) == []
    ends.suffer(Faults())
    assert ends.send(TWO) == [TRUTH]
    assert ends.wait(1.0) == []


def test_silence_is_a_lost_link(ends: Ends) -> None:
    ends.suffer(ALL_LOST)
    assert kinds(ends.wait(SILENCE_SECONDS)) == [False]
    assert SILENCE_SECONDS < LINK_SECONDS
    assert ends.link.state is LinkState.SILENT
    assert ends.send(ONE) == []
    ends.suffer(Faults())
    assert kinds(ends.wait(BEAT_SECONDS)) == [True, TRUTH]


def test_a_cut_link_carries_nothing_until_it_is_restored(ends: Ends) -> None:
    ends.link.cut(ends.now)
    assert kinds(ends.facts) == [False]
    ends.link.cut(ends.now)
    assert ends.send(ONE) == []
    assert ends.link.next_deadline() is None
    ends.link.restore(ends.now)
    assert kinds(ends.facts) == [True, TRUTH]
    ends.link.restore(ends.now)
    assert ends.facts == []


def test_a_cut_for_a_time(ends: Ends) -> None:
    ends.link.cut(ends.now, 5.0)
    assert kinds(ends.facts) == [False]
    assert ends.wait(4.9) == []
    assert kinds(ends.wait(0.2)) == [True, TRUTH]


def test_a_cut_loses_what_is_under_way(ends: Ends) -> None:
    ends.suffer(Faults(delay_ms=100))
    ends.send(ONE)
    ends.link.cut(ends.now, 0.01)
    assert kinds(ends.facts) == [False]
    assert kinds(ends.wait(1.0)) == [True, TRUTH]


def test_a_refused_log_in(ends: Ends) -> None:
    ends.link.refuse_login(ends.now, refuse=True)
    assert ends.facts == []
    assert ends.link.up
    ends.link.cut(ends.now)
    ends.link.restore(ends.now)
    down, refused = ends.facts
    assert isinstance(down, LinkChanged)
    assert isinstance(refused, LinkChanged)
    assert (down.login_failed, refused.up, refused.login_failed) == (False, False, True)
    assert ends.wait(10.0) == []
    assert (ends.link.state, ends.link.refuses_login) == (LinkState.REFUSED, True)
    ends.link.refuse_login(ends.now, refuse=False)
    assert kinds(ends.facts) == [True, TRUTH]


def test_a_restart_is_told(ends: Ends) -> None:
    ends.link.restart(ends.now)
    assert kinds(ends.facts) == [False, True, TRUTH]
    ends.link.cut(ends.now)
    ends.link.restart(ends.now)
    assert kinds(ends.facts) == [False]
