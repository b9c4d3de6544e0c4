"""Whatever people, programs and time do, the exchange keeps its promises (see `Watcher` and `check_records`)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from callplane.drivers import commands as c
from callplane.drivers.exchange.legs import Leg, Office, Outside
from callplane.drivers.exchange.switch import Extension, Switch
from callplane.errors import Refusal
from callplane.model.call import Call, CallReport, CallState, CallType
from callplane.model.events import (
    CallAttempted,
    CallCleared,
    CallReported,
    ConferenceCreated,
    ConferenceEnded,
    ConferencePartyAdded,
    ConferencePartyRemoved,
    Fact,
    LineReported,
    SettingsChanged,
)
from callplane.model.features import Feature, can_make_call, features_of
from callplane.model.line import Capability, Forward, ForwardMode, LineReport
from callplane.model.transitions import reason_for
from callplane.numbers import DEMO_LOCATION

EXTENSIONS = ("101", "102", "103", "104", "105")
URIS = tuple(f"tel:+49815136856{extension}@demo" for extension in EXTENSIONS)
NUMBERS = (*EXTENSIONS, "0301230", "0301231", "0301232", "0301233", "0301234", "0301235", "999", "+49815136856102")
DESTINATIONS = (*(f"+49815136856{extension}" for extension in EXTENSIONS), "+49301230", "+49301231", "+49301232")
MODES = tuple(mode for mode in ForwardMode if mode.bit_count() == 1)
BEGINNINGS = (CallState.OFFERING, CallState.DIALING)


class Watcher:
    """Applies facts as the server does and complains about what cannot be."""

    def __init__(self, switch: Switch) -> None:
        self.lines: dict[str, LineReport] = {line.uri: line for line in switch.snapshot().lines}
        self.calls: dict[str, CallReport] = {}
        self.ended: set[str] = set()
        self.attempts: set[str] = set()
        self.conferences: dict[str, list[str]] = {}

    def apply(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            match fact:
                case CallReported(call):
                    self._report(call)
                case CallCleared(line, call_id):
                    assert self.calls.pop(call_id).line == line
                    self.ended.add(call_id)
                case CallAttempted(_, call_id, _):
                    assert call_id not in self.attempts
                    assert call_id not in self.calls
                    self.attempts.add(call_id)
                case LineReported(line):
                    self.lines[line.uri] = line
                case SettingsChanged(line, changed):
                    assert self.lines[line].settings != changed
                    self.lines[line] = replace(self.lines[line], settings=changed)
                case _:
                    self._conference(fact)

    def _report(self, call: CallReport) -> None:
        assert call.call_id not in self.ended
        before = self.calls.get(call.call_id)
        if before is None:
            assert call.state in BEGINNINGS or call.type is CallType.CONFERENCE_CONTROLLER
        else:
            assert call != before
            assert (call.line, call.created, call.outbound) == (before.line, before.created, before.outbound)
            reason_for(before.state, call.state)
        if call.state is CallState.DISCONNECTED:
            assert before is not None
            del self.calls[call.call_id]
            self.ended.add(call.call_id)
        else:
            self.calls[call.call_id] = call

    def _conference(self, fact: Fact) -> None:
        match fact:
            case ConferenceCreated(_, controller, members):
                assert {controller, *members} <= set(self.calls)
                self.conferences[controller] = list(members)
            case ConferencePartyAdded(_, controller, member):
                self.conferences[controller].append(member)
                assert len(self.conferences[controller]) <= 7
            case ConferencePartyRemoved(_, controller, member):
                assert member in self.calls
                self.conferences[controller].remove(member)
            case ConferenceEnded(_, controller, members):
                assert self.conferences.pop(controller) == list(members)
                assert controller in self.calls
            case _:
                raise AssertionError(fact)

    def compare(self, switch: Switch) -> None:
        snapshot = switch.snapshot()
        assert {line.uri: line for line in snapshot.lines} == self.lines
        assert {call.call_id: call for call in snapshot.calls} == self.calls
        for controller, members in self.conferences.items():
            assert self.calls[controller].type is CallType.CONFERENCE_CONTROLLER
            assert len(members) >= 2
            for member in members:
                assert self.calls[member].state is CallState.CONFERENCED
                assert self.calls[member].controller_id == controller
        for uri in URIS:
            assert sum(call.line == uri and call.state is CallState.CONNECTED for call in snapshot.calls) <= 1


def check_records(switch: Switch) -> None:
    """The two ends of every connection agree, and nobody is alone."""
    board = switch._board
    assert not board.facts
    for leg in board.legs.values():
        assert board.legs[leg.id] is leg.home.legs[leg.id]
        if leg.office is not None:
            assert leg.office.principal is leg
            assert leg.office.peer is not None
        if leg.peer is None:
            _check_alone(leg)
            continue
        other = leg.peer
        assert other.peer is leg
        assert other.tracker == leg.tracker
        assert leg.remote == other.shown
        assert leg.internal is other.inside
        if isinstance(other, Leg):
            assert other.id in board.legs
        elif isinstance(other, Office):
            assert other.principal.office is other
            assert other.principal.id in board.legs
        waiting = CallState.OFFERING in (leg.state, other.state)
        if waiting:
            caller = other if leg.state is CallState.OFFERING else leg
            assert caller.state in (CallState.RINGBACK, CallState.HOLD, CallState.CONFERENCED)
        else:
            assert leg.state in (CallState.CONNECTED, CallState.HOLD, CallState.CONFERENCED)
    for party in board.outside.values():
        if party.state is not CallState.DISCONNECTED:
            assert party.peer is not None or party.state is CallState.BUSY
            assert not isinstance(party.peer, Leg) or party.peer.id in board.legs
            assert not isinstance(party.peer, Outside) or party.peer.peer is party


def _check_alone(leg: Leg) -> None:
    assert (
        leg.state is CallState.BUSY
        or leg.is_controller
        or (leg.state is CallState.OFFERING and leg.type is CallType.CALLBACK)
        or (leg.state is CallState.DIALING and leg.office is not None)
    )


class World:
    """An exchange, a watcher, and actions that numbers choose."""

    def __init__(self) -> None:
        ids = itertools.count(1)
        self.new_id: Callable[[], str] = lambda: f"{{{next(ids)}}}"
        extensions = [Extension(number, f"Name {number}", busy_on_busy=number == "105") for number in EXTENSIONS]
        self.switch = Switch("demo", DEMO_LOCATION, extensions, self.new_id)
        self.watcher = Watcher(self.switch)
        self.now = 1000.0
        self.recordings = 0

    def run(self, kind: int, one: int, two: int, three: int) -> None:
        action = ACTIONS[kind % len(ACTIONS)]
        try:
            facts = action(self, one, two, three)
        except Refusal:
            facts = []
            assert not self.switch._board.facts
        self.see(facts)

    def see(self, facts: Sequence[Fact]) -> None:
        self.watcher.apply(facts)
        self.watcher.compare(self.switch)
        check_records(self.switch)
        for tape in self.switch.finished_recordings():
            self.recordings -= 1
            assert tape.started + tape.seconds <= self.now

    def call(self, choice: int, *features: Feature) -> CallReport:
        """One of the calls; mostly one that has one of these features, where there is one."""
        calls = list(self.watcher.calls.values())
        if choice % 8 and features:
            calls = [call for call in calls if any(self.features(call) & feature for feature in features)] or calls
        if not calls:
            return CallReport(URIS[choice % 5], "{none}", CallState.UNKNOWN, outbound=False)
        return calls[choice % len(calls)]

    def sibling(self, call: CallReport, choice: int) -> CallReport:
        calls = [other for other in self.watcher.calls.values() if other.line == call.line and other is not call]
        return calls[choice % len(calls)] if calls else call

    def features(self, call: CallReport) -> Feature:
        calls = [Call(other, other.tracker_id, 0.0) for other in self.watcher.calls.values() if other.line == call.line]
        return features_of(calls, Capability.ALL).get(call.call_id, Feature.NONE)

    def command(self, order: c.Command, expected: bool | None = None) -> list[Fact]:
        """Execute it. `expected`: whether the features say that it is accepted; None where they do not tell all."""
        try:
            facts = self.switch.execute(order, self.now)
        except Refusal:
            assert expected is not True
            raise
        assert expected is not False
        return facts

    # What can happen

    def make_call(self, one: int, two: int, three: int) -> list[Fact]:
        uri = URIS[one % 5]
        calls = [Call(other, other.tracker_id, 0.0) for other in self.watcher.calls.values() if other.line == uri]
        expected = can_make_call(calls, Capability.ALL) and self.watcher.lines[uri].status == 2
        order = c.MakeCall(uri, self.new_id(), NUMBERS[two % len(NUMBERS)], hide_caller_id=three % 4 == 0)
        order = replace(order, callback=three % 16 == 1, via=DESTINATIONS[three % 7] if three % 16 == 2 else "")
        facts = self.command(order, expected)
        assert order.call_id in self.watcher.attempts | {f.call_id for f in facts if isinstance(f, CallAttempted)}
        return facts

    def drop(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one)
        return self.command(c.Drop(call.line, call.call_id), bool(self.features(call) & Feature.HANG_UP))

    def answer(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one, Feature.ANSWER)
        return self.command(c.Answer(call.line, call.call_id), bool(self.features(call) & Feature.ANSWER))

    def hold(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one, Feature.HOLD)
        return self.command(c.Hold(call.line, call.call_id), bool(self.features(call) & Feature.HOLD))

    def retrieve(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one, Feature.RETRIEVE)
        return self.command(c.Retrieve(call.line, call.call_id), bool(self.features(call) & Feature.RETRIEVE))

    def swap(self, one: int, two: int, _: int) -> list[Fact]:
        held = self.call(one, Feature.SWAP_HOLD)
        active = self.sibling(held, two)
        fits = bool(self.features(held) & Feature.SWAP_HOLD) and active.state is CallState.CONNECTED
        return self.command(c.SwapHold(held.line, held.call_id, active.call_id), fits)

    def merge(self, one: int, two: int, _: int) -> list[Fact]:
        active = self.call(one, Feature.MERGE)
        held = self.sibling(active, two)
        fits = all(self.features(call) & Feature.MERGE for call in (active, held))
        fits = fits and (active.state, held.state) == (CallState.CONNECTED, CallState.HOLD)
        return self.command(c.Merge(active.line, active.call_id, held.call_id), fits)

    def conference(self, one: int, two: int, _: int) -> list[Fact]:
        first = self.call(one, Feature.CONFERENCE, Feature.CONFERENCE_ADD)
        second = self.sibling(first, two)
        both = self.features(first) & self.features(second)
        joined = first.type in (CallType.CONFERENCE_CONTROLLER, CallType.CONFERENCE_MEMBER)
        if joined:
            fits = bool(both & Feature.CONFERENCE_ADD) and not second.controller_id
        else:
            fits = bool(both & Feature.CONFERENCE) and first.state is not second.state
        return self.command(c.Conference(first.line, first.call_id, second.call_id), fits)

    def redirect(self, one: int, two: int, _: int) -> list[Fact]:
        call = self.call(one, Feature.REDIRECT)
        fits = None if self.features(call) & Feature.REDIRECT else False
        return self.command(c.Redirect(call.line, call.call_id, NUMBERS[two % len(NUMBERS)]), fits)

    def transfer(self, one: int, two: int, _: int) -> list[Fact]:
        call = self.call(one, Feature.BLIND_TRANSFER)
        fits = None if self.features(call) & Feature.BLIND_TRANSFER else False
        return self.command(c.BlindTransfer(call.line, call.call_id, NUMBERS[two % len(NUMBERS)]), fits)

    def pick_up(self, one: int, two: int, _: int) -> list[Fact]:
        ringing = self.call(one, Feature.PICKUP)
        fits = None if self.features(ringing) & Feature.PICKUP else False
        return self.command(c.Pickup(URIS[two % 5], self.new_id(), ringing.line, ringing.call_id), fits)

    def digits(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one, Feature.DIGITS)
        return self.command(c.SendDigits(call.line, call.call_id, "12#"), bool(self.features(call) & Feature.DIGITS))

    def complete(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one, Feature.COMPLETE_CALL)
        fits = None if self.features(call) & Feature.COMPLETE_CALL else False
        return self.command(c.CompleteCall(call.line, call.call_id), fits)

    def record(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one, Feature.START_RECORDING)
        facts = self.command(c.StartRecording(call.line, call.call_id), bool(self.features(call) & Feature.START_RECORDING))
        self.recordings += 1
        return facts

    def stop_record(self, one: int, *_: int) -> list[Fact]:
        call = self.call(one, Feature.STOP_RECORDING)
        return self.command(c.StopRecording(call.line, call.call_id), bool(self.features(call) & Feature.STOP_RECORDING))

    def do_not_disturb(self, one: int, two: int, _: int) -> list[Fact]:
        return self.command(c.SetDoNotDisturb(URIS[one % 5], on=two % 3 == 0))

    def set_forward(self, one: int, two: int, three: int) -> list[Fact]:
        rule = Forward(MODES[two % len(MODES)], DESTINATIONS[three % len(DESTINATIONS)], no_answer_seconds=three % 3)
        return self.command(c.SetForward(URIS[one % 5], rule))

    def remove_forward(self, one: int, *_: int) -> list[Fact]:
        return self.command(c.RemoveForward(URIS[one % 5]))

    def remote_office(self, one: int, two: int, three: int) -> list[Fact]:
        destination = DESTINATIONS[three % len(DESTINATIONS)]
        return self.command(c.SetRemoteOffice(URIS[one % 5], two % 3 > 0, destination))

    def plug(self, one: int, two: int, _: int) -> list[Fact]:
        do = self.switch.phone_unplug if two % 4 == 0 else self.switch.phone_plug
        return do(EXTENSIONS[one % 5], self.now)

    def phone(self, one: int, two: int, _: int) -> list[Fact]:
        switch = self.switch
        do = (switch.phone_answer, switch.phone_hangup, switch.phone_hold, switch.phone_retrieve)[two % 4]
        return do(EXTENSIONS[one % 5], self.now)

    def dial(self, one: int, two: int, _: int) -> list[Fact]:
        return self.switch.phone_dial(EXTENSIONS[one % 5], NUMBERS[two % len(NUMBERS)], self.now)[1]

    def outside(self, one: int, two: int, _: int) -> list[Fact]:
        caller = "" if two % 3 == 0 else f"+493012{two % 10}"
        return self.switch.outside_call(caller, EXTENSIONS[one % 5], self.now)[1]

    def outside_hangup(self, one: int, *_: int) -> list[Fact]:
        parties = self.switch.outside()
        return self.switch.outside_hangup(parties[one % len(parties)].id, self.now) if parties else []

    def wait(self, one: int, *_: int) -> list[Fact]:
        self.now += (0.5, 1.0, 2.0, 5.0, 21.0, 31.0, 61.0, 181.0)[one % 8]
        facts = self.switch.advance(self.now)
        deadline = self.switch.next_deadline()
        assert deadline is None or deadline > self.now
        return facts


ACTIONS = (
    World.make_call, World.make_call, World.make_call, World.dial,
    World.answer, World.answer, World.answer, World.answer,
    World.drop, World.hold, World.retrieve, World.swap, World.merge, World.conference, World.conference,
    World.redirect, World.transfer, World.pick_up, World.digits, World.complete, World.record, World.stop_record,
    World.do_not_disturb, World.set_forward, World.remove_forward, World.remote_office, World.plug,
    World.phone, World.outside, World.outside, World.outside_hangup, World.wait, World.wait,
)  # fmt: skip

STEP = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, min_size=10, max_size=60))
def test_promises_are_kept(steps: list[tuple[int, int, int, int]]) -> None:
    world = World()
    for step in steps:
        world.run(*step)
    while world.watcher.calls:
        call = next(iter(world.watcher.calls.values()))
        world.see(world.switch.execute(c.Drop(call.line, call.call_id), world.now))
    world.now += 4000
    world.see(world.switch.advance(world.now))
    assert world.recordings == 0
    assert not world.watcher.calls
