"""The link between the exchange and the server: knows what is missing, doubled, late or silent; no telephony and no clock.

Reports are numbered. What arrives in its turn goes up; what has a lower number is dropped; where a number is missing, the whole
truth goes up in its place. Between reports the exchange says every BEAT_SECONDS which number is the last, so that a missing last
report is noticed too. Nothing heard for SILENCE_SECONDS: the link is lost, until something is heard and the log-in succeeds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from callplane.drivers.base import LINK_SECONDS
from callplane.drivers.exchange.faults import Wire
from callplane.model.events import Fact, LinkChanged, Synchronised

BEAT_SECONDS = 2.0
SILENCE_SECONDS = LINK_SECONDS - BEAT_SECONDS


class LinkState(Enum):
    """`SILENT`: nothing is heard (also before the beginning); `REFUSED`: heard, but the log-in is refused."""

    UP = "up"
    CUT = "cut"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Report:
    """What the exchange says at one moment. Without facts it only says that `number` was the last one."""

    number: int
    facts: tuple[Fact, ...] = ()


class Link:
    """`truth()` is what the exchange answers when it is asked for everything; `resynchronised` counts how often it had to be.

    The exchange's side calls `send`; `advance` gives the batches that are to go up to the server.
    """

    def __init__(self, truth: Callable[[], Synchronised]) -> None:
        self.state = LinkState.SILENT
        self.wire = Wire[Report]()
        self.resynchronised = 0
        self._truth = truth
        self._refuses = False
        self._batches: list[Sequence[Fact]] = []
        self._sent = self._taken = 0
        self._heard = self._beat = 0.0
        self._back: float | None = None

    @property
    def up(self) -> bool:
        return self.state is LinkState.UP

    @property
    def refuses_login(self) -> bool:
        return self._refuses

    def send(self, facts: Sequence[Fact], now: float) -> None:
        self._sent += 1
        if self.state is not LinkState.CUT:
            self.wire.send(Report(self._sent, tuple(facts)), now)

    def advance(self, now: float) -> list[Sequence[Fact]]:
        """Let time pass: the batches of facts that the server is to hear now."""
        if self._back is not None and self._back <= now:
            self.restore(now)
        if self.state is not LinkState.CUT:
            if self._beat <= now:
                self._beat = now + BEAT_SECONDS
                self.wire.send(Report(self._sent), now)
            for report in self.wire.arrived(now):
                self._take(report, now)
            if self.up and now >= self._heard + SILENCE_SECONDS:
                self._lose(LinkState.SILENT, "nothing is heard of the exchange")
        batches, self._batches = self._batches, []
        return batches

    def next_deadline(self) -> float | None:
        """When `advance` has something to do; None when there is nothing."""
        if self.state is LinkState.CUT:
            return self._back
        silence = self._heard + SILENCE_SECONDS if self.up else self._beat
        arrival = self.wire.next()
        return min(self._beat, silence, self._beat if arrival is None else arrival)

    # What it can be told to do

    def cut(self, now: float, seconds: float | None = None) -> None:
        """The connection breaks, and with it is lost what is under way; for so many seconds, or until it is restored."""
        self._back = None if seconds is None else now + seconds
        if self.state is not LinkState.CUT:
            self._lose(LinkState.CUT, "the connection was cut")

    def restore(self, now: float) -> None:
        self._back = None
        if self.state is LinkState.CUT:
            self.state, self._beat = LinkState.SILENT, now

    def restart(self, now: float) -> None:
        """The exchange begins anew."""
        if self.state is not LinkState.CUT:
            self._lose(LinkState.SILENT, "the exchange has restarted")
            self._beat = now

    def refuse_login(self, now: float, *, refuse: bool) -> None:
        """Refuse the next log-ins, or let them succeed again. A link that is up stays so."""
        self._refuses, self._beat = refuse, now

    # What happens

    def _lose(self, state: LinkState, reason: str) -> None:
        self.state = state
        self.wire.clear()
        self._batches.append([LinkChanged(up=False, reason=reason)])

    def _take(self, report: Report, now: float) -> None:
        self._heard = now
        if not self.up:
            self._log_in()
        elif report.number == self._taken + 1 and report.facts:
            self._taken = report.number
            self._batches.append(report.facts)
        elif report.number > self._taken:
            self.resynchronised += 1
            self._batches.append([self._everything()])

    def _log_in(self) -> None:
        if not self._refuses:
            self.state = LinkState.UP
            self._batches.append([LinkChanged(up=True), self._everything()])
        elif self.state is not LinkState.REFUSED:
            self.state = LinkState.REFUSED
            self._batches.append([LinkChanged(up=False, reason="the exchange refuses the log-in", login_failed=True)])

    def _everything(self) -> Synchronised:
        self._taken = self._sent
        return self._truth()
