"""Callback list: keeps a list of the callers whom nobody answered, until somebody has talked to them.

    $ python examples/callback_list.py missed.json

The server, user and password are taken from CALLPLANE_URL, CALLPLANE_USER and CALLPLANE_PASSWORD. The file holds, by number,
the name, how often and when last it was tried in vain. A number leaves it when a call with it is connected, whoever called.
Callers who hide their number cannot be called back and are left out.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from callplane.client import CallChanged, CallInformation, CallReason, DisconnectReason, Event
from callplane.client.sync import connect

_ELSEWHERE = (  # somebody else has taken the call, or was meant to
    DisconnectReason.eDISCONNECTEDREASONREDIRECTEDUNKNOWN,
    DisconnectReason.eDISCONNECTEDREASONREDIRECTEDBYLINEOWNER,
)


class CallbackList:
    """The list, kept in a file. `note(event)` tells it what happens on a line."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.entries: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def note(self, event: Event) -> None:
        match event:
            case CallChanged(reason=CallReason.reasonCallConnected, callinformation=call):
                self._done(call.u8sRemoteNumberSC)
            case CallChanged(reason=CallReason.reasonCallDestroyed, callinformation=call) if _missed(call):
                self._missed(call)

    def _missed(self, call: CallInformation) -> None:
        known = self.entries.get(call.u8sRemoteNumberSC, {"times": 0})
        name = (call.pRemoteContact.u8sDisplayName or "") if call.pRemoteContact else ""
        self.entries[call.u8sRemoteNumberSC] = {"name": name, "times": known["times"] + 1, "last": call.utcCallCreated}
        self._write()

    def _done(self, number: str) -> None:
        if self.entries.pop(number, None):
            self._write()

    def _write(self) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(self.entries, indent=2), encoding="utf-8")
        draft.replace(self._file)


def _missed(call: CallInformation) -> bool:
    taken = call.bOutbound or call.utcCallConnected or call.iDisconnectedReason in _ELSEWHERE
    return bool(call.u8sRemoteNumberSC) and not taken


def main(file: Path) -> None:
    url, user, password = (os.environ[f"CALLPLANE_{name}"] for name in ("URL", "USER", "PASSWORD"))
    missed = CallbackList(file)
    with connect(url, user, password) as cti, cti.monitor_lines() as lines:
        for event in lines:
            missed.note(event)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
