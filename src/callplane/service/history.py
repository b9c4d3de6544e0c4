"""What a session's client was sent lately, so that it can be sent again after a broken connection.

Pure; knows encoded messages and their number, nothing of sessions or sockets. All histories together keep within one
budget: the more sessions there are, the less each may keep, but never less than `FLOOR_BYTES`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from callplane.service.reports import Report

MAX_MESSAGES = 10_000
MAX_BYTES = 4 << 20
FLOOR_BYTES = 64 << 10


class Frame(Struct, gc=False):
    """One encoded ROSE message: `start`, `reference` and `rest` behind one another. `binary`: BER, else JSON text in UTF-8.

    The same event for many differs in `reference` only, the cross-reference id; they share all else. `more`: the bytes behind
    `start`. `topic` is what the message is about where a newer one for the same reference on the same topic makes it needless;
    None where it must never be left out: answers, beginnings and ends. `report`: what the PBX reported that led to it.

    Hundreds of thousands are made in a second and many are kept, so it is small, and no matter for the garbage collector.
    """

    start: bytes
    binary: bool
    topic: tuple[str, ...] | None = None
    report: Report | None = None
    reference: bytes = b""
    rest: bytes = b""
    more: int = 0

    @property
    def data(self) -> bytes:
        """The whole message."""
        return self.start + self.reference + self.rest

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.start) + self.more


@dataclass(slots=True)
class HistoryBudget:
    """What all histories together may keep, in bytes."""

    total: int = 256 << 20
    histories: int = field(default=0, init=False)
    share: int = field(default=0, init=False)
    """What one history may keep now."""

    def __post_init__(self) -> None:
        self.change(0)

    def change(self, histories: int) -> None:
        """So many more histories, or fewer."""
        self.histories += histories
        self.share = min(MAX_BYTES, max(FLOOR_BYTES, self.total // max(1, self.histories)))


class History:
    """The latest messages in the order in which they were sent. `sent` counts all that ever were."""

    __slots__ = ("_budget", "_frames", "_size", "sent")

    def __init__(self, budget: HistoryBudget) -> None:
        self._budget = budget
        self._frames: deque[Frame] = deque()
        self._size = 0
        self.sent = 0
        budget.change(1)

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._size

    def add(self, frames: list[Frame], size: int) -> None:
        """These were sent now, `size` bytes in all."""
        self.sent += len(frames)
        kept = self._frames
        kept += frames
        self._size += size
        share = self._budget.share
        while kept and (self._size > share or len(kept) > MAX_MESSAGES):
            oldest = kept.popleft()
            self._size -= len(oldest.start) + oldest.more

    def rewind(self, received: int) -> list[Frame] | None:
        """The messages behind the first `received` ones, which count as not sent any more; None when not all are kept.

        From then on both sides count alike, also where messages are lost.
        """
        missing = max(0, self.sent - received)
        if missing > len(self._frames):
            self._frames.clear()
            self._size, self.sent = 0, max(0, received)
            return None
        frames = [self._frames.pop() for _ in range(missing)]
        frames.reverse()
        self._size -= sum(frame.size for frame in frames)
        self.sent -= missing
        return frames

    def arrived(self, unconfirmed: int, header: Callable[[Frame], int]) -> int:
        """How many messages a peer has for certain, when the last `unconfirmed` bytes of what was sent may not have reached it.

        `header`: the bytes that stand before a message on its way. One less than what is kept goes back to, when that is not far
        enough.
        """
        arrived = self.sent
        for frame in reversed(self._frames):
            if unconfirmed <= 0:
                break
            unconfirmed -= frame.size + header(frame)
            arrived -= 1
        return arrived - 1 if unconfirmed > 0 and arrived else arrived

    def forget(self) -> None:
        """The session is over."""
        self._frames.clear()
        self._size = 0
        self._budget.change(-1)
