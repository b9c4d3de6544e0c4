"""Call control: from what a user asks to the command that goes down, and every refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.service.world import LOCATION, World, number, uri

from callplane.drivers import commands as c
from callplane.errors import AccessDenied, Busy, CommandFailed, InvalidNumber, NotCapable, Refusal, UnknownObject, WrongState
from callplane.model.call import CallReport, CallState, CallType, ClientContact, Party, Project, RecordingState
from callplane.model.line import Capability, Line, RemoteOffice
from callplane.numbers.location import Location
from callplane.numbers.parsing import to_supercanonic
from callplane.numbers.rules import ProjectRule
from callplane.service.calls import CallParameters, Calls, MadeCall
from callplane.service.guard import Guard
from callplane.service.recordings import Recordings
from callplane.service.scenarios import Announcement

S = CallState
Ask = Callable[[Calls], Awaitable[object]]
PLAIN = CallParameters()


async def in_thread(work: Callable[[], None]) -> None:
    work()


def calls_of(world: World, location: Location = LOCATION) -> Calls:
    def location_of(_line: Line) -> Location:
        return location

    guard = Guard(world.core, world.directory, lambda text: to_supercanonic(text, LOCATION))
    recordings = Recordings(Path("nowhere"), world.directory, world.spawn, in_thread)
    return Calls(world.core, guard, world.directory, world.execute, location_of, world.new_id, world.clock, recordings)


@pytest.fixture
def world() -> World:
    return World()


def pair(world: World) -> None:
    world.hold("101", "held")
    world.talk("101", "active")


def conference(world: World, extra: CallState = S.HOLD) -> None:
    world.put("101", S.CONNECTED, "101-c", kind=CallType.CONFERENCE_CONTROLLER)
    for member in ("m1", "m2"):
        world.put("101", S.CONFERENCED, member, kind=CallType.CONFERENCE_MEMBER)
    world.put("101", extra, "extra")


A = uri("101")
ACCEPTED: list[tuple[Callable[[World], object], Ask, c.Command]] = [
    (lambda w: w.ring("101", "a"), lambda k: k.answer("alice", "a"), c.Answer(A, "a")),
    (lambda w: w.talk("101", "a"), lambda k: k.drop("alice", "a"), c.Drop(A, "a")),
    (lambda w: w.talk("101", "a"), lambda k: k.drop("dave", "a"), c.Drop(A, "a")),
    (lambda w: w.talk("101", "a"), lambda k: k.hold("alice", "a", on=True), c.Hold(A, "a")),
    (lambda w: w.hold("101", "a"), lambda k: k.hold("alice", "a", on=False), c.Retrieve(A, "a")),
    (pair, lambda k: k.swap_hold("alice", "held"), c.SwapHold(A, "held", "active")),
    (pair, lambda k: k.merge("alice", "held", "active"), c.Merge(A, "active", "held")),
    (pair, lambda k: k.merge("alice", "active", "held"), c.Merge(A, "active", "held")),
    (pair, lambda k: k.conference("alice", "active", "held"), c.Conference(A, "active", "held")),
    (conference, lambda k: k.conference("alice", "101-c", "extra"), c.Conference(A, "101-c", "extra")),
    (conference, lambda k: k.conference("alice", "m1", "extra"), c.Conference(A, "m1", "extra")),
    (lambda w: w.put("101", S.BUSY, "a"), lambda k: k.complete("alice", "a"), c.CompleteCall(A, "a")),
    (
        lambda w: w.ring("101", "a"),
        lambda k: k.redirect("alice", "a", "", number("104"), 1),
        c.Redirect(A, "a", "104"),
    ),
    (
        lambda w: w.ring("102", "a"),
        lambda k: k.redirect("alice", "", "bob", "+49 89 1234", 0),
        c.Redirect(uri("102"), "a", "+49891234"),
    ),
    (lambda w: w.talk("101", "a"), lambda k: k.redirect("alice", "a", "", "104", 0), c.BlindTransfer(A, "a", "104")),
    (lambda w: w.ring("102", "a"), lambda k: k.pickup("alice", "a", "", "101"), c.Pickup(A, "{1}", uri("102"), "a")),
    (lambda w: w.ring("103", "a"), lambda k: k.pickup("alice", "", "carol", A), c.Pickup(A, "{1}", uri("103"), "a")),
    (
        lambda w: w.talk("101", "a"),
        lambda k: k.send_digits("alice", "a", "12*#AD", pulse=False, duration_ms=90),
        c.SendDigits(A, "a", "12*#AD", pulse=False, duration_ms=90),
    ),
    (
        lambda w: w.talk("101", "a"),
        lambda k: k.send_digits("alice", "a", "12", pulse=True, duration_ms=0),
        c.SendDigits(A, "a", "12", pulse=True),
    ),
    (lambda w: w.talk("101", "a"), lambda k: k.start_recording("alice", "a"), c.StartRecording(A, "a")),
    (
        lambda w: w.put_report(CallReport(A, "a", S.CONNECTED, True, recording=RecordingState.RECORDED, records=True)),
        lambda k: k.stop_recording("alice", "a"),
        c.StopRecording(A, "a"),
    ),
    (lambda w: w.talk("101", "a"), lambda k: k.drop_on_line("alice", "101"), c.Drop(A, "a")),
    (lambda w: w.ring("101", "a"), lambda k: k.drop_on_line("alice", "101"), c.Drop(A, "a")),
    (pair, lambda k: k.drop_on_line("alice", "101"), c.Drop(A, "active")),
    (conference, lambda k: k.drop_on_line("alice", "101"), c.Drop(A, "101-c")),
    (
        lambda w: (w.hold("101", "held"), w.put("101", S.RINGBACK, "made")),
        lambda k: k.drop_on_line("alice", "101"),
        c.Drop(A, "made"),
    ),
]


@pytest.mark.parametrize(("before", "ask", "command"), ACCEPTED)
async def test_what_is_accepted_goes_down_as_one_command(
    world: World, before: Callable[[World], object], ask: Ask, command: c.Command
) -> None:
    before(world)
    await ask(calls_of(world))
    assert world.commands == [command]


def nothing(_world: World) -> None: ...


def full(world: World) -> None:
    for n in range(4):
        world.hold("101", str(n))


def full_and_one_rings(world: World) -> None:
    full(world)
    world.ring("102", "a")


def two_held(world: World) -> None:
    pair(world)
    world.hold("101", "second")


REFUSED: list[tuple[Callable[[World], object], Ask, type[Refusal]]] = [
    (nothing, lambda k: k.answer("alice", "gone"), UnknownObject),
    (lambda w: w.ring("104", "a"), lambda k: k.answer("alice", "a"), UnknownObject),
    (lambda w: w.ring("102", "a"), lambda k: k.answer("alice", "a"), AccessDenied),
    (lambda w: w.talk("101", "a"), lambda k: k.answer("alice", "a"), WrongState),
    (lambda w: w.put("101", S.DISCONNECTED, "a"), lambda k: k.drop("alice", "a"), WrongState),
    (lambda w: w.hold("101", "a"), lambda k: k.swap_hold("alice", "a"), WrongState),
    (pair, lambda k: k.merge("alice", "held", "held"), WrongState),
    (lambda w: (w.hold("101", "a"), w.talk("102", "b")), lambda k: k.merge("dave", "a", "b"), WrongState),
    (two_held, lambda k: k.merge("alice", "held", "second"), WrongState),
    (two_held, lambda k: k.conference("alice", "held", "second"), WrongState),
    (conference, lambda k: k.conference("alice", "101-c", "m1"), WrongState),
    (conference, lambda k: k.conference("alice", "extra", "101-c"), WrongState),
    (conference, lambda k: k.conference("alice", "extra", "m1"), WrongState),
    (lambda w: conference(w, S.OFFERING), lambda k: k.conference("alice", "101-c", "extra"), WrongState),
    (lambda w: w.ring("103", "a"), lambda k: k.redirect("bob", "a", "", "104", 0), UnknownObject),
    (lambda w: w.ring("101", "a"), lambda k: k.redirect("bob", "a", "", "104", 0), AccessDenied),
    (lambda w: w.talk("102", "a"), lambda k: k.redirect("alice", "a", "", "104", 0), AccessDenied),
    (lambda w: w.hold("101", "a"), lambda k: k.redirect("alice", "a", "", "104", 0), WrongState),
    (lambda w: w.ring("101", "a"), lambda k: k.redirect("alice", "a", "", "nobody", 0), InvalidNumber),
    (nothing, lambda k: k.redirect("alice", "", "bob", "104", 0), UnknownObject),
    (lambda w: w.ring("104", "a"), lambda k: k.redirect("alice", "", "dave", "103", 0), UnknownObject),
    (lambda w: w.ring("101", "a"), lambda k: k.pickup("alice", "a", "", A), WrongState),
    (lambda w: w.ring("102", "a"), lambda k: k.pickup("alice", "a", "", "102"), AccessDenied),
    (lambda w: w.talk("102", "a"), lambda k: k.pickup("alice", "a", "", "101"), WrongState),
    (full_and_one_rings, lambda k: k.pickup("alice", "a", "", "101"), Busy),
    (nothing, lambda k: k.drop_on_line("alice", "101"), WrongState),
    (lambda w: w.put("101", S.DISCONNECTED, "a"), lambda k: k.drop_on_line("alice", "101"), WrongState),
    (lambda w: (w.hold("101", "a"), w.ring("101", "b")), lambda k: k.drop_on_line("alice", "101"), WrongState),
    (lambda w: w.talk("101", "a"), lambda k: k.send_digits("alice", "a", "", pulse=False, duration_ms=0), InvalidNumber),
    (lambda w: w.talk("101", "a"), lambda k: k.send_digits("alice", "a", "12w", pulse=False, duration_ms=0), InvalidNumber),
    (lambda w: w.talk("101", "a"), lambda k: k.send_digits("alice", "a", "1*", pulse=True, duration_ms=0), InvalidNumber),
    (lambda w: w.talk("101", "a"), lambda k: k.send_digits("alice", "a", "1" * 65, pulse=False, duration_ms=0), InvalidNumber),
    (lambda w: w.talk("101", "a"), lambda k: k.send_digits("alice", "a", "1", pulse=False, duration_ms=-1), InvalidNumber),
    (lambda w: w.talk("101", "a"), lambda k: k.send_digits("alice", "a", "1", pulse=False, duration_ms=10_001), InvalidNumber),
    (lambda w: w.talk("101", "a"), lambda k: k.stop_recording("alice", "a"), WrongState),
    (lambda w: w.put("101", S.DIALING, "a"), lambda k: k.make_call("alice", "101", "103", 0, PLAIN), Busy),
    (full, lambda k: k.make_call("alice", "101", "103", 0, PLAIN), Busy),
    (nothing, lambda k: k.make_call("alice", "101", "nobody", 0, PLAIN), InvalidNumber),
    (nothing, lambda k: k.make_call("alice", "102", "103", 0, PLAIN), AccessDenied),
    (nothing, lambda k: k.make_call("alice", "101", "103", 0, CallParameters(remote_office=True)), Refusal),
]


@pytest.mark.parametrize(("before", "ask", "refusal"), REFUSED)
async def test_what_is_refused_never_reaches_the_pbx(
    world: World, before: Callable[[World], object], ask: Ask, refusal: type[Refusal]
) -> None:
    before(world)
    with pytest.raises(refusal):
        await ask(calls_of(world))
    assert not world.commands


@pytest.mark.parametrize(
    ("lacks", "ask"),
    [
        (Capability.MAKE_CALL, lambda k: k.make_call("alice", "101", "103", 0, PLAIN)),
        (Capability.HIDE_CALLER_ID, lambda k: k.make_call("alice", "101", "103", 0, CallParameters(hide_caller_id=True))),
        (Capability.PICKUP, lambda k: k.pickup("alice", "ringing", "", "101")),
        (Capability.ANSWER, lambda k: k.answer("dave", "ringing")),
    ],
)
async def test_what_the_pbx_cannot_do_is_refused(lacks: Capability, ask: Ask) -> None:
    world = World(Capability.ALL & ~lacks)
    world.ring("102", "ringing")
    with pytest.raises(NotCapable):
        await ask(calls_of(world))
    assert not world.commands


# -- new calls


async def test_a_new_call_is_expected_with_what_came_along(world: World) -> None:
    contact, project = ClientContact("s", "card"), Project("Roof")
    parameters = CallParameters(hide_caller_id=True, contact=contact, project=project, address="office")
    made = await calls_of(world).make_call("alice", "101", "103", 0, parameters, asked_by="s")
    assert made == MadeCall("{1}")
    assert world.commands == [c.MakeCall(A, "{1}", "103", hide_caller_id=True, address="office")]
    call = world.put("101", S.DIALING, "{1}")
    assert (call.contact, call.project) == (contact, project)


async def test_a_second_call_is_a_consultation_of_the_active_one(world: World) -> None:
    world.talk("101", "a")
    await calls_of(world).make_call("alice", "101", number("103"), 1, PLAIN)
    assert world.commands == [c.MakeCall(A, "{1}", "103", consultation_of="a")]


async def test_without_hold_there_is_no_second_call() -> None:
    world = World(Capability.MAKE_CALL)
    world.talk("101", "a")
    with pytest.raises(Busy):
        await calls_of(world).make_call("alice", "101", "103", 0, PLAIN)


async def test_what_the_pbx_refuses_is_not_expected_any_more(world: World) -> None:
    world.refusal = CommandFailed("no")
    with pytest.raises(CommandFailed):
        await calls_of(world).make_call("alice", "101", "103", 0, CallParameters(project=Project("Roof")))
    assert world.put("101", S.DIALING, "{1}").project == Project()


@pytest.mark.parametrize(
    ("parameters", "via"),
    [
        (CallParameters(), ""),
        (CallParameters(remote_office=False), ""),
        (CallParameters(remote_office=True), "00891234"),
        (CallParameters(remote_office=True, remote_office_number="089 5678"), "00895678"),
    ],
)
async def test_a_call_can_run_over_a_remote_office(world: World, parameters: CallParameters, via: str) -> None:
    line = world.line("101")
    world.core.set_settings(line, replace(line.settings, remote_office=RemoteOffice(False, "+49891234")))
    await calls_of(world).make_call("alice", "101", "103", 0, parameters)
    assert world.commands == [c.MakeCall(A, "{1}", "103", via=via)]


async def test_a_feature_code_is_dialled_as_it_stands(world: World) -> None:
    await calls_of(world).make_call("alice", "101", "*21*102#", 1, CallParameters(feature_code=True))
    assert world.commands == [c.MakeCall(A, "{1}", "*21*102#")]


RULES = (ProjectRule(name="Roof", pin="47", kind=1, private=True), ProjectRule(name="Cellar", pin="11"))


@pytest.mark.parametrize(
    ("asked", "found", "name"),
    [
        (Project("Roof"), True, "Roof"),
        (Project("any", entered_pin="11"), True, "Cellar"),
        (Project("Attic"), False, "Attic"),
    ],
)
async def test_a_project_is_completed_from_the_location(world: World, asked: Project, found: bool, name: str) -> None:
    calls = calls_of(world, replace(LOCATION, project_rules=RULES))
    made = await calls.make_call("alice", "101", "103", 0, CallParameters(project=asked, find_project=True))
    assert made.project_found is found
    project = world.put("101", S.DIALING, made.call_id).project
    assert project.name == name
    assert bool(project.location_id) is found


async def test_a_project_that_must_be_there_is_missed(world: World) -> None:
    parameters = CallParameters(project=Project("Attic"), find_project=True, project_required=True)
    with pytest.raises(Refusal):
        await calls_of(world, replace(LOCATION, project_rules=RULES)).make_call("alice", "101", "103", 0, parameters)


# -- call data


def test_only_the_owner_puts_data_on_a_call(world: World) -> None:
    world.talk("101", "a")
    calls = calls_of(world)
    calls.set_data("alice", "a", [("k", "v")])
    assert world.call("a").data == {"k": "v"}
    with pytest.raises(AccessDenied):
        calls.set_data("dave", "a", [("k", "w")])
    with pytest.raises(UnknownObject):
        calls.set_data("alice", "gone", [("k", "w")])


@pytest.mark.parametrize("pairs", [[], [("", "v")], [("k", "v"), ("", "v")]])
def test_pairs_need_keys(world: World, pairs: list[tuple[str, str]]) -> None:
    world.talk("101", "a")
    with pytest.raises(Refusal):
        calls_of(world).set_data("alice", "a", pairs)


PAIRS = (("k", "v"),)


@pytest.mark.parametrize(
    ("user", "announcement", "refusal"),
    [
        ("alice", Announcement(PAIRS), Refusal),
        ("alice", Announcement(PAIRS, called_number="nobody"), InvalidNumber),
        ("alice", Announcement((), called_number="101"), Refusal),
        ("alice", Announcement(tuple((str(n), "v") for n in range(65)), called_number="101"), Busy),
        ("nobody", Announcement(PAIRS, called_number="101"), UnknownObject),
    ],
)
def test_announcements_that_are_refused(world: World, user: str, announcement: Announcement, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        calls_of(world).announce_data(user, announcement)
    assert not world.ring("101", "a").data


@pytest.mark.parametrize(
    ("user", "announcement"),
    [
        ("alice", Announcement(PAIRS, called_number="101")),
        ("alice", Announcement(PAIRS, called_number="+49 8151 36856-101")),
        ("admin", Announcement(PAIRS, called_number="101")),
        ("bob", Announcement(PAIRS, transferring_number="102")),
    ],
)
def test_announced_data_come_with_the_call(world: World, user: str, announcement: Announcement) -> None:
    calls_of(world).announce_data(user, announcement)
    assert world.ring("101", "a").data == {"k": "v"}


@pytest.mark.parametrize("announcement", [Announcement(PAIRS, called_number="102"), Announcement(PAIRS, pbx_call_id="7")])
def test_announced_data_for_others_come_with_own_calls_only(world: World, announcement: Announcement) -> None:
    calls_of(world).announce_data("alice", announcement)
    to_bob = CallReport(A, "a", S.DIALING, True, Party(number("102")), pbx_call_id="7")
    assert not world.put_report(replace(to_bob, line=uri("103"), call_id="c")).data
    assert world.put_report(to_bob).data == {"k": "v"}


def test_the_caller_s_party_can_be_outside(world: World) -> None:
    calls_of(world).announce_data("alice", Announcement(PAIRS, called_number="101"))
    assert world.put_report(CallReport(A, "a", S.OFFERING, False, Party("+49891234"))).data == {"k": "v"}


def test_an_administrator_announces_without_any_live_line(world: World) -> None:
    world.core.lines.clear()
    with pytest.raises(UnknownObject):
        calls_of(world).announce_data("alice", Announcement(PAIRS, called_number="101"))
    with pytest.raises(Refusal):
        calls_of(world).announce_data("admin", Announcement(PAIRS, called_number="101"))
