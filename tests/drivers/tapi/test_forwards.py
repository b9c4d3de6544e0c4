"""Forwards and do-not-disturb as one list."""

from __future__ import annotations

import pytest

from callplane.drivers.commands import Hold, RemoveForward, SetDoNotDisturb, SetForward
from callplane.drivers.tapi.constants import ForwardMode as Tapi
from callplane.drivers.tapi.forwards import rings_for, settings_of, to_list, wanted
from callplane.drivers.tapi.protocol import Address
from callplane.drivers.tapi.protocol import Forward as Entry
from callplane.errors import InvalidNumber
from callplane.model.line import Forward, ForwardMode, LineSettings
from callplane.numbers import DEMO_LOCATION

HOME, DESK = "+4989123450", "+49815136856102"
BUSY = Forward(ForwardMode.BUSY, DESK)
ALWAYS = Forward(ForwardMode.IMMEDIATE, HOME)


def test_one_entry_is_changed_and_the_others_stay() -> None:
    settings = LineSettings(forwards=(BUSY,))
    settings = wanted(settings, SetForward("", ALWAYS))
    assert settings.forwards == (BUSY, ALWAYS)
    assert wanted(settings, SetForward("", Forward(ForwardMode.BUSY, HOME))).forwards == (ALWAYS, Forward(ForwardMode.BUSY, HOME))
    assert wanted(settings, RemoveForward("", ForwardMode.BUSY)).forwards == (ALWAYS,)
    assert wanted(settings, RemoveForward("", ForwardMode.BUSY, HOME)).forwards == (BUSY, ALWAYS)
    assert wanted(settings, RemoveForward("", destination=HOME)).forwards == (BUSY,)
    assert wanted(settings, RemoveForward("")).forwards == ()
    with pytest.raises(TypeError):
        wanted(settings, Hold("", ""))


def test_do_not_disturb_stands_beside_forwards_and_gives_way_to_an_unconditional_one() -> None:
    disturbed = wanted(LineSettings(forwards=(BUSY,)), SetDoNotDisturb("", on=True))
    entries = (Entry(Tapi.UNCOND), Entry(Tapi.BUSY, "102"))
    assert to_list(disturbed, DEMO_LOCATION) == entries
    assert settings_of(Address(forwards=entries), DEMO_LOCATION) == disturbed
    both = wanted(disturbed, SetForward("", ALWAYS))
    assert both.do_not_disturb
    assert to_list(both, DEMO_LOCATION) == (Entry(Tapi.BUSY, "102"), Entry(Tapi.UNCOND, "0089123450"))


def test_rules_for_some_callers_are_an_entry_each() -> None:
    rule = Forward(ForwardMode.NO_ANSWER, DESK, 20, callers=(HOME, "+49815136856103"))
    settings = LineSettings(forwards=(rule,))
    entries = to_list(settings, DEMO_LOCATION)
    assert entries == (Entry(Tapi.NOANSWSPECIFIC, "102", "0089123450"), Entry(Tapi.NOANSWSPECIFIC, "102", "103"))
    assert settings_of(Address(forwards=entries, rings=4), DEMO_LOCATION) == settings
    with pytest.raises(InvalidNumber):
        to_list(LineSettings(forwards=(Forward(ForwardMode.BUSY_INTERNAL, DESK, callers=(HOME,)),)), DEMO_LOCATION)


def test_what_is_not_known_is_left_out_and_what_cannot_be_read_is_shown() -> None:
    entries = (Entry(0x10000, "102"), Entry(Tapi.BUSY), Entry(Tapi.BUSY, "voice mail"))
    assert settings_of(Address(forwards=entries), DEMO_LOCATION).forwards == (Forward(ForwardMode.BUSY, "voice mail"),)


@pytest.mark.parametrize(("seconds", "rings"), [(0, 0), (1, 2), (14, 3), (500, 6)])
def test_seconds_become_rings(seconds: int, rings: int) -> None:
    assert rings_for([Forward(ForwardMode.NO_ANSWER, HOME, seconds), ALWAYS], 2, 6) == rings
