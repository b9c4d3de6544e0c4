"""Do-not-disturb and forwards in Asterisk's database, as FreePBX (or a dialplan of one's own) keeps them. Pure.

A family holds one key for each extension: `DND/102 = YES`, `CF/102 = 103`. Which family means what is in the options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callplane.drivers.asterisk.lines import Line, Lines
from callplane.drivers.asterisk.protocol import Field, Message
from callplane.model.line import Forward, ForwardMode, LineSettings
from callplane.numbers.dialling import Purpose, to_dialable
from callplane.numbers.parsing import Source

DO_NOT_DISTURB = "do_not_disturb"
_MODES: Mapping[str, ForwardMode] = {
    "immediate": ForwardMode.IMMEDIATE,
    "busy": ForwardMode.BUSY,
    "no_answer": ForwardMode.NO_ANSWER,
}
Step = tuple[str, tuple[Field, ...]]
"""An action and its fields."""


def forward_modes(families: Mapping[str, str]) -> ForwardMode:
    """The modes that have a family."""
    found = ForwardMode.NONE
    for name in families:
        found |= _MODES.get(name, ForwardMode.NONE)
    return found


def entries(items: Sequence[Message]) -> dict[str, str]:
    """The keys of a family and their values, out of the items of DBGetTree (`Key: /DND/102`)."""
    return {item["Key"].rpartition("/")[2]: item["Val"] for item in items}


def settings_of(line: Line, trees: Mapping[str, Mapping[str, str]], lines: Lines) -> LineSettings:
    """The settings of a line. `trees` are the entries of each family by what it means."""
    forwards = []
    for name, mode in _MODES.items():
        destination = lines.number(trees.get(name, {}).get(line.extension, ""), Source.DIALLED)
        if destination:
            forwards.append(Forward(mode, destination))
    return LineSettings(do_not_disturb=bool(trees.get(DO_NOT_DISTURB, {}).get(line.extension)), forwards=tuple(forwards))


def write_do_not_disturb(line: Line, *, on: bool, families: Mapping[str, str], value: str) -> list[Step]:
    """The actions that set or clear it. The lamp of FreePBX is a device state of its own."""
    lamp = (("Variable", f"DEVICE_STATE(Custom:DND{line.extension})"), ("Value", "BUSY" if on else "NOT_INUSE"))
    return [_put(families[DO_NOT_DISTURB], line, value if on else ""), ("Setvar", lamp)]


def write_forward(line: Line, mode: ForwardMode, destination: str, families: Mapping[str, str], lines: Lines) -> list[Step]:
    """The actions that set the forward of a mode, or clear it (destination empty)."""
    dialled = to_dialable(destination, lines.location, Purpose.FORWARDING) if destination else ""
    return [_put(families[name], line, dialled) for name, known in _MODES.items() if known is mode]


def _put(family: str, line: Line, value: str) -> Step:
    key = (("Family", family), ("Key", line.extension))
    return ("DBPut", (*key, ("Val", value))) if value else ("DBDel", key)
