"""Call journal: writes every call of all lines that you see into a table of SQLite, for reports and for the CRM.

    $ python examples/call_journal.py calls.db
    $ sqlite3 calls.db "select began, direction, number, name, seconds from calls order by began"

The server, user and password are taken from CALLPLANE_URL, CALLPLANE_USER and CALLPLANE_PASSWORD. A call is one row on each
of its lines, by its connection id; its row is there while it runs and complete when it is over. What happened while the
connection was broken is told by the library when it is there again.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from datetime import datetime

from callplane.client import CallChanged, CallInformation, LineScope, connect

_TABLE = """
CREATE TABLE IF NOT EXISTS calls (
    id TEXT PRIMARY KEY, scenario TEXT, line TEXT, direction TEXT, number TEXT, name TEXT,
    began TEXT, connected TEXT, ended TEXT, seconds INTEGER, cause INTEGER
)"""
_ROW = "INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def row(call: CallInformation) -> tuple[str | int | None, ...]:
    """A call as the table has it; `seconds` is how long it was connected, empty while it runs."""
    begin, end = call.utcCallConnected, call.utcCallDisconnected
    seconds = int((datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()) if begin and end else None
    return (
        call.u8sConnectionID,
        call.u8sTrackerID,
        call.u8sLinePhoneNumber,
        "out" if call.bOutbound else "in",
        call.u8sRemoteNumberSC,
        (call.pRemoteContact.u8sDisplayName or "") if call.pRemoteContact else "",
        call.utcCallCreated,
        begin,
        end,
        seconds,
        call.iDisconnectedReason,
    )


async def main(file: str) -> None:
    url, user, password = (os.environ[f"CALLPLANE_{name}"] for name in ("URL", "USER", "PASSWORD"))
    with closing(sqlite3.connect(file, isolation_level=None)) as journal:
        journal.execute(_TABLE)
        async with connect(url, user, password) as cti, cti.monitor_lines(LineScope.userMonitorLines) as lines:
            for snapshot in lines.snapshots.values():
                journal.executemany(_ROW, map(row, snapshot.seqCalls))
            async for event in lines:
                if isinstance(event, CallChanged):
                    journal.execute(_ROW, row(event.callinformation))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
