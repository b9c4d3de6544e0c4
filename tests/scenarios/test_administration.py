"""An administrator over HTTP changes who may do what while people are logged on, and sees who did what."""

from __future__ import annotations

from typing import Any

from tests.scenarios.demo import ADMINISTRATOR, Demo

from callplane.store.demo import line_of
from callplane.wire.types.cti import AsnCtiEnumPhoneLinesArgumentEnum as Scope

JSON = ADMINISTRATOR | {"Content-Type": "application/json"}


async def admin(demo: Demo, method: str, path: str, body: object = None) -> Any:
    async with demo.http.request(method, f"{demo.url}/admin/v1/{path}", headers=JSON, json=body) as reply:
        answer = await reply.json()
        assert reply.status < 300, answer
        return answer


async def test_a_new_user_gets_a_line_and_calls(demo: Demo) -> None:
    await admin(demo, "POST", "users", {"name": "eve", "password": "demo"})
    await admin(demo, "PUT", "users/eve/lines/104", {"position": 0})
    eve = await demo.person("eve", "104")
    made = await eve.client.make_call(line_of("104").uri, "102")
    await eve.client.drop_call(made.u8sConnectionID)
    acts = await admin(demo, "GET", "audit/0")
    assert [(act["user"], act["action"], act["outcome"]) for act in acts[:4]] == [
        ("eve", "asnCtiDropCall", "done"),
        ("eve", "asnCtiMakeCall", "done"),
        ("admin", "line.assign", "done"),
        ("admin", "user.add", "done"),
    ]
    assert {act["call"] for act in acts[:2]} == {made.u8sConnectionID}
    assert {act["line"] for act in acts[:3]} == {line_of("104").uri}


async def test_a_right_that_is_withdrawn_stops_the_monitor(demo: Demo) -> None:
    bob = await demo.person("bob", "102")
    line = line_of("101").uri
    assert len((await bob.client.enum_phone_lines(Scope.userMonitorLines)).seqLines) == 3
    await admin(demo, "PUT", f"users/bob/rights/{line}", {"rights": "none"})
    assert len((await bob.client.enum_phone_lines(Scope.userMonitorLines)).seqLines) == 2
    rights = {user["name"]: user["rights"] for user in (await admin(demo, "GET", "rights"))["users"]}
    assert line not in rights["bob"]


async def test_what_is_amiss_comes_with_a_remedy(demo: Demo) -> None:
    assert await admin(demo, "GET", "problems") == []
    await demo.link("link/cut")
    (pbx,) = await admin(demo, "GET", "pbxs")
    assert (pbx["driver"], pbx["up"]) == ("exchange", False)
    demo.config.write_text(demo.config.read_text(encoding="utf-8") + "\n[serve]\n", encoding="utf-8")
    mistake, link = await admin(demo, "GET", "problems")
    assert (mistake["kind"], mistake["remedy"]) == ("configuration", "did you mean 'server'?")
    assert (link["kind"], "demo" in link["text"]) == ("link", True)
