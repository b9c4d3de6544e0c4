from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from callplane.errors import ConfigurationError
from callplane.numbers import DEMO_LOCATION, Location, NumberFormat, ProjectRule, Rule, RuleSet


def location(**table: Any) -> Location:
    return Location.from_mapping(table, "callplane.toml: [locations.x]", "x")


def test_every_member_of_the_interface_is_there() -> None:
    assert len(fields(Location)) == 43 - 1  # AsnLocationInformation2 without its checksum, which is computed


def test_the_demo_location() -> None:
    assert DEMO_LOCATION.trunk == "+49815136856"
    assert DEMO_LOCATION.access_codes == ("0",)
    assert [text for text in ("099", "100", "199", "200", "1000", "17", "1a7") if DEMO_LOCATION.has_extension(text)] == [
        "100",
        "199",
    ]


def test_the_checksum_tells_contents_apart() -> None:
    same, other = replace(DEMO_LOCATION), replace(DEMO_LOCATION, internal_rules=RuleSet((Rule("^1", "2"),)))
    assert same.checksum == DEMO_LOCATION.checksum != other.checksum
    assert hash(same) == hash(DEMO_LOCATION)
    assert same == DEMO_LOCATION != other
    assert len(other.checksum) == 32


def test_a_country_brings_its_prefixes() -> None:
    assert (location(country_code="49").national_prefix, location(country_code="49").international_prefix) == ("0", "00")
    assert (location(country_code="1").national_prefix, location(country_code="1").international_prefix) == ("1", "011")
    assert (location(country_code="39").national_prefix, location(country_code="39").international_prefix) == ("", "00")
    assert location(country_code="7").international_prefix == "810"
    assert location(country_code="800").international_prefix == "00"
    assert location(country_code="55").international_prefix == "00"
    assert location(country_code="1", international_prefix="00").international_prefix == "00"


def test_what_is_not_given_is_found() -> None:
    given = location(main_number="36856", area_code="8151", range_begin="100", range_end="1999", access_code_local="9")
    assert given.use_pbx
    assert (given.min_internal_length, given.max_internal_length) == (3, 4)
    assert (given.access_code_long_distance, given.access_code_international) == ("9", "9")
    assert (given.id, given.country_id) == ("x", 49)
    assert not location(main_number="36856", use_pbx=False).use_pbx
    assert location(access_code_local="0", access_code_long_distance="").access_code_long_distance == ""
    assert location(id="other").id == "other"


def test_access_codes_are_tried_from_the_longest() -> None:
    assert location(access_code_local="0", access_code_private="07", access_code_forwarding="1").access_codes == ("07", "0", "1")
    assert location(access_code_local="0", use_pbx=False).access_codes == ()


def test_extensions_without_a_range_do_not_begin_with_the_access_code() -> None:
    open_range = location(use_pbx=True, access_code_local="0", min_internal_length=2, max_internal_length=3)
    assert [text for text in ("1", "10", "010", "100", "1000") if open_range.has_extension(text)] == ["10", "100"]
    assert location(use_pbx=True).has_extension("0")


def test_lengths_and_range_both_limit() -> None:
    limited = location(range_begin="10", range_end="999", max_internal_length=2)
    assert limited.has_extension("99")
    assert not limited.has_extension("100")
    wide = location(range_begin="10", range_end="999", min_internal_length=1, max_internal_length=4)
    assert not wide.has_extension("9")
    assert not wide.has_extension("0099")


def test_rules_and_projects_come_from_tables() -> None:
    given = location(
        internal_rules=[{"search": "^1", "replace": "2"}, {"search": "^3", "match_replace": False}],
        dial_rules={"read_only": False, "rules": [{"search": "^4", "replace": "5"}]},
        project_rules=[{"name": "Maintenance", "pin": "4711", "kind": 1}],
        dialing_format=1,
    )
    assert given.internal_rules == RuleSet((Rule("^1", "2"), Rule("^3", "", match_replace=False)))
    assert given.dial_rules == RuleSet((Rule("^4", "5"),), read_only=False)
    assert given.project_rules == (ProjectRule("Maintenance", pin="4711", kind=1),)
    assert given.dialing_format == NumberFormat.SUPERCANONIC


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"area": "8151"}, ["'area'", "'area_code'"]),
        ({"colour": "red"}, ["'colour'", "country_code"]),
        ({"country_code": 49}, ["country_code", "49"]),
        ({"country_code": ""}, ["country_code"]),
        ({"country_code": "999"}, ["country_code", "999"]),
        ({"country_code": "+49"}, ["country_code"]),
        ({"area_code": "08151 1"}, ["area_code"]),
        ({"access_code_local": "0" * 65}, ["access_code_local"]),
        ({"use_vanity": 1}, ["use_vanity"]),
        ({"min_internal_length": True}, ["min_internal_length"]),
        ({"min_internal_length": 4, "max_internal_length": 3}, ["min_internal_length"]),
        ({"max_internal_length": 16}, ["max_internal_length"]),
        ({"range_begin": "100"}, ["range_end"]),
        ({"range_begin": "200", "range_end": "100"}, ["range_end"]),
        ({"range_begin": "200", "range_end": "99"}, ["range_end"]),
        ({"main_number": "1234567890", "area_code": "8151"}, ["main_number"]),
        ({"international_dialling_rule": "00"}, ["international_dialling_rule"]),
        ({"dialing_format": 4}, ["dialing_format"]),
        ({"vanity_numbers": "FLOWERS"}, ["vanity_numbers"]),
        ({"id": "two words"}, ["id"]),
        ({"incoming_rules": "^0"}, ["incoming_rules"]),
        ({"incoming_rules": ["^0"]}, ["incoming_rules", "rules[0]"]),
        ({"incoming_rules": [{"replace": "0"}]}, ["incoming_rules", "search"]),
        ({"incoming_rules": [{"search": "("}]}, ["incoming_rules", "rules[0]"]),
        ({"incoming_rules": [{"search": "1", "with": "2"}]}, ["'with'"]),
        ({"incoming_rules": {"rules": {}}}, ["rules"]),
        ({"project_rules": [{"pin": "1"}]}, ["project_rules[0]", "name"]),
    ],
)
def test_errors_name_the_place_and_the_field(table: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(ConfigurationError) as error:
        location(**table)
    assert all(word in str(error.value) for word in ["callplane.toml: [locations.x]", *named])


def test_a_location_needs_a_name() -> None:
    with pytest.raises(ConfigurationError):
        Location.from_mapping({}, "nowhere")
