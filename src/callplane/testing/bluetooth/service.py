"""What simulations stand on: a service on a D-Bus, a device on a socket. Knows no interface and no command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar, Self, cast

from dbus_fast import DBusError, Message, MessageFlag, MessageType
from dbus_fast.aio import MessageBus

from callplane.testing.bluetooth.phone import AtDevice

Answer = tuple[str, list[object]]
"""A signature and the values that belong to it."""

NOTHING: Answer = ("", [])


class DeviceSocket(asyncio.Protocol):
    """The end of a connection on which a device sits."""

    def __init__(self, device: AtDevice, ended: Callable[[], None] = lambda: None) -> None:
        self._device, self._ended = device, ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._device.connect(cast(asyncio.WriteTransport, transport))  # those of uvloop are no subclasses

    def data_received(self, data: bytes) -> None:
        self._device.receive(data)

    def connection_lost(self, _error: Exception | None) -> None:
        self._device.disconnected()
        self._ended()


class BusService:
    """`async with`: it owns `name` on the bus. A method that takes a message and returns an Answer serves a call; it may raise
    DBusError."""

    name: ClassVar[str]
    methods: ClassVar[Mapping[str, Callable[..., Awaitable[Answer]]]]
    """By interface and member: `org.bluez.Device1.Pair`."""

    def __init__(self, bus_address: str) -> None:
        self._bus_address = bus_address
        self._bus: MessageBus
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._bus_address, negotiate_unix_fd=True).connect()
        self._bus.add_message_handler(self._handle)
        rule = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"
        await self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", ("s", [rule]))
        await self._bus.request_name(self.name)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._bus.disconnect()

    def owner_left(self, owner: str) -> None:
        """A participant of the bus has gone."""

    def signal(self, path: str, interface: str, member: str, content: Answer) -> None:
        """Tell everybody on the bus."""
        if self._bus.connected:
            self._bus.send(Message.new_signal(path, interface, member, *content))

    async def call(
        self, destination: str, path: str, interface: str, member: str, content: Answer = NOTHING, fds: Sequence[int] = ()
    ) -> list[object]:
        """Call somebody on the bus. Raises DBusError."""
        signature, body = content
        message = Message(destination, path, interface, member, signature=signature, body=body, unix_fds=list(fds))
        reply = await self._bus.call(message)
        if reply.message_type is MessageType.ERROR:
            raise DBusError(reply.error_name or "", str(reply.body[0]) if reply.body else "")
        return list(reply.body)

    def _handle(self, message: Message) -> bool:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged" and not message.body[2]:
            self.owner_left(message.body[0])
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        task = asyncio.get_running_loop().create_task(self._answer(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _answer(self, message: Message) -> None:
        method = self.methods.get(f"{message.interface}.{message.member}")
        try:
            if method is None:
                raise DBusError("org.freedesktop.DBus.Error.UnknownMethod", f"there is no {message.interface}.{message.member}")
            reply = Message.new_method_return(message, *await method(self, message))
        except DBusError as error:
            reply = Message.new_error(message, error.type, error.text)
        if MessageFlag.NO_REPLY_EXPECTED not in message.flags and self._bus.connected:
            self._bus.send(reply)
