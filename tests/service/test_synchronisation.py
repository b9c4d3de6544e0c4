"""The whole truth of a PBX beside what is known: who hears of what, and how it is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.service.line_viewer import LineViewer
from tests.service.world import World, line_report, uri

from callplane.model import changes, events
from callplane.model.call import CallReport, CallState, CallType
from callplane.model.changes import CallChanged, ChangeReason, ConferenceStep
from callplane.model.events import LinkChanged, Synchronised
from callplane.model.line import LineReport, LineSettings, LineStatus
from callplane.service.core import DECISION_SECONDS, LINGER_SECONDS
from callplane.service.expectations import Expected

S, R, T = CallState, ChangeReason, CallType
LINES = tuple(line_report(extension) for extension in ("101", "102", "103"))
DOWN, UP = LinkChanged(up=False), LinkChanged(up=True)


@pytest.fixture
def world() -> World:
    return World()


def known(world: World) -> tuple[CallReport, ...]:
    """The calls as they are known."""
    return tuple(call.facts for line in world.core.lines.values() for call in line.calls.values())


def come_back(world: World, *calls: CallReport, lines: tuple[LineReport, ...] = LINES) -> None:
    world.changes.clear()
    world.report(UP, Synchronised(lines, calls))


def told(world: World) -> list[tuple[str, ChangeReason, bool]]:
    return [(c.call.id, c.reason, c.synthetic) for c in world.changes if isinstance(c, CallChanged)]


def conference(call_id: str, kind: CallType) -> CallReport:
    state = S.CONNECTED if kind is T.CONFERENCE_CONTROLLER else S.CONFERENCED
    return CallReport(uri("101"), call_id, state, True, type=kind, controller_id="c")


CONTROLLER = conference("c", T.CONFERENCE_CONTROLLER)
MEMBERS = tuple(conference(name, T.CONFERENCE_MEMBER) for name in ("m1", "m2", "m3"))


# -- calls


def test_calls_stay_visible_and_offer_nothing_while_the_link_is_lost(world: World) -> None:
    world.talk("101", "a")
    world.changes.clear()
    world.report(DOWN)
    assert world.call("a").features == 0
    assert {line.report.status for line in world.core.lines.values()} == {LineStatus.NO_PBX}
    assert [type(change) for change in world.changes][-1] is changes.FeaturesChanged
    assert told(world) == []


def test_a_link_that_refuses_the_log_in_shows_it(world: World) -> None:
    world.talk("101", "a")
    world.report(DOWN, LinkChanged(up=False, login_failed=True))
    assert world.line("101").report.status is LineStatus.LOGIN_FAILED
    assert world.call("a").features == 0


def test_differences_are_told_once_and_marked(world: World) -> None:
    kept, gone = world.talk("101", "kept"), world.talk("102", "gone")
    same = world.hold("103", "same")
    world.report(DOWN)
    new = CallReport(uri("102"), "new", S.CONNECTED, outbound=False)
    come_back(world, replace(kept.facts, state=S.HOLD), same.facts, new)
    assert told(world) == [(gone.id, R.DESTROYED, True), (kept.id, R.HELD, True), ("new", R.OFFERING, True)]
    assert world.call("new").state is S.CONNECTED
    come_back(world, *known(world))
    assert told(world) == []
    world.put("101", S.CONNECTED, "kept")
    assert told(world) == [("kept", R.CONNECTED, False)]


def test_what_differs_in_a_call_is_told_where_steps_are_missing(world: World) -> None:
    call = world.ring("101", "a")
    come_back(world, replace(call.facts, state=S.RINGBACK))
    assert told(world) == [("a", R.RINGBACK, True)]


def test_the_active_call_gives_way_first(world: World) -> None:
    held, active = world.hold("101", "held"), world.talk("101", "active")
    come_back(world, replace(held.facts, state=S.CONNECTED), replace(active.facts, state=S.HOLD))
    assert told(world) == [("active", R.HELD, True), ("held", R.CONNECTED, True)]


def test_an_ended_call_that_lingers_gets_its_end(world: World) -> None:
    world.talk("101", "a")
    world.put("101", S.DISCONNECTED, "a")
    world.report(DOWN)
    come_back(world)
    assert told(world) == []
    world.clock.advance(LINGER_SECONDS)
    assert told(world) == [("a", R.DESTROYED, False)]


def test_an_id_that_has_ended_never_comes_back(world: World) -> None:
    call = world.talk("101", "a")
    world.report(DOWN)
    come_back(world)
    come_back(world, call.facts)
    assert told(world) == []
    assert world.core.find_call("a") is None


def test_another_pbx_is_not_concerned(world: World) -> None:
    world.talk("101", "a")
    world.core.report("other", [DOWN, UP, Synchronised((), ())])
    assert world.line("101").reachable
    assert world.call("a")


# -- conferences


def test_a_conference_that_began_meanwhile_is_told_after_its_calls(world: World) -> None:
    world.talk("101", "m1")
    viewer = LineViewer(world.core)
    viewer.calls, viewer.begun = {"m1": world.call("m1")}, {"m1"}
    come_back(world, CONTROLLER, *MEMBERS[:2])
    (began,) = [c for c in world.changes if isinstance(c, changes.ConferenceChanged)]
    assert (began.step, began.synthetic) == (ConferenceStep.CREATED, True)
    assert [call.id for call in began.members] == ["m1", "m2"]
    viewer.agrees()


def test_a_conference_that_ended_meanwhile_is_told_before_its_calls(world: World) -> None:
    come_back(world, CONTROLLER, *MEMBERS[:2])
    world.report(DOWN)
    come_back(world, replace(MEMBERS[0], type=T.NORMAL, state=S.CONNECTED, controller_id=""))
    first = next(c for c in world.changes if isinstance(c, CallChanged | changes.ConferenceChanged))
    assert isinstance(first, changes.ConferenceChanged)
    assert (first.step, len(first.members), first.synthetic) == (ConferenceStep.ENDED, 2, True)


def test_parties_that_came_and_went_meanwhile_are_told(world: World) -> None:
    come_back(world, CONTROLLER, *MEMBERS[:2])
    world.report(DOWN)
    come_back(world, CONTROLLER, *MEMBERS[1:])
    steps = [(c.step, c.members[0].id) for c in world.changes if isinstance(c, changes.ConferenceChanged)]
    assert steps == [(ConferenceStep.PARTY_REMOVED, "m1"), (ConferenceStep.PARTY_ADDED, "m3")]
    come_back(world, CONTROLLER, *MEMBERS[1:])
    assert not any(isinstance(c, changes.ConferenceChanged) for c in world.changes)


def test_a_member_without_its_controller_is_an_ordinary_call(world: World) -> None:
    come_back(world, MEMBERS[0])
    assert told(world) == [("m1", R.DIALING, True)]


# -- lines and settings


def test_settings_that_changed_meanwhile_are_told_alone(world: World) -> None:
    world.report(events.SettingsChanged(uri("101"), LineSettings(do_not_disturb=True)))
    come_back(world, lines=(replace(LINES[0], settings=LineSettings(do_not_disturb=True)), *LINES[1:]))
    assert not any(isinstance(c, changes.LineChanged | changes.DoNotDisturbChanged) for c in world.changes)
    come_back(world)
    assert [type(c) for c in world.changes] == [changes.DoNotDisturbChanged]


# -- decisions about calls


def test_a_decision_that_was_missed_is_told_with_the_call(world: World) -> None:
    world.core.expect("a", Expected("session", line=uri("101")))
    come_back(world, CallReport(uri("101"), "a", S.RINGBACK, outbound=True))
    decided = [c for c in world.changes if isinstance(c, changes.CallAttemptDecided)]
    assert [(c.call_id, c.accepted, c.asked_by) for c in decided] == [("a", True, "session")]
    world.clock.advance(DECISION_SECONDS)
    assert len([c for c in world.changes if isinstance(c, changes.CallAttemptDecided)]) == 1


def test_a_call_that_never_came_is_given_up(world: World) -> None:
    world.core.expect("a", Expected("session", line=uri("101")))
    world.core.expect("b", Expected("session", line=uri("101")))
    come_back(world)
    world.report(events.CallAttempted(uri("101"), "b", accepted=True))
    world.changes.clear()
    world.clock.advance(DECISION_SECONDS)
    decided = [c for c in world.changes if isinstance(c, changes.CallAttemptDecided)]
    assert [(c.call_id, c.accepted) for c in decided] == [("a", False)]
