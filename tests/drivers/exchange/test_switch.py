"""The switch as a whole: settings from before, what it lacks, times, trackers, and that time may come in any steps."""

from __future__ import annotations

import itertools

import pytest
from tests.drivers.exchange.scene import EXTENSIONS, START, Scene

from callplane.drivers.commands import Drop, Hold, MakeCall, SetDoNotDisturb, SetForward
from callplane.drivers.exchange.board import REMEMBERED_OUTSIDE
from callplane.drivers.exchange.switch import Extension, Switch
from callplane.errors import CommandFailed, InvalidNumber, NotCapable, UnknownObject
from callplane.model.events import CallReported
from callplane.model.line import Capability, Forward, ForwardMode, LineSettings, LineStatus
from callplane.numbers import DEMO_LOCATION

ALICE, BOB = "tel:+49815136856101@demo", "tel:+49815136856102@demo"


def test_the_lines_are_described() -> None:
    extensions = [Extension("101", "Alice", busy_on_busy=True, private=True), Extension("102", "Bob")]
    remembered = {BOB: LineSettings(do_not_disturb=True), "tel:+1@other": LineSettings()}
    little = Capability.DROP | Capability.DO_NOT_DISTURB
    switch = Switch("demo", DEMO_LOCATION, extensions, str, settings=remembered, capabilities=little)
    alice, bob = switch.snapshot().lines
    assert (alice.uri, alice.number, alice.descriptor) == (ALICE, "+49815136856101", "Alice")
    assert (alice.busy_on_busy, alice.private, alice.status) == (True, True, LineStatus.OPEN)
    assert (alice.capabilities, alice.forward_modes, alice.location_id) == (little, ForwardMode.ALL, "demo")
    assert alice.settings == LineSettings()
    assert bob.settings == LineSettings(do_not_disturb=True)
    assert not bob.busy_on_busy


def test_busy_on_busy() -> None:
    scene = Scene([Extension("101", "", busy_on_busy=True), Extension("102", ""), Extension("103", "")])
    scene.play(
        """
        make 102 101 | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
        answer 101a  | 101a CONNECTED 102; 102a CONNECTED 101
        make 103 101 | 103a accepted; 103a DIALING 101; 103a BUSY 101
        """
    )


def test_what_it_lacks_is_refused() -> None:
    scene = Scene(
        capabilities=Capability.ALL & ~Capability.CONSULTATION & ~Capability.DO_NOT_DISTURB, forward_modes=ForwardMode.BUSY
    )
    with pytest.raises(NotCapable):
        scene.switch.execute(SetDoNotDisturb(ALICE, on=True), START)
    with pytest.raises(NotCapable):
        scene.switch.execute(SetForward(ALICE, Forward(ForwardMode.IMMEDIATE, "+49815136856102")), START)
    scene.play(
        """
        forward 101 BUSY 102 | 101 settings
        make 101 102         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a          | 102a CONNECTED 101; 101a CONNECTED 102
        refused make 101 103
        hold 101a            | 101a HOLD 102
        make 101 103 beside=101a | 101b accepted; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                                 | 101b RINGBACK 103 consultation
        """
    )


def test_an_unknown_command_or_line_is_refused(scene: Scene) -> None:
    with pytest.raises(NotCapable):
        scene.switch.execute(object(), START)  # type: ignore[arg-type]
    with pytest.raises(CommandFailed):
        scene.switch.execute(MakeCall("tel:+1@demo", "{x}", "102"), START)
    with pytest.raises(CommandFailed):
        scene.switch.execute(Hold(ALICE, "{x}"), START)


def test_times_and_trackers(scene: Scene) -> None:
    scene.play(
        """
        make 101 102     | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 3
        answer 102a      | 102a CONNECTED 101; 101a CONNECTED 102
        wait 4
        make 101 103     | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                         | 101b RINGBACK 103 consultation
        wait 5
        answer 103a      | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        merge 101b 101a  | 101a cleared; 101b cleared; 103a CONNECTED 102; 102a CONNECTED 103
        """
    )
    bob, carol = scene.report("102a"), scene.report("103a")
    assert (bob.created, bob.connected) == (START, START + 3)
    assert (carol.created, carol.connected) == (START + 7, START + 12)
    assert bob.tracker_id == carol.tracker_id
    assert bob.internal
    assert carol.internal


def test_late_or_early_time_makes_no_difference() -> None:
    def story(steps: list[float]) -> list[object]:
        ids = map(str, itertools.count())
        switch = Switch("demo", DEMO_LOCATION, EXTENSIONS, lambda: next(ids))
        facts: list[object] = list(switch.execute(MakeCall(ALICE, "a", "0301235"), 0.0))
        facts += switch.execute(MakeCall(BOB, "b", "103"), 0.0)
        for now in steps:
            facts += switch.advance(now)
        return facts

    assert story([200.0]) == story([float(now) for now in range(201)])


def test_a_deadline_keeps_its_own_time(scene: Scene) -> None:
    scene.play("make 101 0301230 | 101a accepted; 101a DIALING +498151301230; 101a RINGBACK +498151301230")
    assert scene.switch.next_deadline() == START + 1
    (fact,) = scene.switch.advance(START + 100)
    assert isinstance(fact, CallReported)
    assert fact.call.connected == START + 1
    assert scene.switch.next_deadline() is None


@pytest.mark.parametrize("called", ["101", " 101 ", "+49 (8151) 36856-101", "08151 36856101", "tel:+49815136856101"])
def test_people_outside_know_many_forms_of_a_number(scene: Scene, called: str) -> None:
    _, facts = scene.switch.outside_call("030 123450", called, START)
    assert list(map(scene.show, facts)) == ["101a OFFERING +4930123450"]


@pytest.mark.parametrize("called", ["199", "nobody", "+4930123450", ""])
def test_nobody_else_can_be_called(scene: Scene, called: str) -> None:
    with pytest.raises(UnknownObject):
        scene.switch.outside_call("", called, START)
    with pytest.raises(InvalidNumber):
        scene.switch.outside_call("nobody", "101", START)
    with pytest.raises(UnknownObject):
        scene.switch.outside_party("o1")


def test_only_the_latest_ended_parties_are_remembered(scene: Scene) -> None:
    for _ in range(REMEMBERED_OUTSIDE + 3):
        identity, _ = scene.switch.outside_call("", "101", START)
        scene.switch.outside_hangup(identity, START)
    assert len(scene.switch.outside()) == REMEMBERED_OUTSIDE
    with pytest.raises(UnknownObject):
        scene.switch.outside_party("o1")


def test_after_a_fault_of_its_own_facts_and_switch_agree(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.play("make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102")

    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("callplane.drivers.exchange.calls._end_office", fail)
        with pytest.raises(RuntimeError):
            scene.switch.execute(Drop(ALICE, scene.ids["101a"]), START)
    assert list(map(scene.show, scene.switch.advance(START))) == ["101a cleared"]
    assert [call.line for call in scene.switch.snapshot().calls] == [BOB]
    scene.play("wait 180 | 102a DISCONNECTED 101 UNCONNECTED")
