"""Which hook is told of what, and what it sees."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.service.world import SNAPSHOT, World, number, uri

from callplane.errors import Refusal
from callplane.model.events import LineRemoved
from callplane.model.line import LineSettings
from callplane.service.present import Presenter
from callplane.service.rights import Rights
from callplane.service.webhooks import KINDS, USUAL, Happening, Webhooks, expand_kinds
from callplane.store.records import Snapshot, WebhookRecord
from callplane.wire.json_codec import JsonCodec


class Ear:
    """An outlet that writes down what each hook was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []
        self.happenings: list[Happening] = []
        self.hooks: Sequence[WebhookRecord] = ()

    def configure(self, hooks: Sequence[WebhookRecord]) -> None:
        self.hooks = hooks

    def tell(self, hook: WebhookRecord, happening: Happening) -> None:
        self.told.append((hook.name, happening.line, happening.kind))
        self.happenings.append(happening)

    def waiting(self) -> Mapping[str, int]:
        return {}

    @property
    def last(self) -> Any:
        return json.loads(self.happenings[-1].argument)


class Office:
    """The demo's lines and people, and hooks."""

    def __init__(self) -> None:
        self.world = World()
        self.ear = Ear()
        directory = self.world.directory
        presenter = Presenter(directory.display_name_of_number, directory.display_name)
        self.webhooks = Webhooks(directory, presenter, JsonCodec().value, self.world.clock)
        self.webhooks.outlet = self.ear
        self.world.core.subscribers.append(self.webhooks.publish)
        self._hooks: list[WebhookRecord] = []

    def hook(self, name: str, user: str, *lines: str, **more: Any) -> None:
        self._hooks.append(WebhookRecord(name, user, "", "", tuple(map(uri, lines)), **more))
        self.webhooks.replace(self._hooks)

    def people(self, snapshot: Snapshot) -> None:
        """Users and rights are now as given."""
        self.world.directory.replace(snapshot)
        self.webhooks.replace(self._hooks)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_hook_is_told_of_its_users_own_lines(office: Office) -> None:
    office.hook("crm", "alice")
    for extension in ("101", "111", "102"):
        office.world.ring(extension)
    assert [told[:2] for told in office.ear.told] == [("crm", uri("101")), ("crm", uri("111"))]
    assert office.ear.happenings[0].name == "asnCtiNotifyLineCallInformationChanged"
    assert office.ear.happenings[0].operation_id == 1283
    assert office.ear.happenings[0].time == office.world.clock()


def test_of_named_lines_or_of_all_that_he_sees(office: Office) -> None:
    office.hook("one", "alice", "102", "104")
    office.hook("all", "alice", all_lines=True)
    for extension in ("101", "102", "103", "104"):
        office.world.ring(extension, remote="+498912345")
    assert {told[:2] for told in office.ear.told} == {
        ("one", uri("102")),
        *(("all", uri(extension)) for extension in ("101", "102", "103")),
    }


def test_only_the_kinds_that_it_names(office: Office) -> None:
    office.hook("pop", "alice", kinds=("call.offering", "call.destroyed"))
    office.hook("set", "alice", kinds=("do-not-disturb",))
    call = office.world.ring("101")
    office.world.core.set_settings(office.world.line("101"), LineSettings(do_not_disturb=True))
    office.world.talk("101", call.id)
    assert office.ear.told == [("pop", uri("101"), "call.offering"), ("set", uri("101"), "do-not-disturb")]


def test_features_are_told_only_on_demand(office: Office) -> None:
    office.hook("usual", "alice")
    office.hook("all", "alice", kinds=("all",))
    office.world.talk("101", "one")
    office.world.hold("101", "two")
    kinds = {name: [kind for hook, _, kind in office.ear.told if hook == name] for name in ("usual", "all")}
    assert "features" in kinds["all"]
    assert [kind for kind in kinds["all"] if kind != "features"] == kinds["usual"]


def test_a_hook_sees_no_more_than_its_user(office: Office) -> None:
    office.people(replace(SNAPSHOT, grants={("bob", uri("101")): int(Rights.NUMBERS_OUTBOUND)}))
    office.hook("full", "alice")
    office.hook("less", "bob", "101")
    office.world.ring("101", remote="103")
    seen = {
        hook: json.loads(h.argument)["callinformation"]
        for (hook, *_), h in zip(office.ear.told, office.ear.happenings, strict=True)
    }
    assert seen["full"]["u8sRemoteNumberSC"] == number("103")
    assert seen["less"]["u8sRemoteNumberSC"] == ""
    assert seen["full"]["u8sConnectionID"] == seen["less"]["u8sConnectionID"]


def test_rights_take_effect_at_once(office: Office) -> None:
    office.hook("bobs", "bob", "101")
    office.world.ring("101", "one")
    office.people(replace(SNAPSHOT, grants={}))
    office.world.ring("101", "two")
    assert len(office.ear.told) == 1
    office.people(SNAPSHOT)
    office.world.ring("101", "three")
    assert len(office.ear.told) == 2
    disabled = tuple(replace(user, enabled=user.name != "bob") for user in SNAPSHOT.users)
    office.people(replace(SNAPSHOT, users=disabled))
    office.world.ring("101", "four")
    assert len(office.ear.told) == 2


def test_what_is_no_event_of_a_line_is_told_to_nobody(office: Office) -> None:
    office.hook("crm", "alice", kinds=("all",))
    office.world.report(LineRemoved(uri("111")))
    assert office.ear.told == []


def test_without_hooks_or_an_outlet_nothing_is_made(office: Office) -> None:
    office.world.ring("101")
    office.hook("crm", "alice")
    office.webhooks.outlet = None
    office.webhooks.replace([])
    office.world.ring("111")
    assert office.ear.told == []
    assert office.webhooks.waiting() == {}


def test_the_data_is_the_event_of_the_interface(office: Office) -> None:
    office.hook("crm", "alice")
    office.world.ring("101", "one")
    assert office.ear.last["_type"] == "AsnCtiNotifyLineCallInformationChangedArgument"
    assert office.ear.last["u8sMonitorCrossRefID"] == ""
    assert (office.ear.last["reason"], office.ear.last["callinformation"]["iCallState"]) == (0, 2)


def test_words_for_kinds() -> None:
    assert expand_kinds([]) == USUAL == frozenset(KINDS) - {"features"}
    assert expand_kinds(["all"]) == frozenset(KINDS)
    assert expand_kinds(["call"]) == {kind for kind in KINDS if kind.startswith("call.")}
    assert expand_kinds(["line", "call.held"]) == {"line", "call.held"}
    for wrong in ("", "cal", "call.", "Call"):
        with pytest.raises(Refusal, match="kind of event"):
            expand_kinds([wrong])
