"""The Asterisk Manager Interface as bytes: blocks in, messages out, actions matched with their answers. Pure.

Knows how blocks look and which answer belongs to which action; not what an action or event means, no sockets and no clock.

A message is a block of `Key: value` lines, each ended by CR LF, and an empty line. A value can hold a bare LF, and a key can come
several times. An action has an `ActionID`; its answer begins with `Response:`. A list follows its answer (`EventList: start`) as
events with the same ActionID, up to one with `EventList: Complete`; other traffic may lie between.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from callplane.errors import ProtocolError

MAX_BLOCK_BYTES = 256 * 1024
"""One message. The longest that was measured (a channel with many variables) has 6 KB."""

MAX_FIELDS = 2_000
MAX_LIST_ITEMS = 100_000
"""Items of one list: more than the channels, hints and endpoints of the largest systems."""

MAX_WAITING = 1_000
"""Actions without an answer."""

_END = b"\r\n\r\n"
_BANNER_END = b"\r\n"
_GREETING = b"Asterisk Call Manager/"

Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A block: `name` is the event's name, empty for an answer; `fields` in their order."""

    name: str
    fields: tuple[Field, ...]

    def __getitem__(self, key: str) -> str:
        """The first value of a key; empty where it is not there."""
        for name, value in self.fields:
            if name == key:
                return value
        return ""

    def all(self, key: str) -> tuple[str, ...]:
        """Every value of a key."""
        return tuple(value for name, value in self.fields if name == key)

    @property
    def success(self) -> bool:
        """Whether an answer is good. Asterisk says Success, Follows (old output) or Goodbye."""
        return self["Response"] in ("Success", "Follows", "Goodbye")


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of an action: its answer, and the items of the list that followed it."""

    action_id: str
    answer: Message
    items: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Waiting:
    answer: Message | None = None
    items: list[Message] = field(default_factory=list)


class Session:
    """One connection. `action` makes bytes to send; `receive` takes bytes and gives events and replies in their order.

    `wanted`: events of other names are thrown away unread, unless they belong to a list. Raises ProtocolError when the peer
    breaks the form or a limit; the connection is of no use then.
    """

    def __init__(self, wanted: Collection[str] | None = None) -> None:
        self.version = ""
        self._wanted = None if wanted is None else frozenset(name.encode() for name in wanted)
        self._buffer = bytearray()
        self._searched = 0
        self._ids = itertools.count(1)
        self._waiting: dict[str, _Waiting] = {}

    # -- out

    def action(self, name: str, fields: Iterable[Field] = ()) -> tuple[str, bytes]:
        """The id and the bytes of an action. Raises ProtocolError for a value with a line break in it."""
        if len(self._waiting) >= MAX_WAITING:
            raise ProtocolError(f"{MAX_WAITING} actions have no answer yet: the PBX does not keep up")
        action_id = f"callplane-{next(self._ids)}"
        lines = [("Action", name), ("ActionID", action_id), *fields]
        for key, value in lines:
            if any(sign in key + value for sign in "\r\n\0"):
                raise ProtocolError(f"{key} must not hold a line break or a zero byte")
        self._waiting[action_id] = _Waiting()
        return action_id, ("".join(f"{key}: {value}\r\n" for key, value in lines) + "\r\n").encode()

    def forget(self, action_id: str) -> None:
        """Nobody waits for this answer any more."""
        self._waiting.pop(action_id, None)

    # -- in

    def receive(self, data: bytes) -> list[Message | Reply]:
        """The events and replies that these bytes complete."""
        buffer = self._buffer
        buffer += data
        found: list[Message | Reply] = []
        start = self._greeting()
        if start < 0:
            return found
        while (end := buffer.find(_END, max(start, self._searched))) >= 0:
            if end - start > MAX_BLOCK_BYTES:
                raise ProtocolError(f"a message of the PBX has more than {MAX_BLOCK_BYTES} bytes")
            self._take(bytes(buffer[start:end]), found)
            start = end + len(_END)
            self._searched = start
        del buffer[:start]
        if len(buffer) > MAX_BLOCK_BYTES:
            raise ProtocolError(f"a message of the PBX has more than {MAX_BLOCK_BYTES} bytes")
        self._searched = max(0, len(buffer) - len(_END) + 1)
        return found

    def _greeting(self) -> int:
        """Where the first block begins; -1 while the greeting is not complete."""
        if self.version:
            return 0
        head = bytes(self._buffer[: len(_GREETING)])
        if not _GREETING.startswith(head):
            raise ProtocolError("what answers there is no manager interface of Asterisk: check host and port")
        end = self._buffer.find(_BANNER_END)
        if end < 0:
            if len(self._buffer) > 200:
                raise ProtocolError("the greeting of the manager interface has no end: check host and port")
            return -1
        self.version = bytes(self._buffer[len(_GREETING) : end]).decode("ascii", "replace") or "unknown"
        return end + len(_BANNER_END)

    def _take(self, block: bytes, found: list[Message | Reply]) -> None:
        block = block.lstrip(b"\r\n")
        if not block:
            return
        if self._wanted is not None and block.startswith(b"Event: ") and not self._collecting():
            name = block[7 : block.find(b"\r\n") if b"\r\n" in block else None]
            if name not in self._wanted:
                return
        message = parse(block)
        result = self._event(message) if message.name else self._answer(message)
        if result is not None:
            found.append(result)

    def _collecting(self) -> bool:
        return any(waiting.answer is not None for waiting in self._waiting.values())

    def _answer(self, message: Message) -> Reply | None:
        action_id = message["ActionID"]
        waiting = self._waiting.get(action_id)
        if waiting is None:
            return None
        if message.success and message["EventList"].lower() == "start":
            waiting.answer = message
            return None
        del self._waiting[action_id]
        return Reply(action_id, message)

    def _event(self, message: Message) -> Message | Reply | None:
        action_id = message["ActionID"]
        waiting = self._waiting.get(action_id) if action_id else None
        if waiting is None or waiting.answer is None:
            return message if self._wanted is None or message.name.encode() in self._wanted else None
        if message["EventList"].lower() in ("complete", "cancelled"):
            del self._waiting[action_id]
            return Reply(action_id, waiting.answer, tuple(waiting.items))
        if len(waiting.items) >= MAX_LIST_ITEMS:
            raise ProtocolError(f"a list of the PBX has more than {MAX_LIST_ITEMS} items")
        waiting.items.append(message)
        return None


def parse(block: bytes) -> Message:
    """A block without its empty line. Lines without a colon belong to the output of a command and have the key "".

    Raises ProtocolError beyond the limits.
    """
    lines = block.decode("utf-8", "replace").split("\r\n")
    if len(lines) > MAX_FIELDS:
        raise ProtocolError(f"a message of the PBX has more than {MAX_FIELDS} lines")
    fields = tuple(map(_field, lines))
    key, value = fields[0]
    return Message(value if key == "Event" else "", fields)


def _field(line: str) -> Field:
    key, colon, value = line.partition(":")
    return (key, value.removeprefix(" ")) if colon else ("", line)


def write(fields: Sequence[Field]) -> bytes:
    """A block as the peer writes it, for servers that stand in for Asterisk."""
    return ("".join(f"{key}: {value}\r\n" for key, value in fields) + "\r\n").encode()
