"""SIP on the exchange, put together: sockets, agent, registrar, gate, relay, desk. Knows how they fit and when they are due."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from callplane import metrics
from callplane.drivers.exchange.legs import Leg, Station
from callplane.drivers.exchange.recording import Tape
from callplane.drivers.exchange.sip.desk import Act, Desk
from callplane.drivers.exchange.sip.front import PING_SECONDS, Front
from callplane.drivers.exchange.sip.options import SipOptions
from callplane.drivers.exchange.sip.studio import Studio, prepare
from callplane.drivers.exchange.switch import Switch
from callplane.drivers.sip_transport import SipTransport
from callplane.errors import ConfigurationError, InvalidNumber
from callplane.media.relay import Recording, Relay
from callplane.numbers import to_dialable
from callplane.numbers.location import Location
from callplane.sip.agent import Agent
from callplane.sip.digest import Authenticator
from callplane.sip.gate import REALM, Account, Gate
from callplane.sip.registrar import Registrar
from callplane.sip.transactions import Flow
from callplane.sip.uri import Address, SipUri

_log = logging.getLogger(__name__)


class ExchangePhones:
    """See the module's text. `accounts` are the phones by the name with which they log on."""

    def __init__(
        self,
        options: SipOptions,
        switch: Switch,
        location: Location,
        act: Act,
        accounts: Callable[[], Mapping[str, Account]],
        clock: Callable[[], float],
        recordings: Path,
    ) -> None:
        self._options = options
        self._switch = switch
        self._location = location
        self._act = act
        self._accounts = accounts
        self._known = dict(accounts())
        self._clock = clock
        self._recordings = recordings
        self._next_ping = 0.0
        self.transport = SipTransport(self._received, self._lost)
        self.registrar = Registrar(self._registered)
        gate = Gate(Authenticator(REALM, secrets.token_bytes(32)), self._account, self._counted)
        self.front = Front(gate, self.registrar, accounts, switch.sip_station, act, clock)
        self.agent = self.front.agent = Agent(self.transport, self.front, lambda: secrets.token_hex(8))
        self._studio: Studio | None = None

    async def start(self) -> None:
        """Listen. Raises ConfigurationError."""
        options, now = self._options, self._clock()
        await asyncio.to_thread(prepare)
        await self._listen()
        relay = Relay(options.host, options.rtp_ports, self._clock)
        self._studio = Studio(relay, self._recordings, self.front.pressed)
        self.agent.advance(now)
        self._next_ping = now + PING_SECONDS
        self.front.desk = Desk(
            self.agent, self.registrar, self._studio, self._act, self._shown, self.front.on_call_request, self._domain
        )

    async def _listen(self) -> None:
        options = self._options
        try:
            await self.transport.start(options.host, options.port)
        except ConfigurationError as fault:
            if not options.any_port:
                raise
            await self.transport.start(options.host, 0)
            _log.warning("%s; SIP phones find the exchange at port %d", fault, self.transport.port)

    @property
    def address(self) -> str:
        """Where phones find it."""
        return f"sip:{self._options.host}:{self.transport.port}"

    async def stop(self) -> None:
        """Hang up, and listen no more."""
        for session in self.front.desk.sessions():
            session.call.hang_up()
        await self.transport.stop()
        if self._studio is not None:
            await self._studio.close()

    @property
    def _domain(self) -> str:
        return self._options.domain or REALM

    # What the driver asks

    def advance(self, now: float) -> None:
        """Do what is due."""
        self.agent.advance(now)
        self.registrar.expire(now)
        if now >= self._next_ping:
            self._next_ping = now + PING_SECONDS
            self.front.ping()

    def next_deadline(self) -> float:
        due = (self.agent.next_deadline(), self.registrar.next_deadline(), self._next_ping)
        return min(when for when in due if when is not None)

    def follow(self, stations: list[Station]) -> None:
        """Bring the phones in step with the switch."""
        self.front.desk.follow(stations)
        for leg, digits in self._switch.take_digits():
            self.front.desk.send_digits(leg, digits)
        metrics.SIP_CALLS.set(len(self.agent))

    def recording_of(self, tape: Tape) -> Recording | None:
        """The sound of a tape that has ended, where phones spoke."""
        return self._studio.take_recording(tape) if self._studio is not None else None

    def accounts_changed(self) -> None:
        """Phones were added, removed, kicked, or have new passwords: who registered with an old one is to do so anew."""
        before, self._known = self._known, dict(self._accounts())
        changed = {name for name, account in before.items() if self._known.get(name) != account}
        self.front.vanished(lambda binding: binding.phone in changed)

    # What comes from below

    def _received(self, data: bytes, flow: Flow) -> None:
        self.agent.receive(data, flow, self._clock())
        self._act(lambda _: None)

    def _lost(self, flow: Flow) -> None:
        self.agent.undelivered(flow, self._clock())
        if flow.connection:
            self.front.vanished(lambda binding: binding.flow == flow)
        self._act(lambda _: None)

    def _registered(self, extension: str) -> None:
        metrics.SIP_REGISTRATIONS.set(len(self.registrar))
        self.front.registered(extension)

    def _account(self, name: str) -> Account | None:
        return self._accounts().get(name)

    def _counted(self, outcome: str) -> None:
        if outcome == "silenced":
            metrics.SIP_DROPPED.inc("silenced")
        elif outcome == "wrong":
            metrics.SIP_DROPPED.inc("password")

    def _shown(self, leg: Leg) -> Address:
        """Who calls, as the leg's phone shows it, in a form that can be dialled on it."""
        remote = leg.remote
        if not remote.number:
            return Address(SipUri("anonymous.invalid", "anonymous"), "Anonymous")
        trunk = self._location.trunk
        inside = leg.internal and trunk and remote.number.startswith(trunk)
        number = remote.number
        if inside:
            number = number.removeprefix(trunk)
        else:
            with suppress(InvalidNumber):
                number = to_dialable(number, self._location)
        return Address(SipUri(self._domain, number), remote.name)
