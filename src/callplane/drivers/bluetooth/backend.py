"""The seam inside the driver: what a phone is and what it can be told, whoever speaks with it. Knows no D-Bus, no lines.

A back end keeps a picture of each phone and hands the whole of it up whenever it has changed (`Listener`). Downwards go the
actions that a hands-free kit has for one or several calls (3GPP TS 22.030, 6.5.5).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import NoReturn, Protocol

from callplane.drivers.bluetooth.options import Options
from callplane.errors import CommandFailed
from callplane.model.line import ForwardMode


class CallStatus(Enum):
    """The states of AT+CLCC (3GPP TS 27.007, 7.18)."""

    ACTIVE = 0
    HELD = 1
    DIALING = 2
    ALERTING = 3
    INCOMING = 4
    WAITING = 5


class Skill(Flag):
    """What a phone can do beyond one call at a time, by its codes of AT+CHLD and by its kind."""

    NONE = 0
    HOLD = auto()
    RELEASE_HELD = auto()
    RELEASE_ONE = auto()
    JOIN = auto()
    TRANSFER = auto()
    HIDE_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A call as its phone describes it. `handle` is never used again for another call; `outbound` None: it does not say."""

    handle: str
    status: CallStatus
    number: str = ""
    name: str = ""
    multiparty: bool = False
    outbound: bool | None = None


@dataclass(frozen=True, slots=True)
class PhoneForward:
    """`seconds` only with NO_ANSWER; 0 is the network's default."""

    mode: ForwardMode
    number: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Phone:
    """`id` is the Bluetooth address (`00:11:22:33:44:55`) or a modem's serial number, `number` its own one where it tells.

    `adapter` is what it is paired with, empty for a modem. `forward_modes` are those that its network takes from us.
    """

    id: str
    name: str
    adapter: str = ""
    connected: bool = False
    skills: Skill = Skill.NONE
    number: str = ""
    calls: tuple[PhoneCall, ...] = ()
    forward_modes: ForwardMode = ForwardMode.NONE
    forwards: tuple[PhoneForward, ...] = ()


@dataclass(frozen=True, slots=True)
class Dial:
    """An active call is held by the phone itself."""

    number: str
    hide: bool = False


@dataclass(frozen=True, slots=True)
class AnswerIncoming:
    """The only call there is."""

    handle: str


@dataclass(frozen=True, slots=True)
class HoldAndAnswer:
    """Hold what is active, answer what waits."""


@dataclass(frozen=True, slots=True)
class ReleaseAndAnswer:
    """End what is active, answer what waits."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Hold what is active, take what is held."""


@dataclass(frozen=True, slots=True)
class HangUp:
    handle: str


@dataclass(frozen=True, slots=True)
class HangUpGroup:
    """End all calls of the conference."""


@dataclass(frozen=True, slots=True)
class Join:
    """Active and held calls become a conference."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Connect the parties of the active and of the held call with each other."""


@dataclass(frozen=True, slots=True)
class SendTones:
    tones: str


@dataclass(frozen=True, slots=True)
class Forward:
    """Set a rule of the network; an empty number removes it."""

    rule: PhoneForward


Action = (
    Dial | AnswerIncoming | HoldAndAnswer | ReleaseAndAnswer | Swap | HangUp | HangUpGroup | Join | Transfer | SendTones | Forward
)


class Unreachable(CommandFailed):
    """The phone cannot be connected now; the text says why and what to do."""


class Listener(Protocol):
    """Who hears of phones. Called in the event loop's thread, in the order in which things happened."""

    def up(self, phones: Sequence[Phone]) -> None:
        """The service is there, with these phones."""

    def down(self, reason: str, *, login_failed: bool = False) -> None:
        """The service is not there; `reason` says what to do."""

    def changed(self, phone: Phone) -> None:
        """A phone is new, or is now as described."""

    def removed(self, phone_id: str) -> None:
        """A phone is not paired any more."""


class Backend(ABC):
    """Who speaks with phones."""

    def __init__(self, options: Options, listener: Listener) -> None:
        self.options = options
        self.listener = listener

    @abstractmethod
    async def run(self) -> NoReturn:
        """Speak with the service, also when it has gone and comes back. Raises BusLost; then it is to be run again."""

    @abstractmethod
    async def connect(self, phone_id: str) -> None:
        """Connect to a phone that is paired; returns when it is connected. Raises Unreachable."""

    @abstractmethod
    async def disconnect(self, phone_id: str) -> None:
        """End the link to a phone, also one that answers nothing. Raises Unreachable where that fails."""

    @abstractmethod
    async def perform(self, phone_id: str, action: Action) -> None:
        """Returns when the phone has accepted. Raises CommandFailed."""
