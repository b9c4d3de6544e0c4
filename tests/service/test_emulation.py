"""What the server does for PBXs that can do little."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.service.world import World, line_report, number, uri

from callplane.drivers import commands as c
from callplane.errors import CommandFailed
from callplane.model.call import CallState
from callplane.model.line import (
    Capability,
    Forward,
    ForwardController,
    ForwardMode,
    LineSettings,
    RemoteOffice,
)
from callplane.service.emulation import FORWARD_MODES, MAX_HOPS, NO_ANSWER_SECONDS, Emulation, emulated

C, M, S = Capability, ForwardMode, CallState
A = uri("101")
PLAIN = C.MAKE_CALL | C.DROP | C.ANSWER | C.HOLD | C.REDIRECT | C.MERGE


def emulation_of(world: World) -> Emulation:
    made = Emulation(world.core, world.execute, world.location_of, world.new_id, world.spawn, world.clock.schedule)
    world.core.subscribers.append(made.observe)
    return made


@pytest.mark.parametrize(
    ("can", "own_modes", "added", "modes"),
    [
        (C.ALL, M.ALL, C.NONE, M.NONE),
        (C.NONE, M.NONE, C.NONE, M.NONE),
        (C.DROP, M.NONE, C.DO_NOT_DISTURB, M.NONE),
        (C.HOLD, M.NONE, C.SWAP, M.NONE),
        (C.MAKE_CALL, M.NONE, C.CALLBACK, M.NONE),
        (C.REDIRECT, M.IMMEDIATE, C.NONE, FORWARD_MODES & ~M.IMMEDIATE),
        (PLAIN, M.NONE, C.DO_NOT_DISTURB | C.SWAP | C.CALLBACK | C.REMOTE_OFFICE, FORWARD_MODES),
        (PLAIN & ~C.MERGE, M.NONE, C.DO_NOT_DISTURB | C.SWAP | C.CALLBACK, FORWARD_MODES),
        (PLAIN & ~C.HOLD, M.NONE, C.DO_NOT_DISTURB | C.CALLBACK, FORWARD_MODES),
        (C.ALL & ~C.DO_NOT_DISTURB, M.ALL, C.DO_NOT_DISTURB, M.NONE),
    ],
)
def test_what_the_server_adds(can: Capability, own_modes: ForwardMode, added: Capability, modes: ForwardMode) -> None:
    assert emulated(line_report("101", can, own_modes)) == (added, modes)


# -- commands


NATIVE: list[c.Command] = [
    c.SetDoNotDisturb(A, on=True),
    c.SetForward(A, Forward(M.IMMEDIATE, "+1")),
    c.SetRemoteOffice(A, enabled=True, destination="+1"),
    c.CompleteCall(A, "a"),
    c.SwapHold(A, "a", "b"),
    c.MakeCall(A, "a", "102", consultation_of="b"),
    c.Drop(A, "a"),
]


@pytest.mark.parametrize("command", NATIVE, ids=lambda command: type(command).__name__)
async def test_what_the_pbx_can_do_it_does(command: c.Command) -> None:
    world = World()
    await emulation_of(world).execute(world.line("101"), command)
    assert world.commands == [command]


async def test_settings_that_the_server_keeps() -> None:
    world = World(PLAIN, M.NONE)
    emulation, line = emulation_of(world), world.line("101")
    first = Forward(M.IMMEDIATE, "+1", controller=ForwardController.SERVER_USER)
    second = replace(first, destination="+2")
    await emulation.execute(line, c.SetDoNotDisturb(A, on=True))
    await emulation.execute(line, c.SetForward(A, first))
    await emulation.execute(line, c.SetForward(A, replace(first, mode=M.BUSY)))
    await emulation.execute(line, c.SetForward(A, second))
    await emulation.execute(line, c.SetRemoteOffice(A, enabled=True, destination="+3"))
    assert line.settings == LineSettings(True, (replace(first, mode=M.BUSY), second), RemoteOffice(True, "+3", "server"))
    await emulation.execute(line, c.SetRemoteOffice(A, enabled=False, destination="+3"))
    assert line.settings.remote_office == RemoteOffice(False, "+3", "")
    assert not world.commands


OWN = Forward(M.IMMEDIATE, "+1", controller=ForwardController.SERVER_USER)
OF_PBX = Forward(M.BUSY, "+2")


@pytest.mark.parametrize(
    ("command", "kept", "goes_down"),
    [
        (c.RemoveForward(A), (OF_PBX,), True),
        (c.RemoveForward(A, M.IMMEDIATE), (OF_PBX,), False),
        (c.RemoveForward(A, M.BUSY, "+2"), (OWN, OF_PBX), True),
        (c.RemoveForward(A, M.IMMEDIATE, "+2"), (OWN, OF_PBX), False),
        (c.RemoveForward(A, destination="+1"), (OF_PBX,), False),
    ],
)
async def test_rules_are_removed_where_they_are_kept(
    command: c.RemoveForward, kept: tuple[Forward, ...], goes_down: bool
) -> None:
    world = World(PLAIN, M.BUSY)
    emulation, line = emulation_of(world), world.line("101")
    world.core.set_settings(line, LineSettings(forwards=(OWN, OF_PBX)))
    await emulation.execute(line, command)
    assert line.settings.forwards == kept
    assert world.commands == ([command] if goes_down else [])


async def test_swap_by_hold_and_retrieve() -> None:
    world = World(PLAIN)
    await emulation_of(world).execute(world.line("101"), c.SwapHold(A, "held", "active"))
    assert world.commands == [c.Hold(A, "active"), c.Retrieve(A, "held")]


async def test_consultation_by_hold_and_a_second_call() -> None:
    world = World(PLAIN)
    command = c.MakeCall(A, "b", "103", consultation_of="a")
    await emulation_of(world).execute(world.line("101"), command)
    assert world.commands == [c.Hold(A, "a"), command]


# -- ringing calls


async def ring(world: World, *rules: Forward, dnd: bool = False, internal: bool = True, remote: str = "102") -> None:
    line = world.line("101")
    world.core.set_settings(line, replace(line.settings, do_not_disturb=dnd, forwards=rules))
    world.ring("101", "a", remote, internal=internal)
    await world.settle()


def rule(mode: ForwardMode, destination: str = "103", *callers: str) -> Forward:
    return Forward(mode, number(destination), callers=callers, controller=ForwardController.SERVER_USER)


@pytest.fixture
def plain() -> World:
    world = World(PLAIN, M.NONE)
    emulation_of(world)
    return world


async def test_a_call_that_just_rings_is_left_alone(plain: World) -> None:
    await ring(plain)
    plain.clock.advance(1000)
    await plain.settle()
    assert not plain.commands


async def test_do_not_disturb_rejects(plain: World) -> None:
    await ring(plain, dnd=True)
    assert plain.commands == [c.Drop(A, "a")]


async def test_do_not_disturb_of_the_pbx_is_its_own_affair() -> None:
    world = World(PLAIN | C.DO_NOT_DISTURB, M.NONE)
    emulation_of(world)
    await ring(world, dnd=True)
    assert not world.commands


REDIRECTED = [c.Redirect(A, "a", "103")]


@pytest.mark.parametrize(
    ("rules", "internal", "forwarded"),
    [
        ([rule(M.IMMEDIATE)], True, True),
        ([rule(M.IMMEDIATE_INTERNAL)], True, True),
        ([rule(M.IMMEDIATE_INTERNAL)], False, False),
        ([rule(M.IMMEDIATE_EXTERNAL)], False, True),
        ([rule(M.IMMEDIATE_EXTERNAL)], True, False),
        ([rule(M.IMMEDIATE, "104"), rule(M.IMMEDIATE_INTERNAL)], True, True),
        ([rule(M.IMMEDIATE, "103", number("102"))], True, True),
        ([rule(M.IMMEDIATE, "103", number("111"))], True, False),
        ([rule(M.BUSY)], True, False),
        ([replace(rule(M.IMMEDIATE), controller=ForwardController.PBX)], True, False),
    ],
)
async def test_forwards_at_once(plain: World, rules: list[Forward], internal: bool, forwarded: bool) -> None:
    await ring(plain, *rules, internal=internal)
    assert plain.commands == (REDIRECTED if forwarded else [])


@pytest.mark.parametrize("mode", [M.BUSY, M.BUSY_INTERNAL])
async def test_forwards_when_busy(plain: World, mode: ForwardMode) -> None:
    plain.put("101", S.DISCONNECTED, "over")
    await ring(plain, rule(mode))
    assert not plain.commands
    plain.talk("101", "b")
    plain.ring("101", "second")
    await plain.settle()
    assert plain.commands == [c.Redirect(A, "second", "103")]


async def test_a_busy_forward_goes_before_do_not_disturb(plain: World) -> None:
    await ring(plain, rule(M.BUSY), dnd=True)
    assert plain.commands == REDIRECTED


async def test_forwards_without_an_answer(plain: World) -> None:
    await ring(plain, rule(M.NO_ANSWER))
    plain.clock.advance(NO_ANSWER_SECONDS - 1)
    await plain.settle()
    assert not plain.commands
    plain.clock.advance(1)
    await plain.settle()
    assert plain.commands == REDIRECTED


async def test_the_no_answer_time_is_the_rule_s_own(plain: World) -> None:
    await ring(plain, replace(rule(M.NO_ANSWER_INTERNAL), no_answer_seconds=5))
    plain.clock.advance(5)
    await plain.settle()
    assert plain.commands == REDIRECTED


@pytest.mark.parametrize("what", ["answered", "removed", "over"])
async def test_what_does_not_ring_any_more_is_not_forwarded(plain: World, what: str) -> None:
    await ring(plain, rule(M.NO_ANSWER))
    if what == "answered":
        plain.put("101", S.CONNECTED, "a", outbound=False)
    elif what == "removed":
        plain.core.set_settings(plain.line("101"), LineSettings())
    else:
        plain.put("101", S.DISCONNECTED, "a", outbound=False)
    plain.clock.advance(NO_ANSWER_SECONDS)
    await plain.settle()
    assert not plain.commands


async def test_forwards_end_after_some_hops(plain: World) -> None:
    line = plain.line("101")
    plain.core.set_settings(line, replace(line.settings, forwards=(rule(M.IMMEDIATE),)))
    for n in range(MAX_HOPS + 1):
        plain.ring("101", str(n))
        await plain.settle()
    assert plain.commands == [c.Redirect(A, str(n), "103") for n in range(MAX_HOPS)] + [c.Drop(A, str(MAX_HOPS))]


async def test_hops_are_remembered_for_a_while_only(plain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.service.emulation._REMEMBERED_HOPS", 1)
    line = plain.line("101")
    plain.core.set_settings(line, replace(line.settings, forwards=(rule(M.IMMEDIATE),)))
    for n in range(3 * MAX_HOPS):
        plain.put("101", S.OFFERING, str(n), tracker_id=str(n % 2))
        await plain.settle()
    assert not any(isinstance(command, c.Drop) for command in plain.commands)


async def test_calls_of_a_remote_office_go_there(plain: World) -> None:
    line = plain.line("101")
    plain.core.set_settings(line, replace(line.settings, remote_office=RemoteOffice(True, "+49891234", "server")))
    plain.ring("101", "a")
    await plain.settle()
    assert plain.commands == [c.Redirect(A, "a", "00891234")]


async def test_a_refusal_of_the_pbx_disturbs_nothing(plain: World) -> None:
    plain.refusal = CommandFailed("no")
    await ring(plain, rule(M.IMMEDIATE))
    assert plain.call("a").state is S.OFFERING


async def test_own_callbacks_are_not_forwarded(plain: World) -> None:
    line = plain.line("101")
    plain.core.set_settings(line, replace(line.settings, forwards=(rule(M.IMMEDIATE),)))
    plain.put("101", S.OFFERING, "a", outbound=True)
    await plain.settle()
    assert not plain.commands


async def test_a_call_that_is_met_in_the_middle_is_left_alone(plain: World) -> None:
    plain.core.set_settings(plain.line("101"), LineSettings(True, (rule(M.IMMEDIATE),)))
    plain.put("101", S.CONNECTED, outbound=False)
    await plain.settle()
    assert not plain.commands
