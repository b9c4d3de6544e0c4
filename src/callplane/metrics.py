"""Every metric in one table, the counting, and the text that Prometheus reads.

Imports nothing of ours and knows no part of the server: others count here, and hand in what is read off at the moment of
asking. Like loggers, metrics belong to the process. They are counted in the event loop's thread only, without locks: an
increment costs a tenth of a microsecond, a tenth of what it costs with prometheus-client (`bench/counting.py`).

Format: Prometheus text exposition format 0.0.4.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS: Final = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper limits of the histograms' buckets."""

Labels = tuple[str, ...]
Sample = tuple[str, Mapping[str, str], float]
"""Name, labels, value."""


class Metric:
    """A row of the table. What is not counted here is read off when somebody asks: see `exposition`."""

    __slots__ = ("help", "kind", "labels", "name")

    def __init__(self, name: str, text: str, *labels: str, kind: str = "gauge") -> None:
        self.name = name
        self.help = text
        self.labels = labels
        self.kind = kind

    def samples(self, read_off: Mapping[Labels, float]) -> Iterator[Sample]:
        """What there is to tell; `read_off` are values by their labels."""
        for labels, value in read_off.items():
            yield self.name, self.named(labels), value

    def named(self, labels: Labels) -> dict[str, str]:
        """Values of labels with their names."""
        return dict(zip(self.labels, labels, strict=True))


class Counter(Metric):
    """Goes up only, since the process began."""

    __slots__ = ("_values",)

    def __init__(self, name: str, text: str, *labels: str) -> None:
        super().__init__(name, text, *labels, kind="counter")
        self._values: dict[Labels, float] = {} if labels else {(): 0}

    def add(self, amount: float, *labels: str) -> None:
        """So many more."""
        self._values[labels] = self._values.get(labels, 0) + amount

    def inc(self, *labels: str) -> None:
        """One more."""
        self._values[labels] = self._values.get(labels, 0) + 1

    def value(self, *labels: str) -> float:
        """How many there have been."""
        return self._values.get(labels, 0)

    def samples(self, read_off: Mapping[Labels, float]) -> Iterator[Sample]:
        return super().samples({**self._values, **read_off})


class Gauge(Counter):
    """Goes up and down; told by who knows it."""

    __slots__ = ()

    def __init__(self, name: str, text: str, *labels: str) -> None:
        super().__init__(name, text, *labels)
        self.kind = "gauge"

    def set(self, value: float, *labels: str) -> None:
        """So many there are now."""
        self._values[labels] = value


class Histogram(Metric):
    """How long something took, in seconds, by buckets."""

    __slots__ = ("_counts", "_sums")

    def __init__(self, name: str, text: str, *labels: str) -> None:
        super().__init__(name, text, *labels, kind="histogram")
        self._counts: dict[Labels, list[int]] = {}
        self._sums: dict[Labels, float] = {}

    def observe(self, seconds: float, *labels: str) -> None:
        """Something took so long."""
        counts = self._counts.get(labels)
        if counts is None:
            counts = self._counts[labels] = [0] * (len(SECONDS) + 1)
            self._sums[labels] = 0.0
        counts[bisect_left(SECONDS, seconds)] += 1
        self._sums[labels] += seconds

    def count(self, *labels: str) -> int:
        """How many there have been."""
        return sum(self._counts.get(labels, ()))

    def samples(self, read_off: Mapping[Labels, float]) -> Iterator[Sample]:
        del read_off
        for labels, counts in self._counts.items():
            named, total = self.named(labels), 0
            for limit, number in zip((*map(str, SECONDS), "+Inf"), counts, strict=True):
                total += number
                yield f"{self.name}_bucket", named | {"le": limit}, total
            yield f"{self.name}_sum", named, self._sums[labels]
            yield f"{self.name}_count", named, total


METRICS: Final[list[Metric]] = []
"""The table, in the order of the text."""

M = TypeVar("M", bound=Metric)


def _row(metric: M) -> M:
    METRICS.append(metric)
    return metric


SESSIONS = _row(Metric("callplane_sessions", "Sessions: connected, or waiting for their client to come back.", "state"))
MONITORS = _row(Metric("callplane_monitors", "Subscriptions of sessions: to a line, or to the list of lines.", "kind"))
LINES = _row(Metric("callplane_lines", "Lines by their status.", "status"))
CALLS = _row(Metric("callplane_calls", "Calls by their state; each party of a call counts on its own line.", "state"))
FACTS = _row(Counter("callplane_facts_total", "What PBXs have reported, by PBX and kind of fact.", "pbx", "kind"))
EVENTS = _row(Counter("callplane_events_total", "Events queued for clients, by operation.", "operation"))
ANSWERS = _row(
    Counter(
        "callplane_answers_total",
        "Operations carried out. The outcome is `result`, `failed` (our fault, see the log) or the kind of refusal.",
        "operation",
        "outcome",
    )
)
REJECTS = _row(Counter("callplane_rejects_total", "Messages of clients that could not be read or are not served."))
LOGONS = _row(Counter("callplane_logons_total", "Sessions opened."))
LOGONS_REFUSED = _row(
    Counter("callplane_logons_refused_total", "Refused log-ons; the detail is a number of AsnLogonErrorEnum.", "detail")
)
QUEUE_BYTES = _row(Metric("callplane_queue_bytes", "Bytes that wait for clients in the queues of all sessions."))
HISTORY_BYTES = _row(Metric("callplane_history_bytes", "Bytes kept to be sent again to clients that come back."))
CONFLATIONS = _row(Counter("callplane_conflations_total", "How often the queue of a slow client was conflated."))
CUT_OFF = _row(Counter("callplane_clients_cut_off_total", "Connections closed because their client did not read."))
EVENT_SECONDS = _row(
    Histogram(
        "callplane_event_seconds",
        "Latency by stage. `model`: from a PBX's report until the lines show it and all who monitor them have it in their queue."
        " `socket`: from then until it is handed to the socket, taken of the oldest event in each turn of the loop.",
        "stage",
    )
)
PBX_LINK_UP = _row(Metric("callplane_pbx_link_up", "1 while the driver's link to its PBX is up, else 0.", "pbx"))
PBX_PEERS = _row(
    Metric(
        "callplane_pbx_peers",
        "Programs of a PBX's side that may connect (TAPI bridges): 1 while it is there, else 0.",
        "pbx",
        "peer",
    )
)
PBX_COMMANDS = _row(
    Counter(
        "callplane_pbx_commands_total",
        "Commands to PBXs. The outcome is `accepted`, `failed` (cancelled) or the kind of refusal.",
        "pbx",
        "command",
        "outcome",
    )
)
PBX_COMMAND_SECONDS = _row(Histogram("callplane_pbx_command_seconds", "How long PBXs took to answer a command.", "pbx"))
WEBHOOK_EVENTS = _row(
    Counter(
        "callplane_webhook_events_total",
        "Events for webhooks that are over: `delivered`, `given-up` after too many attempts, or `dropped` by a full queue.",
        "hook",
        "outcome",
    )
)
WEBHOOK_ATTEMPTS = _row(
    Counter(
        "callplane_webhook_attempts_total",
        "Requests to webhooks. The answer is `delivered`, `unanswered` or the status of HTTP.",
        "hook",
        "answer",
    )
)
WEBHOOK_WAITING = _row(Metric("callplane_webhook_waiting", "Events that wait to be delivered to webhooks.", "hook"))
MEDIA_PACKETS = _row(
    Counter(
        "callplane_media_packets_total",
        "Packets of sound at the server: `received`, `sent`, `lost` (on their way to us), `strangers` (from an address in no"
        " call), `malformed`.",
        "kind",
    )
)
ASTERISK_EVENTS = _row(Counter("callplane_asterisk_events_total", "Events read from an Asterisk.", "pbx"))
ASTERISK_LINKS_LOST = _row(
    Counter("callplane_asterisk_links_lost_total", "How often the link to an Asterisk was lost, or could not be made.", "pbx")
)
SIP_REGISTRATIONS = _row(Gauge("callplane_sip_registrations", "Contacts of SIP phones that are registered."))
SIP_CALLS = _row(Gauge("callplane_sip_calls", "Calls with SIP phones that are ringing or connected; each phone counts."))
TRUNK_UP = _row(Gauge("callplane_trunk_up", "1 while a SIP trunk of the embedded exchange works, else 0.", "pbx", "trunk"))
SIP_REQUESTS = _row(Counter("callplane_sip_requests_total", "Requests of SIP phones outside calls, by method.", "method"))
SIP_ANSWERS = _row(
    Counter("callplane_sip_answers_total", "Answers to requests of SIP phones, by class: `2xx`, `4xx`, ...", "class")
)
SIP_DROPPED = _row(
    Counter(
        "callplane_sip_dropped_total",
        "What SIP phones and strangers sent in vain: `malformed` messages, wrong `password`s, requests of addresses that are"
        " `silenced` after too many of these, `connection`s that were refused or cut off, a `digit` where there is no call for"
        " it.",
        "reason",
    )
)
INFO = _row(Metric("callplane_info", "Always 1; the label is the version.", "version"))
MEMORY = _row(Metric("process_resident_memory_bytes", "Memory of the server's process."))
CPU = _row(Metric("process_cpu_seconds_total", "Processor time of the server's process.", kind="counter"))
START = _row(Metric("process_start_time_seconds", "When the server began, in seconds since the epoch."))

ReadOff = Mapping[Metric, Mapping[Labels, float]]


def samples(read_off: ReadOff, metrics: Iterable[Metric] = METRICS) -> Iterator[Sample]:
    """The samples of all metrics; `read_off` are the values of those that nobody counts."""
    for metric in metrics:
        yield from metric.samples(read_off.get(metric, {}))


def exposition(read_off: ReadOff, metrics: Iterable[Metric] = METRICS) -> str:
    """All metrics as Prometheus reads them; `read_off` are the values of those that nobody counts."""
    lines = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [_line(*sample) for sample in metric.samples(read_off.get(metric, {}))]
    return "\n".join([*lines, ""])


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    named = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{named}}} {value!r}" if named else f"{name} {value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
