"""The hands-free side of the Hands-Free Profile 1.7: bytes in, bytes out. Pure; time comes in as an argument.

Knows AT commands and one phone; no socket, no D-Bus, no lines. Clauses are those of the profile.

+CIEV, RING and +CCWA only say that something has happened. What the calls are now is asked with AT+CLCC each time, so that there
is nothing to guess; and every POLL_SECONDS while there is a conference, as phones do not tell who leaves it.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callplane.drivers.bluetooth import backend as b
from callplane.drivers.bluetooth.backend import Action, CallStatus, PhoneCall, Skill

POLL_SECONDS = 2.0
LONGEST_LINE = 1024
MOST_COMMANDS = 128
MOST_CALLS = 16

_THREE_WAY, _CLIP, _CALL_STATUS, _CALL_CONTROL = 1 << 1, 1 << 2, 1 << 5, 1 << 6
OUR_FEATURES = _THREE_WAY | _CLIP | _CALL_STATUS | _CALL_CONTROL
_PHONE_THREE_WAY = 1 << 0
_SKILLS = {"0": Skill.RELEASE_HELD, "1x": Skill.RELEASE_ONE, "2": Skill.HOLD, "3": Skill.JOIN, "4": Skill.TRANSFER}
_REFUSALS = ("ERROR", "NO CARRIER", "BUSY", "NO ANSWER", "DELAYED", "BLACKLISTED", "+CME ERROR")
_NEWS = ("RING", "+CIEV", "+CLIP", "+CCWA")
_CALL = re.compile(r'\+CLCC:\s*(\d{1,2}),([01]),([0-5]),0,([01])(?:,"([^"]*)".*)?')
_CALLER = re.compile(r'\+(?:CLIP|CCWA):\s*"([^"]*)".*')
_OWN_NUMBER = re.compile(r'\+CNUM:[^"]*"([^"]+)".*')
_LIST = "AT+CLCC"
_CALL_INDICATORS = ("call", "callsetup", "callheld")


class ProtocolFailed(Exception):
    """The phone does not keep to the profile, or does not answer: the link is of no use."""


@dataclass(slots=True)
class _Command:
    """A command on its way. `then(ok)` is called with the answer, `line(text)` with what comes before it."""

    text: str
    then: Callable[[bool], None]
    line: Callable[[str], None]
    deadline: float = 0.0


class HandsFree:
    """One link to a phone. After each call, what is to be sent is in `take()`, and the picture of the phone in the properties.

    `patience` is how many seconds an answer may take.
    """

    def __init__(self, patience: float) -> None:
        self.ready = False
        self.skills = Skill.NONE
        self.number = ""
        self.calls: tuple[PhoneCall, ...] = ()
        self._patience = patience
        self._indexes: dict[str, str] = {}
        self._caller = ""
        self._codes = False
        self._positions: dict[int, str] = {}
        self._commands: deque[_Command] = deque()
        self._listed: list[tuple[str, ...]] = []
        self._stale = False
        self._poll: float | None = None
        self._received, self._out = b"", b""
        self._generations = itertools.count(1)

    # -- bytes and time

    def begin(self, now: float) -> None:
        """The link is there: agree on what both can do (4.2.1)."""
        self._ask(f"AT+BRSF={OUR_FEATURES}", self._know_features, line=self._features)
        self._go_on(now)

    def receive(self, data: bytes, now: float) -> None:
        """Bytes of the phone. Raises ProtocolFailed."""
        *lines, self._received = re.split(rb"[\r\n]+", self._received + data)
        if len(self._received) > LONGEST_LINE:
            raise ProtocolFailed("the phone sends a line without end")
        for line in lines:
            if line:
                self._line(line.decode("utf-8", "replace")[:LONGEST_LINE].strip())
        self._go_on(now)

    def advance(self, now: float) -> None:
        """Let time pass. Raises ProtocolFailed when the phone has not answered in time."""
        if self._commands and self._commands[0].deadline and self._commands[0].deadline <= now:
            raise ProtocolFailed(f"the phone does not answer {self._commands[0].text.partition('=')[0]}")
        if self._poll is not None and self._poll <= now:
            self._poll = None
            self._list_calls()
        self._go_on(now)

    def next_deadline(self) -> float | None:
        """When `advance` has something to do."""
        answer = self._commands[0].deadline if self._commands else None
        return min((moment for moment in (answer, self._poll) if moment), default=None)

    def take(self) -> bytes:
        """What is to be sent now."""
        out, self._out = self._out, b""
        return out

    # -- what the phone is told

    def perform(self, action: Action, then: Callable[[bool], None], now: float) -> None:
        """`then(ok)` is called when the phone has answered."""
        texts = self._texts(action)

        def answered(ok: bool) -> None:
            if ok and texts:
                self._ask(texts.pop(0), answered)
                return
            self._list_calls()
            then(ok)

        self._ask(texts.pop(0), answered)
        self._go_on(now)

    def _texts(self, action: Action) -> list[str]:
        match action:
            case b.Dial(number=number):
                return [f"ATD{number};"]
            case b.AnswerIncoming():
                return ["ATA"]
            case b.HangUp(handle=handle):
                return [self._hang_up(handle)]
            case b.HangUpGroup():
                held = any(call.multiparty and call.status is CallStatus.HELD for call in self.calls)
                return ["AT+CHLD=0" if held else "AT+CHUP"]
            case b.SendTones(tones=tones):
                return [f"AT+VTS={tone}" for tone in tones]
            case _:
                return [f"AT+CHLD={_HOLD_CODES[type(action)]}"]

    def _hang_up(self, handle: str) -> str:
        """4.14, 4.22: AT+CHUP ends all active calls, AT+CHLD=0 the waiting call or else all held ones."""
        index = self._indexes.get(handle, "0")
        call = next((call for call in self.calls if call.handle == handle), None)
        status = call.status if call else CallStatus.ACTIVE
        waits = any(other.status is CallStatus.WAITING for other in self.calls)
        if (call and call.multiparty) or (status is CallStatus.HELD and waits):
            return f"AT+CHLD=1{index}"
        return "AT+CHLD=0" if status in (CallStatus.HELD, CallStatus.WAITING) else "AT+CHUP"

    # -- commands and answers

    def _ask(self, text: str, then: Callable[[bool], None], line: Callable[[str], None] = lambda _: None) -> None:
        if len(self._commands) >= MOST_COMMANDS:
            raise ProtocolFailed("the phone answers too slowly")
        self._commands.append(_Command(text, then, line))

    def _go_on(self, now: float) -> None:
        """Send the next command when the last one is answered: a phone takes one at a time."""
        if self._commands and not self._commands[0].deadline:
            self._commands[0].deadline = now + self._patience
            self._out += f"{self._commands[0].text}\r".encode()
        if not (self._stale or any(call.multiparty for call in self.calls)):
            self._poll = None
        elif self._poll is None:
            self._poll = now + POLL_SECONDS

    def _line(self, text: str) -> None:
        if text == "OK" or text.startswith(_REFUSALS):
            if self._commands and self._commands[0].deadline:
                self._commands.popleft().then(text == "OK")
        elif text.startswith(_NEWS):
            self._news(text)
        elif self._commands:
            self._commands[0].line(text)

    def _news(self, text: str) -> None:
        if found := _CALLER.fullmatch(text):
            self._caller = found[1]
        if text.startswith("+CIEV"):
            position = re.match(r"\+CIEV:\s*(\d{1,2})", text)
            if position is None or self._positions.get(int(position[1])) not in _CALL_INDICATORS:
                return
        if self.ready:
            self._list_calls()

    # -- agreeing on what both can do

    def _features(self, text: str) -> None:
        if found := re.fullmatch(r"\+BRSF:\s*(\d{1,5})", text):
            self._codes = bool(int(found[1]) & _PHONE_THREE_WAY)

    def _know_features(self, ok: bool) -> None:
        self._need(ok, "features")
        self._ask("AT+CIND=?", lambda ok: self._need(ok, "indicators"), line=self._indicators)
        self._ask("AT+CIND?", lambda ok: self._need(ok, "indicators"))
        self._ask("AT+CMER=3,0,0,1", self._report)

    def _indicators(self, text: str) -> None:
        self._positions = dict(enumerate(re.findall(r'\("([^"]{1,32})"', text), 1))

    def _report(self, ok: bool) -> None:
        self._need(ok, "reports")
        if self._codes:
            self._ask("AT+CHLD=?", lambda _: None, line=self._know_codes)
        for command in ("AT+CMEE=1", "AT+CLIP=1", "AT+CCWA=1"):
            self._ask(command, lambda _: None)
        self._ask("AT+CNUM", lambda _: None, line=self._own_number)
        self._list_calls()

    def _know_codes(self, text: str) -> None:
        for code in re.findall(r"\d[xX]?", text.partition(":")[2]):
            self.skills |= _SKILLS.get(code.lower(), Skill.NONE)

    def _own_number(self, text: str) -> None:
        if (found := _OWN_NUMBER.fullmatch(text)) and not self.number:
            self.number = found[1]

    @staticmethod
    def _need(ok: bool, what: str) -> None:
        if not ok:
            raise ProtocolFailed(f"the phone refuses to talk about its {what}")

    # -- calls

    def _list_calls(self) -> None:
        """Ask anew; a question that is on its way may be too old, one that waits to be sent is not."""
        if all(command.deadline or command.text != _LIST for command in self._commands):
            self._ask(_LIST, self._know_calls, line=self._call)

    def _call(self, text: str) -> None:
        if (found := _CALL.fullmatch(text)) and len(self._listed) < MOST_CALLS:
            self._listed.append(found.groups(default=""))

    def _know_calls(self, ok: bool) -> None:
        listed, self._listed = self._listed, []
        self._stale = not ok
        if ok:
            self.calls = tuple(self._as_call(*fields) for fields in listed)
            self._indexes = {call.handle: index for call, (index, *_) in zip(self.calls, listed, strict=True)}
        self.ready = True

    def _as_call(self, index: str, direction: str, status: str, multiparty: str, number: str) -> PhoneCall:
        state, outbound = CallStatus(int(status)), direction == "0"
        if not number and state in (CallStatus.INCOMING, CallStatus.WAITING):
            number = self._caller
        before = next((call for call in self.calls if self._indexes.get(call.handle) == index), None)
        same = before is not None and before.outbound == outbound and (not number or before.number in ("", number))
        handle = before.handle if before is not None and same else f"{index}.{next(self._generations)}"
        return PhoneCall(handle, state, number, multiparty=multiparty == "1", outbound=outbound)


_HOLD_CODES: Mapping[type, str] = {b.HoldAndAnswer: "2", b.ReleaseAndAnswer: "1", b.Swap: "2", b.Join: "3", b.Transfer: "4"}
