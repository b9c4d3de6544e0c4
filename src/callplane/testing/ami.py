"""A manager interface of Asterisk on loopback, for tests: phones, a database, a dialplan, and whatever a test lets happen.

Knows the form of the manager interface; no driver, no model and no test runner.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

PATIENCE = 10.0
"""Seconds of real time within which the driver must act."""

CHALLENGE = "151785374"
Field = tuple[str, str]
Block = Sequence[Field]

LISTS = {
    "CoreShowChannels": "CoreShowChannel",
    "BridgeList": "BridgeListItem",
    "DeviceStateList": "DeviceStateChange",
    "ExtensionStateList": "ExtensionStatus",
    "PJSIPShowEndpoints": "EndpointList",
    "ParkedCalls": "ParkedCall",
    "ConfbridgeListRooms": "ConfbridgeListRooms",
    "ConfbridgeList": "ConfbridgeList",
    "Status": "Status",
}
"""Actions that are answered by a list, and what its items are called."""

_PLAIN = frozenset(
    {"Events", "Filter", "Ping", "CoreStatus", "Setvar", "MixMonitor", "StopMixMonitor", "MixMonitorMute", "Hangup", "Originate"}
)


@dataclass(frozen=True)
class Action:
    """What a client asked for."""

    fields: tuple[Field, ...]

    def __getitem__(self, key: str) -> str:
        return next((value for name, value in self.fields if name == key), "")

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.fields if name == key]

    @property
    def name(self) -> str:
        return self["Action"]

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self.fields if name != "ActionID")


def read_block(raw: str) -> tuple[Field, ...]:
    """The fields of a block."""
    lines = (line.partition(":") for line in raw.strip("\r\n").split("\r\n"))
    return tuple((key, value.removeprefix(" ")) for key, _, value in lines)


def written(block: Block) -> bytes:
    return ("".join(f"{key}: {value}\r\n" for key, value in block) + "\r\n").encode()


class AmiServer:
    """A manager interface that has these lists, this database and this dialplan, and nothing happening.

    `phones` are names by extension; `lists` the items of each list action; `numbers` what can be dialled (None: everything).
    `refuses`: log-ins fail. What it cannot answer by itself goes to `act`.
    """

    def __init__(self, phones: Mapping[str, str] | None = None, username: str = "callplane", secret: str = "callplane") -> None:  # noqa: S107
        self.phones = dict(phones or {})
        self.username, self.secret = username, secret
        self.refuses = False
        self.deaf = False
        self.contexts = {"callplane-wait", "callplane-hold", "callplane-conference"}
        self.numbers: set[str] | None = None
        self.database: dict[str, dict[str, str]] = {}
        self.lists: dict[str, list[Block]] = {}
        self.actions: list[Action] = []
        self.port = 0
        self._connections: list[asyncio.StreamWriter] = []
        self._writers: list[asyncio.StreamWriter] = []  # those that are logged in
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()

    async def listen(self) -> None:
        """Take connections (again, at the same port)."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break all connections, and take no new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.drop()

    async def drop(self) -> None:
        """Break all connections."""
        tasks = set(self._tasks)
        for writer in self._connections:
            writer.transport.abort()
        if tasks:
            await asyncio.wait(tasks)

    def send(self, *blocks: Block) -> None:
        """Something happens: tell everybody who is logged in."""
        self.send_raw(b"".join(map(written, blocks)))

    def send_raw(self, data: bytes) -> None:
        for writer in self._writers:
            writer.write(data)

    @property
    def connected(self) -> bool:
        """Whether somebody is logged in."""
        return any(not writer.is_closing() for writer in self._writers)

    async def until_asked(self, name: str, count: int = 1) -> Action:
        """Wait for an action; gives its `count`th appearance."""
        async with asyncio.timeout(PATIENCE):
            while len(found := [action for action in self.actions if action.name == name]) < count:
                self._news.clear()
                await self._news.wait()
        return found[count - 1]

    # -- what a subclass adds

    def act(self, action: Action) -> list[Block] | None:
        """What follows from an action: first its answer (without ActionID), then events. None: it is unknown."""
        del action
        return None

    # -- connections

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._connections.append(writer)
        try:
            writer.write(b"Asterisk Call Manager/11.0.0\r\n")
            while True:
                raw = await reader.readuntil(b"\r\n\r\n")
                action = Action(read_block(raw.decode()))
                self._take(action, writer)
                if action.name == "Login" and writer not in self._writers and not self.deaf:
                    break  # so does Asterisk
        except (OSError, EOFError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            self._connections.remove(writer)
            with suppress(ValueError):
                self._writers.remove(writer)
            writer.close()

    def _take(self, action: Action, writer: asyncio.StreamWriter) -> None:
        self.actions.append(action)
        self._news.set()
        if self.deaf:
            return
        answer, *more = self._answers(action, writer)
        writer.write(written([answer[0], ("ActionID", action["ActionID"]), *answer[1:]]) + b"".join(map(written, more)))

    def _answers(self, action: Action, writer: asyncio.StreamWriter) -> list[Block]:
        if action.name == "Challenge":
            return [[("Response", "Success"), ("Challenge", CHALLENGE)]]
        if action.name == "Login":
            return self._log_in(action, writer)
        own = self.act(action)
        return own if own is not None else self._by_itself(action)

    def _log_in(self, action: Action, writer: asyncio.StreamWriter) -> list[Block]:
        key = hashlib.md5((CHALLENGE + self.secret).encode(), usedforsecurity=False).hexdigest()
        proven = action["Secret"] == self.secret or action["Key"] == key
        if self.refuses or action["Username"] != self.username or not proven:
            return [[("Response", "Error"), ("Message", "Authentication failed")]]
        self._writers.append(writer)
        booted = [("Event", "FullyBooted"), ("Status", "Fully Booted")]
        return [[("Response", "Success"), ("Message", "Authentication accepted")], booted]

    def _by_itself(self, action: Action) -> list[Block]:
        if action.name in LISTS:
            return self._list(action, self.items(action))
        if action.name in ("DBGetTree", "DBGet", "DBPut", "DBDel"):
            return self._asked_database(action)
        if action.name == "PJSIPShowEndpoint":
            name = self.phones.get(action["Endpoint"], "")
            return self._list(action, [[("Event", "EndpointDetail"), ("Callerid", f'"{name}" <{action["Endpoint"]}>')]])
        if action.name == "ShowDialPlan" and action["Context"] not in self.contexts:
            return [[("Response", "Error"), ("Message", f"Did not find context {action['Context']}")]]
        if action.name == "ShowDialPlan":
            return self._list(action, [])
        if action.name == "Getvar":
            number = action["Variable"].partition(",")[2].partition(",")[0]
            known = self.numbers is None or number in self.numbers
            return [[("Response", "Success"), ("Variable", action["Variable"]), ("Value", str(int(known)))]]
        lamp = action["Variable"].removeprefix("DEVICE_STATE(").removesuffix(")") if action.name == "Setvar" else ""
        if lamp.startswith("Custom:"):
            changed = [("Event", "DeviceStateChange"), ("Device", lamp), ("State", action["Value"])]
            return [[("Response", "Success"), ("Message", "Variable Set")], changed]
        if action.name in _PLAIN:
            return [[("Response", "Success")]]
        return [[("Response", "Error"), ("Message", f"Invalid/unknown command: {action.name}.")]]

    def items(self, action: Action) -> list[Block]:
        """The items of a list; hints and endpoints are those of `phones`."""
        if action.name in self.lists:
            return self.lists[action.name]
        if action.name == "ExtensionStateList":
            return [[("Exten", phone), ("Hint", f"PJSIP/{phone}&Custom:DND{phone}")] for phone in self.phones]
        if action.name == "PJSIPShowEndpoints":
            return [[("ObjectName", phone)] for phone in self.phones]
        if action.name == "DeviceStateList":
            return [[("Device", f"PJSIP/{phone}"), ("State", "NOT_INUSE")] for phone in self.phones]
        return []

    def _list(self, action: Action, items: Iterable[Block]) -> list[Block]:
        mine = ("ActionID", action["ActionID"])
        found: list[Block] = []
        for item in items:
            named = item if item and item[0][0] == "Event" else [("Event", LISTS.get(action.name, "ListItem")), *item]
            found.append([named[0], mine, *named[1:]])
        if action.name == "ConfbridgeListRooms" and not found:
            return [[("Response", "Error"), ("Message", "No active conferences.")]]
        begin = [("Response", "Success"), ("EventList", "start"), ("Message", "Result will follow")]
        return [begin, *found, [("Event", f"{action.name}Complete"), mine, ("EventList", "Complete")]]

    def _asked_database(self, action: Action) -> list[Block]:
        family = self.database.setdefault(action["Family"], {})
        key = action["Key"]
        if action.name == "DBGetTree":
            entries = family.items()
            return self._list(
                action, [[("Event", "DBGetTreeResponse"), ("Key", f"/{action['Family']}/{k}"), ("Val", v)] for k, v in entries]
            )
        if action.name == "DBPut":
            family[key] = action["Val"]
            return [[("Response", "Success"), ("Message", "Updated database successfully")]]
        if key not in family:
            return [[("Response", "Error"), ("Message", "Database entry not found")]]
        if action.name == "DBDel":
            del family[key]
            return [[("Response", "Success"), ("Message", "Key deleted successfully")]]
        return self._list(action, [[("Event", "DBGetResponse"), ("Val", family[key])]])
