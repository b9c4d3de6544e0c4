"""Who may do what, and the one order in which refusals come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.service.world import LOCATION, World, line_report, number, uri

from callplane.errors import AccessDenied, InvalidLine, NotCapable, UnknownObject, WrongState
from callplane.model.call import CallState
from callplane.model.events import LineReported
from callplane.model.features import Feature
from callplane.model.line import Capability, LineStatus
from callplane.numbers.parsing import to_supercanonic
from callplane.service.guard import Guard
from callplane.service.rights import Rights


def guard_of(world: World) -> Guard:
    return Guard(world.core, world.directory, lambda text: to_supercanonic(text, LOCATION))


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("text", [uri("101"), number("101"), "101", "+49 (8151) 36856-101", "08151 36856101"])
def test_a_line_is_found_by_uri_and_by_number(world: World, text: str) -> None:
    assert guard_of(world).line("alice", text) is world.line("101")


@pytest.mark.parametrize(
    ("user", "line"), [("alice", "104"), ("carol", "101"), ("alice", "no number"), ("alice", "tel:+1@demo"), ("nobody", "101")]
)
def test_what_a_user_does_not_see_does_not_exist(world: World, user: str, line: str) -> None:
    with pytest.raises(InvalidLine):
        guard_of(world).line(user, line if line != "104" else uri(line), Rights.OWNER)


@pytest.mark.parametrize(
    ("user", "extension", "needed", "granted"),
    [
        ("alice", "101", Rights.OWNER, True),
        ("dave", "101", Rights.CONTROL, True),
        ("dave", "101", Rights.OWNER, False),
        ("alice", "102", Rights.PICKUP, True),
        ("alice", "102", Rights.SET_FORWARDS, False),
        ("alice", "103", Rights.SET_FORWARDS, True),
        ("alice", "103", Rights.CONTROL, False),
        ("bob", "101", Rights.PICKUP, False),
    ],
)
def test_rights(world: World, user: str, extension: str, needed: Rights, granted: bool) -> None:
    guard = guard_of(world)
    call_id = world.talk(extension).id
    if granted:
        assert guard.line(user, uri(extension), needed) is world.line(extension)
        assert guard.call(user, call_id, needed)[1] is world.call(call_id)
    else:
        with pytest.raises(AccessDenied):
            guard.line(user, uri(extension), needed)
        with pytest.raises(AccessDenied):
            guard.call(user, call_id, needed)


@pytest.mark.parametrize(("user", "call_id"), [("alice", "gone"), ("alice", "104-0")])
def test_calls_that_a_user_does_not_see_do_not_exist(world: World, user: str, call_id: str) -> None:
    world.talk("104")
    with pytest.raises(UnknownObject):
        guard_of(world).call(user, call_id, Rights.OWNER)


def test_of_several_lines_with_a_number_the_primary_is_meant(world: World) -> None:
    guard = guard_of(world)
    twin = replace(line_report("111"), number=number("101"))
    world.report(LineReported(twin))
    assert guard.line("alice", number("101")) is world.line("101")
    with pytest.raises(InvalidLine):
        guard.line("dave", number("101"))


def test_a_call_without_the_feature_is_refused_for_its_state_or_its_pbx() -> None:
    world = World(Capability.ALL & ~Capability.RECORD)
    guard = guard_of(world)
    call = world.put("101", CallState.RINGBACK)
    guard.allow(world.line("101"), call, Feature.HANG_UP)
    with pytest.raises(WrongState):
        guard.allow(world.line("101"), call, Feature.HOLD)
    with pytest.raises(NotCapable):
        guard.allow(world.line("101"), call, Feature.START_RECORDING)


@pytest.mark.parametrize("status", [LineStatus.NO_PBX, LineStatus.LOGIN_FAILED])
def test_a_line_whose_pbx_is_away_can_do_nothing(world: World, status: LineStatus) -> None:
    call = world.talk("101")
    away = replace(line_report("101"), status=status)
    world.report(LineReported(away))
    with pytest.raises(NotCapable):
        guard_of(world).allow(world.line("101"), world.call(call.id), Feature.HOLD)


@pytest.mark.parametrize("feature", [f for f in Feature if f is not Feature.MAKE_CALL], ids=lambda f: f.name)
def test_every_feature_can_be_refused(world: World, feature: Feature) -> None:
    call = world.put("101", CallState.DISCONNECTED)
    with pytest.raises(WrongState):
        guard_of(world).allow(world.line("101"), call, feature)
