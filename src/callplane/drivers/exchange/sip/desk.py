"""Keeps SIP phones in step with the switch: which phone rings for which leg, which call with a phone carries it, what it hears.

After each moment `follow` is called with the extensions where something happened. A phone's call is not bound to a leg: where
programs hold, swap or consult, the phone's one call goes on with another leg. Rules, for each extension:

1. A leg that rings, or that waits for its own phone to be lifted, rings all phones.
2. A leg that is active needs a call with a phone that the phone itself does not keep on hold: its own, else one without a
   leg, else that of a leg on hold. Where there is none, the own phone rings again.
3. A call with a phone that no leg needs is hung up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import count

from callplane.drivers.exchange import sip_phones
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import Device, End, Leg, Outside, Station
from callplane.drivers.exchange.sip import ringing
from callplane.drivers.exchange.sip.plan import ON_HOLD, Plan, Sound, far_end, meeting, plan_of
from callplane.drivers.exchange.sip.refusals import by_phone, status_of
from callplane.drivers.exchange.sip.ringing import Invitation, Ring
from callplane.drivers.exchange.sip.session import Session
from callplane.drivers.exchange.sip.studio import Studio
from callplane.drivers.exchange.sip.trunk_desk import TrunkDesk
from callplane.errors import CommandFailed
from callplane.model.call import CallState, CallType
from callplane.sip.agent import Agent
from callplane.sip.call import Call
from callplane.sip.call_events import Ending, Phase, Respond
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Request
from callplane.sip.registrar import Binding, Registrar
from callplane.sip.sdp import Audio, Direction, write
from callplane.sip.uri import Address

Act = Callable[[Callable[[Board], object]], None]
"""Do something on the switch, report and follow. Raises CommandFailed."""


class Desk:
    """See the module's text. `host(flow)` is our address as a phone sees it; `shown(leg)` who calls, as its phones show it."""

    def __init__(
        self,
        agent: Agent,
        registrar: Registrar,
        studio: Studio,
        act: Act,
        shown: Callable[[Leg], Address],
        asked: Callable[[Session, Request, Respond], None],
        domain: str,
    ) -> None:
        self._agent = agent
        self._registrar = registrar
        self._studio = studio
        self._act = act
        self._shown = shown
        self._on_request = asked
        self._domain = domain
        self.trunks: TrunkDesk | None = None
        self._sessions: dict[Station, list[Session]] = {}
        self._rings: dict[Leg, Ring] = {}
        self._legs: set[Leg] = set()
        self._origins = count(1)

    # Following the switch

    def follow(self, stations: Iterable[Station]) -> None:
        """Bring the phones of these extensions in step."""
        stations = tuple(stations)
        for station in stations:
            self._ring(station)
            self._assign(station)
        for station in stations:
            for session in tuple(self._sessions.get(station, ())):
                self._sound(session)
        self._release()

    def _ring(self, station: Station) -> None:
        for leg, ring in [(leg, ring) for leg, ring in self._rings.items() if leg.home is station]:
            if not self._rings_for(leg):
                del self._rings[leg]
                ring.stop(elsewhere=leg.state is not CallState.DISCONNECTED)
        for leg in station.legs.values():
            if self._rings_for(leg):
                if leg not in self._rings:
                    self._start_ring(leg)
                elif leg.wanted:
                    self._answer(leg)

    def _rings_for(self, leg: Leg) -> bool:
        alive = leg.id in leg.home.legs
        ringing = leg.state is CallState.OFFERING or leg.lifting is not None or self._recalled(leg)
        return alive and ringing and leg.home.sip.registered

    def _recalled(self, leg: Leg) -> bool:
        return _active(leg) and self.session_of(leg) is None and self._spare(leg) is None

    def _start_ring(self, leg: Leg) -> None:
        bindings = self._registrar.bindings(leg.home.extension)
        if not bindings:
            return
        automatic = leg.state is not CallState.OFFERING or (leg.wanted and not any(binding.talks for binding in bindings))
        audio = self._offer(leg, self._agent.local_host(bindings[0].flow))
        if audio is None:
            return
        origin = next(self._origins)
        invitation = Invitation(self._shown(leg), described(audio, origin), audio, origin, _diverted(leg, self._domain))
        ring = self._rings[leg] = Ring(self, leg, invitation, automatic=automatic)
        self._legs.add(leg)
        ring.start(self._agent, bindings, self._domain)

    def _offer(self, leg: Leg, host: str) -> Audio | None:
        """What a ringing phone is offered: the caller's own place where it will be connected directly, else the relay."""
        far = far_end(leg)
        caller = self.session_of(far) if far is not None else None
        if caller is not None and caller.remote is not None and not caller.relayed:
            return caller.remote.directed(Direction.SENDRECV)
        try:
            return self._studio.audio(leg, host)
        except CommandFailed:
            return None

    def _answer(self, leg: Leg) -> None:
        """A program wants the ringing phone to be answered."""
        ring = self._rings[leg]
        if any(binding.talks for binding in self._registrar.bindings(leg.home.extension)):
            ring.talk()
        elif not ring.automatic:
            ring.stop(elsewhere=True)
            del self._rings[leg]
            self._start_ring(leg)

    def _assign(self, station: Station) -> None:
        sessions = self._sessions.get(station, [])
        for session in sessions:
            if session.leg is not None and not _carried(session.leg):
                session.refusal, session.leg = status_of(session.leg), None
        for leg in station.legs.values():
            own = self.session_of(leg)
            if _active(leg) and (own is None or own.parked) and (spare := self._spare(leg)):
                if own is not None:
                    own.leg = spare.leg
                spare.leg = leg
                self._legs.add(leg)
        for leg in station.legs.values():
            if leg.state is CallState.HOLD and leg.device is Device.SIP and self.session_of(leg) is None:
                free = next((session for session in sessions if session.leg is None and _usable(session)), None)
                if free is not None:
                    free.leg = leg
        for session in [session for session in sessions if session.leg is None]:
            sessions.remove(session)
            session.call.hang_up(session.refusal)

    def _spare(self, leg: Leg) -> Session | None:
        """A call with a phone of this extension that could go on with this leg."""
        usable = [session for session in self._sessions.get(leg.home, ()) if _usable(session) and session.leg is not leg]
        free = [session for session in usable if session.leg is None or not _carried(session.leg)]
        held = [session for session in usable if session.leg is not None and session.leg.state is CallState.HOLD]
        return next(iter((*free, *held)), None)

    def session_of(self, end: End) -> Session | None:
        """The call with a phone that carries this leg."""
        if not isinstance(end, Leg):
            return None
        return next((session for session in self._sessions.get(end.home, ()) if session.leg is end), None)

    def _sound(self, session: Session) -> None:
        leg, call = session.leg, session.call
        if leg is None or call.phase is Phase.ENDED:
            return
        if not leg.is_controller:  # a conference has no number
            session.show(self._shown(leg))
        if call.phase is Phase.INVITED and leg.state is CallState.BUSY:
            self._drop(session)
            call.reject(486)
            self._act(partial(sip_phones.put_down, leg=leg))
            return
        if call.phase is Phase.INVITED and leg.state not in _ANSWERED:
            if leg.state is CallState.RINGBACK:
                session.ring(self._early(session, leg))
            return
        try:
            plan, wanted = self._wanted(session, leg)
            self._studio.apply(leg, plan, session.remote, session.call.flow.host)
            self._tape(session, leg)
        except CommandFailed:  # no port for its sound
            self._act(partial(sip_phones.put_down, leg=leg))
            return
        session.follow(wanted)

    def _wanted(self, session: Session, leg: Leg) -> tuple[Plan, Audio]:
        plan = plan_of(leg, self.has_sound)
        partner = self.session_of(plan.direct) if plan.direct is not None else None
        if partner is not None:
            fitting = _fitting(session, partner)
            if fitting is not None:
                return plan, fitting
            assert plan.direct is not None
            plan = meeting(leg, plan.direct)
        if plan == ON_HOLD and session.told is not None:
            return plan, session.told.directed(Direction.INACTIVE)
        audio = self._studio.audio(leg, self._agent.local_host(session.call.flow))
        direction = Direction.INACTIVE if plan == ON_HOLD else _ONE_WAY.get(plan.sound, Direction.SENDRECV)
        if session.remote is not None and (common := audio.understood(session.remote.codecs)) is not None:
            audio = common
        return plan, audio.directed(direction)

    def has_sound(self, end: End) -> bool:
        """Whether an end has a phone, here or over a trunk."""
        if isinstance(end, Outside):
            return self.trunks is not None and self.trunks.carries(end)
        return self.session_of(end) is not None

    def _early(self, session: Session, leg: Leg) -> Audio | None:
        """Where the phone finds what is played to it before it is answered."""
        far = far_end(leg)
        if isinstance(far, Outside) and self.trunks is not None:
            return self.trunks.announced(far, leg, session.remote, session.call.flow.host)
        ring = self._rings.get(far) if isinstance(far, Leg) else None
        return ring.early_audio if ring is not None else None

    def _tape(self, session: Session, leg: Leg) -> None:
        if session.call.phase is not Phase.ACTIVE:
            return
        if leg.tape is not None:
            self._studio.record(leg, leg.tape, mirrored=False)
        far = far_end(leg)
        if isinstance(far, Leg) and far.tape is not None and self.session_of(far) is None:
            self._studio.record(leg, far.tape, mirrored=True)

    def _release(self) -> None:
        for leg in [leg for leg in self._legs if leg.id not in leg.home.legs]:
            self._legs.discard(leg)
            self._studio.release(leg)

    # What comes to be and goes

    def placed(self, session: Session, leg: Leg) -> None:
        """A phone has dialled, and this is its leg."""
        session.leg = leg
        self._legs.add(leg)
        self._sessions.setdefault(leg.home, []).append(session)

    def open_session(self, station: Station, phone: str, call: Call) -> Session:
        return Session(self, station, phone, call, next(self._origins))

    def lose(self, binding: Binding) -> None:
        """A phone has vanished: it rings no more, and its calls are over."""
        for ring in tuple(self._rings.values()):
            ring.lose(binding)
        left = [other.phone for _, other in self._registrar.all()]
        for session in self.sessions():
            flow, same = session.call.flow, session.phone == binding.phone
            if same and (session.phone not in left or (flow.host, flow.port) == (binding.flow.host, binding.flow.port)):
                session.call.hang_up()
                self.put_down(session, Ending(503))

    def sessions(self) -> list[Session]:
        return [session for sessions in self._sessions.values() for session in sessions]

    def send_digits(self, leg: Leg, digits: str) -> None:
        """Let the phone of this leg hear digits: as telephone events where its sound passes here, else by INFO."""
        session = self.session_of(leg)
        if session is not None and not self._studio.send_digits(leg, digits):
            for digit in digits:
                body = f"Signal={digit}\r\nDuration=160\r\n".encode()
                session.call.request("INFO", ("content-type", "application/dtmf-relay"), body=body)

    def _drop(self, session: Session) -> None:
        sessions = self._sessions.get(session.station, [])
        if session in sessions:
            sessions.remove(session)

    # What phones do that ring

    def lifted(self, ring: Ring, call: Call, sdp: bytes) -> None:
        leg = ring.leg
        self._rings.pop(leg, None)
        session = Session(self, leg.home, ring.phone_of(call), call, ring.invitation.origin)
        session.told, session.version, session.shown = ring.invitation.told, 1, ring.invitation.caller
        try:
            session.hear(sdp)
        except BadMessage:
            call.hang_up()
            self.refused(ring, Ending(488))
            return
        self.placed(session, leg)
        if leg.state is CallState.OFFERING or leg.lifting is not None:
            self._try(partial(sip_phones.lift, leg=leg))
        else:
            self._act(lambda board: board.touch(leg))

    def early(self, ring: Ring) -> None:
        self._act(lambda board: board.touch(ring.leg))

    def refused(self, ring: Ring, ending: Ending) -> None:
        leg = ring.leg
        self._rings.pop(leg, None)
        if ending.contacts and leg.lifting is None and self._redirected(leg, ending.contacts[0]):
            return
        if ringing.nobody_there(ending) and leg.home.virtual and not leg.home.unplugged and leg.lifting is None:
            self._rings[leg] = ring  # the virtual phone goes on ringing
            return
        if leg.state is CallState.OFFERING or leg.lifting is not None:
            self._act(partial(sip_phones.refuse, leg=leg, refusal=by_phone(ending.status)))
        else:
            self._act(partial(sip_phones.put_down, leg=leg))

    def _redirected(self, leg: Leg, contact: str) -> bool:
        try:
            number = Address.read(f"<{contact}>").uri.user
        except BadMessage:
            return False
        return self._try(partial(sip_phones.redirect, leg=leg, number=number))

    def _try(self, action: Callable[[Board], object]) -> bool:
        try:
            self._act(action)
        except CommandFailed:
            return False
        return True

    # What phones do in a call

    def moved(self, session: Session) -> None:
        if session.leg is not None:
            leg = session.leg
            self._act(lambda board: board.touch(leg))

    def held(self, session: Session, parked: bool) -> None:
        if session.leg is not None:
            self._try(partial(sip_phones.hold if parked else sip_phones.retrieve, leg=session.leg))

    def put_down(self, session: Session, ending: Ending) -> None:
        leg, session.leg = session.leg, None
        self._drop(session)
        if leg is not None:
            self._act(partial(sip_phones.put_down, leg=leg, lost=ending.status in (408, 481, 503)))

    def asked(self, session: Session, request: Request, respond: Respond) -> None:
        self._on_request(session, request, respond)


_ONE_WAY: dict[Sound | None, Direction] = {Sound.MUSIC: Direction.SENDONLY}
_ANSWERED = (CallState.CONNECTED, CallState.HOLD, CallState.CONFERENCED)


def _carried(leg: Leg) -> bool:
    """Whether a phone's call belongs to this leg: it is there, and no member of a conference of its own line."""
    return leg.id in leg.home.legs and leg.device is Device.SIP and leg.type is not CallType.CONFERENCE_MEMBER


def _active(leg: Leg) -> bool:
    """Whether somebody should be speaking, or listening, on the leg's own phone."""
    return _carried(leg) and leg.lifting is None and leg.state not in (CallState.OFFERING, CallState.HOLD)


def _usable(session: Session) -> bool:
    return not session.parked and session.call.phase in (Phase.ACTIVE, Phase.ANSWERED)


def _fitting(session: Session, partner: Session) -> Audio | None:
    """Where the partner listens, if the two phones can be connected directly."""
    if session.relayed or partner.relayed or partner.remote is None or not partner.remote.speech:
        return None
    audio = partner.remote.directed(Direction.SENDRECV)
    return audio.shared(session.remote.codecs) if session.remote is not None else audio


def _diverted(leg: Leg, domain: str) -> tuple[tuple[str, str], ...]:
    """Who forwarded the call (RFC 5806)."""
    if leg.redirecting is None or not leg.redirecting.number:
        return ()
    return (("diversion", f"<sip:{leg.redirecting.number}@{domain}>"),)


def described(audio: Audio, origin: int) -> bytes:
    """A first offer."""
    return write(audio, session=origin, version=1)
