"""Events for many queues at a time: each hears what it would hear one by one, in the same order, however they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

from hypothesis import given
from hypothesis import strategies as st

from callplane.service.fanout import Listeners, Outbox, Pump
from callplane.service.history import MAX_MESSAGES, HistoryBudget
from callplane.service.messages import BATCH_BYTES, Frame, Item, frames_of

LIMIT = 400


def event(text: str) -> Frame:
    return Frame(f"{text}:".encode(), False, rest=b".", more=3)


class Session:
    """A queue and what its peer has got. `attached` False: nobody is there at first."""

    def __init__(self, pump: Pump, name: str) -> None:
        self.name = name
        self.got: list[str] = []
        self.writes = 0
        self.outbox = Outbox(LIMIT, self._cut_off, HistoryBudget(), pump, name)
        self.answering = ExitStack()
        self.lost = False
        self.outbox.attach(self.write)

    def write(self, items: list[Item]) -> None:
        self.writes += 1
        self.got += [frame.data.decode() for frame in frames_of(items)]

    def _cut_off(self) -> None:
        self.lost = True


class Hall:
    """Three sessions that listen to the same."""

    def __init__(self) -> None:
        self.listeners = Listeners()
        pump = Pump()
        self.sessions = [Session(pump, name) for name in "ABC"]
        for session in self.sessions:
            self.listeners.add(session.outbox, f"M{session.name}".encode())
        self.told: list[str] = []

    def tell(self) -> None:
        self.told.append(str(len(self.told)))
        self.listeners.tell(event(self.told[-1]))

    def heard_by(self, session: Session, told: list[str]) -> list[str]:
        return [f"{text}:M{session.name}." for text in told]


async def test_a_burst_reaches_everybody_in_one_write() -> None:
    hall = Hall()
    for _ in range(20):
        hall.tell()
    assert [session.outbox.waiting_bytes > 0 for session in hall.sessions] == [True] * 3
    await asyncio.sleep(0)
    for session in hall.sessions:
        assert (session.got, session.writes) == (hall.heard_by(session, hall.told), 1)
        assert session.outbox.waiting_bytes == 0
    assert len(hall.listeners) == 3


async def test_what_comes_between_stays_between() -> None:
    hall = Hall()
    first, *others = hall.sessions
    hall.tell()
    first.outbox.put_answer(Frame(b"answer", False))
    hall.tell()
    await asyncio.sleep(0)
    assert first.got == ["0:MA.", "answer", "1:MA."]
    assert [session.got for session in others] == [["0:MB.", "1:MB."], ["0:MC.", "1:MC."]]


async def test_an_event_behind_an_answer_holds_up_nobody_else() -> None:
    hall = Hall()
    first, *others = hall.sessions
    hall.tell()
    with first.outbox.events_wait():
        hall.tell()
        hall.tell()
        await asyncio.sleep(0)
        assert first.got == ["0:MA."]
        assert [session.got for session in others] == [hall.heard_by(session, hall.told) for session in others]
        first.outbox.put_answer(Frame(b"answer", False))
    await asyncio.sleep(0)
    assert first.got == ["0:MA.", "answer", "1:MA.", "2:MA."]


async def test_who_comes_in_the_middle_hears_the_rest() -> None:
    hall = Hall()
    hall.tell()
    late = Session(Pump(), "L")
    hall.listeners.add(late.outbox, b"ML")
    hall.tell()
    await asyncio.sleep(0)
    assert late.got == ["1:ML."]


async def test_nobody_hears_of_an_event_while_there_is_a_gap() -> None:
    hall = Hall()
    first = hall.sessions[0]
    first.outbox.detach(first.write)
    with first.outbox.events_wait():
        for _ in range(MAX_MESSAGES + 1):
            first.outbox.put_event(Frame(b"x", False))
    hall.tell()
    assert not first.outbox.attach(first.write)
    hall.tell()
    await asyncio.sleep(0)
    assert first.got == ["1:MA."]
    assert hall.sessions[1].got == ["0:MB.", "1:MB."]


async def test_a_batch_counts_before_the_turn_is_over() -> None:
    """A reader that does not read is cut off in the middle of a turn that never ends."""
    hall = Hall()
    slow, *others = hall.sessions
    slow.outbox.pause(slow.write)
    event_of_some_size = Frame(bytes(BATCH_BYTES), False, rest=b".", more=3)
    hall.listeners.tell(event_of_some_size)
    hall.listeners.tell(event_of_some_size)
    assert slow.lost
    assert [len(session.got) for session in others] == [1, 1]


Step = Callable[[Hall, Session], None]


def _answer(_hall: Hall, session: Session) -> None:
    session.outbox.put_answer(Frame(b"answer", False))


def _begin(_hall: Hall, session: Session) -> None:
    session.answering.enter_context(session.outbox.events_wait())


def _end(_hall: Hall, session: Session) -> None:
    session.answering.close()


def _pause(_hall: Hall, session: Session) -> None:
    session.outbox.pause(session.write)


def _go_on(_hall: Hall, session: Session) -> None:
    session.outbox.go_on(session.write)


def _flush(_hall: Hall, session: Session) -> None:
    session.outbox.flush()


def _break(_hall: Hall, session: Session) -> None:
    session.outbox.detach(session.write)


def _return(_hall: Hall, session: Session) -> None:
    """Come back, having got all but the last two messages."""
    session.outbox.detach(session.write)
    del session.got[-2:]
    assert session.outbox.attach(session.write, len(session.got))


STEPS: list[Step] = [_answer, _begin, _end, _pause, _go_on, _flush, _break, _return]


@given(
    st.lists(
        st.one_of(
            st.just("tell"),
            st.just("turn"),
            st.tuples(st.sampled_from(STEPS), st.integers(0, 2)),
        ),
        max_size=40,
    )
)
def test_everybody_hears_everything_in_order(steps: list[str | tuple[Step, int]]) -> None:
    asyncio.run(_play(steps))


async def _play(steps: list[str | tuple[Step, int]]) -> None:
    hall = Hall()
    for step in steps:
        match step:
            case "tell":
                hall.tell()
            case "turn":
                await asyncio.sleep(0)
            case (act, number):
                act(hall, hall.sessions[number])
    for session in hall.sessions:
        session.answering.close()
        session.outbox.attach(session.write)
    await asyncio.sleep(0)
    for session in hall.sessions:
        assert [text for text in session.got if text != "answer"] == hall.heard_by(session, hall.told)
