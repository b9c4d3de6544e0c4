"""What oFono says of a modem, bit by bit, makes a phone."""

from __future__ import annotations

import pytest

from callplane.drivers.bluetooth.backend import CallStatus, PhoneForward, Skill
from callplane.drivers.bluetooth.modem import CALL, CALLS, FORWARDING, HANDSFREE, MODEM, SIM, Modem
from callplane.model.line import ForwardMode

DEVICE = "/org/bluez/hci0/dev_00_11_22_33_44_55"
PATH = f"/hfp{DEVICE}"


def handsfree() -> Modem:
    modem = Modem(PATH, {"Type": "hfp", "Name": "Erika's phone", "Powered": False, "Online": False, "Interfaces": []})
    modem.heard(PATH, MODEM, "PropertyChanged", ["Interfaces", [HANDSFREE, CALLS, "org.ofono.CallVolume"]])
    return modem


def connected(*calls: tuple[str, dict[str, object]]) -> Modem:
    modem = handsfree()
    modem.loaded(HANDSFREE, {"Features": ["three-way-calling", "create-multiparty", "something-new"]})
    modem.loaded(CALLS, list(calls))
    return modem


def test_a_paired_phone_has_the_address_of_its_path() -> None:
    modem = handsfree()
    assert (modem.id, modem.device, modem.is_handsfree, modem.powered, modem.online) == (
        "00:11:22:33:44:55",
        DEVICE,
        True,
        False,
        False,
    )
    phone = modem.phone()
    assert (phone.name, phone.adapter, phone.connected) == ("Erika's phone", "hci0", False)


def test_a_phone_counts_as_connected_when_its_calls_and_features_are_known() -> None:
    modem = handsfree()
    assert modem.wanted == [CALLS, HANDSFREE]
    for interface in modem.wanted:
        modem.asked(interface)
    assert modem.wanted == []
    modem.loaded(CALLS, [])
    assert not modem.phone().connected
    modem.loaded(HANDSFREE, {"Features": []})
    assert modem.phone().connected


def test_what_a_phone_can_do_is_remembered_while_it_is_away() -> None:
    modem = connected()
    assert modem.phone().skills == Skill.HOLD | Skill.JOIN
    modem.heard(PATH, MODEM, "PropertyChanged", ["Interfaces", []])
    phone = modem.phone()
    assert (phone.connected, phone.skills) == (False, Skill.HOLD | Skill.JOIN)
    modem.heard(PATH, MODEM, "PropertyChanged", ["Interfaces", [HANDSFREE, CALLS]])
    assert modem.wanted == [CALLS, HANDSFREE]


def test_calls_come_change_and_go() -> None:
    modem = connected()
    path = f"{PATH}/voicecall01"
    modem.heard(PATH, CALLS, "CallAdded", [path, {"State": "incoming", "LineIdentification": "+491", "Name": "E"}])
    (call,) = modem.phone().calls
    assert (call.status, call.number, call.name, call.multiparty) == (CallStatus.INCOMING, "+491", "E", False)
    modem.heard(path, CALL, "PropertyChanged", ["State", "active"])
    modem.heard(path, CALL, "PropertyChanged", ["Multiparty", True])
    (changed,) = modem.phone().calls
    assert (changed.handle, changed.status, changed.multiparty) == (call.handle, CallStatus.ACTIVE, True)
    assert modem.path_of(call.handle) == path
    modem.heard(path, CALL, "DisconnectReason", ["remote"])
    modem.heard(path, CALL, "PropertyChanged", ["State", "disconnected"])
    assert modem.phone().calls == ()
    modem.heard(PATH, CALLS, "CallRemoved", [path])
    assert modem.path_of(call.handle) == ""


def test_a_path_that_is_used_again_is_another_call() -> None:
    modem = connected()
    path = f"{PATH}/voicecall01"
    handles = set()
    for _ in range(2):
        modem.heard(PATH, CALLS, "CallAdded", [path, {"State": "incoming"}])
        handles.add(modem.phone().calls[0].handle)
        modem.heard(PATH, CALLS, "CallRemoved", [path])
    assert len(handles) == 2


def test_the_answer_about_calls_keeps_those_that_were_told_before() -> None:
    modem = handsfree()
    path = f"{PATH}/voicecall01"
    modem.heard(PATH, CALLS, "CallAdded", [path, {"State": "dialing"}])
    modem.loaded(HANDSFREE, {})
    modem.loaded(CALLS, [(path, {"State": "alerting"}), (f"{PATH}/voicecall02", {"State": "held"})])
    first, second = modem.phone().calls
    assert (first.status, second.status) == (CallStatus.ALERTING, CallStatus.HELD)
    assert modem.path_of(first.handle) == path


def test_the_link_takes_the_calls_along() -> None:
    modem = connected((f"{PATH}/voicecall01", {"State": "active"}))
    modem.heard(PATH, MODEM, "PropertyChanged", ["Interfaces", []])
    modem.heard(PATH, MODEM, "PropertyChanged", ["Interfaces", [HANDSFREE, CALLS]])
    modem.loaded(HANDSFREE, {})
    modem.loaded(CALLS, [])
    assert modem.phone().calls == ()


def test_an_answer_that_comes_when_its_interface_is_gone_is_of_no_use() -> None:
    modem = handsfree()
    modem.heard(PATH, MODEM, "PropertyChanged", ["Interfaces", []])
    modem.loaded(CALLS, [(f"{PATH}/voicecall01", {"State": "active"})])
    assert modem.phone().calls == ()


@pytest.mark.parametrize(
    ("path", "interface", "member", "body"),
    [
        (f"{PATH}/voicecall09", CALL, "PropertyChanged", ["State", "active"]),
        (PATH, "org.ofono.Unknown", "PropertyChanged", ["Something", 1]),
        (PATH, CALLS, "CallAdded", ["not a call"]),
        (PATH, CALLS, "Forwarded", ["incoming"]),
    ],
)
def test_what_is_not_understood_changes_nothing(path: str, interface: str, member: str, body: list[object]) -> None:
    modem = connected()
    before = modem.phone()
    modem.heard(path, interface, member, body)
    modem.loaded(HANDSFREE, "nonsense")
    assert modem.phone() == before


# -- modems that are no hands-free link


def test_a_modem_is_told_apart_by_its_serial_number_as_soon_as_it_says_so() -> None:
    modem = Modem("/quectel_0", {"Type": "hardware", "Interfaces": []})
    assert modem.id == ""
    modem.heard("/quectel_0", MODEM, "PropertyChanged", ["Serial", "356938035643809"])
    modem.heard("/quectel_0", MODEM, "PropertyChanged", ["Model", "EC25"])
    assert (modem.id, modem.phone().name, modem.phone().adapter) == ("356938035643809", "EC25", "")
    assert Skill.HIDE_NUMBER in modem.phone().skills


def test_a_modem_without_serial_number_is_told_apart_by_its_path() -> None:
    modem = Modem("/phone1", {"Type": "hardware", "Interfaces": [CALLS], "Online": True})
    modem.loaded(CALLS, [])
    assert modem.id == "phone1"
    assert modem.phone().connected


def test_a_modem_has_a_number_and_rules_of_its_network() -> None:
    modem = Modem("/m", {"Type": "hardware", "Serial": "1", "Online": True, "Interfaces": [CALLS, SIM, FORWARDING]})
    modem.loaded(CALLS, [])
    modem.loaded(SIM, {"SubscriberNumbers": ["+491701234567"]})
    assert modem.phone().forward_modes is ForwardMode.NONE
    modem.loaded(FORWARDING, {"VoiceBusy": "+491", "VoiceNoReply": "+492", "VoiceNoReplyTimeout": 15, "VoiceUnconditional": ""})
    phone = modem.phone()
    assert phone.number == "+491701234567"
    assert phone.forward_modes == ForwardMode.IMMEDIATE | ForwardMode.BUSY | ForwardMode.NO_ANSWER | ForwardMode.DISCONNECTED
    assert phone.forwards == (PhoneForward(ForwardMode.BUSY, "+491"), PhoneForward(ForwardMode.NO_ANSWER, "+492", 15))
    modem.heard("/m", FORWARDING, "PropertyChanged", ["VoiceBusy", ""])
    assert [rule.mode for rule in modem.phone().forwards] == [ForwardMode.NO_ANSWER]
