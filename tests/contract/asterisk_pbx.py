"""A small Asterisk for the contract: phones that ring and lift, bridges, conferences, the database. Every event comes in the
order, and with the fields, in which a real one sends it; the recordings in tests/samples/asterisk were the model."""

from __future__ import annotations

import itertools
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from callplane.testing.asterisk import Action, AmiServer, Block, Field

NAMES = {"101": "Alice", "102": "Bob", "103": "Carol", "104": "Dave", "105": "Eve"}
OUTSIDE, OUTSIDE_NUMBER = "outside", "+4930999"
DOWN, RING, RINGING, UP = "0", "4", "5", "6"


@dataclass(eq=False)
class Leg:
    """A channel. `rings` is whom it dials, `waits` says that its dialplan keeps it up when it is alone."""

    name: str
    uid: str
    linked: str
    number: str
    state: str
    context: str = "from-internal"
    exten: str = "s"
    connected: str = ""
    bridge: str = ""
    rings: Leg | None = None
    dialler: Leg | None = None
    waits: bool = False
    room: str = ""
    application: str = ""
    originate: Action | None = None
    monitors: dict[str, Path] = field(default_factory=dict)

    @property
    def phone(self) -> str:
        return self.name.removeprefix("PJSIP/").partition("-")[0]

    def fields(self, prefix: str = "") -> list[Field]:
        values = {
            "Channel": self.name,
            "ChannelState": self.state,
            "CallerIDNum": self.number,
            "CallerIDName": NAMES.get(self.number, "<unknown>"),
            "ConnectedLineNum": self.connected or "<unknown>",
            "ConnectedLineName": NAMES.get(self.connected, "<unknown>"),
            "Context": self.context,
            "Exten": self.exten,
            "Uniqueid": self.uid,
            "Linkedid": self.linked,
        }
        return [(prefix + key, value) for key, value in values.items()]


class FakeAsterisk(AmiServer):
    """`recordings` stands for the directory that Asterisk and callplane share."""

    def __init__(self, recordings: Path) -> None:
        super().__init__(NAMES)
        self._recordings = recordings
        self._ids = itertools.count(1)
        self._legs: list[Leg] = []
        self._events: list[Block] = []
        self.tones: dict[str, str] = {}  # numbers at which an application answers, and no phone
        self.refused: set[str] = set()
        self.stubborn: set[str] = set()  # phones that never lift by themselves

    def legs_of(self, phone: str) -> list[Leg]:
        return [leg for leg in self._legs if leg.phone == phone]

    # -- people

    def call_in(self, extension: str) -> None:
        leg = self._new(OUTSIDE, OUTSIDE_NUMBER, RING, exten=extension)
        self._dial(leg, extension)
        self._tell()

    def answer(self, extension: str) -> None:
        (leg,) = [leg for leg in self._legs if leg.phone == extension and leg.state == RINGING]
        self._lift(leg)
        self._tell()

    def refuse(self, extension: str) -> None:
        """The phone says that it is busy, and the dialplan plays that tone to the caller."""
        (called,) = [leg for leg in self._legs if leg.phone == extension and leg.state == RINGING]
        caller = called.dialler
        assert caller is not None
        caller.rings = called.dialler = None
        self._end(called, "17")
        self._event("DialEnd", caller, called, ("DialStatus", "BUSY"))
        caller.application, caller.waits = "Busy", True
        self._tell()

    def hang_up(self, extension: str) -> None:
        leg = next((leg for leg in self._legs if leg.phone == (extension or OUTSIDE)), None)
        if leg is not None:
            self._event("HangupRequest", leg)
            self._end(leg)
        self._tell()

    def _tell(self) -> None:
        events, self._events = self._events, []
        self.send(*events)

    # -- what the driver asks for

    def act(self, action: Action) -> list[Block] | None:
        if action.name in self.refused:
            return [[("Response", "Error"), ("Message", "not allowed")]]
        if action.name == "Status":
            playing = [[*leg.fields(), ("Application", leg.application)] for leg in self._legs if leg.name == action["Channel"]]
            return self._list(action, playing)
        doing = self._does.get(action.name)
        if doing is None:
            return None
        more = doing(self, action)
        answer = [("Response", "Success" if more is not None else "Error"), ("Message", "as asked"), *(more or [])]
        events, self._events = self._events, []
        return [answer, *events]

    def _named(self, action: Action, key: str = "Channel") -> Leg | None:
        return next((leg for leg in self._legs if action[key] in (leg.name, leg.uid)), None)

    def _originate(self, action: Action) -> list[Field]:
        phone = action["Channel"].removeprefix("PJSIP/")
        leg = self._new(phone, phone, DOWN, uid=action["ChannelId"])
        leg.connected = next((v.partition("=")[2] for v in action.all("Variable") if v.startswith("CONNECTEDLINE(num)")), "")
        self._event("DialBegin", None, leg)
        self._becomes(leg, RINGING)
        if phone not in self.stubborn and any("answer-after=0" in value for value in action.all("Variable")):
            self._becomes(leg, UP)
            done = [("Response", "Success"), ("Reason", "4"), ("Uniqueid", leg.uid), ("Channel", leg.name)]
            self._events.append([("Event", "OriginateResponse"), *done])
            self._runs(leg, action)
        else:
            leg.originate = action
        return []

    def lift_recall(self, extension: str) -> None:
        """The phone that a program rings is lifted."""
        (leg,) = [leg for leg in self._legs if leg.phone == extension and leg.originate is not None]
        assert leg.originate is not None
        self._becomes(leg, UP)
        self._runs(leg, leg.originate)
        leg.originate = None
        self._tell()

    def _runs(self, leg: Leg, action: Action) -> None:
        if action["Application"] == "Bridge":
            self._join(leg, next(one for one in self._legs if one.name == action["Data"]))
            return
        if action["Application"] != "PickupChan":
            self._dial(leg, action["Exten"])
            return
        target = next((one for one in self._legs if one.name == action["Data"].removesuffix(",p")), None)
        if target is None or target.dialler is None:
            self._end(leg)
            return
        caller = target.dialler
        self._events.append([("Event", "Pickup"), *leg.fields(), *target.fields("Target")])
        caller.rings = None
        self._event("DialEnd", caller, leg, ("DialStatus", "ANSWER"))
        self._end(target, cause="26")
        self._becomes(caller, UP)
        self._join(leg, caller)

    def _hangup(self, action: Action) -> list[Field] | None:
        leg = self._named(action)
        if leg is None:
            return None
        self._end(leg, action["Cause"] or "16")
        return []

    def _redirect(self, action: Action) -> list[Field] | None:
        moved = []
        for prefix in ("", "Extra"):
            if action[f"{prefix}Channel"]:
                leg = self._named(action, f"{prefix}Channel")
                if leg is None:
                    return None
                moved.append((leg, action[f"{prefix}Context"], action[f"{prefix}Exten"]))
        for leg, context, exten in moved:
            leg.context, leg.exten = context, exten
            leg.waits = context != "from-internal"
        for leg, _, _ in moved:
            self._leave(leg)
        for leg, context, exten in moved:
            if leg.rings is not None:
                self._cancel(leg)
            if context == "callplane-conference":
                self._enter_room(leg, exten)
            elif context == "from-internal":
                self._dial(leg, exten)
        return []

    def _bridge(self, action: Action) -> list[Field] | None:
        legs = [self._named(action, key) for key in ("Channel1", "Channel2")]
        if None in legs:
            return None
        one, other = (leg for leg in legs if leg is not None)
        one.waits = other.waits = False
        bridge = f"bridge-{next(self._ids)}"
        for leg in (one, other):
            self._leave(leg)
            self._enter(leg, bridge)
        return []

    def _blindtransfer(self, action: Action) -> list[Field] | None:
        leg = self._named(action)
        mate = next((one for one in self._legs if leg and one.bridge == leg.bridge and one is not leg), None)
        if leg is None or mate is None:
            return None
        who = [("Result", "Success"), *leg.fields("Transferer"), *mate.fields("Transferee"), ("Extension", action["Exten"])]
        self._events.append([("Event", "BlindTransfer"), *who])
        mate.exten = action["Exten"]
        mate.waits = True
        self._leave(mate)
        self._leave(leg)
        self._dial(mate, action["Exten"])
        return []

    def _playdtmf(self, action: Action) -> list[Field] | None:
        leg = self._named(action)
        if leg is None:
            return None
        self._event("DTMFEnd", leg, None, ("Digit", action["Digit"]), ("Direction", "Received"))
        return []

    def _mixmonitor(self, action: Action) -> list[Field] | None:
        leg = self._named(action)
        if leg is None:
            return None
        mark = hex(next(self._ids))
        leg.monitors[mark] = self._recordings / Path(action["File"]).name
        self._event("MixMonitorStart", leg)
        return [("MixMonitorID", mark)]

    def _stopmixmonitor(self, action: Action) -> list[Field] | None:
        leg = self._named(action)
        if leg is None or action["MixMonitorID"] not in leg.monitors:
            return None
        with wave.open(str(leg.monitors.pop(action["MixMonitorID"])), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(1600))
        self._event("MixMonitorStop", leg)
        return []

    # -- what Asterisk does

    def _event(self, name: str, leg: Leg | None, other: Leg | None = None, *more: Field) -> None:
        fields = [*(leg.fields() if leg else []), *(other.fields("Dest") if other else []), *more]
        self._events.append([("Event", name), *fields])

    def _new(self, phone: str, number: str, state: str, *, uid: str = "", linked: str = "", exten: str = "s") -> Leg:
        count = next(self._ids)
        uid = uid or f"1795377854.{count}"
        leg = Leg(f"PJSIP/{phone}-{count:08x}", uid, linked or uid, number, state, exten=exten)
        self._legs.append(leg)
        self._event("Newchannel", leg)
        return leg

    def _becomes(self, leg: Leg, state: str) -> None:
        if leg.state != state:
            leg.state = state
            self._event("Newstate", leg)

    def _dial(self, leg: Leg, number: str) -> None:
        leg.exten = number
        if number in self.tones:
            leg.application, leg.waits = self.tones[number], True
            return
        forwarded = self.database.get("CF", {}).get(number)
        number = forwarded or number
        phone = OUTSIDE if number.startswith("0") else number
        if phone not in (*NAMES, OUTSIDE) or self.database.get("DND", {}).get(number):
            self._end(leg, "17")
            return
        called = self._new(phone, number, DOWN, linked=leg.linked)
        called.connected, called.dialler, leg.rings, leg.connected = leg.number, leg, called, number
        self._event("NewConnectedLine", called)
        self._event("DialBegin", leg, called)
        self._becomes(called, RINGING)
        self._event("DialState", leg, called, ("DialStatus", "RINGING"))

    def _lift(self, called: Leg) -> None:
        caller = called.dialler
        assert caller is not None
        self._becomes(called, UP)
        caller.rings = None
        self._event("DialEnd", caller, called, ("DialStatus", "ANSWER"))
        self._becomes(caller, UP)
        self._join(called, caller)

    def _join(self, one: Leg, other: Leg) -> None:
        bridge = f"bridge-{next(self._ids)}"
        for leg in (one, other):
            leg.dialler, leg.waits = None, False
            self._enter(leg, bridge)

    def _enter(self, leg: Leg, bridge: str, kind: str = "basic") -> None:
        leg.bridge = bridge
        mates = [one for one in self._legs if one.bridge == bridge]
        leg.linked = mates[0].linked
        self._event("BridgeEnter", leg, None, ("BridgeUniqueid", bridge), ("BridgeType", kind))
        if kind == "basic" and len(mates) == 2:
            for one, other in (mates, mates[::-1]):
                one.connected = other.number
                self._event("NewConnectedLine", one)

    def _enter_room(self, leg: Leg, room: str) -> None:
        leg.room = room
        self._enter(leg, f"room-{room}", "base")
        self._event("ConfbridgeJoin", leg, None, ("Conference", room))

    def _leave(self, leg: Leg) -> None:
        """Leave the bridge; whoever stays alone in it, and has no dialplan that waits, is hung up."""
        bridge, room = leg.bridge, leg.room
        if not bridge:
            return
        leg.bridge = leg.room = ""
        if room:
            self._event("ConfbridgeLeave", leg, None, ("Conference", room))
        self._event("BridgeLeave", leg, None, ("BridgeUniqueid", bridge), ("BridgeType", "base" if room else "basic"))
        mates = [one for one in self._legs if one.bridge == bridge]
        if not room and len(mates) == 1 and not mates[0].waits:
            self._end(mates[0])

    def _cancel(self, leg: Leg) -> None:
        called, leg.rings = leg.rings, None
        assert called is not None
        self._event("DialEnd", leg, called, ("DialStatus", "CANCEL"))
        self._end(called)

    def _end(self, leg: Leg, cause: str = "16") -> None:
        if leg not in self._legs:
            return
        self._legs.remove(leg)
        if leg.rings is not None:
            self._cancel(leg)
        caller = leg.dialler
        self._leave(leg)
        self._event("Hangup", leg, None, ("Cause", cause))
        if caller is not None and caller.rings is leg:
            caller.rings = None
            self._event("DialEnd", caller, leg, ("DialStatus", "BUSY"))
            self._end(caller, cause)

    _does: ClassVar[Mapping[str, Callable[[FakeAsterisk, Action], list[Field] | None]]] = {
        "Originate": _originate,
        "Hangup": _hangup,
        "Redirect": _redirect,
        "Bridge": _bridge,
        "BlindTransfer": _blindtransfer,
        "PlayDTMF": _playdtmf,
        "MixMonitor": _mixmonitor,
        "StopMixMonitor": _stopmixmonitor,
    }
