"""A call that the PBX refuses to place is still seen, with what was known of it, until it ends."""

from __future__ import annotations

from tests.service.world import World, uri

from callplane.model.call import CallState, ClientContact
from callplane.model.events import CallAttempted
from callplane.service.expectations import Expected


def test_a_refused_call_shows_the_contact_that_came_with_it() -> None:
    world = World()
    world.core.expect("a", Expected("session", ClientContact("session", "card")))
    world.core.report("demo", [CallAttempted(uri("101"), "a", accepted=False)])
    call = world.put("101", CallState.DIALING, "a", remote="199")
    assert call.contact == ClientContact("session", "card")
    world.put("101", CallState.DISCONNECTED, "a", remote="199")


def test_what_was_expected_is_forgotten_when_no_call_comes() -> None:
    world = World()
    world.core.expect("a", Expected("session", ClientContact("session", "card")))
    world.core.report("demo", [CallAttempted(uri("101"), "a", accepted=False)])
    world.clock.advance(60)
    assert world.put("101", CallState.DIALING, "a", remote="199").contact is None
