"""A connection to a D-Bus: calls, signals in their order, who owns a name. Knows messages; no service on the bus.

Answers are handled in their place among the signals (`then`), so that what a service says at once and what it
says bit by bit fit together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from dbus_fast import BusType, DBusError, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, InvalidAddressError
from dbus_fast.unpack import unpack_variants

from callplane.errors import CallplaneError

DAEMON, DAEMON_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
_TYPES = {"system": BusType.SYSTEM, "session": BusType.SESSION}
ACCESS_DENIED = f"{DAEMON}.Error.AccessDenied"


class BusError(CallplaneError):
    """A service said no, or is not there. `name` is the D-Bus name of the error."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text or name)
        self.name = name


class BusLost(CallplaneError):
    """The bus cannot be reached. `login_failed`: the service on it does not let this user in."""

    def __init__(self, text: str, *, login_failed: bool = False) -> None:
        super().__init__(text)
        self.login_failed = login_failed


@dataclass(frozen=True, slots=True)
class Signal:
    """What somebody told everybody. `body` has no variants any more."""

    path: str
    interface: str
    member: str
    body: Sequence[object]


Reply = list[object] | BusError | BusLost
"""What came of a call."""


class Bus:
    """One connection. `on_signal(signal)` hears what the owner of `service` tells; `on_owner(there)` whether anybody owns it."""

    def __init__(self, service: str, on_signal: Callable[[Signal], None], on_owner: Callable[[bool], None]) -> None:
        self.service = service
        self._on_signal = on_signal
        self._on_owner = on_owner
        self._owner = ""
        self._bus: MessageBus | None = None
        self._replies: dict[int, Callable[[Reply], None]] = {}
        self._objects: dict[str, Callable[[Message], Awaitable[Message]]] = {}
        self._end = BusLost("the connection to the D-Bus ended")
        self._serving: set[asyncio.Task[None]] = set()

    async def open(self, address: str) -> None:
        """Connect, and look for the service. `address` is `system`, `session` or a D-Bus address. Raises BusLost."""
        try:
            named = _TYPES.get(address)
            bus = MessageBus(None if named else address, named or BusType.SYSTEM, negotiate_unix_fd=True)
            self._bus = await bus.connect()
        except (OSError, EOFError, DBusError, InvalidAddressError, AuthError) as error:
            raise BusLost(f"the D-Bus '{address}' cannot be reached ({error}): is its daemon running?") from error
        self._bus.add_message_handler(self._handle)
        owners = f"type='signal',sender='{DAEMON}',member='NameOwnerChanged',arg0='{self.service}'"
        for rule in (owners, f"type='signal',sender='{self.service}'"):
            await self.ask(DAEMON_PATH, DAEMON, "AddMatch", "s", rule, service=DAEMON)
        self.request(DAEMON_PATH, DAEMON, "GetNameOwner", "s", self.service, service=DAEMON, then=self._found)

    async def closed(self) -> NoReturn:
        """Raises BusLost when the connection has ended; whoever waits for an answer gets the same."""
        assert self._bus is not None
        with suppress(OSError, EOFError, DBusError):
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        replies, self._replies = self._replies, {}
        for then in replies.values():
            then(self._end)
        raise self._end

    def give_up(self, why: BusLost) -> None:
        """End the connection, as the service is of no use now."""
        self._end = why
        self.close()

    def close(self) -> None:
        for task in self._serving:
            task.cancel()
        if self._bus is not None:
            self._bus.disconnect()

    def serve(self, path: str, answer: Callable[[Message], Awaitable[Message]]) -> None:
        """`answer(message)` takes the calls to an object of ours, each in a task that ends with the connection."""
        self._objects[path] = answer

    def request(
        self,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        *body: object,
        service: str = "",
        then: Callable[[Reply], None],
    ) -> None:
        """Call a method. `then(reply)` runs before anything is heard that was said after the reply."""
        bus = self._bus
        if bus is None or not bus.connected:
            then(BusLost("the D-Bus connection is closed"))
            return
        serial = bus.next_serial()
        self._replies[serial] = then
        bus.send(Message(service or self.service, path, interface, member, signature=signature, body=list(body), serial=serial))

    async def ask(
        self, path: str, interface: str, member: str, signature: str = "", *body: object, service: str = ""
    ) -> list[object]:
        """Call a method and wait for its answer. Raises BusError, BusLost."""
        answer: asyncio.Future[list[object]] = asyncio.get_running_loop().create_future()

        def then(reply: Reply) -> None:
            if answer.done():
                return
            if isinstance(reply, list):
                answer.set_result(reply)
            else:
                answer.set_exception(reply)

        self.request(path, interface, member, signature, *body, service=service, then=then)
        return await answer

    def _handle(self, message: Message) -> bool:
        if message.message_type is MessageType.SIGNAL:
            self._signal(message)
        elif message.message_type is MessageType.METHOD_CALL:
            return self._serve(message)
        elif message.reply_serial in self._replies:
            self._replies.pop(message.reply_serial)(_reply(message))
            return True
        return False

    def _serve(self, message: Message) -> bool:
        answer = self._objects.get(message.path or "")
        if answer is None:
            return False

        async def serve() -> None:
            reply = await answer(message)
            if self._bus is not None and self._bus.connected:
                self._bus.send(reply)

        task = asyncio.get_running_loop().create_task(serve())
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        return True

    def _signal(self, message: Message) -> None:
        if message.sender == DAEMON:
            if message.member == "NameOwnerChanged" and message.body[0] == self.service:
                self._owned(message.body[2])
        elif message.sender == self._owner:
            body = unpack_variants(message.body)
            self._on_signal(Signal(message.path or "", message.interface or "", message.member or "", body))

    def _found(self, reply: Reply) -> None:
        if isinstance(reply, list):
            self._owned(str(reply[0]))
        elif not self._owner:
            self._on_owner(False)

    def _owned(self, owner: str) -> None:
        if owner == self._owner:
            return
        if self._owner:
            self._on_owner(False)
        self._owner = owner
        if owner:
            self._on_owner(True)


def _reply(message: Message) -> Reply:
    if message.message_type is MessageType.ERROR:
        text = message.body[0] if message.body and isinstance(message.body[0], str) else ""
        return BusError(message.error_name or "", text)
    return list(unpack_variants(message.body))
