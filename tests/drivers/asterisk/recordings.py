"""Recordings of a real Asterisk, and what the driver makes of them as lines of text."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from callplane.drivers.asterisk.lines import Lines
from callplane.drivers.asterisk.options import ConfiguredLine, LineWays
from callplane.drivers.asterisk.protocol import Message, parse
from callplane.drivers.asterisk.tracker import Tracker
from callplane.model.call import CallReport, DisconnectCause, RecordingState
from callplane.model.events import CallCleared, CallReported, Fact, LinkChanged, Synchronised
from callplane.numbers import DEMO_LOCATION
from callplane.testing.witness import Witness

FOLDER = Path(__file__).parents[2] / "samples/asterisk"
NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))
PHONES = {"101": "Alice", "102": "Bob", "103": "Carol", "104": "Dave", "105": "Eve", "106": "Frank"}
LISTS = frozenset({"CoreShowChannel", "BridgeInfoChannel", "ConfbridgeList", "Status"})
"""Items of lists: not events, though they look like them."""


@dataclass(frozen=True)
class Block:
    """One line of a recording that came from, or went to, the manager interface."""

    t: float
    source: str
    sent: bool
    raw: bytes

    @property
    def message(self) -> Message:
        return parse(self.raw.removesuffix(b"\r\n\r\n"))


@cache
def blocks(name: str) -> tuple[Block, ...]:
    """What is on a recording, of the sessions of the driver's kind."""
    (path,) = FOLDER.glob(f"{name}*.jsonl")
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    wanted = [row for row in rows if row["src"].startswith("ami") and "raw" in row]
    return tuple(Block(row["t"], row["src"], row["dir"] == ">", row["raw"].encode()) for row in wanted)


@cache
def events(name: str) -> tuple[Message, ...]:
    """The events of a recording's sessions, in their order; each is there once."""
    seen, found = set(), []
    for block in blocks(name):
        if not block.sent and block.raw.startswith(b"Event: "):
            message = block.message
            mark = block.raw if message["Timestamp"] else None
            if message.name not in LISTS and (mark is None or mark not in seen):
                seen.add(mark)
                found.append(message)
    return tuple(found)


class Watch:
    """A tracker whose facts are believed by a witness, and told in words."""

    def __init__(self) -> None:
        self.lines = Lines("demo", DEMO_LOCATION)
        for extension, name in PHONES.items():
            self.lines.add(ConfiguredLine(f"PJSIP/{extension}", extension, name), LineWays())
        ids = map("{{{}}}".format, itertools.count(1))
        self.tracker = Tracker(self.lines, lambda: next(ids))
        self.witness = Witness()
        self.witness.take([LinkChanged(True), Synchronised(tuple(map(self.lines.report, self.lines)), ())])
        self.told: list[str] = []

    def take(self, messages: Iterable[Message]) -> Watch:
        for message in messages:
            facts = self.tracker.handle(message, 1000.0)
            self.witness.take(facts)
            self.told += map(in_words, facts)
        return self


def in_words(fact: Fact) -> str:
    """A fact on one line."""
    if isinstance(fact, CallReported):
        return described(fact.call)
    if isinstance(fact, CallCleared):
        cause = f" ({fact.cause.name})" if fact.cause is not DisconnectCause.NONE else ""
        return f"{_extension(fact.line)} {fact.call_id} leaves{cause}"
    return str(fact)


def described(call: CallReport) -> str:
    """A call on one line."""
    words = [_extension(call.line), call.call_id, call.state.name, "to" if call.outbound else "from"]
    words.append(_party(call.remote.number, call.remote.name))
    words += [call.type.name] * bool(call.type)
    words += [f"({call.cause.name})"] * bool(call.cause)
    words += [f"redirected by {_party(call.redirecting.number, '')}"] if call.redirecting else []
    words += [f"keeps {_party(call.held.number, '')}"] if call.held else []
    words += ["recorded"] * (call.recording is RecordingState.RECORDED)
    return " ".join([*words, f"in {call.tracker_id}"])


def _extension(uri: str) -> str:
    return uri.removeprefix(f"tel:{DEMO_LOCATION.trunk}").partition("@")[0]


def _party(number: str, name: str) -> str:
    return " ".join(filter(None, (number.removeprefix(DEMO_LOCATION.trunk), name))) or "?"
