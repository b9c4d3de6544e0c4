"""A leg's own phones ring, all at once; the first that is lifted gets the call. Knows their INVITEs; not what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from callplane.drivers.exchange.legs import Leg, Refusal
from callplane.drivers.exchange.sip.refusals import by_phone
from callplane.sip.agent import Agent
from callplane.sip.call import Call
from callplane.sip.call_events import CallEvents, Ending
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Response
from callplane.sip.registrar import Binding
from callplane.sip.sdp import Audio, Description
from callplane.sip.uri import Address

AUTO_ANSWER = (
    ("call-info", "<sip:callplane>;answer-after=0"),
    ("alert-info", "<http://127.0.0.1>;info=alert-autoanswer;delay=0"),
    ("answer-mode", "Auto"),  # RFC 5373
)
"""How phones are asked to answer by themselves; makers never agreed on one way."""

_ELSEWHERE = ("reason", 'SIP;cause=200;text="Call completed elsewhere"')
"""So that a phone does not show a missed call (RFC 3326)."""

_FINAL = (600, 603, 604, 606)


class Owner(Protocol):
    def lifted(self, ring: Ring, call: Call, sdp: bytes) -> None: ...

    def early(self, ring: Ring) -> None: ...

    def refused(self, ring: Ring, ending: Ending) -> None: ...


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the phones are told: who calls, and with which description (of this `origin`); `more` are further headers."""

    caller: Address
    sdp: bytes
    told: Audio
    origin: int
    more: tuple[tuple[str, str], ...] = ()


class Ring(CallEvents):
    """See the module's text. `early` is where the only phone that rings plays something meanwhile (183)."""

    def __init__(self, owner: Owner, leg: Leg, invitation: Invitation, *, automatic: bool) -> None:
        self.leg = leg
        self.invitation = invitation
        self.automatic = automatic
        self.early_audio: Audio | None = None
        self._owner = owner
        self._calls: dict[Call, Binding] = {}
        self._endings: list[Ending] = []
        self._talked: set[Call] = set()
        self._over = False

    def start(self, agent: Agent, bindings: Sequence[Binding], domain: str) -> None:
        extension = self.leg.home.extension
        more = (*self.invitation.more, *(AUTO_ANSWER if self.automatic else ()))
        for binding in bindings:
            call = agent.invite(
                binding.contact,
                binding.flow,
                local=self.invitation.caller,
                remote=Address.read(f"<sip:{extension}@{domain}>"),
                sdp=self.invitation.sdp,
                events=self,
                headers=more,
            )
            self._calls[call] = binding

    def phone_of(self, call: Call) -> str:
        """The account of the phone at the other end."""
        return self._calls[call].phone

    def talk(self) -> None:
        """Make the phones answer that can be told to (the event package `talk`)."""
        for call, binding in self._calls.items():
            if binding.talks and call.rings and call not in self._talked:
                self._talked.add(call)
                call.request("NOTIFY", ("event", "talk"), ("subscription-state", "active"))

    def stop(self, *, elsewhere: bool) -> None:
        """It is no longer to ring."""
        self._over = True
        for call in self._calls:
            call.hang_up(480, *((_ELSEWHERE,) if elsewhere else ()))

    def lose(self, binding: Binding) -> None:
        """This phone has vanished."""
        for call in [call for call, known in self._calls.items() if known.contact == binding.contact]:
            call.hang_up()
            self.on_ended(call, Ending(503))

    # What the phones do

    def on_progress(self, call: Call, response: Response) -> None:
        if self._over:
            return
        if response.body and len(self._calls) == 1:
            try:
                self.early_audio = Description.read(response.body).audio
            except BadMessage:
                self.early_audio = None
            if self.early_audio is not None:
                self._owner.early(self)
        if self.leg.wanted:
            self.talk()

    def on_active(self, call: Call, sdp: bytes) -> None:
        if self._over:
            call.hang_up()
            return
        self._over = True
        binding = self._calls.pop(call)
        for other in self._calls:
            other.hang_up(480, _ELSEWHERE)
        self._calls = {call: binding}
        self._owner.lifted(self, call, sdp)

    def on_ended(self, call: Call, ending: Ending) -> None:
        if self._over or call not in self._calls:
            return
        del self._calls[call]
        self._endings.append(ending)
        if not self._calls or ending.status in _FINAL or ending.contacts:
            self.stop(elsewhere=False)
            self._owner.refused(self, ending if ending.status in _FINAL or ending.contacts else min(self._endings, key=_weight))


def _weight(ending: Ending) -> int:
    """Of several refusals the one that says most: busy before others, and silence last."""
    return 0 if by_phone(ending.status) is Refusal.BUSY else 2 if ending.status in (408, 503) else 1


def nobody_there(ending: Ending) -> bool:
    return ending.status in (408, 503)
