"""The simulated GSM modem keeps the forwards of its network, and answers what a telephony daemon asks."""

from __future__ import annotations

import pytest

from callplane.testing.bluetooth.modem import GsmModem


class Daemon:
    def __init__(self, modem: GsmModem) -> None:
        self.modem = modem
        self.said: list[str] = []
        modem.connect(self)

    def write(self, data: bytes) -> None:
        self.said += [line for line in data.decode().split("\r\n") if line]

    def close(self) -> None:
        """The modem ends the connection."""

    def asks(self, command: str) -> list[str]:
        self.said.clear()
        self.modem.receive(f"{command}\r".encode())
        return self.said


@pytest.fixture
def daemon() -> Daemon:
    return Daemon(GsmModem("123"))


def test_forwards_are_set_asked_and_erased(daemon: Daemon) -> None:
    assert daemon.asks("AT+CCFC=2,2") == ["+CCFC: 0,1", "OK"]
    assert daemon.asks('AT+CCFC=2,3,"49891",145,1,,,15') == ["OK"]
    assert daemon.modem.forwards == {2: ("+49891", 15)}
    assert daemon.asks("AT+CCFC=2,2") == ['+CCFC: 1,1,"+49891",145,,,15', "OK"]
    assert daemon.asks('AT+CCFC=0,3,"0891",129') == ["OK"]
    assert daemon.asks("AT+CCFC=0,2") == ['+CCFC: 1,1,"0891",129', "OK"]
    assert daemon.asks("AT+CCFC=2,4,7") == ["OK"]
    assert daemon.modem.forwards == {0: ("0891", 20)}


def test_calls_come_and_go(daemon: Daemon) -> None:
    daemon.modem.calls.ring("+49891")
    assert daemon.said == ["+CRING: VOICE", '+CLIP: "+49891",145']
    assert daemon.asks("ATA") == ["OK"]
    daemon.said.clear()
    daemon.modem.calls.ring("0892")
    assert daemon.said == ['+CCWA: "0892",129,1']
    assert daemon.asks("AT+CHLD=2") == ["OK"]
    assert daemon.asks("AT+CLCC") == ['+CLCC: 1,1,1,0,0,"+49891",145', '+CLCC: 2,1,0,0,0,"0892",129', "OK"]
    assert daemon.asks("ATH") == ["OK"]
    assert daemon.asks("ATD0893I;") == ["OK"]
    assert daemon.modem.hidden == ["0893"]
    assert daemon.asks("AT+VTS=5") == ["OK"]
    assert daemon.modem.tones == "5"


@pytest.mark.parametrize(
    ("command", "answer"),
    [("AT+CGSN", ["123", "OK"]), ("AT+CPIN?", ["+CPIN: READY", "OK"]), ("AT+CRSM=192,1", ["ERROR"]), ("AT+CSQ", ["OK"])],
)
def test_what_a_daemon_wants_to_know(daemon: Daemon, command: str, answer: list[str]) -> None:
    assert daemon.asks(command) == answer
