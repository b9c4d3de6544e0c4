"""The tables of the exchange's SIP trunks in the configuration: knows their keys, types and defaults.

::

    [pbx.main.trunks.provider]
    host = "sip.provider.example"         # name or address, with a port where it is not 5060
    user = "49815136856"
    password_file = "/etc/callplane/provider.password"   # or password = "..."
    register = true                       # false: the other side knows our address
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

Network = IPv4Network | IPv6Network
Fits = Callable[[object], bool]

_HOST = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")
_NUMBER = r"\+[0-9]{3,15}"


@dataclass(frozen=True)
class TrunkOptions:
    """One trunk. `docs/trunk.md` says what each key means."""

    name: str
    host: str
    transport: str = "udp"
    register: bool = True
    user: str = ""
    auth_user: str = ""
    password: str = field(default="", repr=False)
    password_file: str = ""
    domain: str = ""
    expires: int = 300
    prefixes: tuple[str, ...] = ("",)
    number_format: str = "e164"
    caller_id: str = "extension"
    identity: str = "from"
    show_callers: bool = False
    from_user: str = ""
    inbound: Mapping[str, str] = field(default_factory=dict)
    accept: tuple[Network, ...] = ()
    max_calls: int = 30

    @property
    def peer(self) -> tuple[str, int]:
        """Host without brackets, and port."""
        match = _HOST.fullmatch(self.host)
        assert match is not None
        return match["name"].strip("[]"), int(match["port"] or 5060)

    @property
    def realm(self) -> str:
        """The domain of our address there."""
        return self.domain or self.peer[0]

    def fits(self, number: str) -> int:
        """How many characters of a number one of the prefixes fits; -1: none fits."""
        return max((len(prefix) for prefix in self.prefixes if number.startswith(prefix)), default=-1)


def read_trunks(value: object, faults: list[str]) -> tuple[TrunkOptions, ...]:
    """The trunks of the table `trunks`; what is wrong with them is added to the faults."""
    if not isinstance(value, Mapping):
        faults.append("trunks: write a table for each trunk, such as [pbx.NAME.trunks.provider].")
        return ()
    return tuple(trunk for name, table in value.items() if (trunk := _trunk(str(name), table, faults)) is not None)


def _trunk(name: str, table: object, faults: list[str]) -> TrunkOptions | None:
    if not isinstance(table, Mapping):
        faults.append(f'trunks.{name}: write a table with at least a host, such as host = "sip.provider.example".')
        return None
    found = [f"trunks.{name}: {fault}" for fault in _wrong(table)]
    faults += found
    if found:
        return None
    password = _password(name, table, faults)
    if password is None:
        return None
    lists = {"prefixes": tuple(table.get("prefixes", ("",))), "accept": tuple(map(ip_network, table.get("accept", ())))}
    return TrunkOptions(name=name, **{**table, **lists, "password": password})


def _password(name: str, table: Mapping[str, object], faults: list[str]) -> str | None:
    file = table.get("password_file")
    if file is None:
        return str(table.get("password", ""))
    try:
        return Path(str(file)).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        faults.append(f"trunks.{name}: password_file: {file} cannot be read ({getattr(error, 'strerror', None) or 'no text'}).")
        return None


def _wrong(table: Mapping[str, object]) -> Iterator[str]:
    known = [row.name for row in fields(TrunkOptions) if row.name != "name"]
    for key, value in table.items():
        if key not in _SHAPES:
            yield f"{key} is not known; use {', '.join(known)}."
        elif not _SHAPES[key][0](value):
            yield f"{key} must be {_SHAPES[key][1]}."
    if "host" not in table:
        yield 'host is missing; write the name or address of the other side, such as "sip.provider.example".'
    if table.get("register", True) is True and not table.get("user"):
        yield "user is missing; write the account at the provider, or register = false where there is none."
    if "password" in table and "password_file" in table:
        yield "password and password_file are both there; keep one."


def _text(shape: str) -> Fits:
    return lambda value: isinstance(value, str) and re.fullmatch(shape, value) is not None


def _one_of(*words: str) -> tuple[Fits, str]:
    return lambda value: value in words, f"one of {', '.join(words)}"


def _number(least: int, most: int) -> tuple[Fits, str]:
    return (lambda value: type(value) is int and least <= value <= most), f"a number from {least} to {most}"


def _is_host(value: object) -> bool:
    match = _HOST.fullmatch(value) if isinstance(value, str) else None
    return match is not None and int(match["port"] or 5060) < 65536


def _is_network(value: object) -> bool:
    try:
        ip_network(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def _list_of(fits: Fits) -> Fits:
    return lambda value: isinstance(value, list | tuple) and bool(value) and all(map(fits, value))


def _is_inbound(value: object) -> bool:
    fits_number, fits_extension = _text(rf"{_NUMBER}|\*"), _text(r"[0-9]{1,10}")
    return isinstance(value, Mapping) and all(fits_number(key) and fits_extension(to) for key, to in value.items())


_FLAG: tuple[Fits, str] = (lambda value: isinstance(value, bool)), "true or false"
_USER: tuple[Fits, str] = _text(r"[^\s@<>\"]{1,64}"), 'a text without spaces and @, such as "49815136856"'
_SHAPES: Mapping[str, tuple[Fits, str]] = {
    "host": (_is_host, 'a name or an address, with a port where it is not 5060, such as "sip.provider.example:5070"'),
    "transport": _one_of("udp", "tcp"),
    "register": _FLAG,
    "user": _USER,
    "auth_user": _USER,
    "password": (_text(r".{1,128}"), "a text"),
    "password_file": (_text(r".{1,1024}"), "the path of a file with the password"),
    "domain": (_text(r"[A-Za-z0-9.-]{1,253}"), 'a domain, such as "provider.example"'),
    "expires": _number(60, 7200),
    "prefixes": (_list_of(_text(r"\+?[0-9]{0,15}")), 'a list of beginnings of numbers, such as ["+44", "+33"]'),
    "number_format": _one_of("e164", "digits", "national", "international"),
    "caller_id": (_text(rf"extension|{_NUMBER}"), 'extension, or the number that all calls show, such as "+4981513685600"'),
    "identity": _one_of("from", "asserted", "preferred"),
    "show_callers": _FLAG,
    "from_user": _USER,
    "inbound": (_is_inbound, 'numbers and the extensions that they ring, such as { "+498917001" = "101", "*" = "100" }'),
    "accept": (_list_of(_is_network), 'a list of addresses or networks, such as ["192.0.2.0/24"]'),
    "max_calls": _number(1, 1000),
}
