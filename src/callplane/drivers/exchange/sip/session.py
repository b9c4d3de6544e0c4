"""A call with one of our phones that is answered, or that the phone has placed: what was described each way.

Knows one phone's call and the leg that it carries at present; `desk` decides which leg that is and what it hears.
"""

from __future__ import annotations

from typing import Protocol

from callplane.drivers.exchange.legs import Leg, Station
from callplane.model.call import CallState
from callplane.sip.call import Call
from callplane.sip.call_events import CallEvents, Ending, Phase, Respond
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Request
from callplane.sip.sdp import Audio, Description, Direction, write
from callplane.sip.uri import Address


class Owner(Protocol):
    """Who hears what the phone does."""

    def moved(self, session: Session) -> None: ...

    def held(self, session: Session, parked: bool) -> None: ...

    def put_down(self, session: Session, ending: Ending) -> None: ...

    def asked(self, session: Session, request: Request, respond: Respond) -> None: ...


class Session(CallEvents):
    """See the module's text. `phone` is the account's name; `remote` where the phone listens, None until it has said so.

    `told` and `version` are what it was told last, and `shown` whom it shows.
    `parked`: the phone itself keeps it on hold. `refusal`: what its INVITE gets if its leg ends before it is answered.
    """

    def __init__(self, owner: Owner, station: Station, phone: str, call: Call, origin: int) -> None:
        self.station = station
        self.phone = phone
        self.call = call
        self.leg: Leg | None = None
        self.remote: Audio | None = None
        self.told: Audio | None = None
        self.shown: Address | None = None
        self._party: Address | None = None
        self.parked = False
        self.refusal = 480
        self._refused = False
        self._owner = owner
        self.version = 0
        self._origin = origin
        self._offer: Description | None = None
        self._origin_heard = ""
        self._asked = False
        self._rang = False
        call.events = self

    @property
    def hidden(self) -> bool:
        """Whether a NAT is between: the phone describes another place than it is seen at (RFC 3581, 1)."""
        return self.remote is not None and self.remote.host != self.call.flow.host

    @property
    def relayed(self) -> bool:
        """Whether its sound has to go through the relay: it is hidden, or has refused a direct connection."""
        return self._refused or self.hidden

    def show(self, party: Address) -> None:
        """Who is at the other end; a phone that shows somebody else learns it with the next description (RFC 3325)."""
        self._party = party
        self.call.asserted = (("p-asserted-identity", str(party)),)

    def hear(self, sdp: bytes) -> None:
        """Take note of what the phone described. Raises BadMessage where nothing can be sent there."""
        description = Description.read(sdp)
        if description.audio is None:
            raise BadMessage("no stream of sound that is served", 488)
        self._offer, self.remote, self._origin_heard = description, description.audio, description.origin

    def follow(self, wanted: Audio) -> None:
        """Let the phone send its sound to `wanted`; a call that it has placed is answered by that."""
        call = self.call
        if call.phase is Phase.INVITED:
            call.answer(self._write(wanted, answer=bool(call.invite.body)))
        elif self._asked:
            self._asked = False
            call.accept(self._write(wanted, answer=self._offer is not None))
        elif call.phase is Phase.ACTIVE and not call.busy and not (self._knows(wanted) and self.shown == self._party):
            call.offer(self._write(wanted, answer=False))

    def ring(self, early: Audio | None) -> None:
        """The call that the phone has placed rings; `early` is what it is to hear meanwhile."""
        if early is not None and self._offer is not None and self.told is None:
            self.call.ring(183, self._write(early, answer=True))
            self.told = None  # the answer says it anew
            self._rang = True
        elif not self._rang:
            self._rang = True
            self.call.ring()

    def _knows(self, wanted: Audio) -> bool:
        """Whether the phone was told this, or what comes to the same."""
        told = self.told
        if told is None or (told.host, told.port, told.direction) != (wanted.host, wanted.port, wanted.direction):
            return False
        return bool({codec.kind for codec in told.speech} & {codec.kind for codec in wanted.speech})

    def _write(self, wanted: Audio, *, answer: bool) -> bytes:
        shape: tuple[str, ...] = ("audio RTP/AVP",)
        place = 0
        if self._offer is not None:
            shape, place = self._offer.shape, self._offer.place
        self.told, self.shown = wanted, self._party
        if answer and self.remote is not None:
            wanted = wanted.directed(Direction(wanted.direction & self.remote.direction.mirrored))
        self.version += 1
        return write(wanted, session=self._origin, version=self.version, shape=shape, place=place)

    # What the phone does

    def on_active(self, call: Call, sdp: bytes) -> None:
        self._note(sdp)
        self._owner.moved(self)

    def on_offer(self, call: Call, sdp: bytes) -> None:
        self._offer = None
        before = self.remote, self._origin_heard
        if sdp:
            try:
                self.hear(sdp)
            except BadMessage as fault:
                call.refuse(fault.status)
                return
        self._asked = True
        parked = self.remote is not None and not self.remote.direction & Direction.RECVONLY
        resumed = not parked and not call.crossed and self.leg is not None and self.leg.state is CallState.HOLD
        refreshed = before == (self.remote, self._origin_heard)  # only to say that it is still there (RFC 4028, 7.4)
        if sdp and not refreshed and (parked != self.parked or resumed):
            self.parked = parked
            self._owner.held(self, parked)
        self._owner.moved(self)
        if self._asked:  # nobody had anything to say to it
            self._asked = False
            call.refuse(488)

    def on_agreed(self, call: Call, sdp: bytes) -> None:
        self._note(sdp)
        self._owner.moved(self)

    def on_refused(self, call: Call, status: int) -> None:
        if status == 491:
            self.told = None
        else:
            self._refused = True
        self._owner.moved(self)

    def on_request(self, call: Call, request: Request, respond: Respond) -> None:
        self._owner.asked(self, request, respond)

    def on_ended(self, call: Call, ending: Ending) -> None:
        self._owner.put_down(self, ending)

    def _note(self, sdp: bytes) -> None:
        """An answer: what cannot be read or used leaves what was known."""
        if not sdp:
            return
        try:
            description = Description.read(sdp)
        except BadMessage:
            return
        if description.audio is not None:
            self.remote, self._origin_heard = description.audio, description.origin
