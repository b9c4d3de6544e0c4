"""The same events for many sessions: each gets its own copy, in its own order, and nobody waits for another.

Knows outgoing queues and encoded messages; nothing of sockets, of what the messages say or of who they are for.

A queue for which nothing but these events comes up goes in step with the others like it: the events are written past the
queues, which learn of them when something needs to know. So an event for a thousand sessions costs little more than a thousand
times writing its bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callplane.service.history import MAX_MESSAGES, HistoryBudget
from callplane.service.messages import BATCH_BYTES, Batch, Copy, Frame, Framing, batches, cut
from callplane.service.outbox import Outbox, Pump, Send

if TYPE_CHECKING:
    from callplane.service.reports import Report

IN_STEP_FROM = 8
"""So many listeners it takes for some to go in step."""
MAX_WAITING_BYTES = 8 * BATCH_BYTES
"""About so much waits at most for the end of the turn: then it shows who takes no more."""


class Member:
    """One queue among the listeners. `since`: how many events had been sent in step when it joined the others."""

    __slots__ = ("_listeners", "outbox", "reference", "since")

    def __init__(self, listeners: Listeners, outbox: Outbox, reference: bytes) -> None:
        self._listeners = listeners
        self.outbox = outbox
        self.reference = reference
        self.since = 0

    @property
    def sent(self) -> tuple[int, list[Batch]]:
        """What was sent since it joined: how many events that are forgotten, then those that are not."""
        return self._listeners.sent_since(self.since)

    @property
    def waiting(self) -> list[Batch]:
        """What waits for the end of the turn."""
        return self._listeners.waiting

    def leave(self) -> None:
        """Go apart."""
        self._listeners.leave(self)


class Listeners:
    """Queues that get the same events, each with its own reference.

    Events that come up while the last batch is open join it, and nothing else needs to be done: everybody has a copy of it.
    Those who are apart have it in their queues. For those in step it is `waiting` here, and `_sent` holds what they were sent, as
    much as one history may; `_forgotten` events were before that.
    """

    __slots__ = (
        "_apart",
        "_batch",
        "_forgotten",
        "_in_step",
        "_rows",
        "_scheduled",
        "_sent",
        "_sent_batches",
        "_sent_bytes",
        "_waiting_bytes",
        "budget",
        "pump",
        "waiting",
    )

    def __init__(self, pump: Pump, budget: HistoryBudget) -> None:
        self.pump = pump
        self.budget = budget
        self._apart: dict[bytes, Member] = {}
        self._in_step: dict[bytes, Member] = {}
        self._rows: dict[Framing, dict[bytes, Send]] = {}  # of those in step
        self._batch: Batch | None = None
        self.waiting: list[Batch] = []
        self._waiting_bytes = 0  # but for the last one, which may grow
        self._sent: list[Frame] = []
        self._sent_bytes = self._forgotten = 0
        self._sent_batches: dict[int, list[Batch]] = {}  # by how many are left out
        self._scheduled = False

    def __len__(self) -> int:
        return len(self._apart) + len(self._in_step)

    def add(self, outbox: Outbox, reference: bytes) -> None:
        """One more, who hears what comes up from now on."""
        self._apart[reference] = Member(self, outbox, reference)
        self._batch = None

    def tell(self, event: Frame) -> None:
        """An event for all of them; its reference is left open."""
        giant = event.size >= BATCH_BYTES
        if self._batch is not None and self._batch.open and not giant:
            self._batch.add(event)
            return
        self._batch = batch = Batch()
        batch.add(event)
        if self.waiting:
            self._waiting_bytes += self.waiting[-1].size
            if self._waiting_bytes >= MAX_WAITING_BYTES:
                self._send()
        if giant:  # the queues and their writers must see to it
            self._part()
        if self._in_step:
            self.waiting.append(batch)
        for member in list(self._apart.values()):
            member.outbox.put_copy(Copy(batch, member.reference))
        if not self._scheduled and len(self) >= IN_STEP_FROM:
            self._scheduled = True
            self.pump.add(self)  # behind those who are apart: they may join the others then

    # -- in step

    def sent_since(self, number: int) -> tuple[int, list[Batch]]:
        """What those in step were sent after the first so many events: how many that are forgotten, then those that are not."""
        forgotten = max(0, self._forgotten - number)
        start = number + forgotten - self._forgotten
        if start not in self._sent_batches:
            self._sent_batches[start] = batches(self._sent[start:])
        return forgotten, self._sent_batches[start]

    def leave(self, member: Member) -> None:
        """One of those in step goes apart."""
        self._apart[member.reference] = self._in_step.pop(member.reference)
        for row in self._rows.values():
            row.pop(member.reference, None)
        if not self._in_step:
            self.waiting, self._waiting_bytes = [], 0
            self._forget(len(self._sent))

    def oldest_report(self) -> Report | None:
        """What the PBX reported that led to the oldest event that waits."""
        return next((event.report for batch in self.waiting for event in batch.events if event.report is not None), None)

    def flush(self) -> None:
        """Send what waits to those in step, and let more of the others join them."""
        self._scheduled = False
        if self.pump.traces:  # only queues can tell what went to whom
            self._part()
            return
        self._send()
        for member in list(self._apart.values()):
            writer = member.outbox.go_in_step(member)
            if writer is not None:
                member.since = self._forgotten + len(self._sent)
                self._in_step[member.reference] = self._apart.pop(member.reference)
                self._rows.setdefault(writer.framing, {})[member.reference] = writer.send

    def _send(self) -> None:
        waiting, self.waiting, self._waiting_bytes = self.waiting, [], 0
        if not waiting:
            return
        events: list[Frame] = []
        for batch in waiting:
            batch.close()
            events += batch.events
            self._sent_bytes += batch.size
        self._sent += events
        self._sent_batches.clear()
        for framing, row in self._rows.items():
            pieces = cut(events, framing)
            for reference, send in list(row.items()):  # who takes no more goes apart meanwhile
                send(reference.join(pieces))
        if self._sent_bytes > self.budget.share + self.budget.share // 4 or len(self._sent) > MAX_MESSAGES + MAX_MESSAGES // 4:
            self._forget(self._needless())

    def _part(self) -> None:
        """All go apart."""
        for member in list(self._in_step.values()):
            member.outbox.settle()

    def _needless(self) -> int:
        """How many of the first events no history would keep."""
        kept = self._sent_bytes
        for number, event in enumerate(self._sent):
            if kept <= self.budget.share and len(self._sent) - number <= MAX_MESSAGES:
                return number
            kept -= event.size
        return len(self._sent)

    def _forget(self, number: int) -> None:
        """Forget the first so many events that were sent."""
        self._sent_bytes -= sum(event.size for event in self._sent[:number])
        self._forgotten += number
        del self._sent[:number]
        self._sent_batches.clear()
