"""Associated dialling: the office, then the number, then both together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.service.world import World, uri

from callplane.drivers import commands as c
from callplane.errors import CommandFailed
from callplane.model.call import CallState
from callplane.model.events import CallCleared
from callplane.model.line import Capability, ForwardMode, RemoteOffice
from callplane.service.emulation import Emulation

S = CallState
A = uri("101")
OFFICE = "00891234"
MAKE = c.MakeCall(A, "office", "103", address="x")


class Desk:
    """Extension 101, whose calls run over an office outside."""

    def __init__(self) -> None:
        self.world = w = World(Capability.ALL & ~Capability.REMOTE_OFFICE, ForwardMode.NONE)
        self.emulation = Emulation(w.core, w.execute, w.location_of, w.new_id, w.spawn, w.clock.schedule)
        w.core.subscribers.append(self.emulation.observe)
        line = w.line("101")
        w.core.set_settings(line, replace(line.settings, remote_office=RemoteOffice(True, "+49891234", "server")))

    async def execute(self, command: c.Command) -> None:
        await self.emulation.execute(self.world.line("101"), command)

    async def put(self, state: CallState, call_id: str) -> None:
        self.world.put("101", state, call_id)
        await self.world.settle()

    def taken(self) -> list[c.Command]:
        """The commands since the last question."""
        made, self.world.commands = self.world.commands, []
        return made


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def connected_office(desk: Desk) -> c.MakeCall:
    """The office has answered; the command that calls the number."""
    await desk.execute(MAKE)
    await desk.put(S.DIALING, "office")
    await desk.put(S.CONNECTED, "office")
    _, second = desk.taken()
    assert isinstance(second, c.MakeCall)
    return second


async def test_the_office_is_called_first_then_the_number_then_both_are_joined(desk: Desk) -> None:
    await desk.execute(MAKE)
    assert desk.taken() == [c.MakeCall(A, "office", OFFICE, address="x")]
    await desk.put(S.DIALING, "office")
    assert desk.taken() == []
    await desk.put(S.CONNECTED, "office")
    (second,) = desk.taken()
    assert second == c.MakeCall(A, "{1}", "103", consultation_of="office", address="x")
    await desk.put(S.HOLD, "office")
    await desk.put(S.DIALING, "{1}")
    await desk.put(S.CONNECTED, "{1}")
    assert desk.taken() == [c.Merge(A, "{1}", "office")]
    desk.world.report(CallCleared(A, "{1}"), CallCleared(A, "office"))
    await desk.world.settle()
    assert desk.taken() == []


@pytest.mark.parametrize(
    ("command", "dialled"),
    [
        (replace(MAKE, via="0030"), "0030"),
        (replace(MAKE, consultation_of="a"), "103"),
        (replace(MAKE, callback=True), "103"),
    ],
)
async def test_which_calls_run_over_the_office(desk: Desk, command: c.MakeCall, dialled: str) -> None:
    await desk.execute(command)
    (made,) = desk.taken()
    assert isinstance(made, c.MakeCall)
    assert (made.number, made.via) == (dialled, "")


async def test_an_office_that_does_not_answer_ends_the_attempt(desk: Desk) -> None:
    await desk.execute(MAKE)
    await desk.put(S.DISCONNECTED, "office")
    assert len(desk.taken()) == 1
    await desk.put(S.CONNECTED, "other")
    assert desk.taken() == []


async def test_a_busy_office_is_hung_up(desk: Desk) -> None:
    await desk.execute(MAKE)
    desk.taken()
    await desk.put(S.BUSY, "office")
    assert desk.taken() == [c.Drop(A, "office")]


@pytest.mark.parametrize(("state", "dropped"), [(S.BUSY, ["{1}", "office"]), (S.DISCONNECTED, ["office"])])
async def test_a_number_that_cannot_be_reached_ends_the_office_s_call(desk: Desk, state: CallState, dropped: list[str]) -> None:
    await connected_office(desk)
    await desk.put(S.DIALING, "{1}")
    await desk.put(state, "{1}")
    assert desk.taken() == [c.Drop(A, call_id) for call_id in dropped]


async def test_an_office_that_hangs_up_ends_the_other_call(desk: Desk) -> None:
    await connected_office(desk)
    await desk.put(S.RINGBACK, "{1}")
    desk.world.report(CallCleared(A, "office"))
    await desk.world.settle()
    assert desk.taken() == [c.Drop(A, "{1}")]


async def test_an_office_that_the_pbx_refuses_is_no_attempt(desk: Desk) -> None:
    desk.world.refusal = CommandFailed("no")
    with pytest.raises(CommandFailed):
        await desk.execute(MAKE)
    desk.world.refusal = None
    await desk.put(S.CONNECTED, "office")
    assert desk.taken() == []


async def test_a_number_that_the_pbx_refuses_ends_the_office_s_call(desk: Desk) -> None:
    await desk.execute(MAKE)
    desk.taken()
    desk.world.refusal, desk.world.refused = CommandFailed("no"), c.MakeCall
    await desk.put(S.CONNECTED, "office")
    assert desk.taken() == [c.Drop(A, "office")]


async def test_a_call_that_cannot_be_dropped_is_left(desk: Desk) -> None:
    await connected_office(desk)
    desk.world.put("101", S.CONNECTED, "office")
    desk.world.refusal = CommandFailed("no")
    await desk.put(S.DISCONNECTED, "{1}")
    assert desk.world.call("office").state is S.CONNECTED


async def test_calls_that_cannot_be_joined_stay(desk: Desk) -> None:
    await connected_office(desk)
    desk.world.put("101", S.HOLD, "office")
    desk.world.put("101", S.CONNECTED, "{1}")
    desk.world.refusal = CommandFailed("no")
    await desk.world.settle()
    assert desk.world.call("{1}").state is S.CONNECTED
