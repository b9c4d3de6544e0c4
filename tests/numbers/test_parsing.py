from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callplane.errors import InvalidNumber
from callplane.numbers import (
    DEMO_LOCATION,
    Location,
    Rule,
    RuleSet,
    Source,
    display,
    explain,
    explain_stages,
    is_internal,
    to_dialable,
    to_supercanonic,
)
from callplane.numbers.national import is_valid
from callplane.numbers.parsing import read

from .test_cases import LOCATIONS

REPORTING = replace(
    DEMO_LOCATION,
    incoming_rules=RuleSet((Rule(r"^49(\d{6,})$", r"+49\1"),)),
    outgoing_rules=RuleSet((Rule(r"^8(\d{7,})$", r"0\1"),)),
)


def test_reported_numbers_have_rules_of_their_own() -> None:
    assert to_supercanonic("4989123456", REPORTING, Source.CALLER) == "+4989123456"
    assert to_supercanonic("8089123456", REPORTING, Source.DIALLED) == "+4989123456"
    assert to_supercanonic("4989123456", REPORTING) == "+4981514989123456"


def test_what_was_dialled_at_a_telephone_begins_with_the_access_code() -> None:
    assert to_supercanonic("0015123456789", DEMO_LOCATION, Source.DIALLED) == "+4915123456789"
    assert to_supercanonic("0015123456789", DEMO_LOCATION) == "+15123456789"
    assert to_supercanonic("006123456", LOCATIONS["it"], Source.DIALLED) == "+3906123456"
    assert to_supercanonic("0123456", DEMO_LOCATION, Source.DIALLED) == "+498151123456"
    assert to_supercanonic("177", DEMO_LOCATION, Source.DIALLED) == "+49815136856177"
    assert to_supercanonic("36856177", DEMO_LOCATION, Source.DIALLED) == "+49815136856177"


def test_internal_rules_say_what_an_extension_is() -> None:
    location = replace(
        DEMO_LOCATION,
        internal_rules=RuleSet((Rule(r"^7(\d\d)$", r"+498151368561\1"), Rule(r"^110$", "", match_replace=False))),
    )
    assert to_supercanonic("777", location) == "+49815136856177"
    assert to_supercanonic("110", location) == "+49815136856110"
    without_main_number = replace(LOCATIONS["private"], internal_rules=RuleSet((Rule("^7$", "70"),)))
    assert to_supercanonic("7", without_main_number) == "70"


def test_external_rules_say_what_stays_as_dialled() -> None:
    location = replace(
        DEMO_LOCATION,
        external_rules=RuleSet((Rule(r"^\*21", match_replace=False), Rule("^19222$", "+49815119222"))),
    )
    assert to_supercanonic("*21", location) == "*21"
    assert to_dialable("*21", location) == "*21"
    assert to_supercanonic("19222", location) == "+49815119222"


def test_extensions_of_other_locations_are_read_where_there_are_several() -> None:
    rules = RuleSet((Rule(r"^72(\d{3})$", r"+493090182\1"),))
    location = replace(DEMO_LOCATION, other_locations_in_rules=rules)
    assert to_supercanonic("72123", location) == "+49815172123"
    assert to_supercanonic("72123", replace(location, multi_location=True)) == "+493090182123"


def test_a_rule_cannot_make_what_is_no_number() -> None:
    location = replace(DEMO_LOCATION, external_rules=RuleSet((Rule("^7$", "+abc"), Rule("^8$", ""))))
    for text in "78":
        with pytest.raises(InvalidNumber):
            to_supercanonic(text, location)


def test_steps_lead_from_the_text_to_the_number() -> None:
    outcome = read("tel:+49-(0)8151-36856;ext=177", DEMO_LOCATION)
    assert [(step.before, step.after) for step in outcome.steps] == [
        ("tel:+49-(0)8151-36856;ext=177", "+49-(0)8151-36856"),
        ("+49-(0)8151-36856", "+490815136856"),
        ("+490815136856", "+490815136856"),
        ("+490815136856", "+49815136856"),
        ("+49815136856", "+49815136856177"),
    ]
    assert outcome.text == "+49815136856177"


def test_an_explanation_tells_reading_display_and_dialling() -> None:
    stages = explain_stages("089 123456", DEMO_LOCATION)
    assert stages.display is not None
    assert stages.dialling is not None
    assert (stages.reading.text, stages.display.text, stages.dialling.text) == ("+4989123456", "089 123456", "0089123456")
    assert explain("089 123456", DEMO_LOCATION) == [
        *stages.reading.steps,
        *stages.display.steps,
        *stages.dialling.steps,
    ]


def test_an_explanation_ends_where_the_text_is_refused() -> None:
    stages = explain_stages("089-abc", DEMO_LOCATION)
    assert stages.reading.problem
    assert (stages.display, stages.dialling) == (None, None)
    assert [step.after for step in explain("089-abc", DEMO_LOCATION)] == ["089abc"]


places = st.sampled_from(list(LOCATIONS.values()))
sources = st.sampled_from(Source)
written = st.one_of(
    st.text(alphabet="0123456789+*#()-/. ", max_size=24),
    st.from_regex(r"(\+|00|011|0|1|9)?( ?\(0\))?[ 0-9/-]{2,14}", fullmatch=True),
    st.builds("tel:{};{}={}".format, st.text("+0123456789-"), st.sampled_from(["ext", "phone-context", "x"]), st.text("+019-a")),
    st.text(max_size=70),
)


@settings(max_examples=400, deadline=None)
@given(written, places, sources)
def test_junk_raises_only_invalid_number(text: str, location: Location, source: Source) -> None:
    try:
        number = to_supercanonic(text, location, source)
    except InvalidNumber:
        return
    assert number.removeprefix("+").isdecimal()
    assert to_supercanonic(number, location) == number
    assert to_supercanonic(display(number, location), location) == number
    dialled = to_dialable(number, location)
    if not number.startswith("+") or is_valid(number) or is_internal(number, location):
        assert to_supercanonic(dialled, location, Source.DIALLED) == number
