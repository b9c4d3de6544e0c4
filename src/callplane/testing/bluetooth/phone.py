"""A mobile phone as a hands-free kit sees it: the audio gateway of the Hands-Free Profile 1.7. Knows its AT commands.

No sockets and no clock: bytes come in through `receive`, bytes go out to the link that `connect` was given. Every command can be
told to fail in three ways (`refuse`, `silence`, `cut`). What people do with the phone is in `calls`, such
as `phone.calls.ring("+4989123456")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol

from callplane.testing.bluetooth.handset import OUTGOING, RINGING, Handset, PhoneCall, Refused, Status

ALL_HOLD_CODES = ("0", "1", "1x", "2", "2x", "3", "4")
LONGEST_LINE = 512

_THREE_WAY, _REJECT, _CALL_STATUS, _CALL_CONTROL, _ERRORS = 1 << 0, 1 << 5, 1 << 6, 1 << 7, 1 << 8
_INDICATORS: Mapping[str, int] = {"call": 1, "callsetup": 3, "service": 1, "signal": 5, "roam": 1, "battchg": 5, "callheld": 2}


class Link(Protocol):
    """What the phone needs of its connection; a transport of asyncio has it."""

    def write(self, data: bytes) -> object: ...

    def close(self) -> object: ...


class AtDevice:
    """Whatever speaks AT commands over a link: takes them apart, and does wrong what it is told to. `heard` are all commands.

    `obey(command)` does what a command asks, and gives what is to happen after OK; it raises Refused.
    """

    def __init__(self, obey: Callable[[str], Callable[[], None] | None]) -> None:
        self._obey = obey
        self.heard: list[str] = []
        self._link: Link | None = None
        self._waiting = b""
        self._faults: list[tuple[str, Callable[[], None]]] = []

    # -- its link

    @property
    def connected(self) -> bool:
        return self._link is not None

    def connect(self, link: Link) -> None:
        """A peer is connected."""
        self._link, self._waiting = link, b""

    def disconnected(self) -> None:
        """The connection has ended; calls go on."""
        self._link = None

    def drop_link(self) -> None:
        """End the connection, as a phone does that goes out of reach."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def receive(self, data: bytes) -> None:
        """Bytes of the peer: commands, each ended by a carriage return."""
        self._waiting += data
        while b"\r" in self._waiting:
            line, _, self._waiting = self._waiting.partition(b"\r")
            if command := line.decode("ascii", "replace").strip():
                self.heard.append(command)
                self._take(command)
        self._waiting = self._waiting[-LONGEST_LINE:]

    def say(self, text: str) -> None:
        """One line to the peer."""
        if self._link is not None:
            self._link.write(f"\r\n{text}\r\n".encode())

    # -- what it is told to do wrong

    def refuse(self, beginning: str) -> None:
        """Answer ERROR to the next command that begins so (`AT+BRSF`, `ATD`)."""
        self._faults.append((beginning, lambda: self.say("ERROR")))

    def silence(self, beginning: str) -> None:
        """Do not answer the next command that begins so, nor do it."""
        self._faults.append((beginning, lambda: None))

    def cut(self, beginning: str) -> None:
        """Drop the link in place of an answer to the next command that begins so."""
        self._faults.append((beginning, self.drop_link))

    def _take(self, command: str) -> None:
        fault = next((fault for fault in self._faults if command.startswith(fault[0])), None)
        if fault is not None:
            self._faults.remove(fault)
            fault[1]()
            return
        try:
            after = self._obey(command)
        except Refused:
            self.say("ERROR")
            return
        self.say("OK")
        if after is not None:
            after()


class Phone(AtDevice):
    """`hold_codes` are what it can do with several calls (AT+CHLD=?); without any it takes one call at a time.

    `number` is its own one, empty when it does not tell; `caller_id` False: it never says who calls.
    """

    def __init__(
        self,
        name: str = "Phone",
        number: str = "",
        hold_codes: Sequence[str] = ALL_HOLD_CODES,
        *,
        caller_id: bool = True,
        operator: str = "Test Net",
    ) -> None:
        super().__init__(self._carry_out)
        self.name = name
        self.number = number
        self.hold_codes = tuple(hold_codes)
        self.caller_id = caller_id
        self.operator = operator
        self.tones = ""
        self.calls = Handset(one_at_a_time=not hold_codes)
        self.calls.changed, self.calls.announced = self._tell, self._announce
        self._last_number = ""
        self._reporting = False
        self._told: Mapping[str, int] = {}

    def connect(self, link: Link) -> None:
        super().connect(link)
        self._reporting = False

    # -- what it says by itself

    def _announce(self, call: PhoneCall) -> None:
        if call.status is Status.WAITING:
            self.say(f'+CCWA: "{call.number}",{number_type(call.number)}')
            return
        self.say("RING")
        if self.caller_id:
            self.say(f'+CLIP: "{call.number}",{number_type(call.number)}')

    def _values(self) -> Mapping[str, int]:
        having = self.calls.having
        active, held = having(Status.ACTIVE), having(Status.HELD)
        setup = 1 if having(*RINGING) else 2 if having(Status.DIALING) else 3 if having(*OUTGOING) else 0
        talking, on_hold = int(bool(active or held)), (1 if active else 2) if held else 0
        return {"call": talking, "callsetup": setup, "service": 1, "signal": 4, "roam": 0, "battchg": 5, "callheld": on_hold}

    def _tell(self, swapped: bool) -> None:
        """Report the indicators that have changed, and callheld after a swap (HFP 1.7, 4.34.2)."""
        before, self._told = self._told, self._values()
        for position, (name, value) in enumerate(self._told.items(), 1):
            if self._reporting and (value != before.get(name) or (swapped and name == "callheld")):
                self.say(f"+CIEV: {position},{value}")

    # -- what it is asked

    def _carry_out(self, command: str) -> Callable[[], None] | None:
        for pattern, action in self._COMMANDS:
            if found := pattern.fullmatch(command):
                return action(self, *found.groups())
        raise Refused

    def _features(self, _theirs: str) -> None:
        three_way = _THREE_WAY if self.hold_codes else 0
        self.say(f"+BRSF: {three_way | _REJECT | _CALL_STATUS | _CALL_CONTROL | _ERRORS}")

    def _indicator_names(self) -> None:
        self.say("+CIND: " + ",".join(f'("{name}",(0-{highest}))' for name, highest in _INDICATORS.items()))

    def _indicator_values(self) -> None:
        self._told = self._values()
        self.say("+CIND: " + ",".join(map(str, self._told.values())))

    def _report_indicators(self) -> None:
        self._reporting = True

    def _hold_code_list(self) -> None:
        self.say(f"+CHLD: ({','.join(self.hold_codes)})")

    def _own_number(self) -> None:
        if self.number:
            self.say(f'+CNUM: ,"{self.number}",{number_type(self.number)},,4')

    def _network(self) -> None:
        self.say(f'+COPS: 0,0,"{self.operator}"')

    def _list_calls(self) -> None:
        for call in self.calls.calls:
            fields = f"{call.index},{int(call.inbound)},{int(call.status)},0,{int(call.multiparty)}"
            told = call.number and (self.caller_id or not call.inbound)
            self.say(f"+CLCC: {fields}" + (f',"{call.number}",{number_type(call.number)}' if told else ""))

    def _dial(self, number: str) -> Callable[[], None]:
        after = self.calls.dial(number)
        self._last_number = number
        return after

    def _redial(self) -> Callable[[], None]:
        if not self._last_number:
            raise Refused
        return self._dial(self._last_number)

    def _answer(self) -> Callable[[], None]:
        return self.calls.answer()

    def _hang_up(self) -> Callable[[], None]:
        return self.calls.hang_up()

    def _hold(self, code: str) -> Callable[[], None]:
        if code[0] + ("x" if code[1:] else "") not in self.hold_codes:
            raise Refused
        return self.calls.hold(code)

    def _send_tones(self, tones: str) -> None:
        if not self.calls.having(Status.ACTIVE):
            raise Refused
        self.tones += tones.replace(";+VTS=", "")

    def _accept(self) -> None:
        """Accepted, and of no effect here: volumes, caller id, noise reduction."""

    _COMMANDS: ClassVar[Sequence[tuple[re.Pattern[str], Callable[..., Callable[[], None] | None]]]] = (
        (re.compile(r"AT\+BRSF=(\d+)"), _features),
        (re.compile(r"AT\+CIND=\?"), _indicator_names),
        (re.compile(r"AT\+CIND\?"), _indicator_values),
        (re.compile(r"AT\+CMER=3,0,0,1"), _report_indicators),
        (re.compile(r"AT\+CHLD=\?"), _hold_code_list),
        (re.compile(r"AT\+CHLD=(\d+)"), _hold),
        (re.compile(r"AT\+CLCC"), _list_calls),
        (re.compile(r"AT\+CNUM"), _own_number),
        (re.compile(r"AT\+COPS\?"), _network),
        (re.compile(r"ATD(\+?[0-9*#A-D]+);"), _dial),
        (re.compile(r"AT\+BLDN"), _redial),
        (re.compile(r"ATA"), _answer),
        (re.compile(r"AT\+CHUP"), _hang_up),
        (re.compile(r"AT\+VTS=([0-9*#A-D](?:;\+VTS=[0-9*#A-D])*)"), _send_tones),
        (re.compile(r"AT\+(?:BAC|CMEE|CLIP|CCWA|VGS|VGM|NREC|COPS|BIA)=.*"), _accept),
    )


def number_type(number: str) -> int:
    """The <type> of a number (3GPP TS 24.008, 10.5.4.7): 145 international, 129 else, 128 withheld."""
    return (145 if number.startswith("+") else 129) if number else 128
