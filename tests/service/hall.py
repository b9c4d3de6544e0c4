"""Sessions that all listen to the same, without sockets: what each gets, and how."""

from __future__ import annotations

from contextlib import ExitStack

from callplane.service.fanout import Listeners
from callplane.service.history import HistoryBudget
from callplane.service.messages import Frame, Framing, Item, frames_of
from callplane.service.outbox import Outbox, Pump

LIMIT = 400


def event(text: str) -> Frame:
    return Frame(f"{text}:".encode(), False, rest=b".", more=3)


def framing(_size: int, _binary: bool) -> tuple[bytes, bytes]:
    return b"", b"\n"


class Session:
    """A queue and what its peer has got: in `writes`, of which `sends` went past the queue."""

    def __init__(self, pump: Pump, name: str) -> None:
        self.name = name
        self.got: list[str] = []
        self.writes = self.sends = 0
        self.outbox = Outbox(LIMIT, self._cut_off, HistoryBudget(), pump, name)
        self.answering = ExitStack()
        self.lost = False
        self.outbox.attach(self)

    @property
    def framing(self) -> Framing:
        return framing

    def send(self, data: bytes) -> None:
        self.writes += 1
        self.sends += 1
        self.got += data.decode().splitlines()

    def write(self, items: list[Item]) -> None:
        self.writes += 1
        self.got += [frame.data.decode() for frame in frames_of(items)]

    def _cut_off(self) -> None:
        self.lost = True


class Hall:
    """Sessions that all listen to the same: in two rooms, where it matters."""

    def __init__(self, sessions: int = 3) -> None:
        self.pump = Pump()
        self.budget = HistoryBudget()
        self.sessions = [Session(self.pump, name) for name in "ABCDEFGHIJ"[:sessions]]
        self.told: list[str] = []
        self.rooms = {room: self.room(room) for room in "MN"}

    def room(self, room: str) -> Listeners:
        listeners = Listeners(self.pump, self.budget)
        for session in self.sessions:
            listeners.add(session.outbox, f"{room}{session.name}".encode())
        return listeners

    def tell(self, room: str = "M") -> None:
        self.told.append(f"{len(self.told)}:{room}")
        self.rooms[room].tell(event(self.told[-1][:-2]))

    @property
    def listeners(self) -> Listeners:
        return self.rooms["M"]

    def heard_by(self, session: Session, told: list[str]) -> list[str]:
        return [f"{text}{session.name}." for text in told]
