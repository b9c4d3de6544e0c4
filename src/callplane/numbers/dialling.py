"""Dialling and showing numbers: knows what a PBX and a person are given for a number; reading is done by `parsing`.

Interface section 7: an extension inside, else an access code and the shortest form that is valid.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from callplane.errors import InvalidNumber
from callplane.numbers import national
from callplane.numbers.cleaning import MAX_TEXT, to_ascii
from callplane.numbers.location import Location, NumberFormat
from callplane.numbers.parsing import DIALLABLE, reads_as, to_supercanonic
from callplane.numbers.trace import Outcome, Trace

_AS_GIVEN = re.compile(r"\+?[0-9*#][0-9*#,pPwW]*")  # pauses as in RFC 2806 and 3GPP TS 27.007: , p w
_DIGITS_ONLY = re.compile(r"[0-9*#]+")


class Purpose(Enum):
    """What a number is dialled for; it chooses the access code."""

    CALL = "call"
    PRIVATE = "private"
    FORWARDING = "forwarding"


def extension_of(number: str, location: Location) -> str | None:
    """The extension of a supercanonic number of this location, or None for any other number.

    An extension that would be read as an emergency number is never used.
    """
    if location.trunk and not number.startswith(location.trunk):
        return None
    extension = number.removeprefix(location.trunk)
    inside = location.has_extension(extension) and not national.is_emergency(extension, location.country_code)
    return extension if inside else None


def is_internal(number: str, location: Location) -> bool:
    """Whether a supercanonic number is an extension of this location."""
    return extension_of(number, location) is not None


def to_dialable(number: str, location: Location, purpose: Purpose = Purpose.CALL) -> str:
    """What the PBX is given to dial for a supercanonic or service number. Raises InvalidNumber."""
    return dial(number, location, purpose).unwrap()


def dial(number: str, location: Location, purpose: Purpose = Purpose.CALL) -> Outcome:
    """As `to_dialable`, with the steps; never raises."""
    return _dial(number[: MAX_TEXT + 1], location, purpose)


@lru_cache(maxsize=8192)
def _dial(number: str, location: Location, purpose: Purpose) -> Outcome:
    trace = Trace(number)
    try:
        if not DIALLABLE.fullmatch(number):
            raise InvalidNumber(f"{number!r} is not a supercanonic number; write + and digits.")
        trace.apply_rules("dial", location.dial_rules)
        if trace.text.startswith("+") or trace.text == number:
            _shorten(trace, location, purpose)
        trace.apply_rules("final dial", location.final_dial_rules)
    except InvalidNumber as refusal:
        return trace.outcome(str(refusal))
    return trace.outcome()


def _shorten(trace: Trace, location: Location, purpose: Purpose) -> None:
    shortens_others = location.multi_location and location.shorten_other_locations
    if shortens_others and trace.apply_rules("other locations", location.other_locations_out_rules):
        return
    number = trace.text
    if number.startswith("+") and location.dialing_format in {NumberFormat.SUPERCANONIC, NumberFormat.PLAIN}:
        plus = location.dialing_format == NumberFormat.SUPERCANONIC
        trace.apply("dialing format of the PBX", number if plus else number[1:])
    elif extension := extension_of(number, location):
        trace.apply("extension", extension)
    elif number.startswith(("*", "#")):
        trace.apply("feature code", number)
    else:
        rule, form, code = _outside(number, location)
        trace.apply(rule, form)
        code = _access_code(code, location, purpose)
        if code:
            trace.apply(f"outside access code {code}", code + form)


def _outside(number: str, location: Location) -> tuple[str, str, str]:
    """Name of the form, the form itself and its access code."""
    if not number.startswith("+"):
        return "service number", number, location.access_code_local
    parts = national.split(number)
    if parts is None:
        raise InvalidNumber(f"{number} {national.problem(number)}; write + and country code, digits only.")
    country, area, rest = parts
    if country != location.country_code:
        form = _fill(location.international_dialling_rule or f"{location.international_prefix}EFG", country, area, rest)
        return "international form", form, location.access_code_international
    own = f"+{country}{location.area_code}"
    if location.area_code and not location.no_local_dialing and number.startswith(own):
        rest_here = number.removeprefix(own)
        form = _fill(location.local_dialling_rule or f"{location.local_prefix}G", country, location.area_code, rest_here)
        if reads_as(rest_here, number, location):
            return "local form", form, location.access_code_local
    form = _fill(location.national_dialling_rule or f"{location.national_prefix}FG", country, area, rest)
    return "national form", form, location.access_code_long_distance


def _fill(rule: str, country: str, area: str, rest: str) -> str:
    return rule.replace("E", country).replace("F", area).replace("G", rest)


def _access_code(usual: str, location: Location, purpose: Purpose) -> str:
    if not location.use_pbx:
        return ""
    special = {Purpose.PRIVATE: location.access_code_private, Purpose.FORWARDING: location.access_code_forwarding}
    return special.get(purpose) or usual


def dial_string(text: str, location: Location, number_format: int) -> str:
    """What to dial for the text of a call that is made, by its iNumberFormat (AsnETAPIDialNumberFormat).

    0 dials as given: digits, `*`, `#`, a leading `+`, pauses `,` `p` `w`; 1 and 2 read the text and dial its number;
    3 dials digits, `*` and `#` as they stand. Raises InvalidNumber.
    """
    if number_format in {NumberFormat.SUPERCANONIC, NumberFormat.PLAIN}:
        return to_dialable(to_supercanonic(text, location), location)
    if number_format not in set(NumberFormat):
        raise InvalidNumber(f"{number_format} is no number format; use 0 to 3.")
    if len(text) > MAX_TEXT:
        raise InvalidNumber(f"The text is longer than {MAX_TEXT} characters; write just the number.")
    digits = to_ascii(text)
    allowed = _AS_GIVEN if number_format == NumberFormat.NORMAL else _DIGITS_ONLY
    if not allowed.fullmatch(digits):
        raise InvalidNumber(f"{text!r} cannot be dialled as it stands; write digits, or let it be formatted.")
    return digits


def display(number: str, location: Location) -> str:
    """The number as a person at this location writes it. What is shown can be read back as the same number."""
    return show(number, location).text


def show(number: str, location: Location) -> Outcome:
    """As `display`, with the steps; of a longer text just the beginning is shown."""
    return _show(number[:MAX_TEXT], location)


@lru_cache(maxsize=8192)
def _show(number: str, location: Location) -> Outcome:
    trace = Trace(number)
    if extension := extension_of(number, location):
        trace.apply("extension", extension)
    elif number.startswith("+"):
        at_home = national.in_words(number, national=True)
        parts = national.split(number)
        if parts and parts[0] == location.country_code and reads_as(at_home, number, location):
            trace.apply("national form", at_home)
        else:
            trace.apply("international form", national.in_words(number, national=False))
    else:
        trace.apply("service number", number)
    return trace.outcome()
