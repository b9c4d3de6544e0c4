"""What administrators look at: complete, as it is now, and without secrets."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from tests.service.world import World, uri

from callplane.model.events import LineRemoved, LinkChanged
from callplane.model.line import Capability
from callplane.service.inventory import Inventory
from callplane.service.pbxs import Pbxs
from callplane.service.sessions import Sessions
from callplane.settings import Problem
from callplane.store.records import LogonFailures, UserFailures
from callplane.store.worker import AsyncStore


class Failures:
    """A store in which Bob is locked out until the given time."""

    async def run(self, _method: object) -> LogonFailures:
        return LogonFailures(users={"bob": UserFailures(10, 0.0, 1e12)})


class Department:
    """The demo's world under an inventory."""

    def __init__(self, capabilities: Capability = Capability.ALL) -> None:
        self.world = World(capabilities)
        self.sessions = Sessions(lambda: 0.0, idle_seconds=60, grace_seconds=60, queue_bytes=1000, limit=9)
        store = cast("AsyncStore", Failures())
        self.inventory = Inventory(store, self.world.directory, self.world.core, Pbxs(), self.sessions, self.world.clock)


async def test_users_with_their_state() -> None:
    department = Department()
    department.sessions.open("alice")
    users = {user["name"]: user for user in await department.inventory.users()}
    assert users["alice"]["lines"] == [uri("101"), uri("111")]
    assert users["alice"]["sessions"] == 1
    assert (users["alice"]["state"], users["bob"]["state"]) == ("enabled", "locked")
    assert users["admin"]["administrator"] is True
    assert "password" not in str(users)


async def test_lines_with_what_goes_on_on_them() -> None:
    department = Department(Capability.ALL & ~Capability.CALLBACK)
    department.world.talk("101")
    department.world.report(LineRemoved(uri("104")))
    lines = {line["uri"]: line for line in department.inventory.lines()}
    assert lines[uri("101")]["calls"] == ["connected"]
    assert lines[uri("101")]["owners"] == ["alice"]
    assert lines[uri("101")]["emulated"] == ["callback"]
    assert "hold" in cast("list[str]", lines[uri("101")]["can"])
    assert (lines[uri("104")]["status"], lines[uri("104")]["can"]) == ("unknown", [])


async def test_rights_by_user() -> None:
    rights = Department().inventory.rights()
    users = {user["name"]: user["rights"] for user in cast("list[dict[str, object]]", rights["users"])}
    assert users["alice"] == {uri("101"): "owner", uri("111"): "owner", uri("102"): "team", uri("103"): "personal"}
    assert cast("dict[str, str]", users["dave"])[uri("101")] == "control"
    assert users["admin"] == {}


async def test_sessions_without_their_ids() -> None:
    department = Department()
    session = department.sessions.open("alice", "15")
    (found,) = department.inventory.sessions()
    assert found == {
        "name": session.name,
        "user": "alice",
        "client": "15",
        "connected": False,
        "encoding": "",
        "monitors": 0,
        "waiting_bytes": 0,
    }
    assert session.id not in str(found)


async def test_what_needs_attention() -> None:
    department = Department()
    assert department.inventory.problems([]) == []
    department.world.report(LineRemoved(uri("104")))
    assert [problem["kind"] for problem in department.inventory.problems([])] == ["lines"]
    mistake = Problem(Path("callplane.toml"), 7, "there is no setting 'x'", "did you mean 'y'?")
    assert department.inventory.problems([mistake])[0] == {
        "kind": "configuration",
        "line": 7,
        "text": "there is no setting 'x'",
        "remedy": "did you mean 'y'?",
    }


def test_a_link_knows_since_when_it_is_lost() -> None:
    world = World()
    world.report(LinkChanged(up=True))
    world.clock.now += 5
    world.report(LinkChanged(up=False, reason="no route"))
    lost = world.core.links["demo"].since
    world.clock.now += 5
    world.report(LinkChanged(up=False, reason="refused", login_failed=True))
    link = world.core.links["demo"]
    assert (link.up, link.reason, link.login_failed, link.since) == (False, "refused", True, lost)
