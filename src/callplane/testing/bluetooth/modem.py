"""A GSM modem as a telephony daemon sees it: 3GPP TS 27.007 commands over a byte stream. Knows calls and forwards of its network.

No sockets and no clock, as with `phone`. It has as much of a modem as oFono's driver `phonesim` asks for: a SIM card, a network,
calls, call forwarding. Everything else is answered with OK or ERROR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from callplane.testing.bluetooth.handset import Handset, PhoneCall, Refused, Status
from callplane.testing.bluetooth.phone import AtDevice, number_type

_ANSWERS: Mapping[str, str] = {
    "AT+SIMSTATE?": "+SIMSTATE: 1",
    "AT+CPIN?": "+CPIN: READY",
    "AT+CGMI": "Maker",
    "AT+CGMM": "Model",
    "AT+CGMR": "1.0",
    "AT+CIMI": "262011234567890",
    "AT+CREG=?": "+CREG: (0-2)",
    "AT+CREG?": "+CREG: 2,1",
    "AT+COPS?": '+COPS: 0,0,"Test Net"',
    "AT+CSCS=?": '+CSCS: ("GSM","UTF-8")',
}


class GsmModem(AtDevice):
    """`forwards` are the network's rules by the reason of AT+CCFC (0 unconditional, 1 busy, 2 no reply, 3 not reachable): number
    and seconds. `hidden` are the numbers that were called without showing the own one."""

    def __init__(self, serial: str = "356938035643809") -> None:
        super().__init__(self._carry_out)
        self.serial = serial
        self.calls = Handset()
        self.calls.announced = self._announce
        self.forwards: dict[int, tuple[str, int]] = {}
        self.hidden: list[str] = []
        self.tones = ""

    def _announce(self, call: PhoneCall) -> None:
        if call.status is Status.WAITING:
            self.say(f'+CCWA: "{call.number}",{number_type(call.number)},1')
            return
        self.say("+CRING: VOICE")
        self.say(f'+CLIP: "{call.number}",{number_type(call.number)}')

    def _carry_out(self, command: str) -> Callable[[], None] | None:
        if command in _ANSWERS:
            self.say(_ANSWERS[command])
            return None
        for pattern, action in self._COMMANDS:
            if found := pattern.fullmatch(command):
                return action(self, *found.groups())
        if re.match(r"AT\+C(RSM|SIM|PINR|UAD)|.*=\?$|AT\+PTTY", command):
            raise Refused
        return None

    def _serial_number(self) -> None:
        self.say(self.serial)

    def _list_calls(self) -> None:
        for call in self.calls.calls:
            number = f',"{call.number}",{number_type(call.number)}' if call.number else ""
            self.say(f"+CLCC: {call.index},{int(call.inbound)},{int(call.status)},0,{int(call.multiparty)}{number}")

    def _dial(self, number: str, clir: str) -> Callable[[], None]:
        after = self.calls.dial(number)
        if clir == "I":
            self.hidden.append(number)
        return after

    def _answer(self) -> Callable[[], None]:
        return self.calls.answer()

    def _hang_up(self) -> Callable[[], None]:
        return self.calls.hang_up()

    def _hold(self, code: str) -> Callable[[], None]:
        return self.calls.hold(code)

    def _send_tone(self, tone: str) -> None:
        self.tones += tone

    def _ask_forward(self, reason: str) -> None:
        number, seconds = self.forwards.get(int(reason), ("", 0))
        if not number:
            self.say("+CCFC: 0,1")
        else:
            self.say(f'+CCFC: 1,1,"{number}",{number_type(number)}' + (f",,,{seconds}" if reason == "2" else ""))

    def _set_forward(self, reason: str, number: str, kind: str, seconds: str | None) -> None:
        plus = "+" if kind == "145" and not number.startswith("+") else ""
        self.forwards[int(reason)] = (plus + number, int(seconds or 20))

    def _erase_forward(self, reason: str) -> None:
        self.forwards.pop(int(reason), None)

    _COMMANDS: ClassVar[Sequence[tuple[re.Pattern[str], Callable[..., Callable[[], None] | None]]]] = (
        (re.compile(r"AT\+CGSN"), _serial_number),
        (re.compile(r"AT\+CLCC"), _list_calls),
        (re.compile(r"ATD(\+?[0-9*#]+)([Ii]?);"), _dial),
        (re.compile(r"ATA"), _answer),
        (re.compile(r"ATH|AT\+CHUP"), _hang_up),
        (re.compile(r"AT\+CHLD=(\d+)"), _hold),
        (re.compile(r"AT\+VTS=([0-9*#A-D])"), _send_tone),
        (re.compile(r"AT\+CCFC=([0-3]),2(?:,.*)?"), _ask_forward),
        (re.compile(r'AT\+CCFC=([0-3]),3,"([^"]+)",(\d+)(?:,\d+)?(?:,,,(\d+))?'), _set_forward),
        (re.compile(r"AT\+CCFC=([0-3]),4(?:,.*)?"), _erase_forward),
    )
