"""A trunk registers, renews, backs off, and asks where nobody registers."""

from __future__ import annotations

from callplane.drivers.exchange.trunk_link import (
    ASK_SECONDS,
    FIRST_RETRY,
    LAST_RETRY,
    LOGIN_RETRY,
    Answer,
    TrunkLink,
    TrunkState,
)

S = TrunkState


class Rig:
    def __init__(self, *, register: bool = True) -> None:
        self.asked: list[int] = []
        self.states: list[TrunkState] = []
        self.link = TrunkLink(register=register, expires=300, ask=self.asked.append, changed=self.states.append)
        self.link.start(0.0)

    def answer(self, status: int, now: float = 0.0, expires: int = 0, least: int = 0) -> float:
        """When it asks again."""
        self.link.answered(Answer(status, expires, least), now)
        due = self.link.next_deadline()
        assert due is not None
        return due


def test_a_registration_is_renewed_in_time() -> None:
    rig = Rig()
    assert rig.asked == [300]
    rig.link.advance(5.0)
    assert rig.answer(200, 10.0, expires=100) == 90.0
    assert rig.answer(200, 10.0, expires=3600) == 3550.0
    rig.link.advance(3549.0)
    assert len(rig.asked) == 1
    rig.link.advance(3550.0)
    assert rig.asked == [300, 300]
    rig.link.answered(Answer(200), 3550.0)
    rig.link.stop()
    assert rig.asked[-1] == 0
    assert rig.link.asking
    rig.link.answered(Answer(200), 3551.0)
    assert not rig.link.asking
    assert rig.link.next_deadline() is None
    assert rig.states == [S.UP]


def test_who_wants_longer_registrations_gets_them() -> None:
    rig = Rig()
    assert rig.answer(423, 1.0, least=900) == 1.0
    rig.link.advance(1.0)
    assert rig.asked == [300, 900]
    assert rig.answer(423, 1.0, least=300) == 1.0 + FIRST_RETRY


def test_retries_come_later_each_time() -> None:
    rig = Rig()
    waits = [rig.answer(503) for _ in range(9)]
    assert waits[:3] == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY]
    assert waits[-1] == LAST_RETRY
    assert rig.states == [S.UNREACHABLE]
    rig.answer(200)
    assert rig.answer(408) == FIRST_RETRY


def test_a_wrong_password_is_told_and_not_tried_often() -> None:
    rig = Rig()
    assert rig.answer(403) == LOGIN_RETRY
    assert rig.states == [S.LOGIN_FAILED]
    rig.link.stop()
    assert rig.asked == [300]


def test_a_static_peer_is_asked_and_up_whatever_it_answers() -> None:
    rig = Rig(register=False)
    assert rig.answer(404) == ASK_SECONDS
    assert rig.link.up
    rig.link.failed(3.0)
    assert rig.link.next_deadline() == 3.0
    rig.link.advance(3.0)
    rig.link.failed(3.0)
    assert rig.answer(408) == FIRST_RETRY
    assert not rig.link.up
    rig.link.stop()
    assert rig.asked == [300, 300]
