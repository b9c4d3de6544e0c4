"""What counting costs: `python -m bench.counting` prints nanoseconds per increment, ours beside prometheus-client's."""

from __future__ import annotations

import timeit
from collections.abc import Callable

import prometheus_client

from callplane.metrics import Counter, Histogram
from callplane.service.messages import Frame
from callplane.service.reports import Report

ROUNDS = 200_000


def nanoseconds(action: Callable[[], object]) -> float:
    """The cost of one call, without that of calling nothing; the best of five."""
    best, empty = (min(timeit.repeat(what, number=ROUNDS, repeat=5)) for what in (action, lambda: None))
    return (best - empty) / ROUNDS * 1e9


def main() -> None:
    registry = prometheus_client.CollectorRegistry()
    counter = Counter("ours_total", "Ours.", "operation")
    histogram = Histogram("ours_seconds", "Ours.", "stage")
    their_counter = prometheus_client.Counter("theirs", "Theirs.", ["operation"], registry=registry)
    their_histogram = prometheus_client.Histogram("theirs_seconds", "Theirs.", ["stage"], registry=registry)
    with Report() as report:
        pass

    def whole_report() -> None:
        with Report():
            pass

    for name, action in {
        "counter": lambda: counter.inc("call"),
        "counter of prometheus-client": lambda: their_counter.labels("call").inc(),
        "histogram": lambda: histogram.observe(0.003, "model"),
        "histogram of prometheus-client": lambda: their_histogram.labels("model").observe(0.003),
        "number and times of a report": whole_report,
        "time of a write": report.handed_over,
        "a frame with its report": lambda: Frame(b"", False, None, report),
        "a frame without": lambda: Frame(b"", False, None),
    }.items():
        print(f"{name:32}{nanoseconds(action):8.0f} ns")


if __name__ == "__main__":
    main()
