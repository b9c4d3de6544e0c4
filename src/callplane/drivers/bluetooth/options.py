"""The driver's table in the configuration: knows its keys, types and defaults.

::

    backend = "ofono"
    bus = "system"
    phones = [{ address = "00:11:22:33:44:55", number = "+491701234567", name = "Erika's mobile" }, ...]
    max_phones = 5
    command_seconds = 8
    connect_seconds = 25
    reconnect_seconds = 60
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

BACKENDS = ("ofono", "bluez")
_NUMBER = re.compile(r"\+?[0-9]{1,20}")
_ADDRESS, _MODEM = re.compile(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"), re.compile(r"\w{1,64}", re.ASCII)
_SECONDS = {"command_seconds": (0.1, 9.0), "connect_seconds": (0.1, 60.0), "reconnect_seconds": (0.01, 3600.0)}


@dataclass(frozen=True)
class KnownPhone:
    """What the configuration says of a phone. `address` is a Bluetooth address or a modem's serial number (IMEI)."""

    address: str
    number: str = ""
    name: str = ""


@dataclass(frozen=True)
class Options:
    """`max_phones` are connected at a time to each adapter. The seconds: how long a phone may take to do what it is told, and to
    be connected; the longest time between two attempts to connect it."""

    backend: str = "ofono"
    bus: str = "system"
    phones: Mapping[str, KnownPhone] = field(default_factory=dict)
    max_phones: int = 5
    command_seconds: float = 8.0
    connect_seconds: float = 25.0
    reconnect_seconds: float = 60.0

    @classmethod
    def read(cls, table: Mapping[str, object]) -> tuple[Options, list[str]]:
        """The options, and what is wrong with them: one sentence each, with the key and the remedy."""
        faults: list[str] = []
        values: dict[str, object] = {"phones": _phones(table.get("phones", []), faults)}
        if (backend := table.get("backend", cls.backend)) not in BACKENDS:
            faults.append('backend: write "ofono" or "bluez".')
            backend = cls.backend
        bus = table.get("bus", cls.bus)
        if not isinstance(bus, str) or not (bus in ("system", "session") or ":" in bus):
            faults.append('bus: write "system", "session" or an address such as "unix:path=/run/dbus/system_bus_socket".')
            bus = cls.bus
        limit = table.get("max_phones", cls.max_phones)
        if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= 7:
            faults.append("max_phones: write a number from 1 to 7; an adapter can have no more than 7 connections.")
            limit = cls.max_phones
        for row in fields(cls):
            if row.name in _SECONDS:
                values[row.name] = _seconds(row.name, table.get(row.name, row.default), faults)
        return cls(backend=str(backend), bus=bus, max_phones=limit, **values), faults  # type: ignore[arg-type]


def _seconds(name: str, value: object, faults: list[str]) -> float:
    least, most = _SECONDS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        faults.append(f"{name}: write a number of seconds from {least:g} to {most:g}.")
        return float(getattr(Options, name))
    return float(value)


def _phones(value: object, faults: list[str]) -> Mapping[str, KnownPhone]:
    if not isinstance(value, list | tuple):
        faults.append('phones: write a list such as [{ address = "00:11:22:33:44:55", number = "+491701234567" }].')
        return {}
    found: dict[str, KnownPhone] = {}
    for position, entry in enumerate(value, start=1):
        where = f"phones, entry {position}"
        phone = _phone(entry, where, faults)
        if phone is not None and phone.address in found:
            faults.append(f"{where}: {phone.address} is there twice; give each phone once.")
        elif phone is not None and phone.number and any(phone.number == other.number for other in found.values()):
            faults.append(f"{where}: {phone.number} is the number of another phone too; each line needs its own.")
        elif phone is not None:
            found[phone.address] = phone
    return found


def _phone(entry: object, where: str, faults: list[str]) -> KnownPhone | None:
    if not isinstance(entry, Mapping):
        faults.append(f'{where}: write a table such as {{ address = "00:11:22:33:44:55", number = "+491701234567" }}.')
        return None
    address, number, name = entry.get("address"), entry.get("number", ""), entry.get("name", "")
    if not isinstance(address, str) or not (_ADDRESS.fullmatch(address) or _MODEM.fullmatch(address)):
        faults.append(f'{where}: address must be a Bluetooth address such as "00:11:22:33:44:55", or the IMEI of a modem.')
        return None
    if not isinstance(number, str) or (number and not _NUMBER.fullmatch(number)):
        faults.append(f'{where}: number must be the phone\'s own number in its full form, such as "+491701234567".')
        return None
    if not isinstance(name, str):
        faults.append(f'{where}: name must be a text, such as "Erika".')
        return None
    return KnownPhone(address.upper() if _ADDRESS.fullmatch(address) else address, number, name)
