"""Each recording gives the facts that are written down beside it; and whatever is lost or mixed, facts stay in order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.drivers.asterisk.recordings import FOLDER, NAMES, Watch, events

from callplane.drivers.asterisk.protocol import Message
from callplane.model.events import CallReported

FULL = [name for name in NAMES if name != "18-connection-drop"]


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_gives_its_facts(name: str) -> None:
    watch = Watch().take(events(name))
    assert watch.told == (FOLDER / f"{name}.facts").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", FULL)
def test_nothing_is_left_when_all_have_hung_up(name: str) -> None:
    watch = Watch().take(events(name))
    calls = watch.tracker.calls
    assert not watch.witness.calls
    assert not calls.calls
    assert not calls.board.channels
    assert not calls.board.bridges
    assert len(calls.trackers) == 0


def test_one_tracker_id_for_each_scenario() -> None:
    """Transfer, pickup, forward, consultation: who has to do with each other has one tracker id at the end."""
    for name in ("06", "10", "11", "15", "19", "24", "27", "08"):
        watch = Watch().take(events(name))
        linked = {message["Uniqueid"]: message["Linkedid"] for message in events(name) if message.name == "Hangup"}
        last = {fact.call.pbx_call_id: fact.call.tracker_id for fact in watch.witness.facts if isinstance(fact, CallReported)}
        for one, its_link in linked.items():
            for other, other_link in linked.items():
                if its_link == other_link and one in last and other in last:
                    assert last[one] == last[other], f"{name}: {one} and {other}"


def renamed(message: Message, suffix: str) -> Message:
    """The same event of another system: its ids do not meet the first one's."""
    keys = ("id", "Channel", "Conference")
    return Message(
        message.name,
        tuple((k, f"{v}{suffix}" if k.endswith(keys) and v and k.lower().endswith("id") else v) for k, v in message.fields),
    )


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_mixed_recordings_keep_their_order(data: st.DataObject) -> None:
    """Two recordings at the same time: calls do not disturb each other, and all of them end."""
    first, second = (events(data.draw(st.sampled_from(FULL))) for _ in range(2))
    second = tuple(renamed(message, "-b") for message in second)
    turns = data.draw(st.lists(st.booleans(), max_size=len(first) + len(second)))
    one, other = iter(first), iter(second)
    mixed = [message for turn in turns if (message := next(one if turn else other, None)) is not None]
    watch = Watch().take([*mixed, *one, *other])
    assert not watch.witness.calls
    assert not watch.tracker.calls.board.channels


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(FULL), begin=st.floats(0, 1), lost=st.sets(st.integers(0, 400), max_size=30))
def test_a_cut_recording_breaks_nothing(name: str, begin: float, lost: set[int]) -> None:
    """From the middle on, and with events missing: no fact is against the contract, and whoever hung up is gone."""
    messages = events(name)[int(begin * len(events(name))) :]
    kept = [message for number, message in enumerate(messages) if number not in lost or message.name == "Hangup"]
    watch = Watch().take(kept)
    gone = {message["Uniqueid"] for message in kept if message.name == "Hangup"}
    assert not gone & watch.tracker.calls.board.channels.keys()
    assert all(call.pbx_call_id not in gone for call in watch.witness.calls.values())


@settings(max_examples=15, deadline=None)
@given(name=st.sampled_from(FULL), random=st.randoms(use_true_random=False))
def test_shuffled_events_keep_the_invariants(name: str, random: object) -> None:
    """An order that cannot be: still no fact is against the contract."""
    messages = list(events(name))
    random.shuffle(messages)  # type: ignore[attr-defined]
    Watch().take(messages)
