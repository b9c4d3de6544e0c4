"""The link between a bridge and callplane: its messages as structures, and their JSON. Pure; knows TAPI's shapes, no mapping.

A text on the link is a JSON array of messages; each is an object whose member `t` names its kind. Numbers are TAPI's own,
unchanged: device ids, handles, states, flags, results (0 done, below 0 an error, above 0 "a reply will come").

The bridge speaks first: `hello` with its token, or `enrol` with a one-time code. The server answers `welcome`, `enrolled` or
`refused`. After `welcome` the bridge tells everything: `ready`, then every `line`, every `call`, then `truth`; later each change.
`beat` goes both ways all the time.

Version 1. A bridge that speaks another version is refused with a text that says which side is to be updated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from callplane.errors import ProtocolError

VERSION: Final = 1
MAX_BYTES: Final = 1 << 20
"""The longest text on the link, in either direction."""
MAX_MESSAGES: Final = 20_000
MAX_HOOK_BYTES: Final = 4_096
"""The longest parameter block of lineDevSpecific."""

U32 = Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]
I32 = Annotated[int, Meta(ge=-(1 << 31), le=(1 << 31) - 1)]
Word = Annotated[int, Meta(ge=0)]
"""A DWORD_PTR: a parameter of a LINEMESSAGE."""
Text = Annotated[str, Meta(max_length=256)]
Secret = Annotated[str, Meta(max_length=128)]


class _Message(Struct, frozen=True, tag_field="t"):
    """What travels on the link."""


# --- from the bridge


class Hello(_Message, tag="hello", frozen=True):
    """The first word of an enrolled bridge. `run` is new for each start of the program: handles of another run are void."""

    protocol: U32
    version: Text
    token: Secret
    run: Text
    host: Text = ""


class Enrol(_Message, tag="enrol", frozen=True):
    """The first word of a bridge that has a one-time code and wants a token for it."""

    protocol: U32
    version: Text
    code: Secret
    host: Text = ""


class Beat(_Message, tag="beat", frozen=True):
    """The sender lives. `busy`: for how many milliseconds the bridge's TAPI thread has been inside one function."""

    busy: U32 = 0


class Ready(_Message, tag="ready", frozen=True):
    """Everything is told now, up to `truth`. A new `epoch`: TAPI was initialised again, all handles before are void."""

    epoch: U32
    devices: U32


class Party(Struct, frozen=True):
    """One of the parties of LINECALLINFO: `flags` is its dwXxxIDFlags."""

    flags: U32 = 0
    number: Text = ""
    name: Text = ""


class Forward(Struct, frozen=True):
    """One LINEFORWARD. `caller` is for the ...SPECIFIC modes."""

    mode: U32
    to: Text = ""
    caller: Text = ""


class Address(Struct, frozen=True):
    """One address of a line: LINEADDRESSCAPS, and from LINEADDRESSSTATUS what can change (`available`, `forwards`, `rings`)."""

    address: Text = ""
    capflags: U32 = 0
    callfeatures: U32 = 0
    features: U32 = 0
    transfermodes: U32 = 0
    forwardmodes: U32 = 0
    completionmodes: U32 = 0
    minrings: U32 = 0
    maxrings: U32 = 0
    available: U32 = 0
    rings: U32 = 0
    forwards: Annotated[tuple[Forward, ...], Meta(max_length=256)] = ()


class Line(_Message, tag="line", frozen=True):
    """A line device, complete. `open` is 0 while the bridge cannot open it (`error` says why); `features`, `flags`: LINEDEVCAPS'
    dwLineFeatures and LINEDEVSTATUS' dwDevStatusFlags."""

    dev: U32
    permanent: U32
    provider: Text
    name: Text
    open: U32
    error: I32 = 0
    features: U32 = 0
    flags: U32 = 0
    addresses: Annotated[tuple[Address, ...], Meta(max_length=64)] = ()


class LineGone(_Message, tag="noline", frozen=True):
    """LINE_REMOVE: the device is gone for good."""

    dev: U32


class Call(_Message, tag="call", frozen=True):
    """A call, complete: LINECALLSTATUS and LINECALLINFO as they are now.

    `said` is the state that the message named (0: none), `mode` its detail; `conf` the handle of the conference that the call is
    in; `since` UTC seconds since the epoch of the state's beginning, 0 when the TSP does not tell.
    """

    call: U32
    dev: U32
    state: U32
    mode: U32 = 0
    said: U32 = 0
    saidmode: U32 = 0
    features: U32 = 0
    privilege: U32 = 0
    address: U32 = 0
    callid: U32 = 0
    related: U32 = 0
    origin: U32 = 0
    reason: U32 = 0
    completion: U32 = 0
    params: U32 = 0
    conf: U32 = 0
    since: Word = 0
    new: U32 = 0
    caller: Party = Party()
    called: Party = Party()
    connected: Party = Party()
    redirecting: Party = Party()
    redirection: Party = Party()


class CallGone(_Message, tag="nocall", frozen=True):
    """The handle is void: the call was idle and was deallocated, or its line was closed or removed."""

    call: U32


class Truth(_Message, tag="truth", frozen=True):
    """All calls were told: of the device, or of every device where none is named."""

    dev: U32 | UnsetType = UNSET


class Result(_Message, tag="result", frozen=True):
    """What the function of the request `id` returned. A request id above 0 is followed by a `reply`."""

    id: U32
    r: I32
    call: U32 = 0
    value: U32 = 0


class Reply(_Message, tag="reply", frozen=True):
    """LINE_REPLY for the request `id`. `call`: the handle of the call that was made; `value`: the completion id."""

    id: U32
    r: I32
    call: U32 = 0
    value: U32 = 0


class Event(_Message, tag="event", frozen=True):
    """Another message of the line, as it came: LINE_DEVSPECIFIC for the hook."""

    m: U32
    dev: U32
    call: U32
    p1: Word
    p2: Word
    p3: Word


class Trouble(_Message, tag="trouble", frozen=True):
    """Something failed that concerns the whole bridge, such as lineInitializeEx. For the log."""

    text: Text
    r: I32 = 0


FromBridge = Hello | Enrol | Beat | Ready | Line | LineGone | Call | CallGone | Truth | Result | Reply | Event | Trouble


# --- from the server


class Welcome(_Message, tag="welcome", frozen=True):
    protocol: U32
    name: Text


class Enrolled(_Message, tag="enrolled", frozen=True):
    """The bridge's name here, and the token with which it says `hello` from now on."""

    name: Text
    token: Secret


class Refused(_Message, tag="refused", frozen=True):
    """`reason` is "version", "token", "code" or "protocol"; `text` says in one sentence what to do."""

    reason: Text
    text: Text


class Do(_Message, tag="do", frozen=True, omit_defaults=True):
    """Call the TAPI function `f`. Which of the other members it takes is said in `bridge/requests.c`."""

    id: U32
    f: Text
    dev: U32 | UnsetType = UNSET
    address: U32 | UnsetType = UNSET
    call: U32 | UnsetType = UNSET
    other: U32 | UnsetType = UNSET
    mode: U32 | UnsetType = UNSET
    to: Text | UnsetType = UNSET
    flags: U32 | UnsetType = UNSET
    rings: U32 | UnsetType = UNSET
    forwards: tuple[Forward, ...] | UnsetType = UNSET
    data: str | UnsetType = UNSET


class Sync(_Message, tag="sync", frozen=True):
    """Tell everything again."""


ToBridge = Welcome | Enrolled | Refused | Beat | Do | Sync

_M = TypeVar("_M")
_DECODER = msgspec.json.Decoder(list[FromBridge])
_SERVER_DECODER = msgspec.json.Decoder(list[ToBridge])
_ENCODER = msgspec.json.Encoder()


def read(text: str) -> Sequence[FromBridge]:
    """The messages of a text. Raises ProtocolError."""
    return _read(text, _DECODER)


def read_server(text: str) -> Sequence[ToBridge]:
    """The same for a bridge. Raises ProtocolError."""
    return _read(text, _SERVER_DECODER)


def _read(text: str, decoder: msgspec.json.Decoder[list[_M]]) -> list[_M]:
    if len(text) > MAX_BYTES:
        raise ProtocolError(f"a text has more than {MAX_BYTES} bytes")
    try:
        messages = decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProtocolError(f"a text cannot be read: {error}") from error
    if len(messages) > MAX_MESSAGES:
        raise ProtocolError(f"a text has more than {MAX_MESSAGES} messages")
    return messages


def write(messages: Iterable[_Message]) -> str:
    """Messages as one text."""
    return _ENCODER.encode(list(messages)).decode()
