"""Session descriptions (RFC 8866) as far as one stream of sound needs them, and the rules of offer and answer (RFC 3264).

Knows the text; no packets. Other streams of a description keep their place and are refused there (RFC 3264, 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntFlag

from callplane.sip.grammar import BadMessage

MAX_BYTES = 16_384
MAX_STREAMS = 16
MAX_CODECS = 64
EVENT = "telephone-event"
_MEDIA = re.compile(r"(?P<kind>[a-z]+) (?P<port>[0-9]{1,5})(?:/[0-9]+)? (?P<protocol>[A-Za-z0-9/]+) (?P<formats>.+)")
_MAP = re.compile(r"(?P<type>[0-9]{1,3}) (?P<name>[^\s/]{1,64})/(?P<rate>[0-9]{1,7})(?:/(?P<channels>[0-9]{1,3}))?")
_FMTP = re.compile(r"(?P<type>[0-9]{1,3}) (?P<text>.+)")
_STATIC = {0: ("PCMU", 8000), 3: ("GSM", 8000), 8: ("PCMA", 8000), 9: ("G722", 8000), 18: ("G729", 8000)}


class Direction(IntFlag):
    """Which way sound goes, as the describing side sees it."""

    INACTIVE = 0
    SENDONLY = 1
    RECVONLY = 2
    SENDRECV = 3

    @property
    def mirrored(self) -> Direction:
        """The same, as the other side sees it."""
        return Direction((self & 1) << 1 | self >> 1)


@dataclass(frozen=True, slots=True)
class Codec:
    """A format by its payload type; `rate` in Hz; `parameters` are the text of fmtp."""

    type: int
    name: str
    rate: int = 8000
    channels: str = ""
    parameters: str = ""

    @property
    def kind(self) -> tuple[str, int, str]:
        """What two codecs share that mean the same; their payload types may differ."""
        return self.name.upper(), self.rate, "" if self.channels == "1" else self.channels


PCMU, PCMA = Codec(0, "PCMU"), Codec(8, "PCMA")
EVENTS = Codec(101, EVENT, parameters="0-16")


@dataclass(frozen=True, slots=True)
class Audio:
    """Where a party wants to get sound, and how it can be written."""

    host: str
    port: int
    codecs: tuple[Codec, ...] = (PCMA, PCMU, EVENTS)
    direction: Direction = Direction.SENDRECV

    @property
    def speech(self) -> tuple[Codec, ...]:
        return tuple(codec for codec in self.codecs if codec.name != EVENT)

    @property
    def events(self) -> Codec | None:
        """How digits are written."""
        return next((codec for codec in self.codecs if codec.name == EVENT and codec.rate == 8000), None)

    def directed(self, direction: Direction) -> Audio:
        return replace(self, direction=direction)

    def understood(self, offered: Iterable[Codec]) -> Audio | None:
        """The same with what an offer and this have in common, in the offer's order and payload types; None: no speech."""
        own = {codec.kind: codec for codec in self.codecs}
        common = tuple(codec for codec in offered if codec.kind in own)
        found = replace(self, codecs=common)
        return found if found.speech else None

    def shared(self, offered: Iterable[Codec]) -> Audio | None:
        """The same with its codecs that an offer has, too; None: no speech."""
        kinds = {codec.kind for codec in offered}
        found = replace(self, codecs=tuple(codec for codec in self.codecs if codec.kind in kinds))
        return found if found.speech else None


@dataclass(frozen=True, slots=True)
class Description:
    """A description that was read. `shape`: the kind and protocol of each stream; `audio`: None where there is none for us.

    `origin`: who describes, and which version it is; it differs when anything else does (RFC 3264, 8).
    """

    shape: tuple[str, ...]
    place: int = 0
    audio: Audio | None = None
    origin: str = ""

    @classmethod
    def read(cls, data: bytes) -> Description:
        """Raises BadMessage (488)."""
        if len(data) > MAX_BYTES:
            raise BadMessage("the description is too long", 488)
        lines = list(_lines(data))
        starts = [at for at, (kind, _) in enumerate(lines) if kind == "m"]
        if not starts or len(starts) > MAX_STREAMS:
            raise BadMessage("the description has no stream, or too many", 488)
        session = lines[: starts[0]]
        shape, place, audio = [], -1, None
        for number, (begin, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True)):
            match = _MEDIA.fullmatch(lines[begin][1])
            if match is None:
                raise BadMessage("a stream of the description cannot be read", 488)
            shape.append(f"{match['kind']} {match['protocol']}")
            if place < 0 and match["kind"] == "audio" and match["protocol"] in ("RTP/AVP", "RTP/AVPF") and int(match["port"]):
                place, audio = number, _audio(match, session, lines[begin + 1 : end])
        origin = next((value for kind, value in session if kind == "o"), "")
        return cls(tuple(shape), max(place, 0), audio, origin)


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.decode("utf-8", "replace").splitlines():
        kind, equals, value = line.partition("=")
        if equals and len(kind) == 1:
            yield kind, value.strip()
        elif line.strip():
            raise BadMessage("a line of the description cannot be read", 488)


def _audio(match: re.Match[str], session: list[tuple[str, str]], stream: list[tuple[str, str]]) -> Audio:
    where = next((value for kind, value in (*stream, *session) if kind == "c"), "").split()
    if len(where) != 3 or int(match["port"]) > 65535:
        raise BadMessage("the description does not say where its stream is", 488)
    host = where[2].partition("/")[0]
    attributes = [value for kind, value in stream if kind == "a"]
    direction = _direction([*attributes, *(value for kind, value in session if kind == "a")])
    if host in ("0.0.0.0", "::"):  # noqa: S104 (the old way to hold; RFC 3264, 8.4)
        direction = Direction.INACTIVE
    return Audio(host, int(match["port"]), tuple(_codecs(match["formats"].split(), attributes)), direction)


def _direction(attributes: Iterable[str]) -> Direction:
    known = {direction.name.lower(): direction for direction in Direction if direction.name} | {"inactive": Direction.INACTIVE}
    return next((known[value] for value in attributes if value in known), Direction.SENDRECV)


def _codecs(formats: list[str], attributes: list[str]) -> Iterator[Codec]:
    maps = {match["type"]: match for value in attributes if (match := _MAP.fullmatch(value.removeprefix("rtpmap:")))}
    texts = {match["type"]: match["text"] for value in attributes if (match := _FMTP.fullmatch(value.removeprefix("fmtp:")))}
    for text in formats[:MAX_CODECS]:
        if not (text.isascii() and text.isdecimal() and int(text) < 128):
            continue
        if match := maps.get(text):
            yield Codec(int(text), match["name"], int(match["rate"]), match["channels"] or "", texts.get(text, ""))
        elif int(text) in _STATIC:
            yield Codec(int(text), *_STATIC[int(text)], "", texts.get(text, ""))


def write(audio: Audio, *, session: int, version: int, shape: tuple[str, ...] = ("audio RTP/AVP",), place: int = 0) -> bytes:
    """A description. `session` and `version` are the origin's: the version grows with each change (RFC 3264, 8)."""
    family = "IP6" if ":" in audio.host else "IP4"
    lines = ["v=0", f"o=callplane {session} {version} IN {family} {audio.host}", "s=-", f"c=IN {family} {audio.host}", "t=0 0"]
    for number, stream in enumerate(shape):
        kind, protocol = stream.split(" ")
        if number == place:
            lines += _written(audio, kind, protocol)
        else:
            lines.append(f"m={kind} 0 {protocol} 0")
    return "\r\n".join([*lines, ""]).encode()


def _written(audio: Audio, kind: str, protocol: str) -> Iterator[str]:
    yield f"m={kind} {audio.port} {protocol} {' '.join(str(codec.type) for codec in audio.codecs)}"
    for codec in audio.codecs:
        channels = f"/{codec.channels}" if codec.channels else ""
        yield f"a=rtpmap:{codec.type} {codec.name}/{codec.rate}{channels}"
        if codec.parameters:
            yield f"a=fmtp:{codec.type} {codec.parameters}"
    yield f"a={_name(audio.direction)}"


def _name(direction: Direction) -> str:
    return (direction.name or "inactive").lower()
