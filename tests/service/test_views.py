"""What one viewer sees of a line: numbers and features, as tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.model.examples import call
from tests.service.world import SNAPSHOT, uri

from callplane.model.call import CallState, Party
from callplane.model.features import Feature
from callplane.service.directory import Directory
from callplane.service.rights import COMPANY, PERSONAL, TEAM, Rights
from callplane.service.views import View, Views, view_of

F = Feature
EVERYTHING = int(sum(Feature))
OWN = Rights.OWNER.implied()
CONTROL = Rights.CONTROL.implied()


@pytest.mark.parametrize(
    ("rights", "picks_up", "features"),
    [
        (OWN, False, EVERYTHING & ~F.PICKUP),
        (OWN, True, EVERYTHING),
        (CONTROL, True, EVERYTHING),
        (TEAM, True, F.REDIRECT | F.PICKUP),
        (TEAM, False, F.REDIRECT),
        (PERSONAL, True, F.REDIRECT | F.PICKUP),
        (COMPANY, True, F.NONE),
        (Rights.NONE, False, F.NONE),
    ],
)
def test_features_that_a_viewer_may_use(rights: Rights, picks_up: bool, features: int) -> None:
    assert View(rights, 0, picks_up).features(EVERYTHING) == features


OUTBOUND, INBOUND = call(), call(state=CallState.OFFERING, outbound=False)
REDIRECTED = replace(INBOUND, facts=replace(INBOUND.facts, redirecting=Party("+49103")))


@pytest.mark.parametrize(
    ("rights", "seen"),
    [
        (OWN, (True, True, True)),
        (CONTROL, (True, True, True)),
        (COMPANY, (True, True, True)),
        (TEAM, (True, True, True)),
        (Rights.NUMBERS_OUTBOUND, (True, False, False)),
        (Rights.NUMBERS_INBOUND, (False, True, False)),
        (Rights.NUMBERS_REDIRECTED, (False, False, True)),
        (Rights.PICKUP, (False, False, False)),
    ],
)
def test_numbers_that_a_viewer_sees(rights: Rights, seen: tuple[bool, bool, bool]) -> None:
    view = View(rights, 0, picks_up=False)
    assert tuple(map(view.shows_numbers, (OUTBOUND, INBOUND, REDIRECTED))) == seen


@pytest.mark.parametrize(
    ("user", "extension", "view"),
    [
        ("alice", "101", View(OWN, 1, picks_up=True)),
        ("alice", "111", View(OWN, 2, picks_up=True)),
        ("alice", "102", View(TEAM, 0, picks_up=True)),
        ("alice", "104", View(Rights.NONE, 0, picks_up=False)),
        ("bob", "102", View(OWN, 1, picks_up=False)),
        ("bob", "101", View(COMPANY, 0, picks_up=False)),
        ("dave", "104", View(OWN, 1, picks_up=True)),
        ("admin", "101", View(Rights.NONE, 0, picks_up=False)),
    ],
)
def test_how_a_user_sees_a_line(user: str, extension: str, view: View) -> None:
    directory = Directory(SNAPSHOT)
    assert view_of(directory, user, uri(extension)) == Views(directory).of(user, uri(extension)) == view
