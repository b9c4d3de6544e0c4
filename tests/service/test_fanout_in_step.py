"""Events for many who hear nothing else: they are sent past the queues, and nobody notices."""

from __future__ import annotations

import asyncio
import logging

import pytest
from tests.service.hall import Hall, Session, framing

from callplane.service.fanout import IN_STEP_FROM, MAX_WAITING_BYTES
from callplane.service.history import FLOOR_BYTES, MAX_BYTES, MAX_MESSAGES
from callplane.service.messages import BATCH_BYTES, Frame


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
