"""A modem as oFono describes it: takes what oFono says of it, bit by bit, and makes a phone of it. Pure.

Knows oFono's words (its interfaces of 1.31 to 2.16); no bus. Which interfaces have to be asked about is told by `wanted`: a phone
counts as connected when its calls are known, and its features where it is a hands-free link; a modem when it is online, too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from callplane.drivers.bluetooth.backend import CallStatus, Phone, PhoneCall, PhoneForward, Skill
from callplane.model.line import ForwardMode

CALLS, HANDSFREE = "org.ofono.VoiceCallManager", "org.ofono.Handsfree"
FORWARDING, SIM = "org.ofono.CallForwarding", "org.ofono.SimManager"
CALL, MODEM = "org.ofono.VoiceCall", "org.ofono.Modem"
ASKED = (CALLS, HANDSFREE, FORWARDING, SIM)
"""The interfaces whose content matters here."""

_SKILLS = {
    "three-way-calling": Skill.HOLD,
    "release-all-held": Skill.RELEASE_HELD,
    "release-specified-active-call": Skill.RELEASE_ONE,
    "create-multiparty": Skill.JOIN,
    "transfer": Skill.TRANSFER,
}
_GSM_SKILLS = Skill.HOLD | Skill.RELEASE_HELD | Skill.RELEASE_ONE | Skill.JOIN | Skill.TRANSFER | Skill.HIDE_NUMBER
FORWARDS = {
    ForwardMode.IMMEDIATE: "VoiceUnconditional",
    ForwardMode.BUSY: "VoiceBusy",
    ForwardMode.NO_ANSWER: "VoiceNoReply",
    ForwardMode.DISCONNECTED: "VoiceNotReachable",
}
NO_ANSWER_SECONDS = "VoiceNoReplyTimeout"
DEFAULT_SECONDS = 20
"""What oFono and networks take where nobody says how long to wait for an answer; shown as 0, as it was asked for."""

_DEVICE = re.compile(r"(?:/hfp)?(?P<device>/\S*(?P<adapter>hci\d+)/dev_(?P<address>[0-9A-Fa-f_]{17}))")
_handles = itertools.count(1)


class Modem:
    """`device` is BlueZ's object of a phone, empty for other modems."""

    def __init__(self, path: str, properties: Mapping[str, object]) -> None:
        self.path = path
        found = _DEVICE.fullmatch(path)
        self.device = found["device"] if found else ""
        self._adapter = found["adapter"] if found else ""
        self._address = found["address"].replace("_", ":").upper() if found else ""
        self._properties = dict(properties)
        self._serial = _text(properties.get("Serial"))
        self._known: dict[str, dict[str, object]] = {}
        self._asked: set[str] = set()
        self._calls: dict[str, tuple[str, dict[str, object]]] = {}
        self._skills = Skill.NONE if self.is_handsfree else _GSM_SKILLS

    @property
    def id(self) -> str:
        """Empty as long as nothing tells it apart from other modems."""
        return self._address or self._serial or (self.path.strip("/") if CALLS in self._known else "")

    @property
    def is_handsfree(self) -> bool:
        return self._properties.get("Type") == "hfp"

    @property
    def powered(self) -> bool:
        return bool(self._properties.get("Powered"))

    @property
    def online(self) -> bool:
        return bool(self._properties.get("Online"))

    @property
    def wanted(self) -> list[str]:
        """The interfaces that are there and have not been asked about."""
        return [name for name in ASKED if name in self._interfaces and name not in self._asked]

    def asked(self, interface: str) -> None:
        """The question about an interface is on its way."""
        self._asked.add(interface)

    def path_of(self, handle: str) -> str:
        """The object of a call; empty when it has ended."""
        return next((path for path, (known, _) in self._calls.items() if known == handle), "")

    # -- what oFono says

    def loaded(self, interface: str, content: object) -> None:
        """The answer to the question about an interface: its properties, or the calls."""
        if interface not in self._interfaces:
            return
        if interface == CALLS:
            before, self._calls = self._calls, {}
            for path, properties in content if isinstance(content, list) else ():
                handle = before[path][0] if path in before else _new_handle()
                self._calls[path] = (handle, dict(properties))
            content = {}
        self._known[interface] = dict(content) if isinstance(content, Mapping) else {}
        self._learn()

    def heard(self, path: str, interface: str, member: str, body: Sequence[object]) -> None:
        """A signal about the modem or one of its calls."""
        match interface, member, body:
            case (_, "PropertyChanged", [str(name), value]) if path == self.path:
                self._changed(interface, name, value)
            case (_, "PropertyChanged", [str(name), value]) if path in self._calls:
                self._calls[path][1][name] = value
            case ("org.ofono.VoiceCallManager", "CallAdded", [str(call), dict(properties)]):
                self._calls[call] = (_new_handle(), properties)
            case ("org.ofono.VoiceCallManager", "CallRemoved", [str(call)]):
                self._calls.pop(call, None)

    def _changed(self, interface: str, name: str, value: object) -> None:
        if interface != MODEM:
            self._known.get(interface, {})[name] = value
            self._learn()
            return
        self._properties[name] = value
        self._serial = self._serial or _text(self._properties.get("Serial"))
        if name == "Interfaces":
            self._known = {known: content for known, content in self._known.items() if known in self._interfaces}
            self._asked.intersection_update(self._interfaces)
            if CALLS not in self._interfaces:
                self._calls.clear()

    def _learn(self) -> None:
        """What a phone can do is remembered while it is away."""
        features = self._known.get(HANDSFREE, {}).get("Features")
        if isinstance(features, list):
            self._skills = Skill.NONE
            for feature in features:
                self._skills |= _SKILLS.get(feature, Skill.NONE)

    # -- what it is

    def phone(self) -> Phone:
        ready = CALLS in self._known and (HANDSFREE in self._known if self.is_handsfree else self.online)
        numbers = self._known.get(SIM, {}).get("SubscriberNumbers")
        forwarding = self._known.get(FORWARDING)
        return Phone(
            id=self.id,
            name=_text(self._properties.get("Name")) or _text(self._properties.get("Model")),
            adapter=self._adapter,
            connected=ready,
            skills=self._skills,
            number=_text(numbers[0]) if isinstance(numbers, list) and numbers else "",
            calls=tuple(_call(handle, p) for handle, p in self._calls.values() if p.get("State") in _STATES) if ready else (),
            forward_modes=ForwardMode(sum(FORWARDS)) if forwarding is not None else ForwardMode.NONE,
            forwards=_forwards(forwarding or {}),
        )

    @property
    def _interfaces(self) -> Sequence[str]:
        names = self._properties.get("Interfaces")
        return names if isinstance(names, list) else ()


_STATES = {status.name.lower(): status for status in CallStatus}


def _call(handle: str, properties: Mapping[str, object]) -> PhoneCall:
    return PhoneCall(
        handle=handle,
        status=_STATES[_text(properties.get("State"))],
        number=_text(properties.get("LineIdentification")),
        name=_text(properties.get("Name")),
        multiparty=bool(properties.get("Multiparty")),
    )


def _forwards(properties: Mapping[str, object]) -> tuple[PhoneForward, ...]:
    told = properties.get(NO_ANSWER_SECONDS)
    seconds = told if isinstance(told, int) and told != DEFAULT_SECONDS else 0
    return tuple(
        PhoneForward(mode, number, seconds if mode is ForwardMode.NO_ANSWER else 0)
        for mode, name in FORWARDS.items()
        if (number := _text(properties.get(name)))
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _new_handle() -> str:
    return f"call-{next(_handles)}"
