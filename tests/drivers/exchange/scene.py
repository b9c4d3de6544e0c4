"""Scenes on the exchange, written as tables: what is done on the left of `|`, the facts that follow on the right.

::

    make 101 102     | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
    answer 102a      | 102a CONNECTED 101; 101a CONNECTED 102
    wait 5           |
    refused hold 999 |

The calls of an extension are named by it and a letter, in the order in which they begin; parties outside are `o1`, `o2`, ...
Parties are shown by extension or by number, `-` is an empty party. A line that begins with `|` goes on with the facts.
"""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Callable, Sequence

import pytest

from callplane.drivers import commands as c
from callplane.drivers.exchange.switch import Extension, Switch
from callplane.errors import Refusal
from callplane.model.call import CallReport, CallType, DisconnectCause, Party, RecordingState
from callplane.model.events import (
    CallAttempted,
    CallCleared,
    CallReported,
    ConferenceCreated,
    ConferenceEnded,
    ConferencePartyAdded,
    ConferencePartyRemoved,
    Fact,
    LineReported,
    SettingsChanged,
)
from callplane.model.line import Forward, ForwardMode
from callplane.numbers import DEMO_LOCATION

START = 1000.0
EXTENSIONS = tuple(Extension(str(number), f"Name {number}") for number in range(101, 113))


class Scene:
    """An exchange with the extensions 101 to 112 on which scripts are played."""

    def __init__(self, extensions: Sequence[Extension] = EXTENSIONS, **options: object) -> None:
        ids = itertools.count(1)
        self.new_id: Callable[[], str] = lambda: f"{{{next(ids)}}}"
        self.switch = Switch("demo", DEMO_LOCATION, extensions, self.new_id, **options)  # type: ignore[arg-type]
        self.now = START
        self.names: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self._letters: dict[str, itertools.count[int]] = {}

    def play(self, script: str) -> None:
        rows: list[tuple[str, str]] = []
        for line in filter(None, map(str.strip, script.splitlines())):
            action, _, expected = line.partition("|")
            if action:
                rows.append((action.strip(), expected))
            else:
                rows[-1] = (rows[-1][0], f"{rows[-1][1]};{expected}")
        for action, expected in rows:
            assert self.do(action) == [fact.strip() for fact in expected.split(";") if fact.strip()], f"after: {action}"

    def do(self, action: str) -> list[str]:
        """Do one thing; gives its facts as they are written in tables."""
        verb, *words = shlex.split(action)
        if verb == "refused":
            before = self.switch.snapshot()
            with pytest.raises(Refusal):
                self._perform(words[0], words[1:])
            assert self.switch.snapshot() == before
            return []
        return [self.show(fact) for fact in self._perform(verb, words)]

    def uri(self, extension: str) -> str:
        return f"tel:+49815136856{extension}@demo"

    def report(self, name: str) -> CallReport:
        return next(call for call in self.switch.snapshot().calls if call.call_id == self.ids[name])

    def _call(self, name: str) -> tuple[str, str]:
        return self.uri(name[:3]), self.ids.get(name, "{none}")

    def _perform(self, verb: str, words: list[str]) -> Sequence[Fact]:
        match verb, words:
            case "wait", [seconds]:
                self.now += float(seconds)
                return self.switch.advance(self.now)
            case "dial", [extension, number]:
                return self.switch.phone_dial(extension, number, self.now)[1]
            case "outside", [caller, called]:
                return self.switch.outside_call("" if caller == "-" else caller, called, self.now)[1]
            case "outside-hangup", [identity]:
                return self.switch.outside_hangup(identity, self.now)
            case "outside-digits", [identity, digits]:
                return self.switch.outside_digits(identity, digits, self.now)
            case (("phone-answer" | "phone-hangup" | "phone-hold" | "phone-retrieve" | "phone-plug" | "phone-unplug"), _):
                act = getattr(self.switch, verb.replace("-", "_"))
                facts: list[Fact] = act(words[0], self.now, *(self.ids.get(name, name) for name in words[1:]))
                return facts
        return self.switch.execute(self._command(verb, words), self.now)

    def _command(self, verb: str, words: list[str]) -> c.Command:  # noqa: C901, PLR0912 (a table)
        match verb, words:
            case "make", [extension, number, *options]:
                return self._make(extension, number, dict(option.split("=") for option in options))
            case "drop", [call]:
                return c.Drop(*self._call(call))
            case "answer", [call]:
                return c.Answer(*self._call(call))
            case "hold", [call]:
                return c.Hold(*self._call(call))
            case "retrieve", [call]:
                return c.Retrieve(*self._call(call))
            case "swap", [held, active]:
                return c.SwapHold(*self._call(held), self._call(active)[1])
            case "merge", [active, held]:
                return c.Merge(*self._call(active), self._call(held)[1])
            case "conference", [first, second]:
                return c.Conference(*self._call(first), self._call(second)[1])
            case "redirect", [call, number]:
                return c.Redirect(*self._call(call), number)
            case "transfer", [call, number]:
                return c.BlindTransfer(*self._call(call), number)
            case "pickup", [extension, ringing]:
                return c.Pickup(self.uri(extension), self.new_id(), *self._call(ringing))
            case "digits", [call, digits]:
                return c.SendDigits(*self._call(call), digits)
            case "pulses", [call, digits]:
                return c.SendDigits(*self._call(call), digits, pulse=True)
            case "complete", [call]:
                return c.CompleteCall(*self._call(call))
            case "record", [call]:
                return c.StartRecording(*self._call(call))
            case "stop-record", [call]:
                return c.StopRecording(*self._call(call))
        return self._setting(verb, words)

    def _setting(self, verb: str, words: list[str]) -> c.Command:
        match verb, words:
            case "dnd", [extension, on]:
                return c.SetDoNotDisturb(self.uri(extension), on == "on")
            case "forward", [extension, mode, destination, *more]:
                options = dict(option.split("=") for option in more)
                callers = tuple(map(_supercanonic, filter(None, options.get("callers", "").split(","))))
                seconds = int(options.get("seconds", "0"))
                rule = Forward(ForwardMode[mode], _supercanonic(destination), seconds, callers)
                return c.SetForward(self.uri(extension), rule)
            case "unforward", [extension]:
                return c.RemoveForward(self.uri(extension))
            case "unforward", [extension, mode, destination]:
                return c.RemoveForward(self.uri(extension), ForwardMode[mode], _supercanonic(destination))
            case "office", [extension, "off"]:
                return c.SetRemoteOffice(self.uri(extension), enabled=False)
            case "office", [extension, destination]:
                return c.SetRemoteOffice(self.uri(extension), enabled=True, destination=_supercanonic(destination))
        raise AssertionError((verb, words))

    def _make(self, extension: str, number: str, options: dict[str, str]) -> c.MakeCall:
        return c.MakeCall(
            self.uri(extension),
            self.new_id(),
            number,
            hide_caller_id="hidden" in options,
            consultation_of=self.ids.get(options.get("beside", ""), options.get("beside", "")),
            via=options.get("via", ""),
            address=options.get("address", ""),
            callback="callback" in options,
        )

    # How facts are written

    def name(self, line: str, call_id: str) -> str:
        if call_id not in self.names:
            extension = line[16:19]
            letter = chr(ord("a") + next(self._letters.setdefault(extension, itertools.count())))
            self.names[call_id], self.ids[extension + letter] = extension + letter, call_id
        return self.names[call_id]

    def show(self, fact: Fact) -> str:
        match fact:
            case CallAttempted(line, call_id, accepted):
                return f"{self.name(line, call_id)} {'accepted' if accepted else 'impossible'}"
            case CallReported(call):
                return self._show_call(call)
            case CallCleared(line, call_id, cause, phone_lost):
                why = "" if cause is DisconnectCause.NONE else f" {cause.name}"
                return f"{self.name(line, call_id)} cleared{why}{' phone-lost' if phone_lost else ''}"
            case ConferenceCreated(line, controller, members):
                return f"{self.name(line, controller)} begins {' '.join(self.name(line, m) for m in members)}"
            case ConferencePartyAdded(line, controller, member):
                return f"{self.name(line, controller)} adds {self.name(line, member)}"
            case ConferencePartyRemoved(line, controller, member):
                return f"{self.name(line, controller)} removes {self.name(line, member)}"
            case ConferenceEnded(line, controller, members):
                return " ".join((self.name(line, controller), "ends", *(self.name(line, m) for m in members)))
            case SettingsChanged(line):
                return f"{line[16:19]} settings"
            case LineReported(line):
                return f"{line.number[-3:]} {line.status.name}"
        raise AssertionError(fact)

    def _show_call(self, call: CallReport) -> str:
        words = [self.name(call.line, call.call_id), call.state.name, _party(call.remote)]
        if call.cause is not DisconnectCause.NONE:
            words.append(call.cause.name)
        if call.type is not CallType.NORMAL:
            words.append(call.type.name.removeprefix("CONFERENCE_").lower())
        if call.recording is not RecordingState.NONE:
            words.append("records" if call.records else call.recording.name.lower().replace("_", "-"))
        words += [f"by={_party(call.redirecting)}"] if call.redirecting is not None else []
        words += [f"held={_party(call.held)}"] if call.held is not None else []
        words += ["hidden"] if call.caller_id_blocked else []
        return " ".join(words)


def _party(party: Party) -> str:
    return party.number.removeprefix(DEMO_LOCATION.trunk) or "-"


def _supercanonic(number: str) -> str:
    return f"{DEMO_LOCATION.trunk}{number}" if len(number) == 3 else number
