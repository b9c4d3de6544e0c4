"""The live view of lines and their calls at the foot of a terminal. Knows words, Rich and what was told; no connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from callplane.cli.wording import call_state, forwards, line_status, party, running_time
from callplane.client import CallState, ConnectionState, Event, LineStatus, Monitor, monitor_of
from callplane.client.line_state import LineState

STYLES = {
    CallState.eCALLSTATEOFFERING: "bold yellow",
    CallState.eCALLSTATEDIALING: "cyan",
    CallState.eCALLSTATERINGBACK: "yellow",
    CallState.eCALLSTATECONNECTED: "green",
    CallState.eCALLSTATECONFERENCED: "green",
    CallState.eCALLSTATEHOLD: "blue",
    CallState.eCALLSTATEBUSY: "red",
    CallState.eCALLSTATEDISCONNECTED: "dim",
}
_MOST_LINES = 15
"""So many lines are shown; those with calls come first."""


class Board:
    """Rendered anew at each moment, so that clocks run. `state` tells how the connection is."""

    def __init__(self, monitors: Iterable[Monitor], state: Callable[[], ConnectionState]) -> None:
        self._lines = {monitor.snapshot.u8sMonitorCrossRefID: LineState(monitor.snapshot) for monitor in monitors}
        self._state = state

    def take(self, event: Event) -> None:
        """Something was told."""
        if line := self._lines.get(monitor_of(event)):
            line.take(event)

    def __rich__(self) -> RenderableType:
        now = datetime.now(UTC)
        calls = sum(len(line.calls) for line in self._lines.values())
        title = f"{_counted(len(self._lines), 'line')}, {_counted(calls, 'call')}"
        broken = self._state() is not ConnectionState.CONNECTED
        rule = Rule(Text(f" {'connection lost, coming back' if broken else title} "), style="red" if broken else "dim")
        table = Table.grid(padding=(0, 2))
        for line in islice(sorted(self._lines.values(), key=lambda line: not line.calls), _MOST_LINES):
            _add(table, line, now)
        left = len(self._lines) - _MOST_LINES
        more = [Text(f"... and {_counted(left, 'line')} without a call to show", style="dim")] if left > 0 else []
        return Group(rule, table, *more)


def _add(table: Table, line: LineState, now: datetime) -> None:
    """A line and its calls, a row each."""
    remarks = [line_status(line.info)] if line.info.iLineOpenStatus != LineStatus.lineStatusOpen else []
    if line.do_not_disturb:
        remarks.append("do not disturb")
    if line.forwards:
        remarks.append(f"forwarded {forwards(line.forwards)}")
    if line.remote_office.iEnabled:
        remarks.append(f"remote office {line.remote_office.u8sDestination}")
    if not remarks and not line.calls:
        remarks.append("free")
    name, number = Text(line.info.u8sDescriptor or "line", style="bold"), Text(line.info.u8sPhoneNumber)
    table.add_row(name, number, Text(", ".join(remarks), style="dim"))
    for call in line.calls.values():
        style = next((style for state, style in STYLES.items() if state == call.iCallState), "")
        state = Text(f"  {call_state(call)}", style=style)
        table.add_row(state, Text(party(call)), Text(running_time(call, now)))


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
