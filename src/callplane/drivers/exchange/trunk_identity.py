"""Who is shown on a SIP trunk, and how numbers are written there: the rules of a trunk. Pure; knows addresses, no call.

Identity as in RFC 3261 (From), RFC 3325 (P-Asserted-Identity, P-Preferred-Identity) and RFC 3323 (Privacy).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callplane.drivers.exchange.trunk_options import TrunkOptions
from callplane.errors import InvalidNumber
from callplane.model.call import Party
from callplane.numbers.location import Location
from callplane.numbers.parsing import to_supercanonic
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Request
from callplane.sip.uri import Address, SipUri

ANONYMOUS = Address(SipUri("anonymous.invalid", "anonymous"), "Anonymous")
"""RFC 3323, 4.1.1.3."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a call of ours shows: its From, and further headers."""

    sender: Address
    headers: tuple[tuple[str, str], ...] = ()


def shown(trunk: TrunkOptions, location: Location, caller: Party, *, hidden: bool, own: bool) -> Shown:
    """How a caller is shown. `own`: it is one of our extensions; others are shown where the trunk lets them (`show_callers`)."""
    number = _number(trunk, location, caller, own=own)
    user = written(trunk, location, number) if number else trunk.user
    sender = Address(SipUri(trunk.realm, trunk.from_user or user), caller.name if own else "")
    identity = Address(SipUri(trunk.realm, user), caller.name if own and not hidden else "")
    headers: list[tuple[str, str]] = []
    if trunk.identity != "from":
        headers.append((f"P-{trunk.identity.capitalize()}-Identity", str(identity)))
    if hidden:
        headers.append(("Privacy", "id"))
    return Shown(ANONYMOUS if hidden else sender, tuple(headers))


def _number(trunk: TrunkOptions, location: Location, caller: Party, *, own: bool) -> str:
    if not own and trunk.show_callers and caller.number:
        return caller.number
    if trunk.caller_id != "extension":
        return trunk.caller_id
    return caller.number if own else location.trunk


def written(trunk: TrunkOptions, location: Location, number: str) -> str:
    """A number as this trunk wants it; service numbers stay as they are."""
    if not number.startswith("+"):
        return number
    match trunk.number_format:
        case "digits":
            return number[1:]
        case "international":
            return location.international_prefix + number[1:]
        case "national":
            home = f"+{location.country_code}"
            if number.startswith(home):
                return location.national_prefix + number.removeprefix(home)
            return location.international_prefix + number[1:]
        case _:
            return number


def read(trunk: TrunkOptions, location: Location, user: str) -> str:
    """A number that the trunk wrote, supercanonic; empty for what is none."""
    if trunk.number_format == "digits" and user.isdecimal() and user.startswith(location.country_code):
        user = f"+{user}"
    try:
        return to_supercanonic(user, location)
    except InvalidNumber:
        return ""


def caller_of(trunk: TrunkOptions, location: Location, request: Request) -> Party:
    """Who calls: the asserted identity goes before From; nobody where the caller withholds it."""
    privacy = {word.strip().lower() for word in request.headers.get("privacy").split(";")}
    if privacy & {"id", "user", "header"}:
        return Party()
    asserted = request.headers.get("p-asserted-identity")
    try:
        address = Address.read(asserted) if asserted else request.sender
    except BadMessage:
        address = request.sender
    if address.uri.host == ANONYMOUS.uri.host or address.uri.user.lower() == "anonymous":
        return Party()
    number = read(trunk, location, address.uri.user)
    return Party(number, address.name if number else "")


def called_extension(trunk: TrunkOptions, location: Location, user: str, there: Callable[[str], bool]) -> str:
    """The extension that a call from the trunk rings; empty: none. `user` stands before the @ of the called address;
    `there` tells whether there is such an extension.
    """
    number = read(trunk, location, user)
    mapped = trunk.inbound.get(number)
    if mapped is not None:
        return mapped
    extension = number.removeprefix(location.trunk) if location.trunk and number.startswith(location.trunk) else user
    return extension if there(extension) else trunk.inbound.get("*", "")
