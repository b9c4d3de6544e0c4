"""The forwards of a line and its do-not-disturb as one list, as lineForward wants it. Pure; knows TAPI's modes and the model's.

lineForward replaces the whole list, so whoever changes one entry needs all others. Do-not-disturb is an unconditional forward
with an empty destination; beside an unconditional forward there is no room for it, and the forward goes first. It is then kept
here and comes back when the forward is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from callplane.drivers.commands import Command, RemoveForward, SetDoNotDisturb, SetForward
from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import ForwardMode as Tapi
from callplane.errors import InvalidNumber
from callplane.model.line import Forward, ForwardMode, LineSettings
from callplane.numbers.dialling import Purpose, to_dialable
from callplane.numbers.location import Location
from callplane.numbers.parsing import Source, read

RING_SECONDS: Final = 5
"""One ring and its pause, by which a time until "no answer" becomes a number of rings."""

_MODES: Final[Mapping[Tapi, ForwardMode]] = {
    Tapi.UNCOND: ForwardMode.IMMEDIATE,
    Tapi.UNCONDINTERNAL: ForwardMode.IMMEDIATE_INTERNAL,
    Tapi.UNCONDEXTERNAL: ForwardMode.IMMEDIATE_EXTERNAL,
    Tapi.BUSY: ForwardMode.BUSY,
    Tapi.BUSYINTERNAL: ForwardMode.BUSY_INTERNAL,
    Tapi.BUSYEXTERNAL: ForwardMode.BUSY_EXTERNAL,
    Tapi.NOANSW: ForwardMode.NO_ANSWER,
    Tapi.NOANSWINTERNAL: ForwardMode.NO_ANSWER_INTERNAL,
    Tapi.NOANSWEXTERNAL: ForwardMode.NO_ANSWER_EXTERNAL,
}
_TAPI_MODES: Final = {mode: tapi for tapi, mode in _MODES.items()}
_SPECIFIC: Final[Mapping[Tapi, Tapi]] = {
    Tapi.UNCONDSPECIFIC: Tapi.UNCOND,
    Tapi.BUSYSPECIFIC: Tapi.BUSY,
    Tapi.NOANSWSPECIFIC: Tapi.NOANSW,
}
_SPECIFIC_OF: Final = {general: specific for specific, general in _SPECIFIC.items()}
_NO_ANSWER: Final = ForwardMode.NO_ANSWER | ForwardMode.NO_ANSWER_INTERNAL | ForwardMode.NO_ANSWER_EXTERNAL


def settable_modes(mask: int) -> ForwardMode:
    """The model's modes of a mask of LINEFORWARDMODE_*."""
    modes = ForwardMode.NONE
    for tapi, mode in _MODES.items():
        if mask & tapi:
            modes |= mode
    return modes


def settings_of(address: protocol.Address, location: Location) -> LineSettings:
    """What an address' status says of do-not-disturb and forwards. Entries of one rule for several callers are put together."""
    disturb, rules = False, dict[tuple[ForwardMode, str], Forward]()
    for entry in address.forwards:
        tapi = Tapi(entry.mode)
        mode = _MODES.get(_SPECIFIC.get(tapi, tapi))
        if mode is None:
            continue
        if not entry.to:
            disturb = disturb or mode is ForwardMode.IMMEDIATE
            continue
        destination = _number(entry.to, location)
        seconds = address.rings * RING_SECONDS if mode in _NO_ANSWER else 0
        rule = rules.get((mode, destination), Forward(mode, destination, seconds))
        callers = (*rule.callers, _number(entry.caller, location)) if tapi in _SPECIFIC else rule.callers
        rules[mode, destination] = replace(rule, callers=callers)
    return LineSettings(disturb, tuple(rules.values()))


def wanted(settings: LineSettings, command: Command) -> LineSettings:
    """The settings after SetForward, RemoveForward or SetDoNotDisturb."""
    match command:
        case SetDoNotDisturb(on=on):
            return replace(settings, do_not_disturb=on)
        case SetForward(forward=rule):
            others = tuple(old for old in settings.forwards if old.mode != rule.mode)
            return replace(settings, forwards=(*others, rule))
        case RemoveForward(mode=mode, destination=destination):
            kept = (
                old
                for old in settings.forwards
                if (mode and old.mode != mode) or (destination and old.destination != destination)
            )
            return replace(settings, forwards=tuple(kept))
        case _:
            raise TypeError(f"{command} changes no forwards")


def to_list(settings: LineSettings, location: Location) -> tuple[protocol.Forward, ...]:
    """The list for lineForward. Raises InvalidNumber."""
    entries = [entry for rule in settings.forwards for entry in _entries(rule, location)]
    if settings.do_not_disturb and not has_immediate(settings.forwards):
        entries.insert(0, protocol.Forward(Tapi.UNCOND))
    return tuple(entries)


def rings_for(forwards: Iterable[Forward], fewest: int, most: int) -> int:
    """After how many rings "no answer" is; 0 leaves it to the PBX. TAPI has one number for all rules: the shortest counts."""
    seconds = [rule.no_answer_seconds for rule in forwards if rule.mode in _NO_ANSWER and rule.no_answer_seconds]
    if not seconds:
        return 0
    return max(fewest, 1, min(round(min(seconds) / RING_SECONDS), most or 99))


def has_immediate(forwards: Iterable[Forward]) -> bool:
    """Whether there is an unconditional rule for everybody."""
    return any(rule.mode is ForwardMode.IMMEDIATE and not rule.callers for rule in forwards)


def _entries(rule: Forward, location: Location) -> Iterable[protocol.Forward]:
    destination = to_dialable(rule.destination, location, Purpose.FORWARDING)
    tapi = _TAPI_MODES[rule.mode]
    if not rule.callers:
        yield protocol.Forward(tapi, destination)
        return
    if tapi not in _SPECIFIC_OF:
        raise InvalidNumber("this PBX limits only general rules to callers: use the mode for all calls")
    for caller in rule.callers:
        yield protocol.Forward(_SPECIFIC_OF[tapi], destination, to_dialable(caller, location))


def _number(text: str, location: Location) -> str:
    outcome = read(text, location, Source.DIALLED)
    return text if outcome.problem else outcome.text
