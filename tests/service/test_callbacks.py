"""Callbacks that the server makes: it watches the other party and calls when both are free."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.service.world import World, uri

from callplane.drivers import commands as c
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType
from callplane.model.events import CallCleared
from callplane.model.line import Capability, ForwardMode
from callplane.service.callbacks import EXPIRY_SECONDS, RETRY_SECONDS
from callplane.service.emulation import Emulation

S = CallState
A, B = uri("101"), uri("102")
PLAIN = Capability.MAKE_CALL | Capability.DROP


class Desk:
    """Extension 101, whose server calls back."""

    def __init__(self) -> None:
        self.world = World(PLAIN, ForwardMode.NONE)
        w = self.world
        self.emulation = Emulation(w.core, w.execute, w.location_of, w.new_id, w.spawn, w.clock.schedule)
        w.core.subscribers.append(self.emulation.observe)

    async def request(self, state: CallState, remote: str = "102") -> None:
        """Ask for a callback of a call in that state; it ends."""
        call = self.world.put("101", state, self.world.new_id(), remote, tracker_id="first")
        await self.emulation.execute(self.world.line("101"), c.CompleteCall(A, call.id))
        assert self.world.commands.pop() == c.Drop(A, call.id)
        await self.clear(A, call.id)

    async def clear(self, line: str, call_id: str) -> None:
        self.world.report(CallCleared(line, call_id))
        await self.world.settle()

    def called(self, number_dialled: str = "102") -> bool:
        """Whether the party was called back since the last question."""
        made, self.world.commands = self.world.commands, []
        assert all(isinstance(one, c.MakeCall) and one.callback and one.number == number_dialled for one in made)
        return bool(made)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_busy_party_is_called_when_it_is_free(desk: Desk) -> None:
    desk.world.talk("102", "b")
    desk.world.talk("102", "c")
    await desk.request(S.BUSY)
    await desk.clear(B, "b")
    assert not desk.called()
    await desk.clear(B, "c")
    assert desk.called()
    desk.world.talk("102", "d")
    await desk.clear(B, "d")
    assert not desk.called()


async def test_the_callback_belongs_to_the_first_call(desk: Desk) -> None:
    desk.world.talk("102", "b")
    await desk.request(S.BUSY)
    await desk.clear(B, "b")
    (command,) = desk.world.commands
    assert isinstance(command, c.MakeCall)
    call = desk.world.put("101", S.DIALING, command.call_id, tracker_id="of the PBX")
    assert (call.type, call.tracker_id) == (CallType.CALLBACK, "first")


async def test_a_silent_party_is_called_when_it_has_used_its_phone(desk: Desk) -> None:
    desk.world.ring("102", "unanswered", remote="101")
    await desk.request(S.RINGBACK)
    await desk.clear(B, "unanswered")
    assert not desk.called(), "the call that nobody answered is no use of the phone"
    desk.world.talk("102", "b")
    await desk.clear(B, "b")
    assert desk.called()


async def test_one_who_has_do_not_disturb_is_called_when_he_has_cleared_it(desk: Desk) -> None:
    line = desk.world.line("102")
    desk.world.core.set_settings(line, replace(line.settings, do_not_disturb=True))
    await desk.request(S.RINGBACK)
    assert not desk.called()
    desk.world.core.set_settings(line, replace(line.settings, do_not_disturb=False))
    await desk.world.settle()
    assert desk.called()


async def test_the_own_line_must_be_free_too(desk: Desk) -> None:
    desk.world.talk("102", "b")
    await desk.request(S.BUSY)
    desk.world.talk("101", "own")
    await desk.clear(B, "b")
    assert not desk.called()
    await desk.clear(A, "own")
    assert desk.called()


async def test_what_happens_elsewhere_is_no_reason(desk: Desk) -> None:
    desk.world.talk("102", "b")
    await desk.request(S.BUSY)
    desk.world.talk("103", "x", remote="104")
    await desk.clear(uri("103"), "x")
    assert not desk.called()


async def test_a_request_expires(desk: Desk) -> None:
    desk.world.talk("102", "b")
    await desk.request(S.BUSY)
    desk.world.clock.advance(EXPIRY_SECONDS)
    await desk.clear(B, "b")
    assert not desk.called()


async def test_a_new_request_takes_the_place_of_the_old_one(desk: Desk) -> None:
    desk.world.talk("102", "b")
    await desk.request(S.BUSY)
    desk.world.clock.advance(EXPIRY_SECONDS - 1)
    await desk.request(S.BUSY)
    desk.world.clock.advance(1)
    await desk.clear(B, "b")
    assert desk.called()


async def test_a_party_that_cannot_be_watched_is_called_after_a_while(desk: Desk) -> None:
    await desk.request(S.BUSY, "+49891234")
    assert not desk.called()
    desk.world.clock.advance(RETRY_SECONDS)
    await desk.world.settle()
    assert desk.called("00891234")


async def test_a_busy_desk_at_the_moment_of_the_retry_waits_for_the_next_end(desk: Desk) -> None:
    await desk.request(S.BUSY, "+49891234")
    desk.world.talk("101", "own")
    desk.world.clock.advance(RETRY_SECONDS)
    await desk.world.settle()
    assert not desk.called()
    await desk.clear(A, "own")
    desk.world.clock.advance(RETRY_SECONDS)
    await desk.world.settle()
    assert desk.called("00891234")


async def test_a_callback_that_the_pbx_refuses_is_over(desk: Desk) -> None:
    desk.world.talk("102", "b")
    await desk.request(S.BUSY)
    desk.world.refusal = CommandFailed("no")
    await desk.clear(B, "b")
    desk.world.refusal = None
    await desk.clear(B, "b")
    assert not desk.called()


async def test_what_cannot_be_dropped_is_no_request(desk: Desk) -> None:
    desk.world.talk("102", "b")
    call = desk.world.put("101", S.BUSY)
    desk.world.refusal = CommandFailed("no")
    with pytest.raises(CommandFailed):
        await desk.emulation.execute(desk.world.line("101"), c.CompleteCall(A, call.id))
    desk.world.refusal = None
    await desk.clear(A, call.id)
    await desk.clear(B, "b")
    assert not desk.called()
