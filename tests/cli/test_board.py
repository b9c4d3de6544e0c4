"""What the live views show."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import msgspec
from rich.console import Console
from tests.cli.test_top import TEXT
from tests.client.fake_server import ALICE, call_event, call_information, line_info, monitor_started

from callplane.cli.board import Board
from callplane.cli.dashboard import Dashboard, sparkline
from callplane.cli.top import figures
from callplane.client import ConnectionState, Monitor
from callplane.client import structures as s
from callplane.client.events import EventStream


def shown(renderable: Any) -> str:
    """The text on a terminal without colours."""
    paper = io.StringIO()
    Console(file=paper, width=100, color_system=None, legacy_windows=False).print(renderable)
    return paper.getvalue()


def board(*snapshots: s.AsnCtiLineMonitorStartResult, state: ConnectionState = ConnectionState.CONNECTED) -> Board:
    return Board([Monitor(snapshot, EventStream()) for snapshot in snapshots], lambda: state)


def test_a_line_and_its_calls() -> None:
    view = board(monitor_started(call_information(state=2, bOutbound=False)))
    text = shown(view)
    assert "1 line, 1 call" in text
    assert "Alice" in text
    assert "ringing" in text
    assert "from +49815136856102" in text
    view.take(call_event(3, 32))
    assert "connected" in shown(view)
    view.take(call_event(12, 1))
    assert "0 calls" in shown(view)
    assert "free" in shown(view)


def test_what_is_special_about_a_line() -> None:
    started = msgspec.structs.replace(
        monitor_started(),
        iDoNotDisturb=1,
        lineInfo=msgspec.structs.replace(line_info(), iLineOpenStatus=8),
        remoteOfficeState=s.AsnRemoteOfficeState(u8sController="", iEnabled=1, u8sDestination="+4989"),
    )
    text = shown(board(started))
    assert "do not disturb, remote office +4989" in text
    assert "free" not in text


def test_lines_with_calls_come_first_and_not_all_are_shown() -> None:
    def started(number: int, *calls: s.AsnCtiCallInformation) -> s.AsnCtiLineMonitorStartResult:
        snapshot = monitor_started(*calls)
        info = msgspec.structs.replace(line_info(ALICE, f"L{number}."), iType=2)
        return msgspec.structs.replace(snapshot, u8sMonitorCrossRefID=f"M{number}", lineInfo=info)

    text = shown(board(*(started(number) for number in range(20)), started(20, call_information())))
    assert "L20." in text
    assert "L14." not in text
    assert "... and 6 lines" in text


def test_a_lost_connection_is_said() -> None:
    assert "connection lost, coming back" in shown(board(monitor_started(), state=ConnectionState.RECONNECTING))


def test_the_dashboard() -> None:
    dashboard = Dashboard()
    assert "waiting for" in shown(dashboard)
    first = figures(TEXT)
    dashboard.take(first, 0.0)
    assert "LINK DOWN" in shown(dashboard)
    dashboard.take(replace(first, events_in=first.events_in + 30, cpu=first.cpu + 0.5, webhooks={"crm": 3}), 2.0)
    text = shown(dashboard)
    for part in ("callplane 1.2", "1,500 open", "15/s", "25 %", "10 MiB", "2 not accepted", "3 crm waiting"):
        assert part in text
    dashboard.trouble = "the server does not answer"
    assert "does not answer" in shown(dashboard)


def test_bars_are_as_high_as_their_share() -> None:
    assert sparkline([]).plain == ""
    assert sparkline([0, 0]).plain == "▁▁"
    assert sparkline([0, 7, 14]).plain == "▁▅█"
    assert sparkline([50], top=100).plain == "▅"
