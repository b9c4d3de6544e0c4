"""Events for many queues at a time: each hears what it would hear one by one, in the same order, however they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st
from tests.service.hall import Hall, Session

from callplane.service.fanout import IN_STEP_FROM
from callplane.service.history import MAX_MESSAGES
from callplane.service.messages import BATCH_BYTES, Frame


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
