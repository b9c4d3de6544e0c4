"""What a session's client was sent lately, so that it can be sent again after a broken connection.

Pure; knows encoded messages and their number, nothing of sessions or sockets. All histories together keep within one
budget: the more sessions there are, the less each may keep, but never less than `FLOOR_BYTES`.
"""

from __future__ import annotations

from collections import deque

from msgspec import Struct, field

from callplane.service.messages import Frame, Framing, Item, frames_of

MAX_MESSAGES = 10_000
MAX_BYTES = 4 << 20
FLOOR_BYTES = 64 << 10
STRETCHES = 16
"""About so many stretches make a history. It may be one longer than its limits say: that much of it is forgotten at a time."""


class HistoryBudget:
    """What all histories together may keep, in bytes: each may keep `share` now, and forgets about a `stretch` at a time."""

    __slots__ = ("_total", "histories", "share", "stretch")

    def __init__(self, total: int = 256 << 20) -> None:
        self._total = total
        self.histories = self.share = self.stretch = 0
        self.change(0)

    def change(self, histories: int) -> None:
        """So many more histories, or fewer."""
        self.histories += histories
        self.share = min(MAX_BYTES, max(FLOOR_BYTES, self._total // max(1, self.histories)))
        self.stretch = self.share // STRETCHES


class Stretch(Struct, gc=False, eq=False):
    """Messages in the order in which they were sent: `count` of them, of `size` bytes in all.

    There are many: closed, it is no matter for the garbage collector.
    """

    items: list[Item] | tuple[Item, ...] = field(default_factory=list)
    size: int = 0
    count: int = 0

    def add(self, items: list[Item], size: int, count: int) -> None:
        """These came behind them."""
        self.items += items  # type: ignore[operator]
        self.size += size
        self.count += count

    def close(self) -> None:
        """Nothing comes behind them for now."""
        self.items = tuple(self.items)

    def parts(self, size: int) -> list[Stretch]:
        """The same as several stretches of about this size, closed."""
        found = [Stretch()]
        for item in self.items:
            if found[-1].size >= size:
                found.append(Stretch())
            found[-1].add([item], item.size, item.count)
        for stretch in found:
            stretch.close()
        return found

    def take_back(self, count: int) -> list[Frame]:
        """Take the last so many messages out, one by one; what a batch holds beyond them stays."""
        items = self.items = list(self.items)
        taken: list[Item] = []
        extra = -count
        while extra < 0:
            item = items.pop()
            self.size -= item.size
            self.count -= item.count
            taken.append(item)
            extra += item.count
        frames = frames_of(reversed(taken))
        self.add([*frames[:extra]], sum(frame.size for frame in frames[:extra]), extra)
        return frames[extra:]


class History:
    """The latest messages in the order in which they were sent. `sent` counts all that ever were.

    They are kept in stretches, and forgotten a stretch at a time: nothing needs to be done for each that goes.
    """

    __slots__ = ("_budget", "_count", "_latest", "_older", "_size", "sent")

    def __init__(self, budget: HistoryBudget) -> None:
        budget.change(1)
        self._budget = budget
        self._older: deque[Stretch] = deque()
        self._size = self._count = 0  # of the older stretches
        self._latest = Stretch()
        self.sent = 0

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._size + self._latest.size

    @property
    def count(self) -> int:
        """Messages that are kept."""
        return self._count + self._latest.count

    def add(self, items: list[Item], size: int, count: int) -> None:
        """These were sent now, `count` messages of `size` bytes in all."""
        self.sent += count
        latest = self._latest
        latest.add(items, size, count)
        if latest.size >= self._budget.stretch or latest.count >= MAX_MESSAGES // STRETCHES:
            self._begin_stretch()

    def skip(self, count: int) -> None:
        """So many messages were sent that cannot be sent again, nor can what was before them."""
        if count:
            self.clear()
            self.sent += count

    def rewind(self, received: int) -> list[Frame] | None:
        """The messages behind the first `received` ones, which count as not sent any more; None when not all are kept.

        From then on both sides count alike, also where messages are lost.
        """
        missing = max(0, self.sent - received)
        if missing > min(self.count, MAX_MESSAGES):
            self.clear()
            self.sent = max(0, received)
            return None
        self.sent -= missing
        frames: list[Frame] = []
        while missing > self._latest.count:
            missing -= self._latest.count
            frames[:0] = frames_of(self._latest.items)
            self._latest = self._older.pop()
            self._size -= self._latest.size
            self._count -= self._latest.count
        return self._latest.take_back(missing) + frames

    def arrived(self, unconfirmed: int, framing: Framing) -> int:
        """How many messages a peer has for certain, when the last `unconfirmed` bytes of what was sent may not have reached it.

        One less than what is kept goes back to, when that is not far enough.
        """
        arrived = self.sent
        for stretch in (self._latest, *reversed(self._older)):
            for frame in reversed(frames_of(stretch.items)):
                if unconfirmed <= 0:
                    return arrived
                unconfirmed -= frame.size + sum(map(len, framing(frame.size, frame.binary)))
                arrived -= 1
        return arrived - 1 if unconfirmed > 0 and arrived else arrived

    def clear(self) -> None:
        """Keep nothing of what was sent."""
        self._older.clear()
        self._size = self._count = 0
        self._latest = Stretch()

    def forget(self) -> None:
        """The session is over."""
        self.clear()
        self._budget.change(-1)

    def _begin_stretch(self) -> None:
        """The latest stretch is long enough: begin a new one, and forget the oldest, so that there is room for it."""
        budget, latest = self._budget, self._latest
        many = latest.size > 2 * budget.stretch and len(latest.items) > 1  # much was sent at once
        latest.close()
        self._older += latest.parts(budget.stretch) if many else (latest,)
        self._size += latest.size
        self._count += latest.count
        size, count = budget.share + budget.stretch, MAX_MESSAGES + MAX_MESSAGES // STRETCHES
        while self._older and (self._size > size or self._count > count):
            oldest = self._older.popleft()
            self._size -= oldest.size
            self._count -= oldest.count
        self._latest = Stretch()
