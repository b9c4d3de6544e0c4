"""Where a line stands in the telephone world: knows its numbers, prefixes and rules, not how they are used.

Source: AsnLocationInformation2 (module UC-Server-Access-Protocol-Main), interface section 7.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from functools import cached_property

from callplane.errors import ConfigurationError
from callplane.numbers.national import is_country_code, prefixes
from callplane.numbers.rules import NO_RULES, ProjectRule, RuleSet
from callplane.numbers.tables import read_table

E164_DIGITS = 15  # ITU-T E.164, clause 6
MAX_CODE = 64  # characters of a code, prefix or rule


class NumberFormat(IntEnum):
    """How a number is written (AsnETAPIDialNumberFormat)."""

    NORMAL = 0
    SUPERCANONIC = 1
    PLAIN = 2
    DIALABLE_PLAIN = 3


@dataclass(frozen=True)
class Location:
    """A location. All codes and numbers are texts of digits; access codes may hold `*` and `#` too.

    A dialling rule is a text in which E, F and G stand for country code, area code and the rest: `00EFG`. An empty one
    is made from the prefix. Lengths count digits. An empty private or forwarding access code means the usual one.
    Raises ConfigurationError naming the field and the remedy.
    """

    id: str
    use_vanity: bool = False
    show_extended_settings: bool = False
    use_pbx: bool = False
    use_advanced_lcr: bool = False
    fixed_length_extensions: bool = False
    multi_location: bool = False
    create_other_location_rules: bool = False
    search_other_locations: bool = False
    shorten_other_locations: bool = False
    country_id: int = 0
    language: int = 0
    country_code: str = "49"
    local_prefix: str = ""
    national_prefix: str = "0"
    international_prefix: str = "00"
    local_dialling_rule: str = ""
    national_dialling_rule: str = ""
    international_dialling_rule: str = ""
    area_code: str = ""
    vanity_numbers: str = ""
    access_code_local: str = ""
    access_code_long_distance: str = ""
    access_code_international: str = ""
    access_code_private: str = ""
    access_code_forwarding: str = ""
    main_number: str = ""
    min_internal_length: int = 1
    max_internal_length: int = 4
    internal_rules: RuleSet = NO_RULES
    external_rules: RuleSet = NO_RULES
    other_locations_in_rules: RuleSet = NO_RULES
    other_locations_out_rules: RuleSet = NO_RULES
    incoming_rules: RuleSet = NO_RULES
    outgoing_rules: RuleSet = NO_RULES
    dial_rules: RuleSet = NO_RULES
    final_dial_rules: RuleSet = NO_RULES
    project_rules: tuple[ProjectRule, ...] = ()
    range_begin: str = ""
    range_end: str = ""
    dialing_format: int = NumberFormat.NORMAL
    no_local_dialing: bool = False

    def __post_init__(self) -> None:
        _check_texts(self)
        _check_numbering(self)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.checksum)

    @cached_property
    def checksum(self) -> str:
        """MD5 over the content, 32 hexadecimal digits: clients compare it to see that a location has changed."""
        content = json.dumps(asdict(self), sort_keys=True)
        return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()

    @cached_property
    def trunk(self) -> str:
        """What stands before an extension in its supercanonic form; empty where extensions have no such form."""
        return f"+{self.country_code}{self.area_code}{self.main_number}" if self.use_pbx and self.main_number else ""

    @cached_property
    def access_codes(self) -> tuple[str, ...]:
        """The outside-line access codes, the longest first."""
        codes = {self.access_code_local, self.access_code_long_distance, self.access_code_international}
        codes |= {self.access_code_private, self.access_code_forwarding}
        return tuple(sorted(codes - {""}, key=lambda code: (-len(code), code))) if self.use_pbx else ()

    def has_extension(self, digits: str) -> bool:
        """Whether the digits are an extension: length and range fit, and they do not begin with the access code."""
        if not self.use_pbx or not digits.isdecimal():
            return False
        if not self.min_internal_length <= len(digits) <= self.max_internal_length:
            return False
        if not self.range_begin:
            return not (self.access_code_local and digits.startswith(self.access_code_local))
        if not len(self.range_begin) <= len(digits) <= len(self.range_end):
            return False
        return int(self.range_begin) <= int(digits) <= int(self.range_end)

    @classmethod
    def from_mapping(cls, table: Mapping[str, object], where: str, name: str = "") -> Location:
        """A location from a table of the configuration; keys are the names of the fields above.

        What is not given is found from the rest: `id` is `name`, prefixes are those of the country, a main number, a
        range or an access code means a PBX, a range gives the lengths, the local access code serves for all calls.
        Raises ConfigurationError that begins with `where`.
        """
        named = {"id": name, **table}
        return read_table(cls, _found(read_table(cls, named, where)) | named, where)


def _found(given: Location) -> dict[str, object]:
    """What the rest of a location says about fields that were not given."""
    national, international = prefixes(given.country_code)
    found: dict[str, object] = {
        "country_id": int(given.country_code),
        "national_prefix": national,
        "international_prefix": international,
        "use_pbx": bool(given.main_number or given.range_begin or given.access_code_local),
        "access_code_long_distance": given.access_code_local,
        "access_code_international": given.access_code_local,
    }
    if given.range_begin:
        found |= {"min_internal_length": len(given.range_begin), "max_internal_length": len(given.range_end)}
    return found


_DIGITS = re.compile(r"[0-9]*")
_CODE = re.compile(r"[0-9*#]*")
_DIALLING_RULE = re.compile(r"[0-9*#+EFG]*G|")
_SHAPES = {
    "country_code": (re.compile(r"[1-9][0-9]{0,2}"), 'one to three digits, such as "49"'),
    "area_code": (_DIGITS, 'digits without the national prefix, such as "8151"'),
    "main_number": (_DIGITS, 'digits without area code and extension, such as "36856"'),
    "local_prefix": (_CODE, "digits, * and #"),
    "national_prefix": (_CODE, 'digits, * and #, such as "0"'),
    "international_prefix": (_CODE, 'digits, * and #, such as "00"'),
    "local_dialling_rule": (_DIALLING_RULE, 'digits and letters E, F, G, such as "G"'),
    "national_dialling_rule": (_DIALLING_RULE, 'digits and letters E, F, G, such as "0FG"'),
    "international_dialling_rule": (_DIALLING_RULE, 'digits and letters E, F, G, such as "00EFG"'),
    "access_code_local": (_CODE, 'digits, * and #, such as "0"'),
    "access_code_long_distance": (_CODE, 'digits, * and #, such as "0"'),
    "access_code_international": (_CODE, 'digits, * and #, such as "0"'),
    "access_code_private": (_CODE, 'digits, * and #, such as "7"'),
    "access_code_forwarding": (_CODE, 'digits, * and #, such as "0"'),
    "range_begin": (_DIGITS, 'an extension, such as "100"'),
    "range_end": (_DIGITS, 'an extension, such as "199"'),
    "vanity_numbers": (re.compile(r"[0-9+; ]*"), 'beginnings of numbers with ";" between them, such as "0700;0800"'),
    "id": (re.compile(r"[^\s]{1,64}"), "a name of up to 64 characters without spaces"),
}


def _check_texts(location: Location) -> None:
    for name, (shape, example) in _SHAPES.items():
        value = getattr(location, name)
        if not shape.fullmatch(value) or len(value) > MAX_CODE:
            raise ConfigurationError(f"{name} is {value!r}; write {example}")
    if not is_country_code(location.country_code):
        raise ConfigurationError(f"country_code {location.country_code} is not in use; {_SHAPES['country_code'][1]}")
    if location.dialing_format not in set(NumberFormat):
        raise ConfigurationError(f"dialing_format is {location.dialing_format}; write a number from 0 to 3")


def _check_numbering(location: Location) -> None:
    shortest, longest = location.min_internal_length, location.max_internal_length
    if not 1 <= shortest <= longest <= E164_DIGITS:
        raise ConfigurationError(
            f"min_internal_length {shortest} and max_internal_length {longest} do not fit; write 1 to {E164_DIGITS}"
        )
    if bool(location.range_begin) != bool(location.range_end):
        raise ConfigurationError("range_begin and range_end belong together; write both or none")
    if _rank(location.range_begin) > _rank(location.range_end):
        raise ConfigurationError("range_end is before range_begin; exchange them")
    if len(location.trunk) + shortest > E164_DIGITS + 1:
        raise ConfigurationError(
            f"country_code, area_code, main_number and an extension have more than {E164_DIGITS} digits; shorten them"
        )


def _rank(extension: str) -> tuple[int, str]:
    return len(extension), extension


DEMO_LOCATION = Location(
    id="demo",
    use_pbx=True,
    country_id=49,
    language=1031,
    country_code="49",
    area_code="8151",
    main_number="36856",
    min_internal_length=3,
    max_internal_length=3,
    range_begin="100",
    range_end="199",
    access_code_local="0",
    access_code_long_distance="0",
    access_code_international="0",
)
