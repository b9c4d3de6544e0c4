"""Where a call goes: knows the dial plan, busy and the forwards of the called extensions; changes nothing.

Order at an extension: immediate forwards; those for an unplugged phone; those for busy and do-not-disturb; else it rings. Of two
rules the one for the caller's kind (internal, external) goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from callplane.drivers.exchange.legs import Destination, End, Refusal, Station
from callplane.drivers.exchange.outside import SIMULATED, Carrier, behaviour
from callplane.errors import InvalidNumber
from callplane.model.call import Party
from callplane.model.line import Forward, ForwardMode
from callplane.numbers.location import Location
from callplane.numbers.national import is_service
from callplane.numbers.parsing import to_supercanonic

MAX_HOPS = 5
"""Forwards that one call follows; the next one finds it busy."""

_DIALLED = frozenset("0123456789*#+")
_LENGTHS = range(3, 16)  # digits of a number outside; ITU-T E.164, clause 6


class DialPlan:
    """What numbers mean here. `stations` are the extensions by their digits, `carrier` takes calls to numbers outside."""

    def __init__(self, location: Location, stations: Mapping[str, Station], carrier: Carrier = lambda _: SIMULATED) -> None:
        self.location = location
        self.stations = stations
        self.carrier = carrier
        self._numbers = {station.party.number: station for station in stations.values()}

    def dialled(self, text: str) -> Destination:
        """What is reached by dialling `text` on one of the phones."""
        digits = "".join(sign for sign in text if sign in _DIALLED)
        if digits.startswith("+"):
            return self.number(digits)
        if digits not in self.stations and not self.location.has_extension(digits):
            for code in self.location.access_codes or ("",):
                if digits.startswith(code):
                    return self.number(self._behind_access_code(digits.removeprefix(code)))
        return self._extension(digits)

    def number(self, number: str) -> Destination:
        """What is reached by a supercanonic number or, outside, by a service number."""
        if station := self._numbers.get(number):
            return Destination(station.party, station)
        digits, trunk = number.removeprefix("+"), self.location.trunk
        inside = bool(trunk) and number.startswith(trunk)
        return Destination(Party(number), outside=not inside and digits.isdecimal() and len(digits) in _LENGTHS)

    def from_outside(self, text: str) -> Station | None:
        """The extension that somebody outside means by an extension or a number in any usual form."""
        if text.strip() in self.stations:
            return self.stations[text.strip()]
        try:
            return self.number(to_supercanonic(text, self.location)).station
        except InvalidNumber:
            return None

    def _extension(self, digits: str) -> Destination:
        station = self.stations.get(digits)
        if station is not None:
            return Destination(station.party, station)
        return Destination(Party(self.location.trunk + digits if digits.isdecimal() else digits))

    def _behind_access_code(self, digits: str) -> str:
        here = self.location
        if here.international_prefix and digits.startswith(here.international_prefix):
            return "+" + digits.removeprefix(here.international_prefix)
        if here.national_prefix and digits.startswith(here.national_prefix):
            return f"+{here.country_code}{digits.removeprefix(here.national_prefix)}"
        if is_service(digits, here.country_code):
            return digits
        return f"+{here.country_code}{here.area_code}{digits}" if digits else ""


class Verdict(Enum):
    ALERT = "alert"
    BUSY = "busy"
    UNOBTAINABLE = "unobtainable"


@dataclass(frozen=True, slots=True)
class Route:
    """What becomes of a call: the destination at last, who forwarded it there, after how many forwards.

    `refusal` tells why, where it is unobtainable.
    """

    verdict: Verdict
    destination: Destination
    redirecting: Party | None = None
    hops: int = 0
    refusal: Refusal = Refusal.UNKNOWN


def route(plan: DialPlan, caller: End, destination: Destination, redirecting: Party | None = None, hops: int = 0) -> Route:
    """Where a call to `destination` leads. Whoever is on the caller's own side cannot be called."""
    station = destination.station
    if station is None:
        verdict, refusal = _beyond(plan, destination)
        return Route(verdict, destination, redirecting, hops, refusal)
    if station in _own(caller):
        return Route(Verdict.UNOBTAINABLE, destination, redirecting, hops, Refusal.BUSY)
    verdict, rule = _at(station, caller)
    if rule is not None:
        return follow(plan, caller, station, rule, hops)
    return Route(verdict, destination, redirecting, hops, Refusal.ABSENT)


def follow(plan: DialPlan, caller: End, station: Station, rule: Forward, hops: int) -> Route:
    """Where a call leads that a rule of `station` forwards: busy after too many forwards, or when it is back at the caller."""
    destination = plan.number(rule.destination)
    if hops == MAX_HOPS or destination.station in _own(caller):
        return Route(Verdict.BUSY, Destination(station.party, station), hops=hops)
    return route(plan, caller, destination, station.party, hops + 1)


def _own(caller: End) -> set[Station]:
    return {end.station for end in caller.circuit() if end.station is not None}


def _beyond(plan: DialPlan, destination: Destination) -> tuple[Verdict, Refusal]:
    """What becomes of a call that leads outside, and why where it is unobtainable."""
    carrier = plan.carrier(destination.party.number) if destination.outside else None
    if carrier is None:
        return Verdict.UNOBTAINABLE, Refusal.UNREACHABLE if destination.outside else Refusal.UNKNOWN
    if carrier != SIMULATED:
        return Verdict.ALERT, Refusal.UNREACHABLE
    how = behaviour(destination.party.number)
    if how.unobtainable:
        return Verdict.UNOBTAINABLE, Refusal.UNKNOWN
    return Verdict.BUSY if how.busy else Verdict.ALERT, Refusal.UNKNOWN


def _at(station: Station, caller: End) -> tuple[Verdict, Forward | None]:
    if rule := _pick(station, caller, *_IMMEDIATE):
        return Verdict.ALERT, rule
    if not station.plugged:
        return Verdict.UNOBTAINABLE, _pick(station, caller, *_DISCONNECTED) or _pick(station, caller, *_ADMIN)
    if station.settings.do_not_disturb or station.busy:
        return Verdict.BUSY, _pick(station, caller, *_BUSY)
    return Verdict.ALERT, None


_M = ForwardMode
_Modes = tuple[ForwardMode, ForwardMode, ForwardMode]  # for internal callers, for external ones, for all
_IMMEDIATE: _Modes = (_M.IMMEDIATE_INTERNAL, _M.IMMEDIATE_EXTERNAL, _M.IMMEDIATE)
_DISCONNECTED: _Modes = (_M.DISCONNECTED_INTERNAL, _M.DISCONNECTED_EXTERNAL, _M.DISCONNECTED)
_ADMIN: _Modes = (_M.ADMIN_DISCONNECTED_INTERNAL, _M.ADMIN_DISCONNECTED_EXTERNAL, _M.ADMIN_DISCONNECTED)
_BUSY: _Modes = (_M.BUSY_INTERNAL, _M.BUSY_EXTERNAL, _M.BUSY)
_NO_ANSWER: _Modes = (_M.NO_ANSWER_INTERNAL, _M.NO_ANSWER_EXTERNAL, _M.NO_ANSWER)


def no_answer_rule(station: Station, caller: End) -> Forward | None:
    """The forward for a call of `caller` that is not answered at `station`."""
    return _pick(station, caller, *_NO_ANSWER)


def busy_rule(station: Station, caller: End) -> Forward | None:
    """The forward for a call of `caller` that finds `station` busy."""
    return _pick(station, caller, *_BUSY)


def _pick(station: Station, caller: End, internal: ForwardMode, external: ForwardMode, every: ForwardMode) -> Forward | None:
    if not station.settings.forwards:
        return None
    number = caller.shown.number
    fitting = {rule.mode: rule for rule in station.settings.forwards if not rule.callers or (number and number in rule.callers)}
    return fitting.get(internal if caller.inside else external) or fitting.get(every)
