"""A trunk's table is read whole, and what is wrong is named with the remedy."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from callplane.drivers.exchange.trunk_options import TrunkOptions, read_trunks


def wrong(table: object) -> list[str]:
    faults: list[str] = []
    read_trunks({"provider": table}, faults)
    return faults


def test_a_table_is_read() -> None:
    faults: list[str] = []
    (trunk,) = read_trunks(
        {
            "p": {
                "host": "[::1]:5070",
                "user": "u",
                "password": "secret",
                "prefixes": ["+44", "+4420"],
                "accept": ["192.0.2.0/24"],
            }
        },
        faults,
    )
    assert faults == []
    assert (trunk.name, trunk.peer, trunk.realm) == ("p", ("::1", 5070), "::1")
    assert [trunk.fits(number) for number in ("+441", "+4420", "+49")] == [3, 5, -1]
    assert trunk.accept == (ip_network("192.0.2.0/24"),)
    assert "secret" not in repr(trunk)
    assert TrunkOptions("x", "host", domain="provider.example").realm == "provider.example"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("x", "write a table"),
        ({"register": False}, "host is missing"),
        ({"host": "a b", "register": False}, "host must be a name"),
        ({"host": "a:99999", "register": False}, "host must be a name"),
        ({"host": "a"}, "user is missing"),
        ({"host": "a", "user": "u", "colour": 1}, "colour is not known; use host"),
        ({"host": "a", "user": "u", "transport": "tls"}, "transport must be one of udp, tcp"),
        ({"host": "a", "user": "u", "register": 1}, "register must be true or false"),
        ({"host": "a", "user": "u", "expires": True}, "expires must be a number from 60"),
        ({"host": "a", "user": "u", "prefixes": "+4"}, "prefixes must be a list"),
        ({"host": "a", "user": "u", "accept": ["x"]}, "accept must be a list"),
        ({"host": "a", "user": "u", "inbound": {"101": "101"}}, "inbound must be numbers"),
        ({"host": "a", "user": "u", "caller_id": "0815"}, "caller_id must be extension"),
        ({"host": "a", "user": "u", "password": "x", "password_file": "y"}, "keep one"),
    ],
)
def test_what_is_wrong_is_named_with_the_remedy(table: object, words: str) -> None:
    (fault,) = wrong(table)
    assert fault.startswith("trunks.provider: ")
    assert words in fault


def test_trunks_are_tables() -> None:
    faults: list[str] = []
    assert read_trunks([], faults) == ()
    assert "write a table for each trunk" in faults[0]
