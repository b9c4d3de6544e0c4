"""Takes the place of BlueZ on a bus: an adapter and phones near it, which can be found, paired, connected and forgotten.

Knows the part of BlueZ's D-Bus interface (org.bluez, 5.66) that telephony programs use, and nothing of what they do with it.
A connection to a phone is one end of a socket pair; on the other end sits a simulated phone.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbus_fast import DBusError, Message, Variant

from callplane.testing.bluetooth.phone import Phone
from callplane.testing.bluetooth.service import NOTHING, Answer, BusService, DeviceSocket

ADAPTER = "/org/bluez/hci0"
GATEWAY_UUID = "0000111f-0000-1000-8000-00805f9b34fb"
HANDS_FREE_UUID = "0000111e-0000-1000-8000-00805f9b34fb"
HFP_VERSION = 0x0107
_DEVICE, _ADAPTER = "org.bluez.Device1", "org.bluez.Adapter1"
_PROPERTIES, _OBJECTS = "org.freedesktop.DBus.Properties", "org.freedesktop.DBus.ObjectManager"


def failed(kind: str, text: str) -> DBusError:
    """An error as BlueZ answers it."""
    return DBusError(f"org.bluez.Error.{kind}", text)


@dataclass(eq=False)
class Device:
    """A phone near the adapter. `reachable` False: out of range. `shown` False: nobody has seen it yet; `passkey`: what both
    sides show when they pair; `connections` counts how often somebody connected to it."""

    address: str
    phone: Phone
    paired: bool = True
    trusted: bool = False
    reachable: bool = True
    shown: bool = True
    passkey: int = 123456
    connections: int = field(default=0, repr=False)

    @property
    def path(self) -> str:
        return f"{ADAPTER}/dev_{self.address.replace(':', '_')}"

    @property
    def properties(self) -> dict[str, Variant]:
        return {
            "Address": Variant("s", self.address),
            "Name": Variant("s", self.phone.name),
            "Alias": Variant("s", self.phone.name),
            "Class": Variant("u", 0x5A020C),
            "Paired": Variant("b", self.paired),
            "Trusted": Variant("b", self.trusted),
            "Connected": Variant("b", self.phone.connected),
            "UUIDs": Variant("as", [GATEWAY_UUID]),
            "Adapter": Variant("o", ADAPTER),
        }


class Bluez(BusService):
    """`devices` are by address. `profile_registered` is set while somebody has the hands-free profile."""

    name = "org.bluez"

    def __init__(self, bus_address: str) -> None:
        super().__init__(bus_address)
        self.devices: dict[str, Device] = {}
        self.discovering = False
        self.profile_registered = asyncio.Event()
        self._profiles: dict[str, tuple[str, str]] = {}
        self._agents: dict[str, str] = {}

    async def __aexit__(self, *error: object) -> None:
        for device in self.devices.values():
            device.phone.drop_link()
        await super().__aexit__(*error)

    # -- what happens to BlueZ, and around its adapter

    async def crash(self) -> None:
        """BlueZ is gone, and with it all connections and registrations; its phones stay paired."""
        await self._bus.release_name(self.name)
        self._profiles, self._agents = {}, {}
        self.profile_registered.clear()
        for device in self.devices.values():
            device.phone.drop_link()

    async def come_back(self) -> None:
        """BlueZ has been started again."""
        await self._bus.request_name(self.name)

    def add(self, device: Device) -> Device:
        """A phone is near, or known from before."""
        self.devices[device.address] = device
        if device.shown:
            self._announce(device)
        return device

    def remove(self, device: Device) -> None:
        """The phone is forgotten."""
        device.phone.drop_link()
        del self.devices[device.address]
        self.signal("/", _OBJECTS, "InterfacesRemoved", ("oas", [device.path, [_DEVICE]]))

    def out_of_reach(self, device: Device) -> None:
        """The phone goes away."""
        device.reachable = False
        device.phone.drop_link()

    async def connect(self, device: Device) -> None:
        """Connect the phone with whoever has the hands-free profile, whichever side asked. Raises DBusError."""
        if not device.reachable:
            raise failed("Failed", "br-connection-page-timeout")
        if device.phone.connected:
            raise failed("AlreadyConnected", "Already Connected")
        owner, path = self._hands_free()
        ours, theirs = socket.socketpair()
        with theirs:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: DeviceSocket(device.phone, lambda: self._lost(device)), sock=ours)
            device.connections += 1
            self._changed(device, "Connected")
            about = {"Version": Variant("q", HFP_VERSION), "Features": Variant("q", 0)}
            try:
                content: Answer = ("oha{sv}", [device.path, 0, about])
                await self.call(owner, path, "org.bluez.Profile1", "NewConnection", content, [theirs.fileno()])
            except DBusError:
                device.phone.drop_link()
                raise failed("Failed", "br-connection-refused") from None

    def _announce(self, device: Device) -> None:
        self.signal("/", _OBJECTS, "InterfacesAdded", ("oa{sa{sv}}", [device.path, {_DEVICE: device.properties}]))

    def _changed(self, device: Device, name: str) -> None:
        changed = {name: device.properties[name]}
        self.signal(device.path, _PROPERTIES, "PropertiesChanged", ("sa{sv}as", [_DEVICE, changed, []]))

    def _lost(self, device: Device) -> None:
        if device.address in self.devices:
            self._changed(device, "Connected")

    def _hands_free(self) -> tuple[str, str]:
        if HANDS_FREE_UUID not in self._profiles:
            raise failed("NotAvailable", "br-connection-profile-unavailable")
        return self._profiles[HANDS_FREE_UUID]

    def owner_left(self, owner: str) -> None:
        self._agents.pop(owner, None)
        self._profiles = {uuid: profile for uuid, profile in self._profiles.items() if profile[0] != owner}
        if HANDS_FREE_UUID not in self._profiles:
            self.profile_registered.clear()

    # -- objects and their properties

    async def _managed_objects(self, _message: Message) -> Answer:
        objects: dict[str, Mapping[str, Mapping[str, Variant]]] = {
            "/org/bluez": {"org.bluez.AgentManager1": {}, "org.bluez.ProfileManager1": {}},
            ADAPTER: {_ADAPTER: self._adapter_properties()},
        }
        objects |= {device.path: {_DEVICE: device.properties} for device in self.devices.values() if device.shown}
        return "a{oa{sa{sv}}}", [objects]

    def _adapter_properties(self) -> dict[str, Variant]:
        return {
            "Address": Variant("s", "00:AA:01:00:00:42"),
            "Alias": Variant("s", "test"),
            "Powered": Variant("b", True),
            "Discovering": Variant("b", self.discovering),
            "UUIDs": Variant("as", [GATEWAY_UUID]),
        }

    async def _get_all(self, message: Message) -> Answer:
        properties = self._adapter_properties() if message.path == ADAPTER else self._at(message.path).properties
        return "a{sv}", [properties]

    async def _set(self, message: Message) -> Answer:
        _interface, name, value = message.body
        if name == "Trusted":
            device = self._at(message.path)
            device.trusted = value.value
            self._changed(device, "Trusted")
        return NOTHING

    def _at(self, path: str | None) -> Device:
        for device in self.devices.values():
            if device.path == path:
                return device
        raise DBusError("org.freedesktop.DBus.Error.UnknownObject", f"there is no object {path}")

    # -- finding, pairing, forgetting

    async def _start_discovery(self, _message: Message) -> Answer:
        self.discovering = True
        for device in self.devices.values():
            if not device.shown and device.reachable:
                device.shown = True
                self._announce(device)
        return NOTHING

    async def _stop_discovery(self, _message: Message) -> Answer:
        self.discovering = False
        return NOTHING

    async def _remove_device(self, message: Message) -> Answer:
        self.remove(self._at(message.body[0]))
        return NOTHING

    async def _register_agent(self, message: Message) -> Answer:
        self._agents[message.sender or ""] = message.body[0]
        return NOTHING

    async def _unregister_agent(self, message: Message) -> Answer:
        self._agents.pop(message.sender or "", None)
        return NOTHING

    async def _accept(self, _message: Message) -> Answer:
        return NOTHING

    async def _pair(self, message: Message) -> Answer:
        device, asks = self._at(message.path), message.sender or ""
        if device.paired:
            raise failed("AlreadyExists", "Already Exists")
        if not device.reachable:
            raise failed("ConnectionAttemptFailed", "Page Timeout")
        if asks not in self._agents:
            raise failed("AuthenticationFailed", "Authentication Failed")
        try:
            content: Answer = ("ou", [device.path, device.passkey])
            await self.call(asks, self._agents[asks], "org.bluez.Agent1", "RequestConfirmation", content)
        except DBusError:
            raise failed("AuthenticationRejected", "Authentication Rejected") from None
        device.paired = True
        self._changed(device, "Paired")
        return NOTHING

    # -- profiles and connections

    async def _register_profile(self, message: Message) -> Answer:
        path, uuid, _options = message.body
        uuid = f"0000{uuid}-0000-1000-8000-00805f9b34fb" if len(uuid) == 4 else uuid.lower()
        if uuid in self._profiles:
            raise failed("NotPermitted", "UUID already registered")
        self._profiles[uuid] = (message.sender or "", path)
        if uuid == HANDS_FREE_UUID:
            self.profile_registered.set()
        return NOTHING

    async def _unregister_profile(self, message: Message) -> Answer:
        self._profiles = {uuid: profile for uuid, profile in self._profiles.items() if profile[1] != message.body[0]}
        return NOTHING

    async def _connect_profile(self, message: Message) -> Answer:
        await self.connect(self._at(message.path))
        return NOTHING

    async def _disconnect_profile(self, message: Message) -> Answer:
        device = self._at(message.path)
        if not device.phone.connected:
            raise failed("NotConnected", "Not Connected")
        owner, path = self._hands_free()
        await self.call(owner, path, "org.bluez.Profile1", "RequestDisconnection", ("o", [device.path]))
        device.phone.drop_link()
        return NOTHING

    methods: ClassVar[Mapping[str, Callable[..., Awaitable[Answer]]]] = {
        f"{_OBJECTS}.GetManagedObjects": _managed_objects,
        f"{_PROPERTIES}.GetAll": _get_all,
        f"{_PROPERTIES}.Set": _set,
        f"{_ADAPTER}.StartDiscovery": _start_discovery,
        f"{_ADAPTER}.StopDiscovery": _stop_discovery,
        f"{_ADAPTER}.SetDiscoveryFilter": _accept,
        f"{_ADAPTER}.RemoveDevice": _remove_device,
        "org.bluez.AgentManager1.RegisterAgent": _register_agent,
        "org.bluez.AgentManager1.RequestDefaultAgent": _accept,
        "org.bluez.AgentManager1.UnregisterAgent": _unregister_agent,
        "org.bluez.ProfileManager1.RegisterProfile": _register_profile,
        "org.bluez.ProfileManager1.UnregisterProfile": _unregister_profile,
        f"{_DEVICE}.Pair": _pair,
        f"{_DEVICE}.CancelPairing": _accept,
        f"{_DEVICE}.ConnectProfile": _connect_profile,
        f"{_DEVICE}.Connect": _connect_profile,
        f"{_DEVICE}.DisconnectProfile": _disconnect_profile,
        f"{_DEVICE}.Disconnect": _disconnect_profile,
    }
