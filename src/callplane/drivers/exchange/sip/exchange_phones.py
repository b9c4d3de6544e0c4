"""SIP on the exchange, put together: sockets, agent, registrar, gate, relay, desk. Knows how they fit and when they are due."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from callplane import metrics
from callplane.drivers.exchange.legs import Leg, Outside, Station
from callplane.drivers.exchange.outside import SIMULATED
from callplane.drivers.exchange.recording import Tape
from callplane.drivers.exchange.sip import remembered
from callplane.drivers.exchange.sip.desk import Act, Desk
from callplane.drivers.exchange.sip.front import PING_SECONDS, Front
from callplane.drivers.exchange.sip.options import SipOptions
from callplane.drivers.exchange.sip.studio import Studio, prepare
from callplane.drivers.exchange.sip.trunk import Trunk
from callplane.drivers.exchange.sip.trunk_desk import TrunkDesk
from callplane.drivers.exchange.switch import Switch
from callplane.drivers.sip_transport import SipTransport
from callplane.errors import ConfigurationError, InvalidNumber
from callplane.media.relay import Recording, Relay
from callplane.numbers import to_dialable
from callplane.numbers.location import Location
from callplane.sip.agent import Agent
from callplane.sip.digest import Authenticator
from callplane.sip.gate import REALM, Account, Gate
from callplane.sip.grammar import BadMessage
from callplane.sip.registrar import Registrar
from callplane.sip.transactions import Flow
from callplane.sip.uri import Address, SipUri

_log = logging.getLogger(__name__)

LEAVE_SECONDS = 1.0
"""For so long a stop waits for answers of trunks."""


class ExchangePhones:
    """See the module's text. `accounts` are the phones by the name with which they log on."""

    def __init__(
        self,
        pbx: str,
        options: SipOptions,
        switch: Switch,
        location: Location,
        act: Act,
        accounts: Callable[[], Mapping[str, Account]],
        clock: Callable[[], float],
        recordings: Path,
        state: Path,
    ) -> None:
        self._options = options
        self._switch = switch
        self._location = location
        self._act = act
        self._accounts = accounts
        self._known = dict(accounts())
        self._clock = clock
        self._recordings = recordings
        self._file = state / remembered.FILE
        self._writing: asyncio.Task[None] | None = None
        self._changed = False
        self._next_ping = 0.0
        self.transport = SipTransport(self._received, self._lost)
        self.registrar = Registrar(self._registered)
        gate = Gate(Authenticator(REALM, secrets.token_bytes(32)), self._account, self._counted)
        self.front = Front(gate, self.registrar, accounts, switch.sip_station, act, clock)
        self.agent = self.front.agent = Agent(self.transport, self.front, lambda: secrets.token_hex(8))
        self._studio: Studio | None = None
        self._trunks = [Trunk(pbx, trunk, self.agent, self._resolve, clock, secrets.token_hex(8)) for trunk in options.trunks]
        self._resolving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen. Raises ConfigurationError."""
        options, now = self._options, self._clock()
        await asyncio.to_thread(prepare)
        await self._listen()
        relay = Relay(options.host, options.rtp_ports, self._clock)
        self._studio = Studio(relay, self._recordings, self.front.pressed, options.hold_music)
        self.agent.advance(now)
        self._next_ping = now + PING_SECONDS
        self.front.desk = desk = Desk(
            self.agent, self.registrar, self._studio, self._act, self._shown, self.front.on_call_request, self._domain
        )
        station, location = self._switch.station, self._location
        self.front.trunks = desk.trunks = TrunkDesk(
            self._trunks, location, self.agent, self._studio, self._act, station, desk.has_sound
        )
        for trunk in self._trunks:
            trunk.link.start(now)
        for one in remembered.still_good(await asyncio.to_thread(remembered.read, self._file, now), self._accounts()):
            with suppress(BadMessage):
                self.registrar.restore(one.extension, one.binding)
        self.front.ping()

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

    def registrations(self) -> Mapping[str, Sequence[str]]:
        """Where phones are, by the name that they log on with."""
        found: dict[str, list[str]] = {}
        for _extension, binding in self.registrar.all():
            found.setdefault(binding.phone, []).append(binding.place)
        return found

    async def stop(self) -> None:
        """Hang up, and listen no more."""
        for session in self.front.desk.sessions():
            session.call.hang_up()
        self.front.trunks.hang_up()
        await self._leave_trunks()
        for task in self._resolving:
            task.cancel()
        await self.transport.stop()
        if self._writing is not None:
            await self._writing
        if self._studio is not None:
            await self._studio.close()

    async def _leave_trunks(self) -> None:
        """Take back what was registered; who does not answer soon is left as he is."""
        for trunk in self._trunks:
            trunk.link.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                while any(trunk.link.asking for trunk in self._trunks):  # noqa: ASYNC110 (at most a second, once)
                    await asyncio.sleep(0.02)

    @property
    def _domain(self) -> str:
        return self._options.domain or REALM

    # What the driver asks

    def advance(self, now: float) -> None:
        """Do what is due."""
        self.agent.advance(now)
        self.registrar.expire(now)
        for trunk in self._trunks:
            trunk.link.advance(now)
        if now >= self._next_ping:
            self._next_ping = now + PING_SECONDS
            self.front.ping()

    def next_deadline(self) -> float:
        trunks = (trunk.link.next_deadline() for trunk in self._trunks)
        due = (self.agent.next_deadline(), self.registrar.next_deadline(), self._next_ping, *trunks)
        return min(when for when in due if when is not None)

    def carrier(self, number: str) -> str | None:
        """Who takes a call to a number outside."""
        return self.front.trunks.carrier(number) if self._trunks else SIMULATED

    def follow(self, stations: list[Station], parties: list[Outside]) -> None:
        """Bring phones and trunks in step with the switch."""
        self.front.trunks.follow(parties)
        self.front.desk.follow(stations)
        for end, digits in self._switch.take_digits():
            if isinstance(end, Outside):
                self.front.trunks.send_digits(end, digits)
            elif isinstance(end, Leg):
                self.front.desk.send_digits(end, digits)
        metrics.SIP_CALLS.set(len(self.agent))

    def recording_of(self, tape: Tape) -> Recording | None:
        """The sound of a tape that has ended, where phones spoke."""
        return self._studio.take_recording(tape) if self._studio is not None else None

    def accounts_changed(self) -> None:
        """Phones were added, removed, kicked, or have new passwords: who registered with an old one is to do so anew."""
        before, self._known = self._known, dict(self._accounts())
        changed = {name for name, account in before.items() if self._known.get(name) != account}
        self.front.vanished(lambda binding: binding.phone in changed)

    def _resolve(self, host: str, found: Callable[[Sequence[str]], None]) -> None:
        """Find a trunk's addresses: at once where it is one, else in a task."""
        with suppress(ValueError):
            found([str(ip_address(host))])
            return
        task = asyncio.get_running_loop().create_task(self._look_up(host, found))
        self._resolving.add(task)
        task.add_done_callback(self._resolving.discard)

    async def _look_up(self, host: str, found: Callable[[Sequence[str]], None]) -> None:
        try:
            answers = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM)
            addresses = [str(answer[4][0]) for answer in answers]
        except OSError:
            addresses = []
        self.agent.advance(self._clock())
        found([address for address in addresses if ":" not in address or ":" in self._options.host])
        self._act(lambda _: None)

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
        self._changed = True
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._remember())
        self.front.registered(extension)

    async def _remember(self) -> None:
        """Write who is registered, and again as long as that changes meanwhile."""
        while self._changed:
            self._changed = False
            text = remembered.document(self.registrar.all(), self._accounts())
            try:
                await asyncio.to_thread(remembered.write, self._file, text)
            except OSError:
                _log.exception("Who is registered could not be kept in %s", self._file)

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
