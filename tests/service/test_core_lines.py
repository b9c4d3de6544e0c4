"""What drivers report of lines, their settings and the whole truth of a PBX."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.clock import HandClock
from tests.service.world import World, line_report, number, uri

from callplane.model import changes, events
from callplane.model.call import CallReport, CallState
from callplane.model.changes import CallChanged, ChangeReason
from callplane.model.line import (
    Capability,
    Forward,
    ForwardController,
    ForwardMode,
    LineSettings,
    LineStatus,
    RemoteOffice,
)
from callplane.service.core import Core

S, R = CallState, ChangeReason


@pytest.fixture
def world() -> World:
    return World()


def kinds(world: World) -> list[type]:
    return [type(change) for change in world.changes]


def test_a_line_that_is_reported_anew(world: World) -> None:
    report = line_report("101", Capability.MAKE_CALL)
    world.talk("101", "a")
    world.changes.clear()
    world.report(events.LineReported(report), events.LineReported(report))
    assert kinds(world) == [changes.LineChanged, changes.FeaturesChanged]
    assert world.line("101").emulated == Capability.CALLBACK


def test_a_line_that_gets_another_number(world: World) -> None:
    world.report(events.LineReported(replace(line_report("101"), number="+4999")))
    assert [line.uri for line in world.core.lines_with_number("+4999")] == [uri("101")]
    assert not world.core.lines_with_number(number("101"))


def test_a_line_that_goes_takes_its_calls_along(world: World) -> None:
    world.talk("101", "a")
    world.talk("101", "b")
    world.changes.clear()
    world.report(events.LineRemoved(uri("101")), events.LineRemoved(uri("101")))
    assert kinds(world) == [CallChanged, CallChanged, changes.LineRemoved]
    assert uri("101") not in world.core.lines
    assert not world.core.lines_with_number(number("101"))
    assert world.core.find_call("a") is None


def test_while_the_link_is_down_nothing_can_be_done(world: World) -> None:
    world.talk("101", "a")
    world.report(events.LinkChanged(up=False, reason="unplugged"))
    assert world.line("101").report.status is LineStatus.NO_PBX
    assert world.call("a").features == 0
    world.report(events.LinkChanged(up=True), events.Synchronised((line_report("101"),), (world.call("a").facts,)))
    assert world.line("101").report.status is LineStatus.OPEN
    assert world.call("a").features


def test_a_recording_of_a_known_line_is_told(world: World) -> None:
    world.report(*(events.RecordingStored(line, "a", "f.wav", 1.0, 2.0) for line in (uri("101"), "tel:+1@nowhere")))
    assert [type(c) for c in world.changes] == [changes.RecordingStored]


# -- the whole truth


def test_what_is_not_in_a_snapshot_is_not_there(world: World) -> None:
    kept, gone, over = world.talk("101", "kept"), world.talk("101", "gone"), world.talk("102", "over")
    world.put("102", S.DISCONNECTED, over.id)
    world.talk("103", "of-a-lost-line")
    world.changes.clear()
    lines = tuple(line_report(extension) for extension in ("101", "102"))
    calls = replace(kept.facts, state=S.HOLD), CallReport(lines[1].uri, "new", S.OFFERING, False)
    world.report(events.Synchronised(lines, calls))
    assert set(world.core.lines) == {uri("101"), uri("102")}
    assert set(world.line("101").calls) == {"kept"}
    assert set(world.line("102").calls) == {"over", "new"}
    assert world.reasons(gone.id) == [R.DESTROYED]
    assert world.reasons("of-a-lost-line") == [R.DESTROYED]
    assert world.reasons("kept") == [R.HELD]


def test_a_snapshot_with_an_impossible_call_keeps_the_others(world: World) -> None:
    call = world.talk("101", "a")
    lines = tuple(line_report(extension) for extension in ("101", "102"))
    backwards = replace(call.facts, state=S.DIALING)
    world.report(events.Synchronised(lines, (backwards, CallReport(lines[1].uri, "b", S.OFFERING, False))))
    assert world.call("a").state is S.CONNECTED
    assert world.call("b").state is S.OFFERING


# -- settings


def test_each_setting_that_differs_is_told(world: World) -> None:
    forward = Forward(ForwardMode.IMMEDIATE, "+1")
    settings = LineSettings(True, (forward,), RemoteOffice(True, "+1"))
    world.report(events.SettingsChanged(uri("101"), settings), events.SettingsChanged(uri("101"), settings))
    world.report(events.SettingsChanged("tel:+1@nowhere", settings))
    assert kinds(world) == [changes.DoNotDisturbChanged, changes.ForwardsChanged, changes.RemoteOfficeChanged]
    assert world.line("101").settings == settings


def test_the_server_keeps_what_the_pbx_does_not() -> None:
    own = Forward(ForwardMode.BUSY, "+2", controller=ForwardController.SERVER_USER)
    stored = LineSettings(True, (own, Forward(ForwardMode.IMMEDIATE, "+3")), RemoteOffice(True, "+1", "server"))
    clock = HandClock()
    core = Core(clock, clock.schedule, lambda: "id", stored={uri("101"): stored})
    core.report("demo", [events.LineReported(line_report("101", Capability.NONE)), events.LineReported(line_report("102"))])
    line = core.lines[uri("101")]
    assert line.settings == LineSettings(True, (own,), RemoteOffice(True, "+1", "server"))
    of_pbx = Forward(ForwardMode.NO_ANSWER, "+4")
    core.report("demo", [events.SettingsChanged(line.uri, LineSettings(False, (of_pbx,), RemoteOffice()))])
    assert line.settings == LineSettings(True, (of_pbx, own), RemoteOffice(True, "+1", "server"))
