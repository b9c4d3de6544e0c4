"""The contract between the server and a PBX: commands down, facts up, capabilities per line. Knows the model, no PBX.

The life of a driver
    1. `check(options)` names what is wrong with its table in the configuration, before anything is started.
    2. `start()` returns when the first attempt to reach the PBX is under way; from then on the driver reports. When its link is
       up it reports `LinkChanged(True)` and `Synchronised(...)`, the whole truth; after that every change as a fact.
    3. `execute(command)` returns when the PBX has accepted the command, or raises. Success means accepted: only facts change the
       model. The server has checked rights, existence, state and capability; the PBX may still say no (`CommandFailed`).
       `LinkDown` when there is no link, `NotCapable` for what was not declared. Commands for one line come in order; those for
       several lines at the same time.
    4. `stop()` ends everything that the driver started; no fact is reported after it returns.

The link
    A driver finds out by its own means that its link is lost (a closed connection, keep-alives that are not answered) and
    reports `LinkChanged(False, reason)` within LINK_SECONDS, with `login_failed` where the PBX refuses the log-in. It reconnects
    by itself and reports `LinkChanged(True)` and a new `Synchronised` each time. While the link is up the facts that it reports
    are complete and in order: where it cannot be sure of that (a message is missing), it reports a new `Synchronised` at once.
    The server compares that with what it knows and tells the differences; a driver need not remember anything.

Facts
    `context.report(batch)` is called in the event loop's thread; a batch is what happened at one moment. A call's facts: first a
    `CallReported` with the state it is in, then its changes, at last either a `CallReported` with state DISCONNECTED (the other
    side ended it) or `CallCleared`, and never again a word of that id. A call that `MakeCall` or `Pickup` makes has the id that
    the command gave; ids of all others come from `context.new_id()`. A `MakeCall` leads to exactly one `CallAttempted`, unless
    `execute` raised. Numbers in facts are supercanonic (or service numbers as dialled): the driver normalises with
    `context.location`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Protocol

from callplane.drivers.commands import Command
from callplane.model.events import Fact, Synchronised
from callplane.model.line import Capability, LineSettings
from callplane.numbers.location import Location
from callplane.sip.gate import Account

LINK_SECONDS = 10.0
"""Within what time a driver notices that its PBX cannot be reached."""


@dataclass(frozen=True)
class DriverContext:
    """What the server gives to a driver.

    `pbx` is the PBX's name, the part behind `@` in the URIs of its lines; `options` its table in the configuration; `clock` tells
    UTC seconds since the epoch; `settings` what the server remembers of each line (by URI) from before its start, for PBXs that
    forget; `recordings` is the directory for recordings; `phones()` gives the SIP phones that may log on to this PBX, by their
    names. `state` is a directory for what the driver itself has to keep (made when it is needed); `locations` are all locations
    by name, for PBXs that stand at several.
    """

    pbx: str
    location: Location
    options: Mapping[str, object]
    report: Callable[[Sequence[Fact]], None]
    clock: Callable[[], float]
    new_id: Callable[[], str]
    settings: Mapping[str, LineSettings]
    recordings: Path
    phones: Callable[[], Mapping[str, Account]] = dict
    state: Path = Path()
    locations: Mapping[str, Location] = field(default_factory=dict)


@dataclass(frozen=True)
class ControlRequest:
    """A request to a driver's control interface. `path` is what stands behind the interface's prefix, split at slashes."""

    method: str
    path: tuple[str, ...]
    body: Mapping[str, object]


@dataclass(frozen=True)
class ControlReply:
    """`status` is an HTTP status, `body` is written as JSON."""

    status: int
    body: object


@dataclass(frozen=True)
class ControlRoute:
    """One route of a control interface, as it is described to programs.

    `path` is relative to the prefix, with `{name}` for a part that varies; `body` and `reply` are JSON Schemas of what is sent
    and of the good answer; `refusals` are the other statuses, each with a body {"error": text}.
    """

    method: str
    path: str
    summary: str
    reply: Mapping[str, object]
    body: Mapping[str, object] | None = None
    status: int = 200
    refusals: tuple[int, ...] = ()


class ControlInterface(Protocol):
    """Lets an administrator act on what a PBX simulates (its phones, the outside world) over HTTP below `/{prefix}/`."""

    prefix: str

    @property
    def routes(self) -> Sequence[ControlRoute]: ...

    def __call__(self, request: ControlRequest) -> Awaitable[ControlReply]: ...


class PeerLink(Protocol):
    """A connection that a peer has made to the server, as the driver sees it."""

    address: str
    """Where the peer is, for logs."""

    def send(self, text: str) -> None:
        """Send a text, after those before. Never waits: a peer that does not read is cut off."""

    def close(self, reason: str) -> None:
        """Close in order, after what was sent. `lost` of the peer follows."""


class Peer(Protocol):
    """What a driver does with one such connection. Called in the event loop's thread; must not raise."""

    def received(self, text: str) -> None:
        """A text of the peer, in order."""

    def lost(self) -> None:
        """The connection is gone; said once, and nothing after it."""


class Entrance(Protocol):
    """For PBXs whose side dials in: the gateway serves WebSockets at `/drivers/{pbx}/{name}` and hands them over here.

    The entrance decides by what the peer says whether it may come in. Texts of up to `max_bytes` are taken. `peers` tells who may
    come by name, and whether he is there, for metrics.
    """

    name: str
    max_bytes: int

    def admit(self, link: PeerLink) -> Peer: ...

    def peers(self) -> Mapping[str, bool]: ...


class Driver(ABC):
    """One PBX. See the module's text for its life and its duties."""

    kind: ClassVar[str]
    """The name of the driver in the configuration (`driver = "exchange"`)."""

    most: ClassVar[Capability] = Capability.ALL
    """What lines of this kind can do at most; each line declares what it can do itself. The documents show it."""

    control: ControlInterface | None = None
    """The control interface, where the driver has one."""

    addresses: tuple[str, ...] = ()
    """Where others than the server find the PBX, once it is started: URIs, for people to read."""

    entrance: Entrance | None = None
    """Where programs of the PBX's side connect to, for drivers that wait for these."""

    def __init__(self, context: DriverContext) -> None:
        self.context = context

    @classmethod
    def check(cls, options: Mapping[str, object]) -> list[str]:
        """What is wrong with `options`: one sentence each, with the key and the remedy. Empty: nothing."""
        del options
        return []

    @classmethod
    def notes(cls, options: Mapping[str, object], state: Path) -> list[str]:
        """What an administrator should know of a PBX that is configured so and has this `state`: one sentence each."""
        del options, state
        return []

    async def refresh(self) -> None:  # noqa: B027 (most drivers keep nothing)
        """A command has changed what is in `context.state`: act upon it now."""

    def registrations(self) -> Mapping[str, Sequence[str]]:
        """Where phones that log on to this PBX are now, by the names in `context.phones()`: texts for people to read."""
        return {}

    @abstractmethod
    async def start(self) -> None: ...

    @abstractmethod
    async def stop(self) -> None: ...

    @abstractmethod
    async def execute(self, command: Command) -> None: ...

    @abstractmethod
    async def snapshot(self) -> Synchronised:
        """The whole truth now. Raises LinkDown."""
