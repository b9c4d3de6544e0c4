"""Reading numbers: knows the ways to write one at a location and the order in which they are tried; not how to dial.

`READERS` is that order. Each reader takes dialable characters and gives a supercanonic form, a service number as
dialled, or None when the text is not written its way; a form that cannot be a number goes to the next reader.
Interface section 7.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from callplane.errors import InvalidNumber
from callplane.numbers import national
from callplane.numbers.cleaning import MAX_TEXT, Written, clean
from callplane.numbers.location import Location
from callplane.numbers.trace import Outcome, Trace

DIALLABLE = re.compile(r"\+[1-9][0-9]{3,18}|[0-9*#]{1,18}")  # a supercanonic number, or what stays as dialled
MIN_LOCAL = 3  # digits; no subscriber has a shorter number


class Source(Enum):
    """Who wrote the text: a person or program, or a PBX that reports the caller or what was dialled at a telephone."""

    WRITTEN = "written"
    CALLER = "caller"
    DIALLED = "dialled"


def to_supercanonic(text: str, location: Location, source: Source = Source.WRITTEN) -> str:
    """The number meant by a text: `+` and digits, or a service number (or what a rule leaves) as dialled.

    Raises InvalidNumber with a text that says what is wrong and what to write instead.
    """
    return read(text, location, source).unwrap()


def reads_as(text: str, number: str, location: Location) -> bool:
    """Whether the text, written at this location, means that number."""
    outcome = read(text, location)
    return not outcome.problem and outcome.text == number


def read(text: str, location: Location, source: Source = Source.WRITTEN) -> Outcome:
    """As `to_supercanonic`, with the steps; never raises."""
    return _read(text[: MAX_TEXT + 1], location, source)  # enough to be refused, and no more is kept


@lru_cache(maxsize=8192)
def _read(text: str, location: Location, source: Source) -> Outcome:
    trace = Trace(text)
    try:
        written = clean(trace, vanity=location.use_vanity)
        _check_vanity(written, location)
        _apply_reported(trace, location, source)
        if not _apply_classifying(trace, location):
            _apply_readers(trace, location, written.context, source)
        if not DIALLABLE.fullmatch(trace.text):
            raise InvalidNumber(f"The rules of location {location.id} make {trace.text!r} of it; correct them.")
        if written.extension:
            _append_extension(trace, location, written.extension)
    except InvalidNumber as refusal:
        return trace.outcome(str(refusal))
    return trace.outcome()


def _check_vanity(written: Written, location: Location) -> None:
    beginnings = tuple(location.vanity_numbers.replace(" ", "").split(";"))
    if written.has_letters and not written.digits.startswith(beginnings):
        raise InvalidNumber(f"Only numbers with {location.vanity_numbers} may hold letters here; write digits.")


def _apply_reported(trace: Trace, location: Location, source: Source) -> None:
    """The rules for what a PBX reports; the number is still to be read after them."""
    reported = {Source.CALLER: ("incoming", location.incoming_rules), Source.DIALLED: ("outgoing", location.outgoing_rules)}
    if source in reported:
        trace.apply_rules(*reported[source])


def _apply_classifying(trace: Trace, location: Location) -> bool:
    """The rules that say what a number is; what they leave is not read any further."""
    if trace.apply_rules("internal", location.internal_rules):
        if not trace.text.startswith("+") and location.trunk:
            trace.apply("extension of the main number", location.trunk + trace.text)
        return True
    if location.multi_location and trace.apply_rules("other locations", location.other_locations_in_rules):
        return True
    return trace.apply_rules("external", location.external_rules)


def _apply_readers(trace: Trace, location: Location, context: str, source: Source) -> None:
    digits = trace.text
    found = (
        _in_context(digits, location, context)
        or (_after_access_code(digits, location, source) if source is Source.DIALLED else None)
        or _first_reader(digits, location)
        or _after_access_code(digits, location, source)
    )
    if found is None:
        raise InvalidNumber(_problem(digits, location))
    for rule, after in found:
        trace.apply(rule, after)


# --- the ways to write a number -------------------------------------------------------------------------------------


def _international(digits: str, _location: Location) -> str | None:
    return digits if digits.startswith("+") else None


def _emergency(digits: str, location: Location) -> str | None:
    return digits if national.is_emergency(digits, location.country_code) else None


def _extension(digits: str, location: Location) -> str | None:
    return location.trunk + digits if location.has_extension(digits) else None


def _service(digits: str, location: Location) -> str | None:
    here = national.is_service(digits, location.country_code) and not location.has_extension(digits)
    return digits if here else _emergency(digits, location)


def _service_outside(digits: str, location: Location) -> str | None:
    return next((short for _, outside in _outside(digits, location) if (short := _service(outside, location))), None)


def _international_prefix(digits: str, location: Location) -> str | None:
    prefix = location.international_prefix
    if not prefix or not digits.startswith(prefix):
        return None
    return "+" + digits[len(prefix) :]


def _national_prefix(digits: str, location: Location) -> str | None:
    prefix = location.national_prefix
    if not prefix or not digits.startswith(prefix) or _begins_with(digits, location.international_prefix):
        return None
    return f"+{location.country_code}{digits[len(prefix) :]}"


def _without_prefix(digits: str, location: Location) -> str | None:
    """A local number, or a national one where people leave out or have no prefix: the one that is really given out."""
    if not digits.isdecimal() or _begins_with(digits, location.international_prefix, location.national_prefix):
        return None
    shortest = max(MIN_LOCAL, location.max_internal_length + 1 if location.use_pbx else 0)
    if len(digits) < shortest:
        return None
    forms = [f"+{location.country_code}{location.area_code}{digits}", f"+{location.country_code}{digits}"]
    if not location.national_prefix:
        forms.reverse()
    numbers = [number for form in forms if (number := _accept(form, location))]
    return next(iter(sorted(numbers, key=lambda number: not national.is_valid(number))), None)


def _begins_with(digits: str, *prefixes: str) -> bool:
    return any(prefix and digits.startswith(prefix) for prefix in prefixes)


Reader = Callable[[str, Location], "str | None"]

LOCAL = "local number"
READERS: tuple[tuple[str, Reader], ...] = (
    ("international number", _international),
    ("emergency number", _emergency),
    ("extension", _extension),
    ("service number behind the access code", _service_outside),
    ("service number", _service),
    ("international prefix", _international_prefix),
    ("national prefix", _national_prefix),
    (LOCAL, _without_prefix),
)

Found = list[tuple[str, str]]  # rules and what they made, in their order


def _first_reader(digits: str, location: Location) -> Found | None:
    for rule, reader in READERS:
        form = reader(digits, location)
        if form and (number := _accept(form, location)):
            found = [(rule, form)]
            return found if number == form else [*found, ("national prefix dropped behind the country code", number)]
    return None


def _accept(form: str, location: Location) -> str | None:
    """The number when it can be one: ours, or of a length that its country uses."""
    trunk = location.trunk
    ours = trunk and form.startswith(trunk) and location.has_extension(form[len(trunk) :])
    return form if ours or not form.startswith("+") else national.possible(form)


def _after_access_code(digits: str, location: Location, source: Source) -> Found | None:
    """What stands behind an outside-line access code. A person's local number must be one that is given out."""
    for code, outside in _outside(digits, location):
        found = None if location.has_extension(outside) else _first_reader(outside, location)
        if found and (source is Source.DIALLED or found[0][0] != LOCAL or national.is_valid(found[0][1])):
            return [(f"outside access code {code}", outside), *found]
    return None


def _outside(digits: str, location: Location) -> list[tuple[str, str]]:
    """The outside-line access codes that the digits begin with, and what stands behind each."""
    codes = () if location.has_extension(digits) else location.access_codes
    return [(code, digits.removeprefix(code)) for code in codes if digits.startswith(code)]


def _in_context(digits: str, location: Location, context: str) -> Found | None:
    """A local tel URI: its context is the beginning of the number, or just says where the digits are valid."""
    if not context.startswith("+") or digits.startswith("+"):
        return None
    beginning = "+" + "".join(sign for sign in context if sign.isdecimal())
    here = f"+{location.country_code}{location.area_code}{location.main_number}".startswith(beginning)
    if here and _service(digits, location):
        return [("service number", digits)]
    if number := _accept(beginning + digits, location):
        return [(f"phone-context {context}", number)]
    if here:
        return None
    raise InvalidNumber(f"The number is not complete with its phone-context {context}; write it with + and country code.")


def _append_extension(trace: Trace, location: Location, extension: str) -> None:
    """An extension of our main number is part of the number; that of another is dialled after the answer."""
    if trace.text == location.trunk and location.has_extension(extension):
        trace.apply("extension of the main number", trace.text + extension)
    else:
        trace.apply(f"extension {extension} is left out: dial it when the call is answered", trace.text)


def _problem(digits: str, location: Location) -> str:
    if not digits.lstrip("+").isdecimal():
        return f"{digits} holds * or #, which no telephone number has; dial it as given, without formatting."
    if digits.startswith("+"):
        return f"{digits} {national.problem(digits)}; write + with country code, area code and number."
    if location.use_pbx and len(digits) <= location.max_internal_length:
        return f"{digits} is no extension and no service number here; write an outside number with its area code."
    number = f"+{location.country_code}{digits.removeprefix(location.national_prefix)}"
    if _begins_with(digits, location.international_prefix):
        number = "+" + digits.removeprefix(location.international_prefix)
    return f"{digits} {national.problem(number)}; write it with + and country code."
