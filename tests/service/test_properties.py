"""Whatever users, phones, people outside and time do: the rules of the interface hold."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.town import EXTENSIONS, OWNERS, Town
from tests.service.world import uri

from callplane.drivers import commands as c
from callplane.errors import Refusal
from callplane.model.call import Call, CallState, CallType
from callplane.model.features import Feature
from callplane.model.line import Capability, ForwardMode
from callplane.service.calls import CallParameters
from callplane.service.core import LINGER_SECONDS

Action = tuple[str, int, int]
Work = Coroutine[object, object, object]
OUTSIDE = "0089123450"
NUMBERS = ("101", "102", "103", "104", "111", *(f"008912345{digit}" for digit in range(6)))
_JOINS = Feature.MERGE | Feature.CONFERENCE | Feature.CONFERENCE_ADD
SECONDS = (1, 2, 3, 21, 31, 61, 181)
LESSER = Capability.DO_NOT_DISTURB | Capability.CALLBACK | Capability.REMOTE_OFFICE | Capability.SWAP | Capability.CONSULTATION


def extension_of(call: Call) -> str:
    return call.line.partition("@")[0][-3:]


def owner(call: Call) -> str:
    return OWNERS[extension_of(call)]


# -- what can happen. Each takes the town and two numbers, out of which it makes what it needs.


def _call(town: Town, n: int) -> Call | None:
    living = town.living
    return living[n % len(living)] if living else None


def _mate(town: Town, call: Call, n: int) -> Call:
    mates = list(town.core.lines[call.line].calls.values())
    return mates[n % len(mates)]


def on_call(ask: Callable[[Town, Call, int], Work]) -> Callable[[Town, int, int], object]:
    def act(town: Town, n: int, m: int) -> object:
        call = _call(town, n)
        return town.do(ask(town, call, m)) if call else None

    return act


def _ext(n: int) -> str:
    return EXTENSIONS[n % len(EXTENSIONS)]


def _make_call(town: Town, n: int, m: int) -> object:
    number = NUMBERS[m % len(NUMBERS)]
    return town.do(town.calls.make_call(OWNERS[_ext(n)], uri(_ext(n)), number, 0, CallParameters(hide_caller_id=m % 7 == 0)))


def _talk(town: Town, n: int, m: int) -> object:
    """A call that is answered, every other time of the same line: else few lines would have anything to join."""
    number = NUMBERS[m % 6]
    extension = _ext(n) if n % 2 else EXTENSIONS[0]
    town.do(town.calls.make_call(OWNERS[extension], uri(extension), number, 0, CallParameters()))
    if number == OUTSIDE:
        town.pass_time(1)
        return None
    return town.act(lambda now: town.switch.phone_answer(number, now))


def _use(town: Town, n: int, m: int) -> object:
    """Something that a call allows is done with it: so towns come to know every situation."""
    promised = [(call, feature) for call in town.living for feature in Feature(call.features)]
    able = [(call, feature) for call, feature in promised if m % 3 or feature & _JOINS]
    call, feature = able[n % len(able)] if able else (None, Feature.NONE)
    return town.do(TRIES[feature](town, call)) if call and _can_be_tried(town, call, feature) else None


def _set(town: Town, n: int, m: int) -> object:
    user, line, destination = OWNERS[_ext(n)], uri(_ext(n)), NUMBERS[m % len(NUMBERS)]
    mode = (1, 2, 4, 128)[m % 4]
    settings: list[Callable[[], Work]] = [
        lambda: town.lines.set_do_not_disturb(user, line, on=m % 2 == 0),
        lambda: town.lines.set_forward(user, line, destination, mode),
        lambda: town.lines.remove_forward(user, line),
        lambda: town.lines.set_remote_office(user, line, enabled=m % 2 == 0, destination=destination),
    ]
    return town.do(settings[(n // 5) % len(settings)]())


ACTIONS: dict[str, Callable[[Town, int, int], object]] = {
    "make call": _make_call,
    "talk": _talk,
    "use a feature": _use,
    "answer": on_call(lambda t, call, _: t.calls.answer(owner(call), call.id)),
    "drop": on_call(lambda t, call, _: t.calls.drop(owner(call), call.id)),
    "hold": on_call(lambda t, call, m: t.calls.hold(owner(call), call.id, on=m % 2 == 0)),
    "swap": on_call(lambda t, call, _: t.calls.swap_hold(owner(call), call.id)),
    "merge": on_call(lambda t, call, m: t.calls.merge(owner(call), call.id, _mate(t, call, m).id)),
    "conference": on_call(lambda t, call, m: t.calls.conference(owner(call), call.id, _mate(t, call, m).id)),
    "redirect": on_call(lambda t, call, m: t.calls.redirect(owner(call), call.id, "", NUMBERS[m % len(NUMBERS)], 0)),
    "pick up": on_call(lambda t, call, m: t.calls.pickup("dave", call.id, "", uri(_ext(m)))),
    "complete": on_call(lambda t, call, _: t.calls.complete(owner(call), call.id)),
    "record": on_call(lambda t, call, _: t.calls.start_recording(owner(call), call.id)),
    "stop recording": on_call(lambda t, call, _: t.calls.stop_recording(owner(call), call.id)),
    "set": _set,
    "dial on the phone": lambda t, n, m: t.act(lambda now: t.switch.phone_dial(_ext(n), NUMBERS[m % len(NUMBERS)], now)),
    "lift the phone": lambda t, n, _: t.act(lambda now: t.switch.phone_answer(_ext(n), now)),
    "put the phone down": lambda t, n, _: t.act(lambda now: t.switch.phone_hangup(_ext(n), now)),
    "plug": lambda t, n, _: t.act(lambda now: t.switch.phone_plug(_ext(n), now)),
    "unplug": lambda t, n, m: m % 5 or t.act(lambda now: t.switch.phone_unplug(_ext(n), now)),
    "call from outside": lambda t, n, m: t.act(lambda now: t.switch.outside_call("+4930555" if m % 3 else "", _ext(n), now)),
    "hang up outside": lambda t, n, _: t.act(lambda now: t.switch.outside_hangup(f"o{n % 9}", now)),
    "time passes": lambda t, n, _: t.pass_time(SECONDS[n % len(SECONDS)]),
}
NAMES = [*ACTIONS, *["talk"] * 8, *["use a feature"] * 8]
actions = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 59), st.integers(0, 59)), min_size=6, max_size=30)
towns = pytest.mark.parametrize("lacks", [Capability.NONE, LESSER], ids=["able", "lesser"])
moderate = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(moderate, max_examples=40)


def town_after(lacks: Capability, done: list[Action]) -> Town:
    town = Town(lacks, ForwardMode.NONE if lacks else ForwardMode.ALL)
    for name, n, m in done:
        ACTIONS[name](town, n, m)
    return town


@towns
@moderate
@given(done=actions)
def test_snapshot_and_events_make_the_later_snapshot(lacks: Capability, done: list[Action]) -> None:
    """The lives of calls are checked by every watch while events come in."""
    town = Town(lacks)
    for name, n, m in done:
        ACTIONS[name](town, n, m)
        town.check()


@towns
@few
@given(done=actions)
def test_every_call_comes_to_its_one_end(lacks: Capability, done: list[Action]) -> None:
    town = town_after(lacks, done)
    for extension in EXTENSIONS:
        town.act(lambda now: town.switch.phone_unplug(extension, now))  # noqa: B023
    town.pass_time(200)
    assert not town.living
    assert not len(town.core.scenarios)
    for watch in town.ear.watches.values():
        assert not watch.calls
        assert watch.ended == watch.last.keys()


# -- a feature bit is set exactly when its operation is then accepted


def _opposite(town: Town, call: Call, feature: Feature) -> Call | None:
    """An active call's held mate, a held one's active mate."""
    wanted = CallState.HOLD if call.state is CallState.CONNECTED else CallState.CONNECTED
    mates = town.core.lines[call.line].calls.values()
    return next((mate for mate in mates if mate.state is wanted and mate.features & feature), None)


def _joins(town: Town, call: Call) -> tuple[str, str]:
    """The conference and the call to add, one of which is `call`."""
    mates = list(town.core.lines[call.line].calls.values())
    controller = next(mate for mate in mates if mate.is_controller)
    free = [mate for mate in mates if not mate.facts.controller_id and mate.features & Feature.CONFERENCE_ADD]
    return (call.id, free[0].id) if call.facts.controller_id else (controller.id, call.id)


def _picks(town: Town, call: Call) -> Work:
    """Pick-up needs an idle line with a phone, of neither side."""
    sides = {call.line, *(other.line for other in town.living if other.tracker_id == call.tracker_id)}
    idle = [line.uri for line in town.core.lines.values() if not line.calls and line.uri not in sides and line.report.status == 2]
    return town.calls.pickup("dave", call.id, "", idle[0])


def _pair(ask: Callable[[str, str, str], Work], town: Town, call: Call, feature: Feature) -> Work:
    mate = _opposite(town, call, feature)
    assert mate is not None, f"{call.id} has {feature.name} and nobody to do it with"
    return ask(owner(call), call.id, mate.id)


TRIES: dict[Feature, Callable[[Town, Call], Work]] = {
    Feature.ANSWER: lambda t, call: t.calls.answer(owner(call), call.id),
    Feature.MAKE_CALL: lambda t, call: t.calls.make_call(owner(call), call.line, OUTSIDE, 0, CallParameters()),
    Feature.COMPLETE_CALL: lambda t, call: t.calls.complete(owner(call), call.id),
    Feature.MERGE: lambda t, call: _pair(t.calls.merge, t, call, Feature.MERGE),
    Feature.HANG_UP: lambda t, call: t.calls.drop(owner(call), call.id),
    Feature.BLIND_TRANSFER: lambda t, call: t.calls.redirect(owner(call), call.id, "", OUTSIDE, 0),
    Feature.REDIRECT: lambda t, call: t.calls.redirect(owner(call), call.id, "", OUTSIDE, 0),
    Feature.SWAP_HOLD: lambda t, call: t.calls.swap_hold(owner(call), call.id),
    Feature.HOLD: lambda t, call: t.calls.hold(owner(call), call.id, on=True),
    Feature.RETRIEVE: lambda t, call: t.calls.hold(owner(call), call.id, on=False),
    Feature.CONFERENCE: lambda t, call: _pair(t.calls.conference, t, call, Feature.CONFERENCE),
    Feature.CONFERENCE_ADD: lambda t, call: t.calls.conference(owner(call), *_joins(t, call)),
    Feature.DIGITS: lambda t, call: t.calls.send_digits(owner(call), call.id, "1", pulse=False, duration_ms=0),
    Feature.START_RECORDING: lambda t, call: t.calls.start_recording(owner(call), call.id),
    Feature.STOP_RECORDING: lambda t, call: t.calls.stop_recording(owner(call), call.id),
    Feature.PICKUP: _picks,
}


def _can_be_tried(town: Town, call: Call, feature: Feature) -> bool:
    """Pick-up depends on a second line, which the bit cannot know of."""
    if feature is not Feature.PICKUP:
        return True
    try:
        _picks(town, call).close()
    except IndexError:
        return False
    return True


@towns
@few
@given(done=actions, first=st.integers(0, 3))
def test_what_a_feature_promises_is_accepted(lacks: Capability, done: list[Action], first: int) -> None:
    """Each try takes a replay, so every example tries a quarter of what is promised."""
    town = town_after(lacks, done)
    promised = [(call.id, feature) for call in town.living for feature in Feature(call.features)]
    for call_id, feature in promised[first::4]:
        again = town_after(lacks, done)
        found = again.core.find_call(call_id)
        assert found is not None
        if _can_be_tried(again, found[1], feature):
            assert again.do(TRIES[feature](again, found[1])), f"{call_id} {found[1].state.name} promised {feature.name}"
            again.check()


def refused_by_the_pbx(town: Town, call: Call) -> dict[Feature, list[c.Command]]:
    """The commands behind each feature, for a call."""
    line, mates = call.line, [mate for mate in town.core.lines[call.line].calls.values() if mate is not call]
    commands: dict[Feature, list[c.Command]] = {
        Feature.ANSWER: [c.Answer(line, call.id)],
        Feature.COMPLETE_CALL: [c.CompleteCall(line, call.id)],
        Feature.HANG_UP: [c.Drop(line, call.id)],
        Feature.BLIND_TRANSFER: [c.BlindTransfer(line, call.id, OUTSIDE)],
        Feature.REDIRECT: [c.Redirect(line, call.id, OUTSIDE)],
        Feature.HOLD: [c.Hold(line, call.id)],
        Feature.RETRIEVE: [c.Retrieve(line, call.id)],
        Feature.SWAP_HOLD: [c.SwapHold(line, call.id, mate.id) for mate in mates],
        Feature.MERGE: [c.Merge(line, one.id, two.id) for mate in mates for one, two in ((call, mate), (mate, call))],
        Feature.DIGITS: [c.SendDigits(line, call.id, "1")],
        Feature.START_RECORDING: [c.StartRecording(line, call.id)],
        Feature.STOP_RECORDING: [c.StopRecording(line, call.id)],
        Feature.PICKUP: [c.Pickup(mate, "{pick}", line, call.id) for mate in town.core.lines if mate != line],
    }
    if call.type is not CallType.CONFERENCE_MEMBER:
        joined = [mate for mate in mates if mate.facts.controller_id]
        joins = Feature.CONFERENCE_ADD if joined else Feature.CONFERENCE
        commands[joins] = [c.Conference(line, mate.id, call.id) for mate in joined or mates]
    return commands


@towns
@moderate
@given(done=actions)
def test_what_no_feature_promises_the_pbx_refuses(lacks: Capability, done: list[Action]) -> None:
    town = town_after(lacks, done)
    for call in town.living:
        for feature, commands in refused_by_the_pbx(town, call).items():
            for command in commands if not call.features & feature else ():
                with pytest.raises(Refusal):
                    town.switch.execute(command, town.clock.now)


def test_lingering_calls_promise_nothing() -> None:
    town = town_after(Capability.NONE, [("make call", 0, 1), ("put the phone down", 0, 0)])
    (lingering,) = town.living
    assert (lingering.state, lingering.features) == (CallState.DISCONNECTED, 0)
    town.pass_time(int(LINGER_SECONDS))
    assert not town.living
