"""SIP addresses."""

from __future__ import annotations

import pytest

from callplane.sip.grammar import BadMessage
from callplane.sip.uri import Address, SipUri


@pytest.mark.parametrize(
    ("text", "user", "host", "port", "transport"),
    [
        ("sip:102@192.0.2.1", "102", "192.0.2.1", 0, ""),
        ("sip:Host.Example:5070;transport=TCP", "", "host.example", 5070, "TCP"),
        ("sips:alice:secret@h;lr", "alice", "h", 0, ""),
        ("sip:%31%30%32@[2001:db8::1]:5060", "102", "[2001:db8::1]", 5060, ""),
        ("sip:user;par=u%40example.net@example.com", "user;par=u@example.net", "example.com", 0, ""),
        ("SIP:*98@h", "*98", "h", 0, ""),
        ("tel:+4981511;phone-context=x", "+4981511", "", 0, ""),
    ],
)
def test_uris(text: str, user: str, host: str, port: int, transport: str) -> None:
    uri = SipUri.read(text)
    assert (uri.user, uri.host, uri.port, uri.transport) == (user, host, port, transport)
    assert SipUri.read(str(uri)) == uri


def test_headers_of_a_uri_are_unescaped() -> None:
    uri = SipUri.read("sip:103@h?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2&Empty=")
    assert uri.headers == {"replaces": "a@b;to-tag=1;from-tag=2", "empty": ""}
    assert SipUri.read(str(uri)) == uri


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("sip:", 400),
        ("sip:a b@h", 400),
        ("sip:a@h:99999", 400),
        ("<sip:a@h>", 400),
        ("http://example.com", 416),
        ("name:1", 416),
        ("", 400),
    ],
)
def test_other_texts_are_refused(text: str, status: int) -> None:
    with pytest.raises(BadMessage) as refused:
        SipUri.read(text)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("text", "name", "uri", "tag"),
    [
        ('"Bob \\"B\\"" <sip:102@h;lr>;tag=1', 'Bob "B"', "sip:102@h;lr", "1"),
        ("Bob Miller <sip:102@h>", "Bob Miller", "sip:102@h", ""),
        ("sip:102@h;tag=9", "", "sip:102@h", "9"),
        ("<sip:102@h>;tag=x;other", "", "sip:102@h", "x"),
    ],
)
def test_addresses(text: str, name: str, uri: str, tag: str) -> None:
    address = Address.read(text)
    assert (address.name, str(address.uri), address.tag) == (name, uri, tag)
    assert Address.read(str(address)) == address


@pytest.mark.parametrize("text", ["<sip:a@h", "sip:a@h?b=c", "sip:a@h,b", 'x"y', "<>", ""])
def test_addresses_that_cannot_be_read(text: str) -> None:
    with pytest.raises(BadMessage):
        Address.read(text)


def test_a_tag_is_put_in_the_place_of_another() -> None:
    assert str(Address.read("<sip:a@h>;tag=1").tagged("2")) == "<sip:a@h>;tag=2"
