"""The driver's table: what is right is read, what is wrong is named with its key and a remedy."""

from __future__ import annotations

import pytest

from callplane.drivers.bluetooth.options import KnownPhone, Options

ADDRESS = "00:11:22:33:44:ab"


def test_nothing_has_to_be_said() -> None:
    assert Options.read({}) == (Options(), [])


def test_everything_can_be_said() -> None:
    phones = [{"address": ADDRESS, "number": "+491701", "name": "Erika"}, {"address": "356938035643809"}]
    table = {"backend": "bluez", "bus": "unix:path=/x", "phones": phones, "max_phones": 2, "command_seconds": 1}
    options, faults = Options.read(table | {"connect_seconds": 2.5, "reconnect_seconds": 3})
    assert faults == []
    assert options.phones == {
        "00:11:22:33:44:AB": KnownPhone("00:11:22:33:44:AB", "+491701", "Erika"),
        "356938035643809": KnownPhone("356938035643809"),
    }
    assert (options.backend, options.bus, options.max_phones) == ("bluez", "unix:path=/x", 2)
    assert (options.command_seconds, options.connect_seconds, options.reconnect_seconds) == (1.0, 2.5, 3.0)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"backend": "windows"}, "backend"),
        ({"bus": "somewhere"}, "bus"),
        ({"bus": 1}, "bus"),
        ({"max_phones": 0}, "max_phones"),
        ({"max_phones": True}, "max_phones"),
        ({"max_phones": "5"}, "max_phones"),
        ({"command_seconds": 10}, "command_seconds"),
        ({"connect_seconds": "1"}, "connect_seconds"),
        ({"reconnect_seconds": True}, "reconnect_seconds"),
        ({"phones": "all"}, "phones"),
        ({"phones": ["all"]}, "phones, entry 1"),
        ({"phones": [{"number": "+491"}]}, "phones, entry 1: address"),
        ({"phones": [{"address": "00:11"}]}, "phones, entry 1: address"),
        ({"phones": [{"address": ADDRESS, "number": "0170 1"}]}, "phones, entry 1: number"),
        ({"phones": [{"address": ADDRESS, "number": 1}]}, "phones, entry 1: number"),
        ({"phones": [{"address": ADDRESS, "name": 1}]}, "phones, entry 1: name"),
        ({"phones": [{"address": ADDRESS}, {"address": ADDRESS.upper()}]}, "phones, entry 2"),
        ({"phones": [{"address": ADDRESS, "number": "+491"}, {"address": "1", "number": "+491"}]}, "phones, entry 2"),
    ],
)
def test_what_is_wrong_is_named(table: dict[str, object], key: str) -> None:
    _, faults = Options.read(table)
    assert len(faults) == 1
    assert faults[0].startswith(key)
