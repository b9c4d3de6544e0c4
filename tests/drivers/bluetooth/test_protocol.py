"""The hands-free side of the dialogue, against the simulated phone and against lines written by hand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callplane.drivers.bluetooth import backend as b
from callplane.drivers.bluetooth.backend import Action, CallStatus, Skill
from callplane.drivers.bluetooth.protocol import LONGEST_LINE, MOST_COMMANDS, POLL_SECONDS, HandsFree, ProtocolFailed
from callplane.testing.bluetooth.phone import Phone

PATIENCE = 5.0
SKILLS = Skill.HOLD | Skill.RELEASE_HELD | Skill.RELEASE_ONE | Skill.JOIN | Skill.TRANSFER


class Talk:
    """A dialogue with a simulated phone, in which every byte arrives at once."""

    def __init__(self, phone: Phone | None = None) -> None:
        self.phone = phone or Phone("Erika's phone")
        self.kit = HandsFree(PATIENCE)
        self.now = 0.0
        self._to_kit = b""
        self.answers: list[bool] = []
        self.phone.connect(self)
        self.kit.begin(self.now)
        self.go_on()

    def write(self, data: bytes) -> None:
        self._to_kit += data

    def close(self) -> None:
        """The phone drops the link."""

    def go_on(self) -> None:
        while True:
            sent, self._to_kit = self._to_kit, b""
            if sent:
                self.kit.receive(sent, self.now)
            asked = self.kit.take()
            if not (sent or asked):
                return
            self.phone.receive(asked)

    def does(self, action: Action) -> bool:
        self.kit.perform(action, self.answers.append, self.now)
        self.go_on()
        return self.answers[-1]

    @property
    def statuses(self) -> list[CallStatus]:
        return [call.status for call in self.kit.calls]

    def ring(self, number: str = "+4989777") -> str:
        self.phone.calls.ring(number)
        self.go_on()
        return self.kit.calls[-1].handle

    def talking(self, number: str) -> str:
        assert self.does(b.Dial(number))
        self.phone.calls.answers(number)
        self.go_on()
        return next(call.handle for call in self.kit.calls if call.status is CallStatus.ACTIVE)


S = CallStatus


def test_both_agree_on_what_they_can() -> None:
    talk = Talk(Phone(number="+491701234567"))
    assert (talk.kit.ready, talk.kit.skills, talk.kit.number, talk.kit.calls) == (True, SKILLS, "+491701234567", ())
    wanted = ["AT+BRSF=102", "AT+CIND=?", "AT+CIND?", "AT+CMER=3,0,0,1", "AT+CHLD=?", "AT+CMEE=1", "AT+CLIP=1", "AT+CCWA=1"]
    assert talk.phone.heard == [*wanted, "AT+CNUM", "AT+CLCC"]
    assert talk.kit.next_deadline() is None


def test_a_phone_without_a_second_call_is_not_asked_for_its_codes() -> None:
    talk = Talk(Phone(hold_codes=()))
    assert talk.kit.skills is Skill.NONE
    assert "AT+CHLD=?" not in talk.phone.heard


def test_calls_that_began_before_are_seen() -> None:
    phone = Phone()
    phone.calls.user_dials("+49891001")
    talk = Talk(phone)
    (call,) = talk.kit.calls
    assert (call.status, call.number, call.outbound, call.multiparty) == (S.DIALING, "+49891001", True, False)


def test_a_call_rings_is_answered_and_ends() -> None:
    talk = Talk()
    handle = talk.ring()
    assert (talk.kit.calls[0].number, talk.kit.calls[0].outbound) == ("+4989777", False)
    assert talk.does(b.AnswerIncoming(handle))
    assert talk.statuses == [S.ACTIVE]
    assert talk.does(b.HangUp(handle))
    assert talk.statuses == []


def test_a_call_is_rejected() -> None:
    talk = Talk()
    assert talk.does(b.HangUp(talk.ring()))
    assert talk.statuses == []


@pytest.mark.parametrize("known", [True, False])
def test_the_caller_is_taken_from_where_the_phone_tells_him(known: bool) -> None:
    talk = Talk(Phone(caller_id=known))
    talk.ring("+4989777")
    assert talk.kit.calls[0].number == ("+4989777" if known else "")


def test_a_caller_who_is_told_while_it_rings_only() -> None:
    kit = ready_kit(b'+CIND: ("call",(0,1)),("callsetup",(0-3))')
    kit.receive(b'\r\nRING\r\n\r\n+CLIP: "+4989777",145\r\n', 0)
    assert kit.take() == b"AT+CLCC\r"
    kit.receive(b"\r\n+CLCC: 1,1,4,0,0\r\n\r\nOK\r\n", 0)
    assert kit.calls[0].number == "+4989777"


def test_a_second_call_is_answered_swapped_and_merged() -> None:
    talk = Talk()
    first = talk.talking("+49891001")
    talk.ring()
    assert talk.statuses == [S.ACTIVE, S.WAITING]
    assert talk.does(b.HoldAndAnswer())
    assert talk.statuses == [S.HELD, S.ACTIVE]
    assert talk.does(b.Swap())
    assert [call.handle for call in talk.kit.calls if call.status is S.ACTIVE] == [first]
    assert talk.does(b.Transfer())
    assert talk.statuses == []


def test_the_active_call_gives_way_to_the_waiting_one() -> None:
    talk = Talk()
    talk.talking("+49891001")
    waiting = talk.ring()
    assert talk.does(b.ReleaseAndAnswer())
    assert [(call.handle, call.status) for call in talk.kit.calls] == [(waiting, S.ACTIVE)]


def test_each_call_is_ended_in_its_own_way() -> None:
    talk = Talk()
    held = talk.talking("+49891001")
    active = talk.talking("+49891002")
    waiting = talk.ring()
    assert talk.does(b.HangUp(held))
    assert talk.does(b.HangUp(waiting))
    assert [call.handle for call in talk.kit.calls] == [active]
    assert talk.does(b.Swap())
    assert talk.does(b.HangUp(active))
    assert [text for text in talk.phone.heard if "CHLD=0" in text or "CHLD=1" in text] == ["AT+CHLD=11", "AT+CHLD=0", "AT+CHLD=0"]
    assert not talk.does(b.HangUp("gone"))


def test_a_conference_is_asked_about_while_it_lasts() -> None:
    talk = Talk()
    first, _ = talk.talking("+49891001"), talk.talking("+49891002")
    assert talk.does(b.Join())
    assert [call.multiparty for call in talk.kit.calls] == [True, True]
    talk.phone.calls.hangs_up("+49891002")  # of which the phone says nothing
    assert talk.kit.next_deadline() == POLL_SECONDS
    talk.now = POLL_SECONDS
    talk.kit.advance(talk.now)
    talk.go_on()
    assert [call.handle for call in talk.kit.calls] == [first]
    assert talk.kit.next_deadline() is None


def test_one_party_of_a_conference_or_all_are_ended() -> None:
    talk = Talk()
    talk.talking("+49891001")
    second = talk.talking("+49891002")
    talk.does(b.Join())
    talk.does(b.HangUp(second))
    assert talk.phone.heard[-2:] == ["AT+CHLD=12", "AT+CLCC"]
    talk.talking("+49891002")
    talk.does(b.Join())
    assert talk.does(b.Swap())
    assert talk.does(b.HangUpGroup())
    assert talk.statuses == []
    talk.talking("+49891001")
    talk.talking("+49891002")
    talk.does(b.Join())
    assert talk.does(b.HangUpGroup())
    assert talk.statuses == []


def test_digits_go_one_by_one() -> None:
    talk = Talk()
    talk.talking("+49891001")
    assert talk.does(b.SendTones("1#"))
    assert talk.phone.tones == "1#"
    talk.phone.refuse("AT+VTS=2")
    assert not talk.does(b.SendTones("123"))
    assert talk.phone.tones == "1#1"


def test_a_number_that_is_used_again_is_another_call() -> None:
    talk = Talk()
    first = talk.ring("+4989777")
    talk.phone.calls.hangs_up()
    talk.phone.calls.ring("+4989778")
    talk.go_on()
    (call,) = talk.kit.calls
    assert call.handle != first
    assert call.number == "+4989778"


# -- what goes wrong


@pytest.mark.parametrize("command", ["AT+BRSF", "AT+CIND=?", "AT+CIND?", "AT+CMER"])
def test_a_phone_that_refuses_to_begin(command: str) -> None:
    phone = Phone()
    phone.refuse(command)
    with pytest.raises(ProtocolFailed, match="refuses"):
        Talk(phone)


@pytest.mark.parametrize("command", ["AT+CHLD=?", "AT+CMEE", "AT+CLIP", "AT+CCWA", "AT+CNUM"])
def test_what_can_be_done_without(command: str) -> None:
    phone = Phone()
    phone.refuse(command)
    assert Talk(phone).kit.ready


def test_calls_that_the_phone_refuses_to_list_are_asked_again() -> None:
    kit = ready_kit(b'+CIND: ("call",(0,1))')
    kit.receive(b"\r\nRING\r\n", 0)
    assert kit.take() == b"AT+CLCC\r"
    kit.receive(b"\r\nERROR\r\n", 0)
    assert (kit.take(), kit.next_deadline()) == (b"", POLL_SECONDS)
    kit.advance(POLL_SECONDS)
    assert kit.take() == b"AT+CLCC\r"
    kit.receive(b"\r\n+CLCC: 1,1,4,0,0\r\n\r\nOK\r\n", POLL_SECONDS)
    assert [call.status for call in kit.calls] == [S.INCOMING]


def test_of_several_own_numbers_the_first_is_shown() -> None:
    kit = ready_kit(b"", b'+CNUM: ,"+491701",145,,4\r\n+CNUM: ,"+491702",145,,4')
    assert kit.number == "+491701"


def test_a_phone_that_says_nothing_is_given_up() -> None:
    talk = Talk()
    talk.phone.silence("ATD")
    talk.kit.perform(b.Dial("+491"), talk.answers.append, talk.now)
    talk.go_on()
    assert talk.kit.next_deadline() == PATIENCE
    talk.kit.advance(PATIENCE / 2)
    with pytest.raises(ProtocolFailed, match="does not answer ATD"):
        talk.kit.advance(PATIENCE)


def test_a_line_without_end_is_not_kept() -> None:
    kit = HandsFree(PATIENCE)
    with pytest.raises(ProtocolFailed):
        kit.receive(b"x" * (LONGEST_LINE + 1), 0)


def test_no_more_commands_wait_than_is_good() -> None:
    kit = HandsFree(PATIENCE)
    for _ in range(MOST_COMMANDS):
        kit.perform(b.Dial("+491"), lambda _: None, 0)
    with pytest.raises(ProtocolFailed):
        kit.perform(b.Dial("+491"), lambda _: None, 0)


@pytest.mark.parametrize("answer", ["ERROR", "NO CARRIER", "+CME ERROR: 30", "BUSY"])
def test_all_ways_to_say_no(answer: str) -> None:
    kit = ready_kit(b'+CIND: ("call",(0,1))')
    answers: list[bool] = []
    kit.perform(b.Dial("+491"), answers.append, 0)
    assert kit.take() == b"ATD+491;\r"
    kit.receive(f"\r\n{answer}\r\n".encode(), 0)
    assert answers == [False]


@pytest.mark.parametrize(
    "line", [b"+CIEV: x", b"+CIEV: 9,1", b"+CIEV: 2,1", b"+CLCC: nonsense", b"OK", b"ERROR", b"+XAPL: 1", b"\xff\xfe"]
)
def test_lines_that_mean_nothing_change_nothing(line: bytes) -> None:
    kit = ready_kit(b'+CIND: ("call",(0,1)),("service",(0,1))')
    kit.receive(b"\r\n" + line + b"\r\n", 0)
    assert kit.take() == b""
    assert kit.calls == ()


def test_calls_that_are_no_voice_calls_are_left_out() -> None:
    kit = ready_kit(b'+CIND: ("call",(0,1))')
    kit.receive(b"\r\n+CIEV: 1,1\r\n", 0)
    assert kit.take() == b"AT+CLCC\r"
    kit.receive(b'\r\n+CLCC: 1,0,0,1,0,"1",129\r\n+CLCC: x\r\n' + b"+CLCC: 2,0,0,0,0\r\n" * 20 + b"\r\nOK\r\n", 0)
    assert len(kit.calls) == 16


def test_news_before_the_phone_is_known_are_part_of_what_is_asked_anyway() -> None:
    kit = HandsFree(PATIENCE)
    kit.begin(0)
    kit.take()
    kit.receive(b"\r\n+BRSF: none\r\n\r\nRING\r\n", 0)
    assert kit.take() == b""


def ready_kit(indicators: bytes, numbers: bytes = b"") -> HandsFree:
    """A kit that a phone of few words has told everything."""
    kit = HandsFree(PATIENCE)
    kit.begin(0)
    while command := kit.take():
        answer = {b"AT+BRSF=102\r": b"+BRSF: 0", b"AT+CIND=?\r": indicators, b"AT+CNUM\r": numbers}.get(command, b"")
        kit.receive(b"\r\n" + answer + b"\r\n\r\nOK\r\n", 0)
    assert kit.ready
    return kit


@given(
    st.lists(st.binary(max_size=40) | st.sampled_from([b"\r\nOK\r\n", b"+CLCC: 1,0,0,0,1\r\n", b"+CIEV: 1,1\r\n"]), max_size=20)
)
@settings(max_examples=40, deadline=None)
def test_whatever_comes_only_a_useless_link_is_given_up(pieces: list[bytes]) -> None:
    kit = HandsFree(PATIENCE)
    kit.begin(0)
    try:
        for moment, piece in enumerate(pieces):
            kit.receive(piece, moment)
            kit.advance(moment)
            assert re.fullmatch(rb"(AT[^\r]*\r)*", kit.take())
    except ProtocolFailed:
        return
