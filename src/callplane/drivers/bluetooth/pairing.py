"""Finding phones, pairing and forgetting them, by BlueZ's D-Bus interface. Knows adapters and devices; no calls, no terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dbus_fast import Message, Variant

from callplane.drivers.bluetooth.bluez import DEVICE, GATEWAY, NO_ACCESS, NOT_RUNNING, OBJECTS, PROPERTIES
from callplane.drivers.bluetooth.bus import ACCESS_DENIED, Bus, BusError, BusLost, Signal
from callplane.errors import CommandFailed, ConfigurationError, UnknownObject

_ADAPTER, _AGENTS, _AGENT = "org.bluez.Adapter1", "org.bluez.AgentManager1", "org.bluez.Agent1"
_AGENT_PATH = "/org/callplane/agent"
_PHONE_CLASS = 0x02
"""The major device class of phones (Bluetooth Assigned Numbers, 2.8)."""

_FAILURES = {
    "AuthenticationFailed": "the phone and this computer did not agree: try again, and confirm the number on both",
    "AuthenticationRejected": "the number was not confirmed: nothing is paired",
    "AuthenticationCanceled": "the phone has cancelled: try again, and confirm the number on the phone",
    "AuthenticationTimeout": "nobody confirmed the number in time: try again",
    "ConnectionAttemptFailed": "the phone does not answer: bring it near, and open its Bluetooth settings",
    "InProgress": "a pairing is under way already: wait until it is over",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A device that BlueZ knows. `phone`: it says that it is one, or has the hands-free service."""

    path: str
    address: str
    name: str
    adapter: str
    phone: bool
    handsfree: bool
    paired: bool
    connected: bool


class Pairing:
    """An adapter and the devices near it. Made by `open_pairing`. Every method raises CommandFailed where BlueZ says no."""

    def __init__(self) -> None:
        self.bus = Bus("org.bluez", self._heard, self._owned)
        self._owner = asyncio.get_running_loop().create_future()
        self._devices: dict[str, dict[str, object]] = {}
        self._news = asyncio.Event()
        self._adapter = ""

    async def load(self) -> None:
        """Look for an adapter and what it knows. Raises ConfigurationError where there is no BlueZ, no adapter, no access."""
        if not await self._owner:
            raise ConfigurationError(NOT_RUNNING)
        try:
            (objects,) = await self.bus.ask("/", OBJECTS, "GetManagedObjects")
        except BusError as error:
            raise ConfigurationError(NO_ACCESS if error.name == ACCESS_DENIED else f"BlueZ gives no answer ({error})") from None
        assert isinstance(objects, dict)
        self._devices |= {path: interfaces[DEVICE] for path, interfaces in objects.items() if DEVICE in interfaces}
        adapters = sorted(path for path, interfaces in objects.items() if _ADAPTER in interfaces)
        if not adapters:
            raise ConfigurationError("this computer has no Bluetooth adapter: plug one in (bluetoothctl list shows it)")
        self._adapter = adapters[0]
        if not objects[self._adapter][_ADAPTER].get("Powered"):
            await self._ask(self._adapter, PROPERTIES, "Set", "ssv", _ADAPTER, "Powered", Variant("b", True))

    @property
    def devices(self) -> list[Found]:
        """All devices that are known now, by address."""
        return sorted((_found(path, device) for path, device in self._devices.items()), key=lambda found: found.address)

    def find(self, address: str) -> Found:
        """Raises UnknownObject."""
        for found in self.devices:
            if found.address == address.upper():
                return found
        raise UnknownObject(f"there is no phone {address[:40]}: look for it with 'callplane bluetooth scan'")

    async def scan(self, seconds: float, until: Callable[[Found], bool]) -> None:
        """Look for devices; `until(found)` is asked for each phone when it is seen, and ends the search."""
        await self._ask(self._adapter, _ADAPTER, "StartDiscovery")
        told: dict[str, str] = {}
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for found in self.devices:
                        if told.get(found.path) == found.name:
                            continue
                        told[found.path] = found.name
                        if until(found):
                            return
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return
        finally:
            await self._ask(self._adapter, _ADAPTER, "StopDiscovery")

    async def pair(self, found: Found, confirm: Callable[[str], Awaitable[bool]]) -> Found:
        """Pair with a phone: `confirm(number)` says whether it shows the same number. Afterwards it may connect by itself."""

        async def agent(message: Message) -> Message:
            match message.member:
                case "RequestConfirmation" if await confirm(f"{message.body[1]:06d}"):
                    return Message.new_method_return(message)
                case "RequestAuthorization" | "AuthorizeService" | "Cancel" | "Release":
                    return Message.new_method_return(message)
                case _:
                    return Message.new_error(message, "org.bluez.Error.Rejected", "not confirmed")

        self.bus.serve(_AGENT_PATH, agent)
        await self._ask("/org/bluez", _AGENTS, "RegisterAgent", "os", _AGENT_PATH, "DisplayYesNo")
        try:
            await self._ask(found.path, DEVICE, "Pair")
        finally:
            await self._ask("/org/bluez", _AGENTS, "UnregisterAgent", "o", _AGENT_PATH)
        await self._ask(found.path, PROPERTIES, "Set", "ssv", DEVICE, "Trusted", Variant("b", True))
        return self.find(found.address)

    async def forget(self, found: Found) -> None:
        """Remove the pairing."""
        await self._ask(found.path.rpartition("/")[0], _ADAPTER, "RemoveDevice", "o", found.path)

    async def _ask(self, path: str, interface: str, member: str, signature: str = "", *body: object) -> None:
        try:
            await self.bus.ask(path, interface, member, signature, *body)
        except BusError as error:
            kind = error.name.rpartition(".")[2]
            raise CommandFailed(_FAILURES.get(kind, f"BlueZ says no to {member} ({error})")) from None
        except BusLost as lost:
            raise CommandFailed(str(lost)) from None

    def _owned(self, there: bool) -> None:
        if not self._owner.done():
            self._owner.set_result(there)

    def _heard(self, signal: Signal) -> None:
        match signal.member, signal.body:
            case "InterfacesAdded", [str(path), dict(interfaces)] if DEVICE in interfaces:
                self._devices[path] = interfaces[DEVICE]
            case "InterfacesRemoved", [str(path), list(interfaces)] if DEVICE in interfaces:
                self._devices.pop(path, None)
            case "PropertiesChanged", [str(interface), dict(changed), _] if interface == DEVICE and signal.path in self._devices:
                self._devices[signal.path] |= changed
        self._news.set()


@asynccontextmanager
async def open_pairing(bus: str) -> AsyncIterator[Pairing]:
    """The adapter on a D-Bus (`system`, or an address). Raises ConfigurationError."""
    pairing = Pairing()
    try:
        await pairing.bus.open(bus)
        await pairing.load()
        yield pairing
    except BusLost as lost:
        raise ConfigurationError(str(lost)) from None
    finally:
        pairing.bus.close()


def _found(path: str, properties: Mapping[str, object]) -> Found:
    uuids, kind = properties.get("UUIDs"), properties.get("Class")
    handsfree = isinstance(uuids, list) and GATEWAY in uuids
    return Found(
        path=path,
        address=str(properties.get("Address", "")).upper(),
        name=str(properties.get("Alias", "")),
        adapter=path.rpartition("/")[0].rpartition("/")[2],
        phone=handsfree or (isinstance(kind, int) and kind >> 8 & 0x1F == _PHONE_CLASS),
        handsfree=handsfree,
        paired=bool(properties.get("Paired")),
        connected=bool(properties.get("Connected")),
    )
