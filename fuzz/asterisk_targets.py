"""What an Asterisk says, junk included. Knows the driver's protocol and its tracker."""

from __future__ import annotations

import itertools

from callplane.drivers.asterisk.lines import Lines
from callplane.drivers.asterisk.options import ConfiguredLine, LineWays
from callplane.drivers.asterisk.protocol import Message, Session
from callplane.drivers.asterisk.tracker import Tracker
from callplane.errors import ProtocolError
from callplane.model.events import LinkChanged, Synchronised
from callplane.numbers import DEMO_LOCATION
from callplane.testing.witness import Witness


def manager_interface(data: bytes) -> None:
    """Whatever comes in whatever pieces: only ProtocolError escapes, and no fact is against the contract."""
    step, stream = (data[0] * 8 + 1, data[1:]) if data else (1, b"")
    lines = Lines("demo", DEMO_LOCATION)
    for extension in ("101", "102", "103"):
        lines.add(ConfiguredLine(f"PJSIP/{extension}", extension), LineWays())
    ids = map(str, itertools.count())
    tracker, session, witness = Tracker(lines, lambda: next(ids)), Session(), Witness()
    witness.take([LinkChanged(True), Synchronised(tuple(map(lines.report, lines)), ())])
    session.receive(b"Asterisk Call Manager/11.0.0\r\n")
    session.action("CoreShowChannels")
    try:
        for at in range(0, len(stream), step):
            for message in session.receive(stream[at : at + step]):
                if isinstance(message, Message):
                    witness.take(tracker.handle(message, 0.0))
                    tracker.errands()
    except ProtocolError:
        return
