"""One report of a PBX on its way to the clients: its number and its times.

Knows the metrics; nothing of what a report says. The number stands in every log line that the report leads to, and in each
event's frame, so that an event can be followed from the PBX to the socket.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from itertools import count
from time import perf_counter

from msgspec import Struct, field

from callplane import metrics

_numbers = count(1)
_latest: ContextVar[Report | None] = ContextVar("report", default=None)


class Report(Struct, gc=False, eq=False):
    """A batch of facts. It is being applied inside `with Report():`; what it causes later still knows its number.

    `received` and `applied`, when the model had taken it, are in seconds of `perf_counter`; 0.0 before. Histories keep many for
    long, so they are no matter for the garbage collector.
    """

    number: int = field(default_factory=_numbers.__next__)
    received: float = field(default_factory=perf_counter)
    applied: float = 0.0
    token: Token[Report | None] | None = None

    def __enter__(self) -> Report:
        self.token = _latest.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self.token is not None:
            _latest.reset(self.token)
        self.token = None  # it would keep the reports before alive as long as this one is kept in a history
        self.applied = perf_counter()
        metrics.EVENT_SECONDS.observe(self.applied - self.received, "model")

    def handed_over(self) -> None:
        """A socket has taken an event of this report."""
        now = perf_counter()
        metrics.EVENT_SECONDS.observe(now - (self.applied or now), "socket")


def present_report() -> Report | None:
    """The report that is being applied now."""
    report = _latest.get()
    return None if report is None or report.applied else report


def report_number() -> int:
    """The number of the report that led here; 0 for none."""
    report = _latest.get()
    return 0 if report is None else report.number
