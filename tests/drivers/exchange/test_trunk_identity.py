"""Who is shown outside, who is seen calling, and which extension is meant."""

from __future__ import annotations

import pytest

from callplane.drivers.exchange.trunk_identity import called_extension, caller_of, read, shown, written
from callplane.drivers.exchange.trunk_options import TrunkOptions
from callplane.model.call import Party
from callplane.numbers.location import DEMO_LOCATION
from callplane.sip.message import Headers, Request

ALICE = Party("+49815136856101", "Alice")
OUTSIDE = Party("+4989123", "Somebody")


def trunk(**options: object) -> TrunkOptions:
    return TrunkOptions("provider", "sip.example", user="acc", **options)  # type: ignore[arg-type]


def request(sender: str, *more: tuple[str, str]) -> Request:
    return Request(Headers([("from", sender), *more]), b"", "INVITE", "sip:x@y")


def test_an_extension_shows_its_number() -> None:
    found = shown(trunk(), DEMO_LOCATION, ALICE, hidden=False, own=True)
    assert str(found.sender) == '"Alice" <sip:+49815136856101@sip.example>'
    assert found.headers == ()


def test_identity_stands_in_the_header_that_the_provider_wants() -> None:
    options = trunk(identity="asserted", from_user="acc", domain="provider.example", number_format="national")
    found = shown(options, DEMO_LOCATION, ALICE, hidden=False, own=True)
    assert str(found.sender) == '"Alice" <sip:acc@provider.example>'
    assert found.headers == (("P-Asserted-Identity", '"Alice" <sip:0815136856101@provider.example>'),)


def test_a_hidden_caller_is_anonymous_to_the_called_party_only() -> None:
    found = shown(trunk(identity="preferred"), DEMO_LOCATION, ALICE, hidden=True, own=True)
    assert str(found.sender) == '"Anonymous" <sip:anonymous@anonymous.invalid>'
    assert found.headers == (("P-Preferred-Identity", "<sip:+49815136856101@sip.example>"), ("Privacy", "id"))


def test_all_calls_may_show_one_number_and_forwarded_ones_their_caller() -> None:
    def user(own: bool, **options: object) -> str:
        return shown(trunk(**options), DEMO_LOCATION, ALICE if own else OUTSIDE, hidden=False, own=own).sender.uri.user

    assert user(True, caller_id="+4981513685600") == "+4981513685600"
    assert user(False) == "+49815136856"
    assert user(False, show_callers=True) == "+4989123"
    assert user(False, caller_id="+4981513685600") == "+4981513685600"


@pytest.mark.parametrize(
    ("form", "home", "abroad"),
    [
        ("e164", "+4989123", "+44201"),
        ("digits", "4989123", "44201"),
        ("national", "089123", "0044201"),
        ("international", "004989123", "0044201"),
    ],
)
def test_numbers_are_written_and_read_as_the_provider_does(form: str, home: str, abroad: str) -> None:
    options = trunk(number_format=form)
    assert (written(options, DEMO_LOCATION, "+4989123"), written(options, DEMO_LOCATION, "+44201")) == (home, abroad)
    assert written(options, DEMO_LOCATION, "110") == "110"
    assert read(options, DEMO_LOCATION, home) == "+4989123"


def test_the_caller_is_the_asserted_one_unless_he_hides() -> None:
    asserted = ("p-asserted-identity", '"Somebody" <sip:+4989123@p.example>')
    assert caller_of(trunk(), DEMO_LOCATION, request("<sip:+4977@p.example>;tag=1", asserted)) == OUTSIDE
    assert caller_of(trunk(), DEMO_LOCATION, request('"S" <sip:089123@p>;tag=1')) == Party("+4989123", "S")
    for hidden in (
        request("<sip:+4977@p.example>;tag=1", asserted, ("privacy", "id; critical")),
        request('"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1'),
        request("<sip:nobody@p.example>;tag=1"),
    ):
        assert caller_of(trunk(), DEMO_LOCATION, hidden) == Party()
    broken = request("<sip:+4989124@p>;tag=1", ("p-asserted-identity", "junk <"))
    assert caller_of(trunk(), DEMO_LOCATION, broken).number == "+4989124"


def test_called_numbers_mean_extensions() -> None:
    options = trunk(inbound={"+498917001": "102", "*": "100"})
    extensions = {"100", "101", "102"}

    def rings(user: str, of: TrunkOptions = options) -> str:
        return called_extension(of, DEMO_LOCATION, user, extensions.__contains__)

    assert [rings(user) for user in ("+49815136856101", "0815136856101", "101", "+498917001")] == ["101", "101", "101", "102"]
    assert [rings(user) for user in ("+49815136856999", "acc", "")] == ["100", "100", "100"]
    assert rings("acc", trunk()) == ""
