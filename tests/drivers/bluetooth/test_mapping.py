"""Lines, numbers and capabilities of phones; what a command means for the calls that a phone has."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from callplane.drivers import commands as c
from callplane.drivers.bluetooth import backend as b
from callplane.drivers.bluetooth import mapping
from callplane.drivers.bluetooth.backend import CallStatus as S
from callplane.drivers.bluetooth.backend import Phone, PhoneCall, PhoneForward, Skill
from callplane.drivers.bluetooth.ledger import Ledger
from callplane.drivers.bluetooth.options import KnownPhone
from callplane.errors import CommandFailed, NotCapable
from callplane.model.line import Capability, Forward, ForwardMode, LineStatus
from callplane.numbers.location import Location

HERE = Location(id="here", country_code="49", area_code="89")
ADDRESS = "00:11:22:33:44:55"
PHONE = Phone(ADDRESS, "Erika's phone", "hci0", connected=True)
ALL = ~Skill.NONE
LINE = "tel:+491701@m"


def ledger_of(*calls: PhoneCall) -> Ledger:
    ledger = Ledger(LINE, map("id{}".format, itertools.count(1)).__next__, lambda text, outbound: text)
    ledger.update(calls, 1.0)
    return ledger


def call(handle: str, status: S, *, multiparty: bool = False) -> PhoneCall:
    return PhoneCall(handle, status, f"100{handle}", multiparty=multiparty)


# Ids: each call takes one, and one for its scenario: a call's id is id1, the next one's id3.
NONE = ledger_of()
INCOMING, ACTIVE, HELD, DIALING = (ledger_of(call("a", s)) for s in (S.INCOMING, S.ACTIVE, S.HELD, S.DIALING))
PAIR = ledger_of(call("a", S.ACTIVE), call("b", S.HELD))
WAITING = ledger_of(call("a", S.ACTIVE), call("b", S.WAITING))
THREE = ledger_of(call("a", S.ACTIVE), call("b", S.HELD), call("c", S.WAITING))
GROUP = ledger_of(call("a", S.ACTIVE, multiparty=True), call("b", S.ACTIVE, multiparty=True))  # controller id1, members id3, id5
GROUP_AND_HELD = ledger_of(call("a", S.ACTIVE, multiparty=True), call("b", S.ACTIVE, multiparty=True), call("c", S.HELD))


# -- lines


def test_a_phone_that_is_known_has_the_number_and_name_of_the_configuration() -> None:
    report = mapping.line_report(PHONE, KnownPhone(ADDRESS, "+491701", "Erika"), "m", HERE)
    assert (report.uri, report.number, report.descriptor) == ("tel:+491701@m", "+491701", "Erika")
    assert (report.location_id, report.status, report.busy_on_busy) == ("here", LineStatus.OPEN, True)


def test_a_phone_that_is_not_known_has_its_address_as_number() -> None:
    report = mapping.line_report(replace(PHONE, connected=False, name="", skills=Skill.HOLD), None, "m", HERE)
    assert (report.uri, report.number, report.descriptor) == ("tel:000073588229205@m", "000073588229205", ADDRESS)
    assert (report.status, report.busy_on_busy) == (LineStatus.NO_PHONE, False)


def test_a_number_that_the_phone_tells_is_shown_and_the_address_of_the_line_stays() -> None:
    report = mapping.line_report(replace(PHONE, number="0170 1234567"), KnownPhone(ADDRESS, name="E"), "m", HERE)
    assert (report.uri, report.number) == ("tel:000073588229205@m", "+491701234567")


@pytest.mark.parametrize(("phone_id", "digits"), [("356938035643809", "356938035643809"), ("quectel_0", "0"), ("modem", "0")])
def test_a_modem_has_its_serial_number(phone_id: str, digits: str) -> None:
    assert mapping.digits_of(phone_id) == digits


def test_what_a_phone_can_do_follows_from_its_skills() -> None:
    least = Capability.MAKE_CALL | Capability.DROP | Capability.ANSWER | Capability.DIGITS
    assert mapping.capabilities_of(Skill.NONE) == least
    assert mapping.capabilities_of(Skill.HOLD) == least | Capability.HOLD | Capability.SWAP | Capability.CONSULTATION
    every = Capability.CONFERENCE | Capability.MERGE | Capability.HIDE_CALLER_ID
    assert every in mapping.capabilities_of(ALL)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+49 (89) 1001", "+49891001"),
        ("0891001", "+49891001"),
        ("110", "110"),
        ("", ""),
        ("anonymous", ""),
        ("*31#", "*31#"),
        ("12", "12"),
    ],
)
def test_numbers_that_phones_report(text: str, number: str) -> None:
    assert mapping.number_of(text, HERE, outbound=False) == number


# -- commands


@pytest.mark.parametrize(
    ("command", "ledger", "action"),
    [
        (c.MakeCall(LINE, "new", "089 100-1"), NONE, b.Dial("0891001")),
        (c.MakeCall(LINE, "new", "+49891001", hide_caller_id=True), ACTIVE, b.Dial("+49891001", hide=True)),
        (c.Answer(LINE, "id1"), INCOMING, b.AnswerIncoming("a")),
        (c.Answer(LINE, "id3"), WAITING, b.HoldAndAnswer()),
        (c.Answer(LINE, "id5"), THREE, b.ReleaseAndAnswer()),
        (c.Drop(LINE, "id1"), INCOMING, b.HangUp("a")),
        (c.Drop(LINE, "id1"), HELD, b.HangUp("a")),
        (c.Drop(LINE, "id1"), GROUP, b.HangUpGroup()),
        (c.Drop(LINE, "id3"), GROUP, b.HangUp("a")),
        (c.Hold(LINE, "id1"), ACTIVE, b.Swap()),
        (c.Hold(LINE, "id1"), GROUP, b.Swap()),
        (c.Retrieve(LINE, "id1"), HELD, b.Swap()),
        (c.SwapHold(LINE, "id3", "id1"), PAIR, b.Swap()),
        (c.Merge(LINE, "id1", "id3"), PAIR, b.Transfer()),
        (c.Conference(LINE, "id3", "id1"), PAIR, b.Join()),
        (c.Conference(LINE, "id1", "id5"), GROUP_AND_HELD, b.Join()),
        (c.Conference(LINE, "id3", "id5"), GROUP_AND_HELD, b.Join()),
        (c.SendDigits(LINE, "id1", "1#"), ACTIVE, b.SendTones("1#")),
    ],
)
def test_a_command_that_fits_the_calls(command: c.Command, ledger: Ledger, action: b.Action) -> None:
    assert mapping.action_for(command, ledger, ALL) == action


@pytest.mark.parametrize(
    ("command", "ledger", "skills"),
    [
        (c.MakeCall(LINE, "new", "abc"), NONE, ALL),
        (c.MakeCall(LINE, "new", "1001"), DIALING, ALL),
        (c.MakeCall(LINE, "new", "1001"), INCOMING, ALL),
        (c.MakeCall(LINE, "new", "1001"), PAIR, ALL),
        (c.Answer(LINE, "id1"), ACTIVE, ALL),
        (c.Answer(LINE, "gone"), INCOMING, ALL),
        (c.Drop(LINE, "gone"), INCOMING, ALL),
        (c.Drop(LINE, "id1"), HELD, Skill.NONE),
        (c.Drop(LINE, "id3"), WAITING, Skill.NONE),
        (c.Drop(LINE, "id3"), GROUP, Skill.NONE),
        (c.Hold(LINE, "id1"), HELD, ALL),
        (c.Hold(LINE, "id1"), PAIR, ALL),
        (c.Hold(LINE, "id1"), WAITING, ALL),
        (c.Hold(LINE, "id3"), GROUP, ALL),
        (c.Retrieve(LINE, "id1"), ACTIVE, ALL),
        (c.Retrieve(LINE, "id3"), PAIR, ALL),
        (c.SwapHold(LINE, "id1", "id3"), PAIR, ALL),
        (c.Merge(LINE, "id3", "id1"), PAIR, ALL),
        (c.Conference(LINE, "id1", "id1"), PAIR, ALL),
        (c.Conference(LINE, "id1", "id3"), WAITING, ALL),
        (c.Conference(LINE, "id1", "id3"), GROUP, ALL),
        (c.SendDigits(LINE, "id1", "1"), HELD, ALL),
        (c.SendDigits(LINE, "id1", "1", pulse=True), ACTIVE, ALL),
    ],
)
def test_a_command_that_does_not_fit_the_calls(command: c.Command, ledger: Ledger, skills: Skill) -> None:
    with pytest.raises(CommandFailed):
        mapping.action_for(command, ledger, skills)


def test_a_member_is_not_dropped_while_its_conference_changes() -> None:
    ledger = ledger_of(call("a", S.ACTIVE, multiparty=True), call("b", S.ACTIVE, multiparty=True))
    ledger.update([call("a", S.HELD, multiparty=True), call("b", S.ACTIVE, multiparty=True)], 2.0)
    with pytest.raises(CommandFailed, match="try again"):
        mapping.action_for(c.Drop(LINE, "id3"), ledger, ALL)


def test_what_no_phone_does() -> None:
    with pytest.raises(NotCapable):
        mapping.action_for(c.Redirect(LINE, "id1", "1001"), INCOMING, ALL)


@pytest.mark.parametrize(
    ("command", "ledger", "ending"),
    [
        (c.Drop(LINE, "id1"), ACTIVE, {"id1"}),
        (c.Drop(LINE, "id1"), GROUP, {"id1", "id3", "id5"}),
        (c.Merge(LINE, "id1", "id3"), PAIR, {"id1", "id3"}),
        (c.Answer(LINE, "id5"), THREE, {"id1"}),
        (c.Hold(LINE, "id1"), ACTIVE, set()),
    ],
)
def test_the_calls_that_end_because_of_a_command(command: c.Command, ledger: Ledger, ending: set[str]) -> None:
    assert set(mapping.ending(command, mapping.action_for(command, ledger, ALL), ledger)) == ending


@pytest.mark.parametrize(
    ("command", "able"),
    [
        (c.Hold(LINE, "x"), True),
        (c.Merge(LINE, "x", "y"), False),
        (c.Redirect(LINE, "x", "1"), False),
        (c.SetForward(LINE, Forward(ForwardMode.BUSY, "+491")), True),
        (c.SetForward(LINE, Forward(ForwardMode.IMMEDIATE, "+491")), False),
        (c.RemoveForward(LINE), True),
    ],
)
def test_what_a_line_declares_it_may_be_asked(command: c.Command, able: bool) -> None:
    report = mapping.line_report(replace(PHONE, skills=Skill.HOLD, forward_modes=ForwardMode.BUSY), None, "m", HERE)
    if able:
        mapping.check_capable(command, report)
        return
    with pytest.raises(NotCapable):
        mapping.check_capable(command, report)


# -- forwards of the network


FORWARDED = replace(
    PHONE, forwards=(PhoneForward(ForwardMode.BUSY, "0891001"), PhoneForward(ForwardMode.NO_ANSWER, "0891002", 15))
)


def test_rules_of_the_network_are_settings_of_the_line() -> None:
    rules = mapping.settings_of(FORWARDED, HERE).forwards
    assert rules == (Forward(ForwardMode.BUSY, "+49891001"), Forward(ForwardMode.NO_ANSWER, "+49891002", 15))


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Forward(ForwardMode.NO_ANSWER, "+49891001", 20), PhoneForward(ForwardMode.NO_ANSWER, "+49891001", 20)),
        (Forward(ForwardMode.BUSY, "+431001", 20), PhoneForward(ForwardMode.BUSY, "+431001")),
    ],
)
def test_a_rule_is_set_with_the_number_in_full(rule: Forward, told: PhoneForward) -> None:
    assert mapping.forward_actions(c.SetForward(LINE, rule), PHONE, HERE) == [b.Forward(told)]


@pytest.mark.parametrize(
    "rule", [Forward(ForwardMode.BUSY, "+49891001", callers=("+491",)), Forward(ForwardMode.NO_ANSWER, "+49891001", 31)]
)
def test_rules_that_no_network_has(rule: Forward) -> None:
    with pytest.raises(CommandFailed):
        mapping.forward_actions(c.SetForward(LINE, rule), PHONE, HERE)


@pytest.mark.parametrize(
    ("command", "removed"),
    [
        (c.RemoveForward(LINE), [ForwardMode.BUSY, ForwardMode.NO_ANSWER]),
        (c.RemoveForward(LINE, ForwardMode.BUSY), [ForwardMode.BUSY]),
        (c.RemoveForward(LINE, destination="+49891002"), [ForwardMode.NO_ANSWER]),
        (c.RemoveForward(LINE, ForwardMode.BUSY, "+49891002"), []),
    ],
)
def test_the_rules_that_are_meant_are_removed(command: c.RemoveForward, removed: list[ForwardMode]) -> None:
    wanted = [b.Forward(PhoneForward(mode, "")) for mode in removed]
    assert mapping.forward_actions(command, FORWARDED, HERE) == wanted
