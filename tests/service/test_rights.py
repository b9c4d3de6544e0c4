"""The table of rights, their presets and texts."""

from __future__ import annotations

import pytest

from callplane.errors import Refusal
from callplane.service.rights import COMPANY, GRANTABLE, PERSONAL, TEAM, Rights, parse_rights, rights_text

EVERYTHING = GRANTABLE | Rights.OWNER


@pytest.mark.parametrize(
    ("given", "implied"),
    [
        (Rights.NONE, Rights.NONE),
        (COMPANY, COMPANY),
        (TEAM, TEAM),
        (Rights.CONTROL, GRANTABLE),
        (Rights.OWNER, EVERYTHING),
    ],
)
def test_what_is_implied(given: Rights, implied: Rights) -> None:
    assert given.implied() == implied
    assert given.allows(implied)


def test_presets_hold_what_their_names_promise() -> None:
    assert COMPANY == Rights.NUMBERS_OUTBOUND | Rights.NUMBERS_INBOUND | Rights.NUMBERS_REDIRECTED
    assert TEAM == COMPANY | Rights.PICKUP
    assert PERSONAL == TEAM | Rights.SET_FORWARDS
    assert not TEAM.allows(Rights.SET_FORWARDS)
    assert not Rights.CONTROL.allows(Rights.OWNER)


@pytest.mark.parametrize(
    ("text", "rights"),
    [("team", TEAM), (" Personal ", PERSONAL), ("0", Rights.NONE), ("none", Rights.NONE), ("4096", Rights.CONTROL)],
)
def test_texts_are_read(text: str, rights: Rights) -> None:
    assert parse_rights(text) == rights


@pytest.mark.parametrize("text", ["", "boss", "-1", "8", "65536", "7.0", "²"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_rights(text)


def test_rights_are_shown_by_name_where_there_is_one() -> None:
    assert rights_text(TEAM) == "team"
    assert rights_text(Rights(5)) == "5"
