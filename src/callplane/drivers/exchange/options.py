"""The exchange's table in the configuration: knows its keys, types and defaults.

::

    extensions = [{ number = "101", name = "Alice", phone = "both", busy_on_busy = false, private = false }, ...]
    no_answer_seconds = 20
    lacks = ["DO_NOT_DISTURB", "REDIRECT", "FORWARD", "NO_ANSWER", ...]

`phone` is "virtual", "sip" or "both"; for the keys of SIP see `sip.options`. `lacks` names what this exchange is to do without:
capabilities, forward modes, or FORWARD for all of these. With it the server's own ways of doing these things, and lesser PBXs,
can be tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callplane.drivers.exchange.sip.options import SipOptions
from callplane.drivers.exchange.switch import Extension
from callplane.model.line import Capability, ForwardMode

_CAPABILITIES = {member.name: member for member in Capability if member.name}
_FORWARD_MODES = {member.name: member for member in ForwardMode if member.name} | {"FORWARD": ForwardMode.ALL}
_FLAGS = ("busy_on_busy", "private")
_PHONES = ("virtual", "sip", "both")


@dataclass(frozen=True)
class Options:
    extensions: tuple[Extension, ...] = ()
    no_answer_seconds: float = 20.0
    capabilities: Capability = Capability.ALL
    forward_modes: ForwardMode = ForwardMode.ALL
    sip: SipOptions | None = None

    @classmethod
    def read(cls, table: Mapping[str, object]) -> tuple[Options, list[str]]:
        """The options, and what is wrong with them: one sentence each, with the key and the remedy."""
        # The server's own keys for every PBX stand in the same table, so unknown keys are its affair.
        faults: list[str] = []
        extensions = _extensions(table.get("extensions", []), faults)
        seconds = table.get("no_answer_seconds", 20)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 1 <= seconds <= 180:
            faults.append("no_answer_seconds: write a number of seconds from 1 to 180, such as 20.")
            seconds = 20
        capabilities, modes = _without(table.get("lacks", []), faults)
        return cls(extensions, float(seconds), capabilities, modes, SipOptions.read(table, faults)), faults


def _extensions(value: object, faults: list[str]) -> tuple[Extension, ...]:
    if not isinstance(value, list | tuple):
        faults.append('extensions: write a list such as [{ number = "101", name = "Alice" }].')
        return ()
    found: dict[str, Extension] = {}
    for position, entry in enumerate(value, start=1):
        where = f"extensions, entry {position}"
        extension = _extension(entry, where, faults)
        if extension is not None and extension.number in found:
            faults.append(f"{where}: {extension.number} is there twice; give each extension once.")
        elif extension is not None:
            found[extension.number] = extension
    return tuple(found.values())


def _extension(entry: object, where: str, faults: list[str]) -> Extension | None:
    if not isinstance(entry, Mapping):
        faults.append(f'{where}: write a table such as {{ number = "101", name = "Alice" }}.')
        return None
    number, name = entry.get("number"), entry.get("name", "")
    if not (isinstance(number, str) and number.isascii() and number.isdecimal() and len(number) <= 10):
        faults.append(f'{where}: number must be a text of up to 10 digits, such as "101".')
        return None
    if not isinstance(name, str):
        faults.append(f'{where}: name must be a text, such as "Alice".')
        return None
    flags = [entry.get(flag, False) for flag in _FLAGS]
    for flag, value in zip(_FLAGS, flags, strict=True):
        if not isinstance(value, bool):
            faults.append(f"{where}: {flag} must be true or false.")
    phone = entry.get("phone", "both")
    if phone not in _PHONES:
        faults.append(f'{where}: phone must be "virtual", "sip" or "both".')
    busy_on_busy, private = (value is True for value in flags)
    return Extension(number, name, busy_on_busy, private, virtual=phone != "sip", sip=phone != "virtual")


def _without(value: object, faults: list[str]) -> tuple[Capability, ForwardMode]:
    capabilities, modes = Capability.ALL, ForwardMode.ALL
    if not isinstance(value, list | tuple):
        faults.append('lacks: write a list of names, such as ["DO_NOT_DISTURB", "FORWARD"].')
        return capabilities, modes
    for name in map(str, value):
        if name in _CAPABILITIES:
            capabilities &= ~_CAPABILITIES[name]
        elif name in _FORWARD_MODES:
            modes &= ~_FORWARD_MODES[name]
        else:
            known = ", ".join((*_CAPABILITIES, *_FORWARD_MODES))
            faults.append(f"lacks: {name!r} is not known; write names out of {known}.")
    return capabilities, modes
