from __future__ import annotations

from dataclasses import replace

import pytest

from callplane.errors import InvalidNumber
from callplane.numbers import (
    DEMO_LOCATION,
    NumberFormat,
    Purpose,
    Rule,
    RuleSet,
    dial_string,
    display,
    extension_of,
    is_internal,
    to_dialable,
)

from .test_cases import LOCATIONS


def test_extensions_are_inside() -> None:
    assert extension_of("+49815136856177", DEMO_LOCATION) == "177"
    assert is_internal("+49815136856177", DEMO_LOCATION)
    for outside in ("+49815136856", "+49815136856200", "+4981513685617", "+4989123456", "177", "110"):
        assert extension_of(outside, DEMO_LOCATION) is None
        assert not is_internal(outside, DEMO_LOCATION)
    assert extension_of("12", LOCATIONS["private"]) == "12"
    assert extension_of("110", LOCATIONS["private"]) is None


def test_an_emergency_number_is_never_used_as_an_extension() -> None:
    assert to_dialable("+49815136856110", DEMO_LOCATION) == "036856110"
    assert display("+49815136856110", DEMO_LOCATION) == "08151 36856110"


def test_a_private_plan_gives_way_to_emergency_numbers() -> None:
    location = replace(LOCATIONS["private"], min_internal_length=3, max_internal_length=3, range_begin="100", range_end="199")
    assert extension_of("110", location) is None
    assert extension_of("111", location) == "111"


def test_a_purpose_has_its_access_code() -> None:
    location = replace(DEMO_LOCATION, access_code_private="71", access_code_forwarding="72")
    assert to_dialable("+4989123456", location) == "0089123456"
    assert to_dialable("+4989123456", location, Purpose.PRIVATE) == "71089123456"
    assert to_dialable("+4989123456", location, Purpose.FORWARDING) == "72089123456"
    assert to_dialable("+4989123456", DEMO_LOCATION, Purpose.PRIVATE) == "0089123456"
    assert to_dialable("+49815136856177", location, Purpose.PRIVATE) == "177"


def test_each_form_has_its_access_code() -> None:
    location = replace(DEMO_LOCATION, access_code_local="1", access_code_long_distance="2", access_code_international="3")
    assert to_dialable("+498151123456", location) == "1123456"
    assert to_dialable("+4989123456", location) == "2089123456"
    assert to_dialable("+43140110", location) == "30043140110"
    assert to_dialable("11833", location) == "111833"


def test_dialling_rules_go_before_prefixes() -> None:
    location = replace(
        DEMO_LOCATION,
        local_dialling_rule="8G",
        national_dialling_rule="01010F*G",
        international_dialling_rule="0101000E#F#G",
    )
    assert to_dialable("+498151123456", location) == "08123456"
    assert to_dialable("+4989123456", location) == "00101089*123456"
    assert to_dialable("+43140110", location) == "0010100043#1#40110"


def test_no_local_dialing_keeps_the_area_code() -> None:
    assert to_dialable("+498151123456", replace(DEMO_LOCATION, no_local_dialing=True)) == "008151123456"


def test_a_pbx_may_take_supercanonic_numbers() -> None:
    location = replace(DEMO_LOCATION, dialing_format=NumberFormat.SUPERCANONIC)
    assert to_dialable("+4989123456", location) == "+4989123456"
    assert to_dialable("110", location) == "0110"
    assert to_dialable("+4989123456", replace(location, dialing_format=NumberFormat.PLAIN)) == "4989123456"


def test_dial_rules_see_supercanonic_numbers() -> None:
    rules = RuleSet((Rule(r"^\+4989(\d+)$", r"88\1"), Rule(r"^\+4930", "+43")))
    location = replace(DEMO_LOCATION, dial_rules=rules)
    assert to_dialable("+4989123456", location) == "88123456"
    assert to_dialable("+4930140110", location) == "00043140110"


def test_final_rules_see_what_is_dialled() -> None:
    location = replace(DEMO_LOCATION, final_dial_rules=RuleSet((Rule("^00", "0W0"),)))
    assert to_dialable("+4989123456", location) == "0W089123456"


def test_other_locations_can_be_dialled_short() -> None:
    rules = RuleSet((Rule(r"^\+493090182(\d{3})$", r"72\1"),))
    location = replace(DEMO_LOCATION, multi_location=True, shorten_other_locations=True, other_locations_out_rules=rules)
    assert to_dialable("+493090182123", location) == "72123"
    assert to_dialable("+4930123456", location) == "0030123456"
    assert to_dialable("+493090182123", replace(location, shorten_other_locations=False)) == "003090182123"


@pytest.mark.parametrize(
    "number", ["", "+", "+49 89 1", "abc", "++4989123456", "+0123456", "+999123456", "+" + "1" * 30, "1" * 30]
)
def test_only_supercanonic_numbers_are_dialled(number: str) -> None:
    with pytest.raises(InvalidNumber):
        to_dialable(number, DEMO_LOCATION)


def test_a_number_of_no_country_is_shown_as_it_is() -> None:
    assert display("+999123456", DEMO_LOCATION) == "+999123456"


@pytest.mark.parametrize(
    ("text", "number_format", "dialled"),
    [
        ("08151 36856-177", 0, "0815136856177"),
        ("+49 (0)89", 0, "+49089"),
        ("*21*089 123#", 0, "*21*089123#"),
        ("089123456,,12", 0, "089123456,,12"),
        ("089 123 w 12", 0, "089123w12"),
        ("٠٨٩", 0, "089"),
        ("+49815136856177", 1, "177"),
        ("+4989123456", 1, "0089123456"),
        ("089 / 123 456", 2, "0089123456"),
        ("177", 2, "177"),
        ("110", 2, "0110"),
        ("08151 36856-177", 3, "0815136856177"),
        ("*21#", 3, "*21#"),
    ],
)
def test_a_dial_string_follows_its_format(text: str, number_format: int, dialled: str) -> None:
    assert dial_string(text, DEMO_LOCATION, number_format) == dialled


@pytest.mark.parametrize(
    ("text", "number_format"),
    [
        ("", 0),
        ("+", 0),
        (",1", 0),
        ("1+2", 0),
        ("abc", 0),
        ("1" * 65, 0),
        ("abc", 1),
        ("abc", 2),
        ("+4989123456", 3),
        ("089,1", 3),
        ("", 3),
        ("177", 4),
        ("177", -1),
    ],
)
def test_what_cannot_be_dialled_is_refused(text: str, number_format: int) -> None:
    with pytest.raises(InvalidNumber):
        dial_string(text, DEMO_LOCATION, number_format)
