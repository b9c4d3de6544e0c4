"""Contacts of addresses of record."""

from __future__ import annotations

import pytest

from callplane.sip.grammar import BadMessage
from callplane.sip.message import Headers, Request, Response
from callplane.sip.registrar import MAX_CONTACTS, Registrar
from callplane.sip.transactions import Flow

FLOW = Flow("UDP", "192.0.2.1", 5062)


class Scene:
    def __init__(self) -> None:
        self.changed: list[str] = []
        self.registrar = Registrar(self.changed.append)
        self.cseq = 0

    def register(self, *contacts: str, now: float = 0.0, call_id: str = "1", **headers: str) -> Response:
        self.cseq += 1
        fields = [
            ("via", "SIP/2.0/UDP h;branch=z9hG4bK1"),
            ("from", "<sip:102@h>;tag=1"),
            ("to", "<sip:102@h>"),
            ("call-id", call_id),
        ]
        fields += [("cseq", f"{self.cseq} REGISTER"), *(("contact", contact) for contact in contacts)]
        fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
        return self.registrar.register(Request(Headers(fields), b"", "REGISTER", "sip:h"), FLOW, "102", "desk", now)

    @property
    def contacts(self) -> list[str]:
        return [binding.contact for binding in self.registrar.bindings("102")]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_contacts_are_added_renewed_and_removed(scene: Scene) -> None:
    answer = scene.register("<sip:102@192.0.2.1:5062>;expires=120", "<sip:102@192.0.2.1:5064;transport=tcp>", expires="300")
    assert answer.headers.all("contact") == [
        "<sip:102@192.0.2.1:5062>;expires=120",
        "<sip:102@192.0.2.1:5064;transport=tcp>;expires=300",
    ]
    assert scene.changed == ["102"]
    assert len(scene.registrar) == 2
    scene.register("<sip:102@192.0.2.1:5064;transport=TCP>;expires=0", now=1.0)
    assert scene.contacts == ["sip:102@192.0.2.1:5062"]
    assert scene.registrar.next_deadline() == 120.0
    scene.registrar.expire(120.0)
    assert scene.contacts == []
    assert scene.registrar.next_deadline() is None
    assert scene.changed == ["102"] * 3


def test_a_question_changes_nothing(scene: Scene) -> None:
    scene.register("<sip:102@a>")
    assert scene.register(now=10.0).headers.all("contact") == ["<sip:102@a>;expires=590"]
    assert scene.changed == ["102"]


def test_all_are_removed_by_an_asterisk(scene: Scene) -> None:
    scene.register("<sip:102@a>", "<sip:102@b>")
    assert scene.register("*", expires="0").status == 200
    assert scene.contacts == []
    for contacts, expires in ((("*", "<sip:102@a>"), "0"), (("*",), "10")):
        with pytest.raises(BadMessage):
            scene.register(*contacts, expires=expires)


def test_times_have_limits(scene: Scene) -> None:
    refusal = scene.register("<sip:102@a>;expires=5")
    assert (refusal.status, refusal.headers.get("min-expires")) == (423, "10")
    assert "expires=3600" in scene.register("<sip:102@a>;expires=4294967295").headers.get("contact")
    assert "expires=600" in scene.register("<sip:102@a>;expires=nonsense").headers.get("contact")


def test_an_overtaken_request_is_refused(scene: Scene) -> None:
    scene.register("<sip:102@a>")
    scene.cseq = 0
    assert scene.register("<sip:102@a>;expires=0").status == 500
    assert scene.register("<sip:102@a>", call_id="2").status == 200


def test_a_phone_that_moved_is_there_once(scene: Scene) -> None:
    scene.register('<sip:102@a>;+sip.instance="<urn:uuid:1>"')
    scene.register('<sip:102@b>;+sip.instance="<urn:uuid:1>"', allow_events="Talk, hold", user_agent="Desk/1")
    (binding,) = scene.registrar.bindings("102")
    assert (binding.contact, binding.talks, binding.product, binding.phone, binding.flow) == (
        "sip:102@b",
        True,
        "Desk/1",
        "desk",
        FLOW,
    )


@pytest.mark.parametrize(
    ("contact", "flow"),
    [
        ("sip:102@192.0.2.1:5070", Flow("UDP", "192.0.2.1", 5070)),
        ("sip:102@192.0.2.1", Flow("UDP", "192.0.2.1", 5060)),
        ("sip:102@192.0.2.1:5070;transport=tcp", Flow("TCP", "192.0.2.1", 5070)),
        ("sip:102@10.0.0.7:5070", FLOW),
    ],
)
def test_a_contact_is_reached_where_it_says_unless_a_nat_is_between(scene: Scene, contact: str, flow: Flow) -> None:
    scene.register(f"<{contact}>")
    assert scene.registrar.bindings("102")[0].flow == flow


def test_there_is_a_limit_of_contacts(scene: Scene) -> None:
    for number in range(MAX_CONTACTS + 1):
        scene.register(f"<sip:102@h{number}>")
    assert len(scene.contacts) == MAX_CONTACTS
    assert "sip:102@h0" not in scene.contacts


def test_contacts_can_be_removed_by_what_they_are(scene: Scene) -> None:
    scene.register("<sip:102@a>")
    scene.registrar.remove(lambda binding: binding.phone == "other")
    assert scene.contacts
    scene.registrar.remove(lambda binding: binding.flow == FLOW)
    assert scene.contacts == []
    assert list(scene.registrar.all()) == []
