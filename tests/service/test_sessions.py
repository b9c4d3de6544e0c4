"""From log-on to log-off or expiry."""

from __future__ import annotations

import pytest
from tests.clock import HandClock
from tests.service.taker import Taker

from callplane.errors import Busy
from callplane.service.messages import Frame
from callplane.service.sessions import TOO_SLOW, Session, Sessions


class Connection(Taker):
    """Writes down why it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.closed: list[str] = []

    def close(self, reason: str) -> None:
        self.closed.append(reason)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def sessions(clock: HandClock) -> Sessions:
    return Sessions(clock, idle_seconds=60, grace_seconds=120, queue_bytes=100, limit=3)


async def test_a_session_is_found_by_its_id_in_any_case(sessions: Sessions) -> None:
    session = sessions.open("alice", "app")
    assert len(session.id) == 32
    assert sessions.find(session.id) is sessions.find(session.id.lower()) is sessions.get(session.id) is session
    assert sessions.find("0" * 32) is None
    assert sessions.get("") is None
    assert (len(sessions), list(sessions)) == (1, [session])


async def test_sessions_of_a_user(sessions: Sessions) -> None:
    first, second = sessions.open("alice"), sessions.open("alice")
    assert set(sessions.of_user("alice")) == {first, second}
    sessions.end(first, "over")
    assert sessions.of_user("alice") == (second,)
    sessions.end(second, "over")
    assert sessions.of_user("alice") == ()


async def test_ending_tells_everybody_once_and_closes_the_connection(sessions: Sessions) -> None:
    session, connection = sessions.open("alice"), Connection()
    ended: list[Session] = []
    sessions.on_end.append(ended.append)
    sessions.attach(session, connection.close, connection)
    sessions.end(session, "over")
    sessions.end(session, "again")
    assert ended == [session]
    assert connection.closed == ["over"]
    assert not session.attached
    assert sessions.find(session.id) is None


async def test_what_was_to_be_said_is_said_before_the_end(sessions: Sessions) -> None:
    session, connection = sessions.open("alice"), Connection()
    sessions.attach(session, connection.close, connection)
    session.outbox.put_answer(Frame(b"last", binary=False))
    sessions.end(session, "over")
    assert [frame.data for frame in connection.frames] == [b"last"]


async def test_a_client_that_comes_back_takes_its_session_over(sessions: Sessions) -> None:
    session, old, new = sessions.open("alice"), Connection(), Connection()
    sessions.attach(session, old.close, old)
    sessions.attach(session, new.close, new)
    assert len(old.closed) == 1
    sessions.detach(session, old.close, old)
    assert session.attached
    sessions.detach(session, new.close, new)
    assert not session.attached
    assert new.closed == []


async def test_idle_sessions_expire(sessions: Sessions, clock: HandClock) -> None:
    used, attached, idle = (sessions.open(name) for name in ("used", "attached", "idle"))
    connection = Connection()
    sessions.attach(attached, connection.close, connection)
    clock.advance(59)
    sessions.find(used.id)
    sessions.get(idle.id)
    sessions.expire()
    assert len(sessions) == 3
    clock.advance(1)
    sessions.expire()
    assert [session.user for session in sessions] == ["used", "attached"]


async def test_a_session_whose_time_is_over_is_not_found_again(sessions: Sessions, clock: HandClock) -> None:
    session = sessions.open("alice")
    clock.advance(60)
    assert sessions.find(session.id) is None
    assert session.ended


async def test_a_session_waits_longer_for_a_connection_that_broke(sessions: Sessions, clock: HandClock) -> None:
    session, connection = sessions.open("alice"), Connection()
    sessions.attach(session, connection.close, connection)
    clock.advance(100)
    sessions.detach(session, connection.close, connection)
    clock.advance(119)
    sessions.expire()
    assert len(sessions) == 1
    clock.advance(1)
    sessions.expire()
    assert len(sessions) == 0


async def test_there_is_room_for_so_many(sessions: Sessions, clock: HandClock) -> None:
    for _ in range(3):
        sessions.open("alice")
    with pytest.raises(Busy):
        sessions.open("bob")
    clock.advance(60)
    assert sessions.open("bob") in list(sessions)
    assert len(sessions) == 1


async def test_a_client_that_does_not_read_is_cut_off_and_can_come_back(sessions: Sessions) -> None:
    session, slow, again = sessions.open("alice"), Connection(), Connection()
    gaps: list[Session] = []
    sessions.on_gap.append(gaps.append)
    sessions.attach(session, slow.close, slow)
    session.outbox.pause(slow)
    for _ in range(11):
        session.outbox.put_event(Frame(b"0123456789", binary=False))
    assert slow.closed == [TOO_SLOW]
    assert not session.ended
    sessions.detach(session, slow.close, slow)
    assert gaps == []
    sessions.attach(session, again.close, again, received=0)
    assert gaps == []
