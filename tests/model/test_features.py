"""Features as a table of situations: the calls of a line, and what each of them allows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.model.examples import call

from callplane.model.call import Call, CallState, CallType, RecordingState
from callplane.model.features import MAX_CALLS, MAX_CONFERENCE_MEMBERS, Feature, Siblings, can_make_call, features_of
from callplane.model.line import Capability

S, F, C = CallState, Feature, Capability
CONTROLLER, MEMBER = CallType.CONFERENCE_CONTROLLER, CallType.CONFERENCE_MEMBER
TALK = F.HANG_UP | F.HOLD | F.START_RECORDING
NORMAL_TALK = TALK | F.BLIND_TRANSFER | F.DIGITS
PAIR = F.MERGE | F.CONFERENCE


def member(call_id: str) -> Call:
    return call(call_id, S.CONFERENCED, MEMBER)


def controller(state: CallState = S.CONNECTED) -> Call:
    return call("c", state, CONTROLLER)


SITUATIONS: dict[str, tuple[list[Call], dict[str, Feature]]] = {
    "no call": ([], {}),
    "it rings": ([call("a", S.OFFERING, outbound=False)], {"a": F.HANG_UP | F.ANSWER | F.REDIRECT | F.PICKUP}),
    "a callback rings": ([call("a", S.OFFERING, CallType.CALLBACK)], {"a": F.HANG_UP | F.ANSWER}),
    "dialling": ([call("a", S.DIALING)], {"a": F.HANG_UP}),
    "the far end rings": ([call("a", S.RINGBACK)], {"a": F.HANG_UP | F.COMPLETE_CALL}),
    "transferred, waiting for another": ([call("a", S.RINGBACK, outbound=False)], {"a": F.HANG_UP}),
    "busy": ([call("a", S.BUSY)], {"a": F.HANG_UP | F.COMPLETE_CALL}),
    "talking": ([call("a")], {"a": NORMAL_TALK | F.MAKE_CALL}),
    "held": ([call("a", S.HOLD)], {"a": F.HANG_UP | F.RETRIEVE}),
    "over": ([call("a", S.DISCONNECTED)], {"a": F.NONE}),
    "destroyed": ([call("a", S.DESTROYED)], {"a": F.NONE}),
    "unknown": ([call("a", S.UNKNOWN)], {"a": F.NONE}),
    "held while dialling": (
        [call("a", S.HOLD), call("b", S.DIALING)],
        {"a": F.HANG_UP, "b": F.HANG_UP},
    ),
    "held and active": (
        [call("a", S.HOLD), call("b")],
        {"a": F.HANG_UP | F.SWAP_HOLD | PAIR, "b": NORMAL_TALK | F.MAKE_CALL | PAIR},
    ),
    "held and over": ([call("a", S.HOLD), call("b", S.DISCONNECTED)], {"a": F.HANG_UP | F.RETRIEVE, "b": F.NONE}),
    "active and one waits": (
        [call("a"), call("b", S.OFFERING, outbound=False)],
        {"a": NORMAL_TALK | F.MAKE_CALL, "b": F.HANG_UP | F.ANSWER | F.REDIRECT | F.PICKUP},
    ),
    "as many calls as there can be": (
        [call("a"), *(call(str(n), S.HOLD) for n in range(1, MAX_CALLS))],
        {"a": NORMAL_TALK | PAIR, **{str(n): F.HANG_UP | F.SWAP_HOLD | PAIR for n in range(1, MAX_CALLS)}},
    ),
    "conference": (
        [controller(), member("a"), member("b")],
        {"c": TALK | F.MAKE_CALL, "a": F.HANG_UP, "b": F.HANG_UP},
    ),
    "conference on hold": (
        [controller(S.HOLD), member("a"), member("b")],
        {"c": F.HANG_UP | F.RETRIEVE, "a": F.HANG_UP, "b": F.HANG_UP},
    ),
    "conference on hold, one more": (
        [controller(S.HOLD), member("a"), member("b"), call("d")],
        {
            "c": F.HANG_UP | F.SWAP_HOLD | F.CONFERENCE_ADD,
            "a": F.HANG_UP | F.CONFERENCE_ADD,
            "b": F.HANG_UP | F.CONFERENCE_ADD,
            "d": NORMAL_TALK | F.MAKE_CALL | F.CONFERENCE_ADD,
        },
    ),
    "conference, one more rings": (
        [controller(), member("a"), member("b"), call("d", S.OFFERING, outbound=False), call("e", S.HOLD)],
        {
            "c": TALK | F.MAKE_CALL | F.CONFERENCE_ADD,
            "a": F.HANG_UP | F.CONFERENCE_ADD,
            "b": F.HANG_UP | F.CONFERENCE_ADD,
            "d": F.HANG_UP | F.ANSWER | F.REDIRECT | F.PICKUP,
            "e": F.HANG_UP | F.SWAP_HOLD | F.CONFERENCE_ADD,
        },
    ),
    "conference on hold, consulting": (
        [controller(S.HOLD), member("a"), member("b"), call("d", S.HOLD), call("e", S.RINGBACK)],
        {
            "c": F.HANG_UP | F.CONFERENCE_ADD,
            "a": F.HANG_UP | F.CONFERENCE_ADD,
            "b": F.HANG_UP | F.CONFERENCE_ADD,
            "d": F.HANG_UP | F.CONFERENCE_ADD,
            "e": F.HANG_UP | F.COMPLETE_CALL,
        },
    ),
    "full conference": (
        [controller(), *(member(str(n)) for n in range(MAX_CONFERENCE_MEMBERS)), call("d", S.HOLD)],
        {"c": TALK | F.MAKE_CALL, "d": F.HANG_UP | F.SWAP_HOLD, **{str(n): F.HANG_UP for n in range(MAX_CONFERENCE_MEMBERS)}},
    ),
    "recorded by us": (
        [call("a", recording=RecordingState.RECORDED, records=True)],
        {"a": F.HANG_UP | F.HOLD | F.BLIND_TRANSFER | F.DIGITS | F.MAKE_CALL | F.STOP_RECORDING},
    ),
    "recorded by us, held": (
        [call("a", S.HOLD, recording=RecordingState.RECORDED, records=True)],
        {"a": F.HANG_UP | F.RETRIEVE | F.STOP_RECORDING},
    ),
    "recorded by the other": (
        [call("a", recording=RecordingState.RECORDED)],
        {"a": F.HANG_UP | F.HOLD | F.BLIND_TRANSFER | F.DIGITS | F.MAKE_CALL},
    ),
    "was recorded": ([call("a", recording=RecordingState.WAS_RECORDED)], {"a": NORMAL_TALK | F.MAKE_CALL}),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_features_on_a_line_that_can_do_everything(name: str) -> None:
    calls, expected = SITUATIONS[name]
    assert features_of(calls, Capability.ALL) == expected


@pytest.mark.parametrize("name", SITUATIONS)
def test_no_features_on_a_line_that_can_do_nothing(name: str) -> None:
    calls, _ = SITUATIONS[name]
    assert set(features_of(calls, Capability.NONE).values()) <= {Feature.NONE}


@pytest.mark.parametrize("lacking", [one for one in Capability if one is not Capability.ALL], ids=lambda c: c.name)
def test_a_line_that_lacks_something_loses_just_the_features_that_need_it(lacking: Capability) -> None:
    lost = {
        C.MAKE_CALL: F.MAKE_CALL,
        C.DROP: F.HANG_UP,
        C.ANSWER: F.ANSWER,
        C.HOLD: F.HOLD | F.RETRIEVE,
        C.SWAP: F.SWAP_HOLD,
        C.MERGE: F.MERGE,
        C.CONFERENCE: F.CONFERENCE | F.CONFERENCE_ADD,
        C.REDIRECT: F.REDIRECT,
        C.BLIND_TRANSFER: F.BLIND_TRANSFER,
        C.PICKUP: F.PICKUP,
        C.CALLBACK: F.COMPLETE_CALL,
        C.DIGITS: F.DIGITS,
        C.RECORD: F.START_RECORDING | F.STOP_RECORDING,
    }.get(lacking, F.NONE)
    for calls, expected in SITUATIONS.values():
        assert features_of(calls, C.ALL & ~lacking) == {call_id: bits & ~lost for call_id, bits in expected.items()}


def test_a_second_call_needs_hold_or_consultation() -> None:
    assert features_of([call("a")], C.MAKE_CALL) == {"a": F.NONE}
    assert features_of([call("a")], C.MAKE_CALL | C.CONSULTATION) == {"a": F.MAKE_CALL}
    assert features_of([call("a")], C.MAKE_CALL | C.HOLD) == {"a": F.MAKE_CALL | F.HOLD}


@pytest.mark.parametrize(
    ("calls", "can", "possible"),
    [
        ([], C.MAKE_CALL, True),
        ([], C.ALL & ~C.MAKE_CALL, False),
        ([call("a")], C.ALL, True),
        ([call("a")], C.MAKE_CALL, False),
        ([call("a")], C.MAKE_CALL | C.HOLD, True),
        ([call("a", S.HOLD)], C.MAKE_CALL, True),
        ([call("a", S.OFFERING)], C.MAKE_CALL, True),
        ([call("a", S.DIALING)], C.ALL, False),
        ([call("a", S.RINGBACK)], C.ALL, False),
        ([call("a", S.DISCONNECTED)], C.ALL, True),
        ([call(str(n), S.HOLD) for n in range(MAX_CALLS)], C.ALL, False),
        ([controller(S.HOLD), *(member(str(n)) for n in range(MAX_CALLS))], C.ALL, True),
    ],
)
def test_when_a_line_can_make_a_call(calls: list[Call], can: Capability, possible: bool) -> None:
    assert can_make_call(calls, can) is possible


def test_siblings_leave_out_what_is_over() -> None:
    siblings = Siblings.of([controller(), member("a"), call("b", S.DISCONNECTED), call("d", S.DISCONNECTED, MEMBER)])
    assert siblings.count == 1
    assert [c.id for c in siblings.members] == ["a"]
    assert siblings.controller is not None
    assert siblings.room_to_dial
    assert not siblings.pair


@pytest.mark.parametrize(("emulated", "swaps"), [(C.NONE, True), (C.SWAP, False)])
def test_a_swap_that_is_made_of_hold_and_retrieve_waits_for_a_call_that_is_dialled(emulated: Capability, swaps: bool) -> None:
    calls = [call("a", S.HOLD), call("b"), call("d", S.RINGBACK)]
    assert bool(features_of(calls, C.ALL, emulated)["a"] & F.SWAP_HOLD) is swaps
    assert features_of(calls[:2], C.ALL, emulated)["a"] & F.SWAP_HOLD


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[object, object] = {}
    monkeypatch.setattr("callplane.model.features.MAX_KNOWN", 2)
    monkeypatch.setattr("callplane.model.features._known", known)
    for state in (S.OFFERING, S.CONNECTED, S.HOLD, S.CONNECTED):
        assert features_of([call("a", state)], Capability.ALL)["a"] == features_of([call("b", state)], Capability.ALL)["b"]
        assert len(known) <= 2


def test_what_the_pbx_does_not_allow_with_a_call_is_no_feature_of_it() -> None:
    held, active = call("a", S.HOLD), call("b")
    active = replace(active, facts=replace(active.facts, lacks=int(C.HOLD | C.MERGE)))
    found = features_of([held, active], C.ALL)
    assert F.MERGE in found["a"]
    assert not found["b"] & (F.MERGE | F.HOLD)
    assert F.DIGITS in found["b"]
