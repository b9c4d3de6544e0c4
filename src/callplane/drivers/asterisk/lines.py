"""Lines as Asterisk has them: a device, an extension, a name. Pure; knows hints, endpoints and numbers, no calls."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from callplane.drivers.asterisk.options import ConfiguredLine, LineWays, Options
from callplane.drivers.asterisk.protocol import Message
from callplane.model.call import Party
from callplane.model.line import Capability, ForwardMode, LineReport, LineSettings, LineStatus
from callplane.numbers.dialling import is_internal
from callplane.numbers.location import Location
from callplane.numbers.parsing import Source, read

_DEVICE = re.compile(r"(?:PJSIP|SIP|IAX2|SCCP|DAHDI)/[^&,@]+")
_CALLER_ID = re.compile(r'\s*"?([^"<]*?)"?\s*(?:<([^>]*)>)?\s*')


@dataclass(eq=False, slots=True)
class Line:
    """An extension and its phone. `extension` is what others dial, `number` is supercanonic."""

    uri: str
    device: str
    extension: str
    number: str
    name: str
    ways: LineWays
    capabilities: Capability = Capability.NONE
    status: LineStatus = LineStatus.OPEN
    settings: LineSettings = field(default_factory=LineSettings)

    @property
    def party(self) -> Party:
        return Party(self.number, self.name)


@dataclass(slots=True)
class Lines:
    """All lines, by device and by URI, and how numbers are read at their location."""

    pbx: str
    location: Location
    forward_modes: ForwardMode = ForwardMode.NONE
    by_device: dict[str, Line] = field(default_factory=dict)
    by_uri: dict[str, Line] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.by_uri.values())

    def add(self, found: ConfiguredLine, ways: LineWays) -> Line:
        """A line of this device and extension; the first one of a number stays."""
        number = self.number(found.extension, Source.WRITTEN)
        line = Line(f"tel:{number}@{self.pbx}", found.device, found.extension, number, found.name or found.extension, ways)
        if line.uri not in self.by_uri and line.device not in self.by_device:
            self.by_uri[line.uri] = self.by_device[line.device] = line
        return line

    def keep(self, devices: Collection[str]) -> None:
        """Forget all lines but those of these devices."""
        for device in self.by_device.keys() - devices:
            del self.by_uri[self.by_device.pop(device).uri]

    def number(self, text: str, source: Source = Source.CALLER) -> str:
        """A supercanonic number, or what was dialled as it stands; empty for what is no number."""
        outcome = read(text, self.location, source)
        if not outcome.problem:
            return outcome.text
        return text if text and all(sign in "0123456789*#+" for sign in text) else ""

    def internal(self, number: str) -> bool:
        return is_internal(number, self.location)

    def with_extension(self, text: str) -> Line | None:
        """The line that somebody reaches who dials this text."""
        return self.with_number(self.number(text, Source.DIALLED)) if text else None

    def with_number(self, number: str) -> Line | None:
        return self.by_uri.get(f"tel:{number}@{self.pbx}") if number else None

    def report(self, line: Line) -> LineReport:
        return LineReport(
            uri=line.uri,
            number=line.number,
            descriptor=line.name,
            location_id=self.location.id,
            capabilities=line.capabilities,
            forward_modes=self.forward_modes,
            status=line.status,
            settings=line.settings,
        )


def discovered(options: Options, hints: Iterable[Message], endpoints: Sequence[Message]) -> list[ConfiguredLine]:
    """The lines of a PBX: those that are configured, else those with hints, else endpoints that are named like extensions."""
    if options.lines:
        return list(options.lines)
    from_hints = [line for hint in hints if (line := _of_hint(hint)) is not None]
    if from_hints and options.discover != "endpoints":
        return from_hints
    names = [endpoint["ObjectName"] for endpoint in endpoints]
    return [ConfiguredLine(f"PJSIP/{name}", name) for name in names if name.isascii() and name.isdecimal()]


def _of_hint(hint: Message) -> ConfiguredLine | None:
    device, extension = _DEVICE.match(hint["Hint"]), hint["Exten"]
    if device is None or not (extension.isascii() and extension.isdecimal()):
        return None
    return ConfiguredLine(device.group(), extension)


def caller_name(text: str) -> str:
    """The name in `"Alice" <101>`; empty where there is none."""
    match = _CALLER_ID.fullmatch(text)
    return match.group(1) if match and match.group(1) != "<unknown>" else ""


def status_of(device_state: str) -> LineStatus:
    """Whether a phone is there, by the state of its device."""
    return LineStatus.NO_PHONE if device_state in ("UNAVAILABLE", "INVALID") else LineStatus.OPEN
