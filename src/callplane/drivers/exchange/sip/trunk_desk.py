"""Calls over SIP trunks: parties outside are called, ring, answer and hang up there; their sound goes through the relay.

Follows the switch: it brings the calls of the parties that it is given in step. What the other side does is told to the switch.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol

from callplane.drivers.exchange import trunk_calls
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import End, Leg, Outside, Refusal, Station
from callplane.drivers.exchange.sip.plan import far_end, meeting, plan_of
from callplane.drivers.exchange.sip.refusals import by_trunk, status_of
from callplane.drivers.exchange.sip.studio import Studio
from callplane.drivers.exchange.sip.trunk import Trunk
from callplane.drivers.exchange.trunk_identity import called_extension, caller_of, shown, written
from callplane.errors import CommandFailed
from callplane.model.call import CallState
from callplane.numbers.location import Location
from callplane.sip.agent import Agent
from callplane.sip.call import Call
from callplane.sip.call_events import CallEvents, Ending, Phase, Respond
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Request, Response
from callplane.sip.sdp import Audio, Description, Direction, write
from callplane.sip.transactions import Flow
from callplane.sip.uri import SipUri

_log = logging.getLogger(__name__)
_NOBODY = (408, 503)
Act = Callable[[Callable[[Board], object]], None]


class Owner(Protocol):
    def happened(self, action: Callable[[Board], object]) -> None: ...

    def look_at(self, party: Outside) -> None: ...


class TrunkCall(CallEvents):
    """One call over a trunk. `party` is who is there; `remote` where he listens, None until he has said so."""

    def __init__(self, owner: Owner, trunk: Trunk) -> None:
        self.trunk = trunk
        self.party: Outside
        self.call: Call
        self.remote: Audio | None = None
        self.rang = False
        self._owner = owner
        self._offer: Description | None = None
        self._version = 0
        self._asked = False

    def hear(self, sdp: bytes) -> None:
        """Take note of what the other side described. Raises BadMessage where nothing can be sent there."""
        description = Description.read(sdp)
        if description.audio is None:
            raise BadMessage("no stream of sound that is served", 488)
        self._offer, self.remote = description, description.audio

    def described(self, audio: Audio, *, answer: bool) -> bytes:
        """What we say of our side."""
        self._version += 1
        session = id(self) & 0xFFFFFF
        if not answer or self._offer is None or self.remote is None:
            return write(audio, session=session, version=self._version)
        common = audio.understood(self.remote.codecs)
        if common is None:
            raise BadMessage("no codec in common", 488)
        shape, place = self._offer.shape, self._offer.place
        directed = common.directed(Direction(Direction.SENDRECV & self.remote.direction.mirrored))
        return write(directed, session=session, version=self._version, shape=shape, place=place)

    def answer_with(self, audio: Audio) -> None:
        """Answer what is asked: the call, or an offer in it."""
        try:
            if self.call.phase is Phase.INVITED:
                self.call.answer(self.described(audio, answer=bool(self.call.invite.body)))
            elif self._asked:
                self._asked = False
                self.call.accept(self.described(audio, answer=self._offer is not None))
        except BadMessage as fault:
            self.call.hang_up(fault.status)
            self._owner.happened(partial(trunk_calls.ended, party=self.party))

    # What the other side does

    def on_progress(self, call: Call, response: Response) -> None:
        self._note(response.body)
        self._owner.happened(partial(trunk_calls.rings, party=self.party))
        if response.body:
            self._owner.look_at(self.party)

    def on_active(self, call: Call, sdp: bytes) -> None:
        self._note(sdp)
        self._owner.happened(partial(trunk_calls.answered, party=self.party))
        self._owner.look_at(self.party)

    def on_offer(self, call: Call, sdp: bytes) -> None:
        self._offer = None
        if sdp:
            try:
                self.hear(sdp)
            except BadMessage as fault:
                call.refuse(fault.status)
                return
        self._asked = True
        self._owner.look_at(self.party)

    def on_agreed(self, call: Call, sdp: bytes) -> None:
        self._note(sdp)
        self._owner.look_at(self.party)

    def on_request(self, call: Call, request: Request, respond: Respond) -> None:
        if request.method != "INFO":
            respond(501)
            return
        respond(200)
        if digit := dialled(request):
            self._owner.happened(partial(trunk_calls.digits, party=self.party, keys=digit))

    def on_ended(self, call: Call, ending: Ending) -> None:
        if ending.status in (401, 403, 407):
            _log.warning("The trunk %s refused a call: %d %s", self.trunk.options.name, ending.status, ending.reason)
        if ending.status in _NOBODY:
            self.trunk.found_nobody()
        if self.party.state is CallState.OFFERING:
            self._owner.happened(partial(trunk_calls.refused, party=self.party, refusal=by_trunk(ending.status)))
        self._owner.happened(partial(trunk_calls.ended, party=self.party))

    def _note(self, sdp: bytes) -> None:
        if sdp:
            try:
                self.hear(sdp)
            except BadMessage as fault:
                _log.warning("The trunk %s sends a description of no use: %s", self.trunk.options.name, fault)


class TrunkDesk:
    """See the module's text. `act` does something on the switch, reports it and lets everybody follow."""

    def __init__(
        self,
        trunks: Sequence[Trunk],
        location: Location,
        agent: Agent,
        studio: Studio,
        act: Act,
        station: Callable[[str], Station | None],
        has_sound: Callable[[End], bool],
    ) -> None:
        self._trunks = {trunk.options.name: trunk for trunk in trunks}
        self._location = location
        self._agent = agent
        self._studio = studio
        self._act = act
        self._station = station
        self._has_sound = has_sound
        self._calls: dict[Outside, TrunkCall] = {}

    def carrier(self, number: str) -> str | None:
        """The trunk for a number: the longest prefix of those that work and have room; of several, the first."""
        best, longest = None, -1
        for name, trunk in self._trunks.items():
            fits = trunk.options.fits(number)
            if fits > longest and trunk.link.up and self._in_use(trunk) < trunk.options.max_calls:
                best, longest = name, fits
        return best

    def _in_use(self, trunk: Trunk) -> int:
        return sum(call.trunk is trunk for call in self._calls.values())

    def carries(self, party: Outside) -> bool:
        """Whether a party is on a trunk."""
        return party in self._calls

    def announced(self, party: Outside, leg: Leg, listener: Audio | None, seen: str) -> Audio | None:
        """Where the phone of a leg finds what a party's side plays before it is answered; None: nothing."""
        known = self._calls.get(party)
        if known is None or known.remote is None or listener is None or known.call.phase is not Phase.INVITING:
            return None
        try:
            audio = self._studio.audio(leg, self._agent.local_host(known.call.flow)).understood(listener.codecs)
            self._studio.apply(party, meeting(leg, party), known.remote, known.call.flow.host)
        except CommandFailed:
            return None
        self._studio.apply(leg, meeting(leg, party), listener, seen)
        return audio

    # Following the switch

    def follow(self, parties: Iterable[Outside]) -> None:
        """Bring the calls of these parties in step."""
        for party in parties:
            known = self._calls.get(party)
            if party.state is CallState.DISCONNECTED:
                self._end(party)
            elif known is not None:
                self._in_step(known)
            elif not party.inbound:
                self._place(party)

    def _end(self, party: Outside) -> None:
        known = self._calls.pop(party, None)
        if known is not None:
            known.call.hang_up(status_of(party))
            self._studio.release(party)

    def _place(self, party: Outside) -> None:
        trunk = self._trunks[party.trunk]
        flow = trunk.flow
        try:
            if flow is None:
                raise CommandFailed("The trunk's address is not known.")
            audio = self._studio.audio(party, self._agent.local_host(flow))
        except CommandFailed as fault:
            _log.warning("No call over the trunk %s: %s", party.trunk, fault)
            self._act(partial(trunk_calls.refused, party=party, refusal=Refusal.UNREACHABLE))
            return
        known = TrunkCall(self, trunk)
        known.party = party
        self._calls[party] = known
        number = written(trunk.options, self._location, party.number)
        caller = party.peer
        assert caller is not None
        station = caller.station
        who = station.party if station is not None else caller.shown
        identity = shown(trunk.options, self._location, who, hidden=caller.withheld, own=station is not None)
        known.call = self._agent.invite(
            trunk.target(number),
            flow,
            local=identity.sender,
            remote=trunk.address(number),
            sdp=known.described(audio, answer=False),
            events=known,
            headers=identity.headers,
            login=trunk.login,
        )

    def _in_step(self, known: TrunkCall) -> None:
        party, call = known.party, known.call
        if call.phase is Phase.INVITED and party.state is CallState.RINGBACK and not party.connected:
            if not known.rang:
                known.rang = True
                call.ring()
            return
        if call.phase is Phase.INVITED and party.state is CallState.BUSY:
            call.reject(486)
            self._act(partial(trunk_calls.ended, party=party))
            return
        if party.state is CallState.DIALING or call.phase is Phase.ENDED:
            return
        self._sound(known)

    def _sound(self, known: TrunkCall) -> None:
        party = known.party
        try:
            audio = self._studio.audio(party, self._agent.local_host(known.call.flow))
        except CommandFailed as fault:
            _log.warning("A call over the trunk %s ends: %s", party.trunk, fault)
            self._act(partial(trunk_calls.ended, party=party))
            return
        known.answer_with(audio)
        if known.remote is None:
            return
        self._studio.apply(party, plan_of(party, self._has_sound), known.remote, known.call.flow.host)
        far = far_end(party)
        if isinstance(far, Leg) and far.tape is not None and not self._has_sound(far):
            self._studio.record(party, far.tape, mirrored=True)

    def hang_up(self) -> None:
        """End all calls: the exchange is about to stop."""
        for known in self._calls.values():
            known.call.hang_up()

    def send_digits(self, party: Outside, digits: str) -> None:
        """Let a party hear digits."""
        self._studio.send_digits(party, digits)

    # What comes

    def trunk_of(self, request: Request, flow: Flow) -> Trunk | None:
        """The trunk over which a request came."""
        return next((trunk for trunk in self._trunks.values() if trunk.sends(request, flow)), None)

    def invited(self, call: Call, trunk: Trunk) -> None:
        """Somebody calls over a trunk."""
        invite, options = call.invite, trunk.options
        try:
            known = TrunkCall(self, trunk)
            known.call = call
            if invite.body:
                known.hear(invite.body)
            user = _user(invite, trunk)
            caller = caller_of(options, self._location, invite)
        except BadMessage as fault:
            call.reject(fault.status)
            return
        station = self._station(called_extension(options, self._location, user, lambda digits: self._station(digits) is not None))
        if station is None:
            call.reject(404)
        elif self._in_use(trunk) >= options.max_calls:
            call.reject(503, ("retry-after", "10"))
        else:
            call.events = known

            def begin(board: Board) -> None:
                known.party = trunk_calls.came_in(board, caller, station, options.name)
                self._calls[known.party] = known

            self._act(begin)

    def happened(self, action: Callable[[Board], object]) -> None:
        self._act(action)

    def look_at(self, party: Outside) -> None:
        """Bring a party, and whoever hears it, in step again."""
        self._act(lambda board: board.touch(*(end for end in (party, party.peer) if end is not None)))


def _user(invite: Request, trunk: Trunk) -> str:
    """Whom the call is for. A registered contact says only that it is for us: then To tells."""
    try:
        user = SipUri.read(invite.uri).user
    except BadMessage:
        user = ""
    return invite.target.uri.user if user in ("", trunk.secret, trunk.options.user) else user


def dialled(request: Request) -> str:
    """The digit that an INFO tells (application/dtmf-relay or application/dtmf); empty where it is none."""
    kind = request.headers.get("content-type").partition(";")[0].strip().lower()
    text = request.body.decode("ascii", "replace")
    if kind == "application/dtmf-relay":
        text = next((line.partition("=")[2] for line in text.splitlines() if line.lower().startswith("signal")), "")
    elif kind != "application/dtmf":
        return ""
    digit = text.strip().upper()
    return digit if len(digit) == 1 and digit in "0123456789*#ABCD" else ""
