"""Phones by way of BlueZ alone: no daemon beside it, the driver speaks the Hands-Free Profile by itself (see `protocol`).

Knows BlueZ's D-Bus interface (org.bluez 5.50 and later) no AT command, no lines.
"""

from __future__ import annotations

import re
import socket
from typing import NoReturn

from dbus_fast import Message, Variant

from callplane.drivers.bluetooth.backend import Action, Backend, Listener, Phone, Skill, Unreachable
from callplane.drivers.bluetooth.bus import ACCESS_DENIED, Bus, BusError, BusLost, Reply, Signal
from callplane.drivers.bluetooth.link import Link
from callplane.drivers.bluetooth.options import Options
from callplane.drivers.bluetooth.protocol import OUR_FEATURES
from callplane.errors import CommandFailed, LinkDown

DEVICE, PROFILES = "org.bluez.Device1", "org.bluez.ProfileManager1"
PROPERTIES, OBJECTS = "org.freedesktop.DBus.Properties", "org.freedesktop.DBus.ObjectManager"
HANDS_FREE = "0000111e-0000-1000-8000-00805f9b34fb"
GATEWAY = "0000111f-0000-1000-8000-00805f9b34fb"
_PROFILE_PATH = "/org/callplane/handsfree"
_PROFILE = {
    "Name": Variant("s", "callplane"),
    "Version": Variant("q", 0x0107),
    "Features": Variant("q", OUR_FEATURES & 0x1F),
    "RequireAuthentication": Variant("b", True),
}
NOT_RUNNING = "BlueZ is not running: start it (Debian: apt-get install bluez; systemctl start bluetooth)"
NO_ACCESS = "BlueZ does not let this user in: allow it in the D-Bus policy (see docs/bluetooth.md)"
_TAKEN = "another program of this host (oFono, PipeWire) has taken the hands-free profile: stop that, or use its driver"


class BluezBackend(Backend):
    def __init__(self, options: Options, listener: Listener) -> None:
        super().__init__(options, listener)
        self._bus: Bus
        self._devices: dict[str, dict[str, object]] = {}
        self._links: dict[str, Link] = {}
        self._last: dict[str, Phone] = {}
        self._up = False

    async def run(self) -> NoReturn:
        bus = self._bus = Bus("org.bluez", self._heard, self._owned)
        bus.serve(_PROFILE_PATH, self._called)
        try:
            await bus.open(self.options.bus)
            await bus.closed()
        finally:
            self._forget()
            bus.close()

    # -- what BlueZ says

    def _owned(self, there: bool) -> None:
        self._forget()
        if not there:
            self.listener.down(NOT_RUNNING)
            return
        profile = (_PROFILE_PATH, HANDS_FREE, _PROFILE)
        self._bus.request("/org/bluez", PROFILES, "RegisterProfile", "osa{sv}", *profile, then=self._registered)

    def _forget(self) -> None:
        self._up = False
        self._devices, self._last = {}, {}
        for link in list(self._links.values()):
            link.close()
        self._links = {}

    def _registered(self, reply: Reply) -> None:
        if isinstance(reply, BusError):
            denied = reply.name == ACCESS_DENIED
            self._bus.give_up(BusLost(NO_ACCESS if denied else _TAKEN, login_failed=denied))
        elif isinstance(reply, list):
            self._bus.request("/", OBJECTS, "GetManagedObjects", then=self._found)

    def _found(self, reply: Reply) -> None:
        if not isinstance(reply, list) or not isinstance(reply[0], dict):
            return
        for path, interfaces in reply[0].items():
            if DEVICE in interfaces:
                self._devices[path] = interfaces[DEVICE]
        self._up = True
        self._last = {path: self._phone(path) for path in self._devices if self._is_phone(path)}
        self.listener.up(list(self._last.values()))

    def _heard(self, signal: Signal) -> None:
        match signal.member, signal.body:
            case "InterfacesAdded", [str(path), dict(interfaces)] if DEVICE in interfaces:
                self._devices[path] = interfaces[DEVICE]
                self._tell(path)
            case "InterfacesRemoved", [str(path), list(interfaces)] if DEVICE in interfaces:
                self._devices.pop(path, None)
                self._tell(path)
            case "PropertiesChanged", [str(interface), dict(changed), _] if interface == DEVICE and signal.path in self._devices:
                self._devices[signal.path] |= changed
                self._tell(signal.path)

    def _is_phone(self, path: str) -> bool:
        properties = self._devices.get(path, {})
        uuids = properties.get("UUIDs")
        return bool(properties.get("Paired")) and isinstance(uuids, list) and GATEWAY in uuids

    def _phone(self, path: str) -> Phone:
        properties, link = self._devices[path], self._links.get(path)
        adapter = re.search(r"hci\d+", path)
        last, talk = self._last.get(path), link.talk if link is not None and link.talk.ready else None
        return Phone(
            id=str(properties.get("Address", "")).upper(),
            name=str(properties.get("Alias", "")),
            adapter=adapter[0] if adapter else "",
            connected=talk is not None,
            skills=talk.skills if talk else last.skills if last else Skill.NONE,
            number=talk.number if talk else last.number if last else "",
            calls=talk.calls if talk else (),
        )

    def _tell(self, path: str) -> None:
        if not self._up:
            return
        if not self._is_phone(path):
            if path in self._last:
                self.listener.removed(self._last.pop(path).id)
            return
        phone = self._phone(path)
        if self._last.get(path) != phone:
            self._last[path] = phone
            self.listener.changed(phone)

    # -- what BlueZ asks of our profile

    async def _called(self, message: Message) -> Message:
        match message.member:
            case "NewConnection" if len(message.unix_fds) == 1:
                self._connected(message.body[0], socket.socket(fileno=message.unix_fds[0]))
            case "RequestDisconnection":
                self._close(message.body[0])
            case "Release":
                pass
            case _:
                return Message.new_error(message, "org.bluez.Error.Rejected", "not understood")
        return Message.new_method_return(message)

    def _connected(self, path: str, connection: socket.socket) -> None:
        self._close(path)

        def changed(link: Link) -> None:
            if self._links.get(path, link) is link:
                if link.open:
                    self._links[path] = link
                else:
                    self._links.pop(path, None)
                self._tell(path)

        Link(connection, self.options.command_seconds, changed)

    def _close(self, path: str) -> None:
        if path in self._links:
            self._links[path].close()

    # -- what the driver wants

    async def connect(self, phone_id: str) -> None:
        path = self._path(phone_id)
        try:
            await self._bus.ask(path, DEVICE, "ConnectProfile", "s", GATEWAY)
        except BusError as error:
            raise Unreachable(f"it does not answer ({error}): is it switched on and near, and is Bluetooth on?") from None
        except BusLost:
            raise LinkDown(NOT_RUNNING) from None
        link = self._links.get(path)
        if link is None or not await link.ready:
            raise Unreachable("it ended the link again: does it allow this computer to use its calls?")

    async def disconnect(self, phone_id: str) -> None:
        path = self._path(phone_id)
        self._close(path)
        try:
            await self._bus.ask(path, DEVICE, "DisconnectProfile", "s", GATEWAY)
        except (BusError, BusLost):
            return  # our end is closed, that is what counts

    async def perform(self, phone_id: str, action: Action) -> None:
        link = self._links.get(self._path(phone_id))
        if link is None:
            raise Unreachable("the phone is out of reach or switched off: wait until the line is open again")
        if not await link.perform(action):
            raise CommandFailed("the phone said no: look at its display, and at the states of the line's calls")

    def _path(self, phone_id: str) -> str:
        for path, phone in self._last.items():
            if phone.id == phone_id:
                return path
        raise Unreachable("BlueZ does not know this phone any more: pair it again")
