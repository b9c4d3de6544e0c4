"""Phones by way of oFono: follows its modems on the bus, and tells it what to do. Knows oFono's methods; no lines.

oFono never connects to a phone by itself, and has no time limit for a phone's answers: both are up to the driver.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from dbus_fast import Variant

from callplane.drivers.bluetooth import backend as b
from callplane.drivers.bluetooth.backend import Action, Backend, Listener, Phone, PhoneForward, Unreachable
from callplane.drivers.bluetooth.bus import ACCESS_DENIED, Bus, BusError, BusLost, Reply, Signal
from callplane.drivers.bluetooth.modem import CALL, CALLS, FORWARDING, FORWARDS, MODEM, NO_ANSWER_SECONDS, Modem
from callplane.drivers.bluetooth.options import Options
from callplane.errors import CommandFailed, LinkDown

_MANAGER = "org.ofono.Manager"
_GATEWAY = "0000111f-0000-1000-8000-00805f9b34fb"
_NOT_RUNNING = "oFono is not running: start it (Debian: apt-get install ofono; systemctl start ofono)"
_NO_ACCESS = "oFono does not let this user in: allow it in oFono's D-Bus policy (see docs/bluetooth.md)"
_ERRORS = {
    "InProgress": "the phone is still busy with another command: try again in a moment",
    "InvalidFormat": "oFono does not dial numbers of one or two digits, nor those that end in #: dial them on the phone itself",
    "InvalidArguments": "oFono does not take this number: check its digits",
    "NotImplemented": "this phone cannot do that by remote control: do it on the phone itself",
    "NotSupported": "this phone cannot do that by remote control: do it on the phone itself",
    "NotFound": "the phone has no such call any more: take a new snapshot of the line",
    "Failed": "the phone said no: look at its display, and at the states of the line's calls",
    "Timedout": "the phone did not answer in time: watch the line's events before you try again",
}


_GONE = ("NoReply", "ServiceUnknown", "NameHasNoOwner", "Disconnected")
_CONNECT_ERRORS = {
    "Failed": "it does not answer: is it switched on and near, and is Bluetooth on?",
    "Timedout": "it does not answer, or another program of this host (such as PipeWire) has taken the hands-free profile: "
    "leave the profile to oFono, see docs/bluetooth.md",
    "InProgress": "oFono is still busy with it",
}


class OfonoBackend(Backend):
    def __init__(self, options: Options, listener: Listener) -> None:
        super().__init__(options, listener)
        self._bus: Bus
        self._modems: dict[str, Modem] = {}
        self._told: dict[str, Phone] = {}
        self._unanswered = 0
        self._loading = False
        self._news = asyncio.Event()

    async def run(self) -> NoReturn:
        bus = self._bus = Bus("org.ofono", self._heard, self._owned)
        try:
            await bus.open(self.options.bus)
            await bus.closed()
        finally:
            bus.close()
            self._forget()

    # -- what oFono says

    def _owned(self, there: bool) -> None:
        self._forget()
        if there:
            self._loading = True
            self._question("/", _MANAGER, "GetModems", self._add_all)
        else:
            self.listener.down(_NOT_RUNNING)

    def _forget(self) -> None:
        self._modems, self._told = {}, {}
        self._unanswered, self._loading = 0, False

    def _question(self, path: str, interface: str, member: str, then: Callable[[object], None]) -> None:
        """Ask about something; the picture is whole when all questions are answered."""
        modems = self._modems
        self._unanswered += 1

        def answered(reply: Reply) -> None:
            if modems is not self._modems:
                return  # oFono has gone since
            self._unanswered -= 1
            if isinstance(reply, list):
                then(reply[0])
            elif isinstance(reply, BusError) and reply.name == ACCESS_DENIED:
                self._bus.give_up(BusLost(_NO_ACCESS, login_failed=True))
                return
            self._whole()

        self._bus.request(path, interface, member, then=answered)

    def _whole(self) -> None:
        if self._loading and not self._unanswered:
            self._loading = False
            self._told = {path: modem.phone() for path, modem in self._modems.items() if modem.id}
            self.listener.up(list(self._told.values()))

    def _add_all(self, modems: object) -> None:
        for path, properties in modems if isinstance(modems, list) else ():
            self._add(path, properties)

    def _add(self, path: str, properties: Mapping[str, object]) -> None:
        modem = self._modems[path] = Modem(path, properties)
        if not (modem.is_handsfree or modem.id):  # only a modem that is on says who it is
            self._bus.request(path, MODEM, "SetProperty", "sv", "Powered", Variant("b", True), then=lambda _: None)
        self._learn(modem)

    def _learn(self, modem: Modem, *, soon: bool = False) -> None:
        """Ask about what is new of a modem, and tell what it has become."""
        for interface in modem.wanted:
            modem.asked(interface)
            member = "GetCalls" if interface == CALLS else "GetProperties"

            def loaded(content: object, interface: str = interface) -> None:
                modem.loaded(interface, content)
                self._pulse()
                self._tell(modem)

            self._question(modem.path, interface, member, loaded)
        self._tell(modem, soon=soon)

    def _heard(self, signal: Signal) -> None:
        match signal.interface, signal.member, signal.body:
            case (interface, "ModemAdded", [str(path), dict(properties)]) if interface == _MANAGER:
                self._add(path, properties)
            case (interface, "ModemRemoved", [str(path)]) if interface == _MANAGER:
                self._modems.pop(path, None)
                if path in self._told:
                    self.listener.removed(self._told.pop(path).id)
            case _:
                for modem in self._modems.values():
                    if f"{signal.path}/".startswith(f"{modem.path}/"):
                        modem.heard(signal.path, signal.interface, signal.member, signal.body)
                        self._pulse()
                        self._learn(modem, soon=signal.member == "PropertyChanged")

    def _pulse(self) -> None:
        """Wake those who wait for something to happen to a modem."""
        self._news.set()
        self._news = asyncio.Event()

    def _tell(self, modem: Modem, *, soon: bool = False) -> None:
        """Tell what a modem has become. `soon`: when all that came together is heard, as oFono tells a swap or a conference
        call by call; a call that begins or ends is told at once."""
        if soon:
            asyncio.get_running_loop().call_soon(self._tell, modem)
            return
        if self._loading or not modem.id or self._modems.get(modem.path) is not modem:
            return
        phone = modem.phone()
        if self._told.get(modem.path) != phone:
            self._told[modem.path] = phone
            self.listener.changed(phone)

    # -- what oFono is told

    async def connect(self, phone_id: str) -> None:
        modem = self._modem(phone_id)
        try:
            if not modem.powered:
                await self._set(modem, MODEM, "Powered", Variant("b", True))
            if not modem.online and not modem.is_handsfree:
                await self._set(modem, MODEM, "Online", Variant("b", True))
            await self._until_connected(modem)
        except BusError as error:
            raise Unreachable(_CONNECT_ERRORS.get(_kind(error), f"oFono cannot connect it ({error})")) from None
        except BusLost:
            raise LinkDown(_NOT_RUNNING) from None

    async def _until_connected(self, modem: Modem) -> None:
        """oFono answers before it says that the modem is on, and learns of its calls after that. Raises Unreachable."""
        was_on = False
        while not modem.phone().connected:
            if was_on and not modem.powered:
                raise Unreachable(_CONNECT_ERRORS["Failed"])
            was_on = modem.powered
            await self._news.wait()

    async def disconnect(self, phone_id: str) -> None:
        modem = self._modem(phone_id)
        try:
            if modem.device:  # oFono's own switch does not work while it waits for a phone that says nothing
                await self._bus.ask(modem.device, "org.bluez.Device1", "DisconnectProfile", "s", _GATEWAY, service="org.bluez")
            else:
                await self._set(modem, MODEM, "Powered", Variant("b", False))
        except (BusError, BusLost) as error:
            raise Unreachable(f"the link to the phone could not be ended ({error})") from None

    async def perform(self, phone_id: str, action: Action) -> None:
        modem = self._modem(phone_id)
        try:
            if isinstance(action, b.Forward):
                await self._forward(modem, action.rule)
            else:
                path, interface, member, signature, body = _method(modem, action)
                await self._bus.ask(path, interface, member, signature, *body)
        except BusError as error:
            if _kind(error) in _GONE:
                raise LinkDown(_NOT_RUNNING) from None
            raise CommandFailed(_ERRORS.get(_kind(error), _ERRORS["Failed"])) from None
        except BusLost:
            raise LinkDown(_NOT_RUNNING) from None

    async def _forward(self, modem: Modem, rule: PhoneForward) -> None:
        await self._set(modem, FORWARDING, FORWARDS[rule.mode], Variant("s", rule.number))
        if rule.seconds:
            await self._set(modem, FORWARDING, NO_ANSWER_SECONDS, Variant("q", rule.seconds))

    async def _set(self, modem: Modem, interface: str, name: str, value: Variant) -> None:
        await self._bus.ask(modem.path, interface, "SetProperty", "sv", name, value)

    def _modem(self, phone_id: str) -> Modem:
        for modem in self._modems.values():
            if modem.id == phone_id:
                return modem
        raise Unreachable("oFono does not know this phone any more: pair it again")


def _kind(error: BusError) -> str:
    return error.name.rpartition(".")[2]


def _method(modem: Modem, action: Action) -> tuple[str, str, str, str, Sequence[object]]:
    """The object, interface, method and arguments (with their signature) that an action is in oFono."""
    match action:
        case b.Dial(number=number, hide=hide):
            return modem.path, CALLS, "Dial", "ss", (number, "enabled" if hide else "")
        case b.AnswerIncoming(handle=handle):
            return _call(modem, handle), CALL, "Answer", "", ()
        case b.HangUp(handle=handle):
            return _call(modem, handle), CALL, "Hangup", "", ()
        case b.SendTones(tones=tones):
            return modem.path, CALLS, "SendTones", "s", (tones,)
        case _:
            return modem.path, CALLS, _PLAIN[type(action)], "", ()


def _call(modem: Modem, handle: str) -> str:
    path = modem.path_of(handle)
    if not path:
        raise CommandFailed(_ERRORS["NotFound"])
    return path


_PLAIN: Mapping[type, str] = {
    b.HoldAndAnswer: "HoldAndAnswer",
    b.ReleaseAndAnswer: "ReleaseAndAnswer",
    b.Swap: "SwapCalls",
    b.HangUpGroup: "HangupMultiparty",
    b.Join: "CreateMultiparty",
    b.Transfer: "Transfer",
}
