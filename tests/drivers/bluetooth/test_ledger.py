"""What a phone says, bit by bit and all at once, becomes facts in an order that the model allows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callplane.drivers.bluetooth.backend import CallStatus as S
from callplane.drivers.bluetooth.backend import PhoneCall
from callplane.drivers.bluetooth.ledger import Expected, Ledger
from callplane.model import events as e
from callplane.model.call import CallReport, CallState, CallType, DisconnectCause
from callplane.model.events import Fact
from callplane.model.line import Capability, LineReport
from callplane.testing.witness import Witness

LINE = "tel:+491701@m"
T = CallType
ACTIVE, HELD = PhoneCall("a", S.ACTIVE, "1001"), PhoneCall("b", S.HELD, "1002")


class Book:
    """A ledger whose facts a witness believes."""

    def __init__(self) -> None:
        self.ledger = Ledger(LINE, map("id{}".format, itertools.count(1)).__next__, lambda text, outbound: text)
        self.witness = Witness()
        self.witness.take([e.LineReported(LineReport(LINE, "+491701", "", "", Capability.NONE))])
        self.now = 100.0

    def says(self, *calls: PhoneCall) -> list[Fact]:
        self.now += 1
        facts = self.ledger.update(calls, self.now)
        self.witness.take(facts)
        assert {call.call_id: call for call in self.ledger.reports} == self.witness.calls
        return facts


@pytest.fixture
def book() -> Book:
    return Book()


def reported(facts: Sequence[Fact]) -> list[CallReport]:
    return [fact.call for fact in facts if isinstance(fact, e.CallReported)]


def names(facts: Sequence[Fact]) -> list[str]:
    return [type(fact).__name__ for fact in facts]


@pytest.mark.parametrize(
    ("status", "state", "outbound"),
    [
        (S.INCOMING, CallState.OFFERING, False),
        (S.WAITING, CallState.OFFERING, False),
        (S.DIALING, CallState.DIALING, True),
        (S.ALERTING, CallState.RINGBACK, True),
        (S.ACTIVE, CallState.CONNECTED, False),
        (S.HELD, CallState.HOLD, False),
    ],
)
def test_a_call_begins_in_the_state_that_it_is_met_in(book: Book, status: S, state: CallState, outbound: bool) -> None:
    (call,) = reported(book.says(PhoneCall("a", status, "1001", "Erika")))
    assert (call.state, call.outbound, call.created) == (state, outbound, 101.0)
    assert (call.remote.number, call.remote.name) == ("1001", "Erika")
    assert call.tracker_id
    assert call.connected == (101.0 if status in (S.ACTIVE, S.HELD) else 0)


def test_a_call_goes_through_its_states_and_keeps_what_is_known(book: Book) -> None:
    book.says(PhoneCall("a", S.INCOMING, "1001", "Erika"))
    (call,) = reported(book.says(PhoneCall("a", S.ACTIVE)))
    assert (call.remote.number, call.remote.name, call.connected) == ("1001", "Erika", 102.0)
    assert book.says(PhoneCall("a", S.ACTIVE)) == []
    (call,) = reported(book.says(PhoneCall("a", S.HELD)))
    assert call.connected == 102.0


@pytest.mark.parametrize(("status", "cause"), [(S.ACTIVE, DisconnectCause.NONE), (S.INCOMING, DisconnectCause.UNCONNECTED)])
def test_a_call_that_is_gone_was_ended_by_the_other_side(book: Book, status: S, cause: DisconnectCause) -> None:
    book.says(PhoneCall("a", status))
    (call,) = reported(book.says())
    assert (call.state, call.cause) == (CallState.DISCONNECTED, cause)


def test_a_call_that_we_wanted_to_end_is_cleared(book: Book) -> None:
    book.says(ACTIVE)
    book.ledger.leaving(["id1"])
    assert book.says() == [e.CallCleared(LINE, "id1")]


def test_a_call_that_was_not_ended_after_all_goes_on(book: Book) -> None:
    book.says(ACTIVE)
    book.ledger.leaving(["id1"])
    book.ledger.staying(["id1"])
    assert names(book.says()) == ["CallReported"]


def test_a_call_that_we_make_has_our_id(book: Book) -> None:
    book.ledger.expect(Expected("mine", "1001", hidden=True, tracker_id="t"))
    facts = book.says(PhoneCall("a", S.DIALING))
    assert facts[0] == e.CallAttempted(LINE, "mine", accepted=True)
    (call,) = reported(facts)
    assert (call.call_id, call.remote.number, call.caller_id_blocked) == ("mine", "1001", True)
    assert (call.type, call.tracker_id) == (T.CONSULTATION, "t")
    assert not book.ledger.give_up("mine")


def test_a_call_that_rings_meanwhile_is_not_the_one_that_we_make(book: Book) -> None:
    book.ledger.expect(Expected("mine", "1001"))
    assert names(book.says(PhoneCall("a", S.INCOMING))) == ["CallReported"]
    assert not book.ledger.give_up("another")
    assert book.ledger.give_up("mine")
    assert names(book.says(PhoneCall("a", S.INCOMING), PhoneCall("b", S.DIALING))) == ["CallReported"]


def test_a_call_that_was_answered_at_once_is_ours_when_the_phone_says_who_called(book: Book) -> None:
    book.ledger.expect(Expected("mine", "1001"))
    (call,) = reported(book.says(PhoneCall("a", S.ACTIVE, outbound=True)))
    assert (call.call_id, call.type) == ("mine", T.NORMAL)


def test_a_number_that_is_used_again_at_once_is_a_new_call(book: Book) -> None:
    book.says(PhoneCall("a", S.ACTIVE, "1001"))
    facts = book.says(PhoneCall("a", S.INCOMING, "1002"))
    assert [(c.call_id, c.state) for c in reported(facts)] == [("id1", CallState.DISCONNECTED), ("id3", CallState.OFFERING)]


def test_the_call_that_gives_way_is_told_first(book: Book) -> None:
    book.says(ACTIVE, HELD)
    facts = book.says(replace(HELD, status=S.ACTIVE), replace(ACTIVE, status=S.HELD))
    assert [call.state for call in reported(facts)] == [CallState.HOLD, CallState.CONNECTED]


# -- conferences


def conference(book: Book) -> str:
    book.says(ACTIVE, HELD)
    book.says(replace(ACTIVE, multiparty=True), replace(HELD, status=S.ACTIVE, multiparty=True))
    assert book.ledger.controller is not None
    return book.ledger.controller.call_id


def joined(*handles: str, status: S = S.ACTIVE) -> list[PhoneCall]:
    return [PhoneCall(handle, status, f"10{handle}", multiparty=True) for handle in handles]


def test_a_conference_has_a_call_of_its_own(book: Book) -> None:
    controller = conference(book)
    assert book.witness.facts[-1] == e.ConferenceCreated(LINE, controller, ("id1", "id3"))
    call = book.witness.calls[controller]
    assert (call.type, call.state, call.controller_id, call.tracker_id) == (
        T.CONFERENCE_CONTROLLER,
        CallState.CONNECTED,
        controller,
        "id2",
    )
    assert {book.witness.calls[member].state for member in ("id1", "id3")} == {CallState.CONFERENCED}
    assert book.ledger.find(controller) is None
    assert book.ledger.tracker_of(controller) == "id2"
    assert book.ledger.tracker_of("nobody") == ""


def test_a_conference_begins_when_all_its_calls_are_there(book: Book) -> None:
    book.says(ACTIVE, HELD)
    assert book.says(replace(ACTIVE, multiparty=True), replace(HELD, multiparty=True)) == []
    assert book.ledger.controller is None


def test_a_conference_is_held_as_one(book: Book) -> None:
    controller = conference(book)
    facts = book.says(*joined("a", "b", status=S.HELD))
    assert book.witness.calls[controller].state is CallState.HOLD
    assert [call.call_id for call in reported(facts) if call.state is CallState.HOLD] == [controller]


def test_a_conference_grows_and_shrinks(book: Book) -> None:
    controller = conference(book)
    book.says(*joined("a", "b", status=S.HELD), PhoneCall("c", S.ACTIVE, "10c"))
    facts = book.says(*joined("a", "b", "c"))
    assert facts[-1] == e.ConferencePartyAdded(LINE, controller, book.witness.of(LINE)[-1].call_id)
    facts = book.says(*joined("a", "c"))
    assert facts[0] == e.ConferencePartyRemoved(LINE, controller, "id3")
    assert reported(facts)[0].type is T.NORMAL


def test_a_conference_of_one_is_over(book: Book) -> None:
    controller = conference(book)
    facts = book.says(PhoneCall("a", S.ACTIVE, "1001"))
    assert facts[0] == e.ConferenceEnded(LINE, controller, ("id1", "id3"))
    assert controller in book.witness.ended
    (left,) = book.witness.of(LINE)
    assert (left.state, left.type, left.controller_id) == (CallState.CONNECTED, T.NORMAL, "")


def test_a_conference_that_began_before_us_is_told_as_one(book: Book) -> None:
    facts = book.says(*joined("a", "b"))
    assert names(facts) == ["CallReported", "CallReported", "CallReported", "ConferenceCreated"]


# -- links


def test_with_its_link_a_phone_loses_its_calls(book: Book) -> None:
    controller = conference(book)
    book.ledger.expect(Expected("mine", "1003"))
    facts = book.ledger.lose()
    assert facts[0] == e.ConferenceEnded(LINE, controller, ("id1", "id3"))
    cleared = [fact for fact in facts if isinstance(fact, e.CallCleared)]
    assert [call.call_id for call in cleared] == [controller, "id1", "id3"]
    assert all(call.phone_lost for call in cleared)
    assert book.ledger.reports == ()
    assert book.ledger.lose() == []
    assert book.ledger.give_up("mine")


def test_calls_that_may_be_the_same_keep_their_ids(book: Book) -> None:
    book.says(PhoneCall("a", S.INCOMING, "1001"), PhoneCall("b", S.HELD, "1002"), PhoneCall("c", S.ACTIVE, "1003"))
    calls = [PhoneCall("x", S.ACTIVE, "1001"), PhoneCall("y", S.HELD, "1004"), PhoneCall("z", S.INCOMING, "1003")]
    book.ledger.adopt(calls, 200.0)
    kept, new, other = book.ledger.reports
    assert (kept.call_id, kept.state, kept.created) == ("id1", CallState.CONNECTED, 101.0)
    assert {new.call_id, other.call_id}.isdisjoint({"id1", "id3", "id5"})


def test_the_members_of_a_conference_keep_their_ids_too(book: Book) -> None:
    conference(book)
    book.ledger.adopt(
        [PhoneCall("x", S.ACTIVE, "1001", multiparty=True), PhoneCall("y", S.ACTIVE, "1002", multiparty=True)], 200.0
    )
    assert [report.call_id for report in book.ledger.reports] == ["id5", "id1", "id3"]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abcd"), st.builds(PhoneCall, st.just(""), st.sampled_from(S), multiparty=st.booleans()), max_size=4
        ),
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_a_phone_says_the_facts_can_be_believed(story: list[dict[str, PhoneCall]]) -> None:
    book = Book()
    for moment in story:
        book.says(*(replace(call, handle=handle) for handle, call in moment.items()))
    book.witness.take(book.ledger.lose())
    assert book.witness.calls == {}


@pytest.mark.parametrize(
    ("others", "lacks"),
    [
        ((), Capability.NONE),
        ((HELD,), Capability.MAKE_CALL | Capability.CONSULTATION | Capability.HOLD),
        ((PhoneCall("w", S.WAITING),), Capability.MAKE_CALL | Capability.CONSULTATION | Capability.HOLD | Capability.SWAP),
        ((PhoneCall("c", S.ALERTING),), Capability.NONE),
    ],
)
def test_what_cannot_be_done_beside_other_calls(book: Book, others: tuple[PhoneCall, ...], lacks: Capability) -> None:
    """A feature that the phone would refuse is not promised, and promised again as soon as there is room."""
    book.says(ACTIVE)
    book.says(ACTIVE, *others)
    assert {call.lacks for call in book.witness.calls.values()} == {lacks}
    book.says(ACTIVE)
    assert {call.lacks for call in book.witness.calls.values()} == {Capability.NONE}
