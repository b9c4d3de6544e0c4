"""Subscriptions: who hears of what, under which id, and what happens when rights change under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from tests.clock import HandClock
from tests.service.taker import Taker
from tests.service.test_lines import lines_of
from tests.service.world import LOCATION, SNAPSHOT, World, line_report, uri

from callplane.model import events
from callplane.model.call import CallState, CallType, ClientContact
from callplane.model.events import LineReported
from callplane.model.line import Capability
from callplane.service.expectations import Expected
from callplane.service.lines import Scope
from callplane.service.messages import Frame
from callplane.service.monitors import Monitors
from callplane.service.present import Presenter
from callplane.service.sessions import Session, Sessions
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Codec
from callplane.wire.json_codec import JsonCodec
from callplane.wire.types.common import AsnNetDatabaseContact


class House:
    """A world with monitors on it, and the messages of each session as (operation, argument)."""

    def __init__(self) -> None:
        self.world = World()
        clock = HandClock()
        self.sessions = Sessions(clock, idle_seconds=60, grace_seconds=120, queue_bytes=1 << 20, limit=100)
        directory = self.world.directory
        presenter = Presenter(directory.display_name_of_number, directory.display_name)
        codecs: dict[str, Codec] = {"json": JsonCodec(), "ber": BerCodec()}
        self.monitors = Monitors(self.world.core.lines, directory, presenter, codecs, self.sessions.get)
        self.world.core.subscribers.append(self.monitors.publish)
        self.sessions.on_end.append(self.monitors.forget)
        self._takers: dict[str, Taker] = {}

    def log_on(self, user: str, encoding: str = "json") -> Session:
        session = self.sessions.open(user)
        session.encoding = encoding
        taker = self._takers[session.id] = Taker()
        session.outbox.attach(taker)
        return session

    def frames(self, session: Session) -> list[Frame]:
        session.outbox.flush()
        taker = self._takers[session.id]
        taken, taker.frames = taker.frames, []
        return taken

    def heard(self, session: Session) -> list[tuple[int, dict[str, Any]]]:
        """What a session was told since the last question: (operation, argument)."""
        messages = [msgspec.json.decode(frame.data) for frame in self.frames(session)]
        invokes = [(message[0] if isinstance(message, list) else message)["invoke"] for message in messages]
        assert all(invoke["invokeID"] == 99999 for invoke in invokes)
        return [(invoke["operationID"], invoke["argument"]) for invoke in invokes]

    def told(self, session: Session) -> list[int]:
        return [number for number, _ in self.heard(session)]

    def change_store(self, **new: Any) -> None:
        self.monitors.rights_changed(self.world.directory.replace(replace(SNAPSHOT, **new)), self.sessions.of_user)


@pytest.fixture
async def house() -> House:
    return House()


# -- telling


async def test_each_monitor_gets_its_own_copy_under_its_own_id(house: House) -> None:
    alice, bob = house.log_on("alice"), house.log_on("bob")
    monitors = [house.monitors.start(session, uri("101")) for session in (alice, alice, bob)]
    assert len({monitor.id for monitor in monitors}) == len(house.monitors) == 3
    house.world.ring("101", "a")
    house.world.ring("102", "b")
    ids = [[argument["u8sMonitorCrossRefID"] for _, argument in house.heard(session)] for session in (alice, bob)]
    assert ids == [[monitors[0].id, monitors[1].id], [monitors[2].id]]


async def test_a_stopped_monitor_hears_no_more(house: House) -> None:
    alice = house.log_on("alice")
    monitor = house.monitors.start(alice, uri("101"))
    house.monitors.stop(monitor)
    house.monitors.stop(monitor)
    house.world.ring("101")
    assert house.told(alice) == []
    assert len(house.monitors) == 0


async def test_an_ended_session_leaves_nothing_behind(house: House) -> None:
    alice = house.log_on("alice")
    house.monitors.start(alice, uri("101"))
    house.monitors.start_list(alice, lambda _: True)
    house.sessions.end(alice, "over")
    assert len(house.monitors) == 0
    assert not alice.monitors
    assert not alice.line_lists
    house.world.report(events.LineRemoved(uri("101")))


async def test_events_are_written_in_the_client_s_encoding(house: House) -> None:
    json, ber = house.log_on("alice"), house.log_on("alice", "ber")
    for session in (json, ber):
        house.monitors.start(session, uri("101"))
    house.world.ring("101", "a")
    (text,), (binary,) = house.frames(json), house.frames(ber)
    assert (text.binary, binary.binary) == (False, True)
    assert BerCodec().read(binary.data)


async def test_viewers_with_fewer_rights_see_less(house: House) -> None:
    alice, dave = house.log_on("alice"), house.log_on("dave")
    house.change_store(grants={("dave", uri("101")): 512})
    for session in (alice, dave):
        house.monitors.start(session, uri("101"))
    house.world.ring("101", "a")
    numbers = [house.heard(session)[0][1]["callinformation"]["u8sRemoteNumberSC"] for session in (alice, dave)]
    assert numbers == ["+49815136856102", ""]


async def test_a_contact_is_its_provider_s_own(house: House) -> None:
    first, second = house.log_on("alice"), house.log_on("alice")
    for session in (first, second):
        house.monitors.start(session, uri("101"))
    card = AsnNetDatabaseContact(u8sDisplayName="Bob at home")
    house.world.core.expect("a", Expected(second.id, ClientContact(second.id, card)))
    house.world.put("101", CallState.DIALING, "a")
    house.world.put("101", CallState.CONNECTED, "101-c", kind=CallType.CONFERENCE_CONTROLLER)
    house.world.report(events.ConferenceCreated(uri("101"), "101-c", ("a",)))
    for session, source in ((first, 3), (second, 2)):
        heard = dict(house.heard(session))
        member = heard[1286]["conferenceMemberCallInfoList"][0]
        assert member["iRemoteContactSource"] == source


async def test_features_that_a_viewer_may_not_use_are_no_news(house: House) -> None:
    bob = house.log_on("bob")
    house.world.hold("101", "a")
    house.monitors.start(bob, uri("101"))
    house.world.talk("101", "b")
    assert house.told(bob) == [1283]


async def test_the_asking_session_alone_is_told_of_the_decision(house: House) -> None:
    first, second = house.log_on("alice"), house.log_on("alice")
    house.world.core.expect("a", Expected(first.id))
    house.world.report(events.CallAttempted(uri("101"), "a", accepted=True))
    house.world.report(events.CallAttempted(uri("101"), "b", accepted=False))
    ((number, argument),) = house.heard(first)
    assert (number, argument["u8sConnectionID"], argument["success"]) == (1285, "a", 1)
    assert house.told(second) == []


async def test_a_session_that_has_ended_is_told_nothing(house: House) -> None:
    alice = house.log_on("alice")
    house.world.core.expect("a", Expected(alice.id))
    house.sessions.end(alice, "over")
    house.world.report(events.CallAttempted(uri("101"), "a", accepted=True))


# -- lists of lines


def listing(house: House, session: Session, scope: Scope) -> str:
    return house.monitors.start_list(session, lines_of(house.world).selector(session.user, scope)).id


async def test_lines_that_come_and_go_are_told_to_those_who_list_them(house: House) -> None:
    alice, carol, admin = (house.log_on(user) for user in ("alice", "carol", "admin"))
    ids = [listing(house, alice, Scope.OWN), listing(house, admin, Scope.WHOLE_SYSTEM)]
    listing(house, carol, Scope.VISIBLE)
    house.world.report(events.LineRemoved(uri("101")), LineReported(line_report("101")))
    for session, list_id in zip((alice, admin), ids, strict=True):
        heard = house.heard(session)
        assert [number for number, _ in heard] == [1284, 1284]
        assert {argument["u8sLineMonitorCrossRefID"] for _, argument in heard} == {list_id}
        assert [argument["addremove"] for _, argument in heard] == [1, 0]
    assert house.told(carol) == []


async def test_a_line_that_goes_stops_its_monitors(house: House) -> None:
    alice = house.log_on("alice")
    monitor = house.monitors.start(alice, uri("101"))
    house.world.talk("101", "a")
    house.heard(alice)
    house.world.report(events.LineRemoved(uri("101")))
    heard = house.heard(alice)
    assert [number for number, _ in heard] == [1283, 1294]
    assert heard[1][1]["u8sMonitorCrossRefID"] == monitor.id
    assert not alice.monitors


# -- rights that change


def grants(**changed: int) -> dict[tuple[str, str], int]:
    return {**SNAPSHOT.grants, **{("bob", uri(line[1:])): flags for line, flags in changed.items()}}


def without(user: str) -> Mapping[tuple[str, str], int]:
    return {key: flags for key, flags in SNAPSHOT.grants.items() if key[0] != user}


async def test_a_right_that_is_withdrawn_stops_monitors_at_once(house: House) -> None:
    bob, alice = house.log_on("bob"), house.log_on("alice")
    listing(house, bob, Scope.VISIBLE)
    for session in (bob, alice):
        house.monitors.start(session, uri("101"))
    house.change_store(grants=without("bob"))
    assert sorted(house.told(bob)) == [1284, 1284, 1294]
    assert house.told(alice) == []
    house.world.ring("101")
    assert house.told(bob) == []
    assert house.told(alice) == [1283]


async def test_a_right_that_is_granted_brings_the_line(house: House) -> None:
    bob = house.log_on("bob")
    listing(house, bob, Scope.VISIBLE)
    listing(house, bob, Scope.OWN)
    house.change_store(grants=grants(l103=7))
    ((number, argument),) = house.heard(bob)
    assert (number, argument["addremove"], argument["u8sLinePhoneNumber"]) == (1284, 0, uri("103"))


async def test_other_rights_show_other_things_at_once(house: House) -> None:
    bob = house.log_on("bob")
    house.world.ring("101", "a")
    house.monitors.start(bob, uri("101"))
    house.change_store(grants=grants(l101=256))
    heard = dict(house.heard(bob))
    assert set(heard) == {1280, 1283}
    assert heard[1280]["lineInfo"]["iForwardFeaturesUSER"] != 0
    assert heard[1283]["reason"] == 14
    assert heard[1283]["callinformation"]["u8sRemoteNumberSC"] == ""


async def test_a_line_that_is_assigned_to_somebody_is_told_to_its_viewers(house: House) -> None:
    carol = house.log_on("carol")
    listing(house, carol, Scope.OWN)
    house.monitors.start(carol, uri("103"))
    house.change_store(ownership={**SNAPSHOT.ownership, "carol": (uri("111"), uri("103")), "alice": (uri("101"),)})
    assert sorted(house.told(carol)) == [1280, 1284, 1295]


async def test_another_order_is_told_to_those_who_list(house: House) -> None:
    alice = house.log_on("alice")
    list_id = listing(house, alice, Scope.OWN)
    house.monitors.start(alice, uri("101"))
    order = (uri("111"), uri("101"))
    house.change_store(ownership={**SNAPSHOT.ownership, "alice": order})
    heard = dict(house.heard(alice))
    assert set(heard) == {1280, 1295}
    assert heard[1295] == {
        "_type": "AsnCtiNotifyLineSortOrderChangedArgument",
        "u8sMonitorCrossRefID": list_id,
        "u8sLineURISortOrder": list(order),
    }


async def test_what_does_not_concern_a_user_is_no_news(house: House) -> None:
    carol = house.log_on("carol")
    listing(house, carol, Scope.VISIBLE)
    house.monitors.start(carol, uri("103"))
    house.change_store(grants=grants(l101=4096))
    assert house.told(carol) == []


# -- projects


async def test_new_projects_are_told_to_all_who_monitor_a_line_there(house: House) -> None:
    alice = house.log_on("alice")
    house.monitors.start(alice, uri("101"))
    house.world.report(LineReported(replace(line_report("102", Capability.ALL), location_id="elsewhere")))
    house.monitors.start(alice, uri("102"))
    house.heard(alice)
    house.monitors.projects_changed(LOCATION.id, [])
    ((number, argument),) = house.heard(alice)
    assert (number, argument["u8sLinePhoneNumber"], argument["u8sLocationID"]) == (1291, uri("101"), LOCATION.id)
