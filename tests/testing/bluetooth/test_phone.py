"""The simulated phone answers as the Hands-Free Profile says, and does wrong what it is told to."""

from __future__ import annotations

import pytest

from callplane.testing.bluetooth.handset import Status
from callplane.testing.bluetooth.phone import Phone


class Kit:
    """Whoever is connected to the phone: keeps what it says."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.said: list[str] = []
        self.closed = False
        phone.connect(self)

    def write(self, data: bytes) -> None:
        self.said += [line for line in data.decode().split("\r\n") if line]

    def close(self) -> None:
        self.closed = True

    def asks(self, command: str) -> list[str]:
        """What it says to a command, and after it."""
        self.said.clear()
        self.phone.receive(f"{command}\r".encode())
        return self.said


@pytest.fixture
def kit() -> Kit:
    kit = Kit(Phone("Phone", "+491701"))
    kit.asks("AT+CIND?")
    kit.asks("AT+CMER=3,0,0,1")
    return kit


def statuses(kit: Kit) -> list[Status]:
    return [call.status for call in kit.phone.calls.calls]


def test_it_says_who_calls_and_that_it_rings(kit: Kit) -> None:
    kit.said.clear()
    kit.phone.calls.ring("+49891")
    assert kit.said == ["+CIEV: 2,1", "RING", '+CLIP: "+49891",145']
    assert kit.asks("AT+CLCC") == ['+CLCC: 1,1,4,0,0,"+49891",145', "OK"]
    assert kit.asks("ATA") == ["OK", "+CIEV: 1,1", "+CIEV: 2,0"]
    kit.said.clear()
    kit.phone.calls.ring("0891")
    assert kit.said == ["+CIEV: 2,1", '+CCWA: "0891",129']


def test_a_withheld_number_is_empty(kit: Kit) -> None:
    kit.phone.calls.ring("")
    assert kit.said[-1] == '+CLIP: "",128'
    assert kit.asks("AT+CLCC") == ["+CLCC: 1,1,4,0,0", "OK"]


def test_it_dials_and_redials(kit: Kit) -> None:
    assert kit.asks("AT+BLDN") == ["ERROR"]
    assert kit.asks("ATD+49891;") == ["OK", "+CIEV: 2,2", "+CIEV: 2,3"]
    assert kit.asks("ATD+49892;") == ["ERROR"]
    assert kit.asks("AT+CHUP")[0] == "OK"
    assert kit.asks("AT+CHUP") == ["ERROR"]
    assert kit.asks("AT+BLDN")[0] == "OK"
    assert kit.phone.calls.calls[0].number == "+49891"


def test_it_tells_a_swap_although_the_indicator_stays(kit: Kit) -> None:
    for number in ("1", "2"):
        kit.asks(f"ATD{number};")
        kit.phone.calls.answers(number)
    assert kit.asks("AT+CHLD=2") == ["OK", "+CIEV: 7,1"]
    assert statuses(kit) == [Status.ACTIVE, Status.HELD]
    assert kit.asks("ATD3;") == ["ERROR"]


def test_several_calls_are_handled_by_their_codes(kit: Kit) -> None:
    for number in ("1", "2"):
        kit.asks(f"ATD{number};")
        kit.phone.calls.answers(number)
    kit.asks("AT+CHLD=3")
    assert [call.multiparty for call in kit.phone.calls.calls] == [True, True]
    kit.asks("AT+CHLD=21")
    assert [(call.status, call.multiparty) for call in kit.phone.calls.calls] == [(Status.ACTIVE, False), (Status.HELD, False)]
    kit.asks("AT+CHLD=1")
    assert statuses(kit) == [Status.ACTIVE]
    assert kit.asks("AT+CHLD=19") == ["ERROR"]
    kit.phone.calls.ring("3")
    kit.asks("AT+CHLD=0")
    kit.asks("AT+CHLD=2")
    kit.asks("AT+CHLD=0")
    assert statuses(kit) == []


def test_a_waiting_call_rings_when_it_is_the_last(kit: Kit) -> None:
    kit.phone.calls.ring("1")
    kit.phone.calls.user_answers()
    kit.phone.calls.ring("2")
    kit.phone.calls.hangs_up("1")
    assert statuses(kit) == [Status.INCOMING]
    kit.phone.calls.user_hangs_up()
    assert statuses(kit) == []


def test_what_a_lesser_phone_cannot_do() -> None:
    kit = Kit(Phone(hold_codes=()))
    assert kit.asks("AT+BRSF=127") == ["+BRSF: 480", "OK"]
    kit.asks("ATD1;")
    kit.phone.calls.answers()
    assert kit.asks("AT+CHLD=2") == ["ERROR"]
    assert kit.asks("ATD2;") == ["ERROR"]


@pytest.mark.parametrize("command", ["AT+NONSENSE", "ATA", "AT+CHLD=x", "ATD;", "AT+VTS=1", "\xff"])
def test_what_it_does_not_know_or_cannot_do_now_is_an_error(kit: Kit, command: str) -> None:
    assert kit.asks(command) == ["ERROR"]


def test_it_does_wrong_what_it_is_told_to_and_that_once(kit: Kit) -> None:
    kit.phone.refuse("AT+CLCC")
    assert kit.asks("AT+CLCC") == ["ERROR"]
    kit.phone.silence("AT+CLCC")
    assert kit.asks("AT+CLCC") == []
    assert kit.asks("AT+CLCC") == ["OK"]
    kit.phone.cut("AT+CLCC")
    assert kit.asks("AT+CLCC") == []
    assert kit.closed
    assert not kit.phone.connected


def test_commands_may_come_in_pieces(kit: Kit) -> None:
    kit.said.clear()
    for piece in (b"AT+CL", b"CC\rAT", b"+CNUM\r"):
        kit.phone.receive(piece)
    assert kit.said == ["OK", '+CNUM: ,"+491701",145,,4', "OK"]
