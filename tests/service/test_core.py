"""What drivers report becomes lines and calls, and what subscribers hear of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.service.world import World, number, uri

from callplane.errors import Busy
from callplane.model import changes, events
from callplane.model.call import (
    Call,
    CallReport,
    CallState,
    CallType,
    ClientContact,
    DisconnectCause,
    Party,
    Project,
    RecordingState,
)
from callplane.model.changes import CallChanged, ChangeReason, ConferenceStep
from callplane.model.events import CallCleared, CallReported
from callplane.model.features import Feature
from callplane.model.line import Capability
from callplane.service.core import LINGER_SECONDS
from callplane.service.expectations import Expected
from callplane.service.scenarios import Announcement

S, R = CallState, ChangeReason


@pytest.fixture
def world() -> World:
    return World()


def kinds(world: World) -> list[type]:
    return [type(change) for change in world.changes]


# -- the life of a call


@pytest.mark.parametrize(
    ("state", "outbound", "first"),
    [
        (S.OFFERING, False, [R.OFFERING]),
        (S.OFFERING, True, [R.OFFERING]),
        (S.DIALING, True, [R.DIALING]),
        (S.CONNECTED, True, [R.DIALING]),
        (S.CONNECTED, False, [R.OFFERING]),
        (S.DISCONNECTED, True, [R.DIALING, R.DISCONNECTED]),
        (S.DISCONNECTED, False, [R.OFFERING, R.DISCONNECTED]),
    ],
)
def test_a_call_s_life_begins_with_offering_or_dialling(
    world: World, state: CallState, outbound: bool, first: list[ChangeReason]
) -> None:
    world.put("101", state, "a", outbound=outbound)
    assert world.reasons("a") == first


def test_an_ordinary_call_from_beginning_to_end(world: World) -> None:
    begun = world.clock.now
    world.ring("101", "a")
    world.clock.advance(3)
    call = world.put("101", S.CONNECTED, "a", outbound=False)
    assert (call.created, call.connected, call.disconnected) == (begun, begun + 3, 0)
    world.clock.advance(4)
    call = world.put("101", S.DISCONNECTED, "a", outbound=False)
    assert (call.connected, call.disconnected, call.features) == (begun + 3, begun + 7, 0)
    world.clock.advance(LINGER_SECONDS)
    assert world.core.find_call("a") is None
    assert world.reasons("a") == [R.OFFERING, R.CONNECTED, R.DISCONNECTED, R.DESTROYED]


def test_a_call_met_in_the_middle_keeps_the_pbx_s_times(world: World) -> None:
    call = world.put_report(CallReport(uri("101"), "a", S.HOLD, True, created=5.0, connected=7.0))
    assert (call.created, call.connected) == (5.0, 7.0)
    assert world.put_report(replace(call.facts, state=S.CONNECTED)).connected == 7.0


def test_a_cleared_call_is_destroyed_at_once_with_its_cause(world: World) -> None:
    world.talk("101", "a")
    world.report(CallCleared(uri("101"), "a", DisconnectCause.REDIRECTED))
    last = world.changes[-1]
    assert isinstance(last, CallChanged)
    assert last.reason is R.DESTROYED
    assert (last.call.state, last.call.facts.cause) == (S.DESTROYED, DisconnectCause.REDIRECTED)
    assert last.call.disconnected == world.clock.now
    assert not world.line("101").calls


def test_a_lost_phone_is_told_before_the_end(world: World) -> None:
    world.talk("101", "a")
    world.report(CallCleared(uri("101"), "a", phone_lost=True))
    assert world.reasons("a")[-2:] == [R.PHONE_LOST, R.DESTROYED]


def test_a_call_that_was_cleared_while_it_lingered_ends_once(world: World) -> None:
    world.talk("101", "a")
    world.put("101", S.DISCONNECTED, "a")
    world.report(CallCleared(uri("101"), "a"))
    world.clock.advance(LINGER_SECONDS)
    assert world.reasons("a").count(R.DESTROYED) == 1


def test_nothing_follows_an_end(world: World) -> None:
    world.talk("101", "a")
    world.report(CallCleared(uri("101"), "a"))
    told = len(world.changes)
    world.report(CallCleared(uri("101"), "a"), CallReported(CallReport(uri("101"), "a", S.CONNECTED, True)))
    assert len(world.changes) == told
    assert world.core.find_call("a") is None


def test_calls_of_unknown_lines_are_not_heard_of(world: World) -> None:
    world.report(CallReported(CallReport("tel:+1@nowhere", "a", S.OFFERING, False)))
    assert not world.changes


def test_a_fact_that_cannot_be_changes_nothing_and_the_rest_of_its_batch_counts(world: World) -> None:
    world.talk("101", "a")
    world.changes.clear()
    backwards = CallReport(uri("101"), "a", S.OFFERING, False, tracker_id="other")
    world.report(CallReported(backwards), CallReported(CallReport(uri("102"), "b", S.OFFERING, False)))
    assert [type(c) for c in world.changes] == [CallChanged]
    assert world.call("a").state is S.CONNECTED
    assert world.call("b").state is S.OFFERING
    assert world.core.scenarios.calls("other") == ()


def test_the_same_report_again_is_no_news(world: World) -> None:
    call = world.talk("101", "a")
    world.changes.clear()
    world.put_report(call.facts)
    assert not world.changes


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"remote": Party("+1")}, [R.REMOTE_PARTY]),
        ({"remote": Party("+49815136856102", "New")}, [R.REMOTE_CONTACT]),
        ({"held": Party("+1")}, [R.HOLD_CONTACT]),
        ({"recording": RecordingState.RECORDED}, [R.OTHER]),
        ({"state": S.HOLD}, [R.HELD]),
        ({"state": S.HOLD, "remote": Party("+1"), "held": Party("+2")}, [R.HELD, R.REMOTE_PARTY, R.HOLD_CONTACT]),
    ],
)
def test_subscribers_hear_why_a_call_changed(world: World, change: dict[str, object], reasons: list[ChangeReason]) -> None:
    call = world.talk("101", "a")
    world.changes.clear()
    world.put_report(replace(call.facts, **change))  # type: ignore[arg-type]
    assert world.reasons("a") == reasons


# -- what the server knows of a call beforehand


def test_what_was_expected_comes_with_the_call(world: World) -> None:
    contact, project = ClientContact("session", "card"), Project("Roof")
    world.core.expect("a", Expected("session", contact, project))
    call = world.put("101", S.DIALING, "a")
    assert (call.contact, call.project) == (contact, project)


def test_a_contact_is_that_of_the_party_that_was_called(world: World) -> None:
    world.core.expect("a", Expected("session", ClientContact("session", "card")))
    world.put("101", S.DIALING, "a", remote="")
    assert world.put("101", S.CONNECTED, "a", remote="102").contact is not None
    assert world.put("101", S.CONNECTED, "a", remote="103").contact is None


def test_whoever_asked_is_told_of_the_decision(world: World) -> None:
    world.core.expect("a", Expected("session"))
    world.report(events.CallAttempted(uri("101"), "a", accepted=True), events.CallAttempted(uri("101"), "b", accepted=False))
    decided = [c for c in world.changes if isinstance(c, changes.CallAttemptDecided)]
    assert [(c.call_id, c.accepted, c.asked_by) for c in decided] == [("a", True, "session"), ("b", False, "")]


def test_a_forgotten_call_is_not_expected_any_more(world: World) -> None:
    world.core.expect("a", Expected("session", project=Project("Roof")))
    world.core.forget("a")
    assert world.put("101", S.DIALING, "a").project == Project()


def test_a_callback_of_the_server_is_shown_as_one_in_its_scenario(world: World) -> None:
    world.core.expect("a", Expected(callback_of="first"))
    assert world.put("101", S.OFFERING, "a", outbound=True, tracker_id="pbx").type is CallType.CALLBACK
    call = world.put("101", S.DIALING, "a", tracker_id="pbx")
    assert (call.type, call.tracker_id) == (CallType.CALLBACK, "first")
    assert world.put("101", S.CONNECTED, "a", kind=CallType.CONFERENCE_MEMBER).type is CallType.CONFERENCE_MEMBER


# -- scenarios and call data


def test_calls_without_a_tracker_get_one(world: World) -> None:
    assert world.put("101", S.DIALING, "a", tracker_id="").tracker_id


def test_data_are_seen_on_all_calls_of_the_scenario(world: World) -> None:
    a, b = world.talk("101", "a"), world.talk("102", "b")
    world.changes.clear()
    world.core.set_data(a, [("k", "v")])
    assert world.reasons("a") == world.reasons("b") == [R.DATA]
    assert world.call(b.id).data == {"k": "v"}
    world.core.set_data(a, [("k", "v")])
    assert len(world.changes) == 2


def test_data_follow_a_call_into_another_scenario(world: World) -> None:
    a = world.talk("101", "a")
    world.core.set_data(a, [("k", "v")])
    other = world.put("103", S.CONNECTED, "b", tracker_id="u")
    assert not other.data
    world.changes.clear()
    world.put("101", S.CONNECTED, "a", remote="103", tracker_id="u")
    assert world.call("b").data == world.call("a").data == {"k": "v"}
    assert world.reasons("b") == [R.DATA]


def test_too_much_data_are_refused_and_change_nothing(world: World) -> None:
    a = world.talk("101", "a")
    with pytest.raises(Busy):
        world.core.set_data(a, [(str(n), "v") for n in range(65)])
    assert not world.call("a").data


def test_announced_data_come_with_the_call(world: World) -> None:
    caller = world.put("102", S.RINGBACK, "caller")
    world.core.announcements.add(Announcement((("k", "v"),), called_number=number("101")), world.clock.now)
    assert world.ring("101", "a").data == {"k": "v"}
    assert world.call(caller.id).data == {"k": "v"}


def test_data_announced_for_a_state_come_when_the_call_reaches_it(world: World) -> None:
    announced = Announcement((("k", "v"),), called_number=number("101"), states=int(S.CONNECTED))
    world.core.announcements.add(announced, world.clock.now)
    assert not world.ring("101", "a").data
    other = world.put("102", S.CONNECTED, "caller", remote="103")
    assert world.put("101", S.CONNECTED, "a", outbound=False).data == {"k": "v"}
    assert world.call(other.id).data == {"k": "v"}


def test_data_announced_for_a_coming_call_do_not_go_to_one_that_is_there(world: World) -> None:
    there = world.talk("101", "a")
    world.core.announcements.add(Announcement((("k", "v"),), called_number=number("101")), world.clock.now)
    assert not world.put("101", S.HOLD, there.id).data


def test_announced_data_that_do_not_fit_any_more_are_left_out(world: World) -> None:
    first = world.talk("102", "first")
    world.core.set_data(first, [(str(n), "v") for n in range(64)])
    world.core.announcements.add(Announcement((("k", "v"),), called_number=number("101")), world.clock.now)
    assert "k" not in world.ring("101", "a").data


# -- features


def test_features_are_told_apart_only_when_nothing_else_is(world: World) -> None:
    world.hold("101", "a")
    world.changes.clear()
    world.talk("101", "b")
    assert kinds(world) == [CallChanged, changes.FeaturesChanged]
    (told,) = [c for c in world.changes if isinstance(c, changes.FeaturesChanged)]
    before, call = told.calls["a"]
    assert Feature.SWAP_HOLD in Feature(call.features)
    assert Feature.RETRIEVE in Feature(before)
    assert set(told.calls) == {"a"}


def test_what_the_pbx_allows_with_a_call_changes_its_features_and_nothing_else(world: World) -> None:
    call = world.talk("101", "a")
    world.changes.clear()
    world.report(CallReported(replace(call.facts, lacks=int(Capability.HOLD))))
    (told,) = world.changes
    assert isinstance(told, changes.FeaturesChanged)
    before, now = told.calls["a"]
    assert Feature(before ^ now.features) == Feature.HOLD


def test_the_end_of_a_call_changes_the_features_of_the_others(world: World) -> None:
    world.hold("101", "a")
    world.talk("101", "b")
    world.report(CallCleared(uri("101"), "b"))
    assert isinstance(world.changes[-1], changes.FeaturesChanged)
    assert Feature.RETRIEVE in Feature(world.call("a").features)


def test_a_call_that_lingered_away_changes_the_features_of_the_others(world: World) -> None:
    world.hold("101", "a")
    world.talk("101", "b")
    world.put("101", S.DISCONNECTED, "b")
    world.clock.advance(LINGER_SECONDS)
    assert Feature.RETRIEVE in Feature(world.call("a").features)
    assert world.reasons("b")[-1] is R.DESTROYED


# -- conferences


def test_conferences_are_told_with_their_calls(world: World) -> None:
    world.put("101", S.CONNECTED, "c", kind=CallType.CONFERENCE_CONTROLLER)
    for member in "ab":
        world.put("101", S.CONFERENCED, member, kind=CallType.CONFERENCE_MEMBER)
    world.changes.clear()
    line = uri("101")
    world.report(
        events.ConferenceCreated(line, "c", ("a", "b")),
        events.ConferencePartyAdded(line, "c", "b"),
        events.ConferencePartyRemoved(line, "c", "a"),
        events.ConferenceEnded(line, "c", ("a", "b", "gone")),
    )
    told = [c for c in world.changes if isinstance(c, changes.ConferenceChanged)]
    assert [(c.step, c.controller.id, [m.id for m in c.members]) for c in told] == [
        (ConferenceStep.CREATED, "c", ["a", "b"]),
        (ConferenceStep.PARTY_ADDED, "c", ["b"]),
        (ConferenceStep.PARTY_REMOVED, "c", ["a"]),
        (ConferenceStep.ENDED, "c", ["a", "b"]),
    ]


@pytest.mark.parametrize("line", [uri("101"), "tel:+1@nowhere"])
def test_a_conference_without_known_controller_is_passed_over(world: World, line: str) -> None:
    world.report(events.ConferenceCreated(line, "c", ()))
    assert not world.changes


def test_a_conference_step_whose_member_is_unknown_is_passed_over(world: World) -> None:
    world.put("101", S.CONNECTED, "c", kind=CallType.CONFERENCE_CONTROLLER)
    world.changes.clear()
    world.report(events.ConferencePartyAdded(uri("101"), "c", "never-seen"))
    assert not world.changes


def test_ids_are_remembered_for_a_while_only(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr("callplane.service.ended_calls.REMEMBERED_IDS", 1)
    for call_id in ("a", "b"):
        world.talk("101", call_id)
        world.report(CallCleared(uri("101"), call_id))
    again: Call = world.talk("101", "a")
    assert again.state is S.CONNECTED
