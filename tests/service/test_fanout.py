"""Events for many queues at a time: each hears what it would hear one by one, in the same order, however they differ."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callplane.service.fanout import IN_STEP_FROM, MAX_WAITING_BYTES, Listeners
from callplane.service.history import FLOOR_BYTES, MAX_BYTES, MAX_MESSAGES, HistoryBudget
from callplane.service.messages import BATCH_BYTES, Frame, Framing, Item, frames_of
from callplane.service.outbox import Outbox, Pump

LIMIT = 400


def event(text: str) -> Frame:
    return Frame(f"{text}:".encode(), False, rest=b".", more=3)


def framing(_size: int, _binary: bool) -> tuple[bytes, bytes]:
    return b"", b"\n"


class Session:
    """A queue and what its peer has got. `attached` False: nobody is there at first."""

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
    late = Session(hall.pump, "L")
    hall.listeners.add(late.outbox, b"ML")
    hall.tell()
    await asyncio.sleep(0)
    assert late.got == ["1:ML."]


async def test_nobody_hears_of_an_event_while_there_is_a_gap() -> None:
    hall = Hall()
    first = hall.sessions[0]
    first.outbox.detach(first)
    with first.outbox.events_wait():
        for _ in range(MAX_MESSAGES + 1):
            first.outbox.put_event(Frame(b"x", False))
    hall.tell()
    assert not first.outbox.attach(first)
    hall.tell()
    await asyncio.sleep(0)
    assert first.got == ["1:MA."]
    assert hall.sessions[1].got == ["0:MB.", "1:MB."]


async def test_a_batch_counts_before_the_turn_is_over() -> None:
    """A reader that does not read is cut off in the middle of a turn that never ends."""
    hall = Hall()
    slow, *others = hall.sessions
    slow.outbox.pause(slow)
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
    session.outbox.pause(session)


def _go_on(_hall: Hall, session: Session) -> None:
    session.outbox.go_on(session)


def _flush(_hall: Hall, session: Session) -> None:
    session.outbox.flush()


def _break(_hall: Hall, session: Session) -> None:
    session.outbox.detach(session)


def _return(_hall: Hall, session: Session) -> None:
    """Come back, having got all but the last two messages."""
    session.outbox.detach(session)
    del session.got[-2:]
    assert session.outbox.attach(session, len(session.got))


STEPS: list[Step] = [_answer, _begin, _end, _pause, _go_on, _flush, _break, _return]


def _room(room: str) -> Step:
    return lambda hall, _: hall.tell(room)


def _regroup(hall: Hall, _session: Session) -> None:
    hall.rooms["M"] = hall.room("M")


ACTS = st.tuples(st.sampled_from(STEPS), st.integers(0, IN_STEP_FROM + 1))
TELLS = st.tuples(st.sampled_from([_room("M"), _room("M"), _room("N"), _regroup]), st.just(0))
QUIET: list[tuple[Step, int] | None] = [(_room("M"), 0), None] * 3
"""After such turns as these, those who can are in step."""


@given(
    st.sampled_from([3, IN_STEP_FROM + 2]),
    st.lists(st.one_of(st.just(QUIET), st.lists(st.one_of(TELLS, ACTS, st.none()), max_size=10)), max_size=8),
)
def test_everybody_hears_everything_in_order(sessions: int, parts: list[list[tuple[Step, int] | None]]) -> None:
    asyncio.run(_play(sessions, list(chain.from_iterable(parts))))


async def _play(sessions: int, steps: list[tuple[Step, int] | None]) -> None:
    """None is the end of a turn."""
    hall = Hall(sessions)
    for step in steps:
        if step is None:
            await asyncio.sleep(0)
        else:
            step[0](hall, hall.sessions[step[1] % sessions])
    for session in hall.sessions:
        session.answering.close()
        session.outbox.attach(session)
    await asyncio.sleep(0)
    for session in hall.sessions:
        assert [text for text in session.got if text != "answer"] == hall.heard_by(session, hall.told)


# -- in step: past the queues


async def in_step(sessions: int = IN_STEP_FROM + 2) -> Hall:
    """A hall whose sessions have all gone in step."""
    hall = Hall(sessions)
    for _ in range(2):
        hall.tell()
        await asyncio.sleep(0)
    return hall


async def test_those_for_whom_nothing_else_comes_up_go_in_step() -> None:
    hall = await in_step()
    hall.tell()
    hall.tell()
    assert {session.outbox.waiting_bytes for session in hall.sessions} == {10}
    await asyncio.sleep(0)
    for session in hall.sessions:
        assert (session.got, session.writes, session.sends) == (hall.heard_by(session, hall.told), 3, 1)
        assert (session.outbox.waiting_bytes, session.outbox.kept_bytes) == (0, 20)


async def test_a_few_never_do() -> None:
    hall = await in_step(IN_STEP_FROM - 1)
    assert {session.sends for session in hall.sessions} == {0}


async def test_who_has_to_answer_does_so_in_his_order_and_comes_back() -> None:
    hall = await in_step()
    first, *others = hall.sessions
    hall.tell()
    first.outbox.put_answer(Frame(b"answer", False))
    hall.tell()
    await asyncio.sleep(0)
    assert first.got[-3:] == ["2:MA.", "answer", "3:MA."]
    assert (first.sends, {session.sends for session in others}) == (0, {1})
    for _ in range(3):
        hall.tell()
        await asyncio.sleep(0)
    assert first.sends == 2
    assert [text for text in first.got if text != "answer"] == hall.heard_by(first, hall.told)
    assert first.outbox.arrived(0, framing) == len(first.got)


async def test_who_goes_between_two_rooms_is_not_taken_along() -> None:
    hall = await in_step()
    for _ in range(4):
        hall.tell("N")
        await asyncio.sleep(0)
        hall.tell("M")
        await asyncio.sleep(0)
    for session in hall.sessions:
        assert (session.got, session.sends) == (hall.heard_by(session, hall.told), 0)


async def test_who_comes_back_misses_nothing_of_what_was_sent_past_his_queue() -> None:
    hall = await in_step()
    first = hall.sessions[0]
    for _ in range(4):
        hall.tell()
        await asyncio.sleep(0)
    first.outbox.detach(first)
    assert first.outbox.arrived(0, framing) == 6
    hall.tell()
    del first.got[2:]
    assert first.outbox.attach(first, 2)
    await asyncio.sleep(0)
    assert first.got == hall.heard_by(first, hall.told)


class Narrow(Session):
    """One that reads no more after so many bytes of a turn."""

    def send(self, data: bytes) -> None:
        super().send(data)
        self.outbox.pause(self)


async def test_who_reads_slowly_goes_apart_in_the_middle_of_it() -> None:
    hall = Hall(IN_STEP_FROM)
    narrow = Narrow(hall.pump, "X")
    hall.listeners.add(narrow.outbox, b"MX")
    for _ in range(5):
        hall.tell()
        await asyncio.sleep(0)
    assert (narrow.got, narrow.sends) == (hall.heard_by(narrow, hall.told[:3]), 1)
    assert narrow.outbox.waiting_bytes == 10
    assert {session.sends for session in hall.sessions} == {3}
    narrow.outbox.go_on(narrow)
    await asyncio.sleep(0)
    assert narrow.got == hall.heard_by(narrow, hall.told)
    assert narrow.outbox.kept_bytes == 25


@pytest.mark.parametrize(
    ("share", "size", "at_once", "kept"), [(FLOOR_BYTES, FLOOR_BYTES // 3 - 10, 1, 3), (MAX_BYTES, 1, 100, MAX_MESSAGES)]
)
async def test_what_was_sent_in_step_is_kept_as_long_as_in_a_queue(share: int, size: int, at_once: int, kept: int) -> None:
    hall = await in_step()
    hall.budget.share = share
    first = hall.sessions[0]
    hall.tell()
    await asyncio.sleep(0)
    first.outbox.put_answer(Frame(b"answer", False))
    await asyncio.sleep(0)
    hall.tell()
    await asyncio.sleep(0)  # from here on in step again, but not from the first event on
    first.sends = 0
    for number in range(2 * kept // at_once):
        for more in range(at_once):
            hall.listeners.tell(Frame(b"%d:" % (number * at_once + more) + b"." * size, False, rest=b".", more=3))
        await asyncio.sleep(0)
    assert first.sends == 2 * kept // at_once
    assert first.outbox.kept_bytes <= 1.3 * share
    received = first.got
    first.outbox.detach(first)
    for missing in (kept, 1):
        first.got = []
        assert first.outbox.attach(first, len(received) - missing)
        await asyncio.sleep(0)
        assert first.got == received[-missing:]
    assert not first.outbox.attach(first, 4)


async def test_much_in_one_turn_is_sent_in_parts() -> None:
    hall = await in_step()
    size = BATCH_BYTES // 2
    for number in range(MAX_WAITING_BYTES // size + 1):
        hall.listeners.tell(Frame(b"%d:" % number + bytes(size), False, rest=b".", more=3))
    assert {session.sends for session in hall.sessions} == {1}


async def test_one_who_answers_all_the_time_does_not_split_what_others_are_sent() -> None:
    hall = await in_step()
    first, *others = hall.sessions
    for _ in range(100):
        first.outbox.put_answer(Frame(b"answer", False))
        hall.tell()
    await asyncio.sleep(0)
    assert {session.sends for session in others} == {1}
    for session in hall.sessions:
        assert [text for text in session.got if text != "answer"] == hall.heard_by(session, hall.told)


async def test_giants_go_through_the_queues() -> None:
    hall = await in_step()
    hall.tell()
    hall.listeners.tell(Frame(bytes(BATCH_BYTES), False, rest=b".", more=3))
    await asyncio.sleep(0)
    assert {(session.sends, len(session.got)) for session in hall.sessions} == {(0, 4)}


async def test_they_go_apart_while_it_is_logged_what_goes_to_whom(caplog: pytest.LogCaptureFixture) -> None:
    hall = await in_step()
    with caplog.at_level(logging.DEBUG, "callplane.service.outbox"):
        hall.tell()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert "messages 3 to 3 of A written" in caplog.messages
    assert [session.sends for session in hall.sessions] == [0] * len(hall.sessions)
    assert [session.got for session in hall.sessions] == [hall.heard_by(session, hall.told) for session in hall.sessions]
