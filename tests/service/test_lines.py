"""Lists of lines and their settings: who may, what goes down, and every refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from tests.service.world import LOCATION, SNAPSHOT, World, line_report, number, uri

from callplane.drivers import commands as c
from callplane.errors import AccessDenied, InvalidLine, InvalidNumber, NotCapable, Refusal
from callplane.model.events import LineRemoved, LineReported, LinkChanged
from callplane.model.line import Capability, Forward, ForwardController, ForwardMode, LineSettings
from callplane.numbers.parsing import to_supercanonic
from callplane.service.guard import Guard
from callplane.service.lines import MAX_CALLERS, MAX_NO_ANSWER_SECONDS, Lines, Scope

Ask = Callable[[Lines], Awaitable[object]]
C103 = uri("103")


def lines_of(world: World) -> Lines:
    guard = Guard(world.core, world.directory, lambda text: to_supercanonic(text, LOCATION))
    return Lines(world.core, guard, world.directory, world.execute, world.location_of)


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("user", "scope", "extensions"),
    [
        ("alice", Scope.OWN, ["101", "111"]),
        ("alice", Scope.VISIBLE, ["101", "111", "102", "103"]),
        ("dave", Scope.VISIBLE, ["104", "101", "102", "103", "111"]),
        ("admin", Scope.OWN, []),
        ("admin", Scope.LOCAL_SYSTEM, ["101", "102", "103", "104", "111"]),
        ("admin", Scope.WHOLE_SYSTEM, ["101", "102", "103", "104", "111"]),
    ],
)
def test_scopes(world: World, user: str, scope: Scope, extensions: list[str]) -> None:
    lines = lines_of(world)
    assert [line.report.descriptor for line in lines.listed(user, scope)] == extensions
    selects = lines.selector(user, scope)
    assert {uri(extension) for extension in extensions} == {line for line in world.core.lines if selects(line)}


@pytest.mark.parametrize("scope", [Scope.LOCAL_SYSTEM, Scope.WHOLE_SYSTEM])
@pytest.mark.parametrize("user", ["alice", "nobody"])
def test_only_administrators_list_all(world: World, user: str, scope: Scope) -> None:
    with pytest.raises(AccessDenied):
        lines_of(world).listed(user, scope)


def test_lines_that_are_away_are_not_listed(world: World) -> None:
    world.report(LineRemoved(uri("101")))
    assert [line.uri for line in lines_of(world).listed("alice", Scope.OWN)] == [uri("111")]


def test_a_line_is_found_for_those_who_see_it(world: World) -> None:
    assert lines_of(world).line("alice", "103") is world.line("103")
    with pytest.raises(InvalidLine):
        lines_of(world).line("carol", "101")


def forward(mode: ForwardMode, destination: str, **more: object) -> Forward:
    return Forward(mode, destination, **more)  # type: ignore[arg-type]


ACCEPTED: list[tuple[Ask, c.Command]] = [
    (lambda k: k.set_do_not_disturb("alice", "103", on=True), c.SetDoNotDisturb(C103, on=True)),
    (lambda k: k.set_do_not_disturb("carol", C103, on=False), c.SetDoNotDisturb(C103, on=False)),
    (
        lambda k: k.set_forward("alice", "103", "104", 1),
        c.SetForward(C103, forward(ForwardMode.IMMEDIATE, number("104"))),
    ),
    (
        lambda k: k.set_forward("carol", "103", "0 089 1234", 4, 30, ("101", "+49 (30) 123456")),
        c.SetForward(
            C103,
            forward(ForwardMode.NO_ANSWER, "+49891234", no_answer_seconds=30, callers=(number("101"), "+4930123456")),
        ),
    ),
    (lambda k: k.remove_forward("alice", "103"), c.RemoveForward(C103)),
    (
        lambda k: k.set_remote_office("carol", "103", enabled=True, destination="0 089 1234"),
        c.SetRemoteOffice(C103, enabled=True, destination="+49891234"),
    ),
    (
        lambda k: k.set_remote_office("carol", "103", enabled=False, destination=""),
        c.SetRemoteOffice(C103, enabled=False),
    ),
]


@pytest.mark.parametrize(("ask", "command"), ACCEPTED)
async def test_what_is_accepted_goes_down_as_one_command(world: World, ask: Ask, command: c.Command) -> None:
    await ask(lines_of(world))
    assert world.commands == [command]


MANY = tuple("101" for _ in range(MAX_CALLERS + 1))
REFUSED: list[tuple[Ask, type[Refusal]]] = [
    (lambda k: k.set_do_not_disturb("alice", "102", on=True), AccessDenied),
    (lambda k: k.set_do_not_disturb("carol", "101", on=True), InvalidLine),
    (lambda k: k.set_forward("alice", "102", "104", 1), AccessDenied),
    (lambda k: k.set_forward("alice", "103", "103", 1), Refusal),
    (lambda k: k.set_forward("alice", "103", "nobody", 1), InvalidNumber),
    (lambda k: k.set_forward("alice", "103", "104", 0), Refusal),
    (lambda k: k.set_forward("alice", "103", "104", 3), Refusal),
    (lambda k: k.set_forward("alice", "103", "104", 1 << 15), Refusal),
    (lambda k: k.set_forward("alice", "103", "104", -1), Refusal),
    (lambda k: k.set_forward("alice", "103", "104", int(ForwardMode.ADMIN_DISCONNECTED)), AccessDenied),
    (lambda k: k.set_forward("alice", "103", "104", 4, -1), Refusal),
    (lambda k: k.set_forward("alice", "103", "104", 4, MAX_NO_ANSWER_SECONDS + 1), Refusal),
    (lambda k: k.set_forward("alice", "103", "104", 4, 0, MANY), Refusal),
    (lambda k: k.set_forward("alice", "103", "104", 4, 0, ("nobody",)), InvalidNumber),
    (lambda k: k.remove_forward("alice", "102"), AccessDenied),
    (lambda k: k.remove_forward("alice", "103", 1), Refusal),
    (lambda k: k.remove_forward("alice", "103", None, "104"), Refusal),
    (lambda k: k.remove_forward("alice", "103", 3), Refusal),
    (lambda k: k.set_remote_office("alice", "103", enabled=True, destination="104"), AccessDenied),
    (lambda k: k.set_remote_office("carol", "103", enabled=True, destination=""), Refusal),
    (lambda k: k.set_remote_office("carol", "103", enabled=True, destination="103"), Refusal),
    (lambda k: k.set_remote_office("carol", "103", enabled=True, destination="nobody"), InvalidNumber),
]


@pytest.mark.parametrize(("ask", "refusal"), REFUSED)
async def test_what_is_refused_never_reaches_the_pbx(world: World, ask: Ask, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        await ask(lines_of(world))
    assert not world.commands


@pytest.mark.parametrize(
    "ask",
    [
        lambda k: k.set_do_not_disturb("carol", "103", on=True),
        lambda k: k.set_forward("carol", "103", "104", 1),
        lambda k: k.remove_forward("carol", "103"),
        lambda k: k.set_remote_office("carol", "103", enabled=True, destination="104"),
    ],
)
async def test_a_line_without_these_things_refuses(ask: Ask) -> None:
    world = World(Capability.MAKE_CALL, ForwardMode.NONE)
    with pytest.raises(NotCapable):
        await ask(lines_of(world))


async def test_whether_a_forward_was_there_is_told(world: World) -> None:
    there = forward(ForwardMode.IMMEDIATE, number("104"))
    line = world.line("103")
    world.core.set_settings(line, replace(line.settings, forwards=(there,)))
    lines = lines_of(world)
    assert await lines.set_forward("carol", "103", "101", 1)
    assert not await lines.set_forward("carol", "103", "101", 2)


@pytest.mark.parametrize(
    ("mode", "destination", "command"),
    [
        (1, "", c.RemoveForward(C103, ForwardMode.IMMEDIATE)),
        (1, "104", c.RemoveForward(C103, ForwardMode.IMMEDIATE, number("104"))),
        (None, "104", c.RemoveForward(C103, ForwardMode.NONE, number("104"))),
    ],
)
async def test_exactly_the_named_forward_is_removed(world: World, mode: int | None, destination: str, command: c.Command) -> None:
    line = world.line("103")
    world.core.set_settings(line, replace(line.settings, forwards=(forward(ForwardMode.IMMEDIATE, number("104")),)))
    await lines_of(world).remove_forward("carol", "103", mode, destination)
    assert world.commands == [command]


@pytest.mark.parametrize(
    ("user", "mode", "controller"),
    [
        ("carol", ForwardMode.BUSY, ForwardController.PBX),
        ("carol", ForwardMode.IMMEDIATE, ForwardController.SERVER_USER),
        ("admin", ForwardMode.IMMEDIATE, ForwardController.SERVER_ADMIN),
    ],
)
async def test_who_carries_a_forward_out(world: World, user: str, mode: ForwardMode, controller: ForwardController) -> None:
    world.report(LineReported(line_report("103", forward_modes=ForwardMode.BUSY)))
    granted = {("admin", C103): 256}
    world.directory.replace(replace(SNAPSHOT, grants=granted))
    await lines_of(world).set_forward(user, "103", "104", int(mode))
    (command,) = world.commands
    assert isinstance(command, c.SetForward)
    assert command.forward.controller is controller


async def test_an_administrator_sets_his_own_modes(world: World) -> None:
    world.directory.replace(replace(SNAPSHOT, grants={("admin", C103): 256}))
    await lines_of(world).set_forward("admin", "103", "104", int(ForwardMode.ADMIN_DISCONNECTED))
    assert len(world.commands) == 1


async def test_nothing_is_set_while_the_pbx_is_away() -> None:
    world = World(Capability.MAKE_CALL | Capability.DROP | Capability.REDIRECT, ForwardMode.NONE)
    lines, line = lines_of(world), world.line("101")
    world.report(LinkChanged(up=False))
    for ask in (
        lines.set_do_not_disturb("alice", line.uri, on=True),
        lines.set_forward("alice", line.uri, "103", int(ForwardMode.IMMEDIATE)),
        lines.remove_forward("alice", line.uri),
        lines.set_remote_office("alice", line.uri, enabled=True, destination="103"),
    ):
        with pytest.raises(NotCapable):
            await ask
    assert not world.commands
    assert line.settings == LineSettings()
