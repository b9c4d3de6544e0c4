"""The live view of a server's figures. Knows figures and Rich; nothing of where they come from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from callplane.cli.sizes import size_text

if TYPE_CHECKING:
    from callplane.cli.top import Figures

_MOMENTS = 60
_BARS = "▁▂▃▄▅▆▇█"
_GOOD = {"open": "green", "connected": "green", "conferenced": "green"}


class Dashboard:
    """The figures of the last minute. `take(figures, seconds)` adds those of now, so many seconds after the ones before."""

    def __init__(self) -> None:
        self._rates: dict[str, deque[float]] = {name: deque(maxlen=_MOMENTS) for name in ("in", "out", "cpu")}
        self._now: Figures | None = None
        self.trouble = ""

    def take(self, now: Figures, seconds: float) -> None:
        before, self._now, self.trouble = self._now, now, ""
        if before is not None and seconds > 0:
            self._rates["in"].append((now.events_in - before.events_in) / seconds)
            self._rates["out"].append((now.events_out - before.events_out) / seconds)
            self._rates["cpu"].append(100 * (now.cpu - before.cpu) / seconds)

    def __rich__(self) -> RenderableType:
        now = self._now
        if now is None:
            return Text("waiting for the server's first figures ...", style="dim")
        head = Text(f"callplane {now.version}", style="bold")
        if self.trouble:
            head.append(f"   {self.trouble}", style="bold red")
        counts = Table.grid(padding=(0, 2))
        counts.add_row("sessions", *_counts(now.sessions))
        counts.add_row("lines", *_counts(now.lines))
        counts.add_row("calls", *_counts(now.calls))
        counts.add_row("monitors", Text(f"{now.monitors:,}", style="bold"))
        waiting = f"{size_text(now.queue_bytes)} in queues, {size_text(now.history_bytes)} kept to be sent again"
        counts.add_row("waiting", "", Text(waiting))
        if now.webhooks:
            counts.add_row("webhooks", *_counts(now.webhooks, "waiting"))
        rates = Table.grid(padding=(0, 2))
        for name, label in (("in", "events in"), ("out", "events out")):
            rates.add_row(label, _last(self._rates[name], "/s"), sparkline(self._rates[name]))
        rates.add_row("cpu", _last(self._rates["cpu"], " %"), sparkline(self._rates["cpu"], top=100))
        rates.add_row("memory", Text(size_text(now.memory), style="bold"))
        parts = (Panel(counts, title="now", title_align="left"), Panel(rates, title="last minute", title_align="left"))
        return Group(head, *parts, Panel(_pbxs(now), title="PBXs", title_align="left"), Text("Ctrl-C ends.", style="dim"))


def sparkline(values: Iterable[float], top: float = 0.0) -> Text:
    """Values as bars, as high as their share of the greatest one, or of `top`."""
    known = list(values)
    highest = max([top, *known]) or 1.0
    return Text("".join(_BARS[max(0, min(7, round(7 * value / highest)))] for value in known), style="cyan")


def _last(values: deque[float], unit: str) -> Text:
    return Text(f"{values[-1]:,.0f}{unit}" if values else "-", style="bold", justify="right")


def _counts(counts: Mapping[str, int], what: str = "") -> tuple[Text, Text]:
    """The sum, and what it is made of."""
    told = Text(", ").join(Text(f"{number:,} {name}", style=_GOOD.get(name, "")) for name, number in counts.items())
    return Text(f"{sum(counts.values()):,}", style="bold", justify="right"), told + Text(f" {what}" if what else "")


def _pbxs(now: Figures) -> Table:
    table = Table.grid(padding=(0, 2))
    for pbx, up in now.pbxs.items():
        link = Text("link up", style="green") if up else Text("LINK DOWN", style="bold red")
        refused = now.refused.get(pbx, 0)
        commands = f"{now.commands.get(pbx, 0):,} commands" + (f", {refused:,} not accepted" if refused else "")
        table.add_row(Text(pbx, style="bold"), link, Text(commands))
    return table
