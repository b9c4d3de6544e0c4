"""Looks at a PBX from outside and says what will not work, and why. Knows the manager interface; makes no calls.

Used by `callplane asterisk check`. Step by step: address, log-in, rights, dialplan, lines and phones, features, recording.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from callplane.drivers.asterisk.inventory import Inventory
from callplane.drivers.asterisk.lines import Lines
from callplane.drivers.asterisk.link import ANSWER_SECONDS, Link, reason_of
from callplane.drivers.asterisk.options import Options
from callplane.drivers.asterisk.protocol import Message
from callplane.errors import CallplaneError
from callplane.numbers.location import Location

_LAMP = "Custom:callplane"
_NEEDED = {
    "Originate": "originate",
    "Redirect": "call",
    "Hangup": "system,call",
    "Bridge": "call",
    "BlindTransfer": "call",
    "PlayDTMF": "call",
    "Getvar": "call,reporting",
    "Setvar": "call",
    "ShowDialPlan": "system,config,reporting",
    "DBGetTree": "system,reporting",
    "Filter": "system",
}
"""Actions without which calls cannot be controlled, and the class of rights (`write` in manager.conf) that gives them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `good`: it works; else `text` says what does not, and what to do."""

    good: bool
    subject: str
    text: str


class Checkup:
    """One look at a PBX."""

    def __init__(self, options: Options, location: Location) -> None:
        self._options = options
        self._lines = Lines("check", location)
        self._seen: set[str] = set()
        self._came: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._link = Link(options, {"DeviceStateChange"}, self._happened, self._is_ready, self._lost)
        self._inventory = Inventory(options, self._link, self._lines)
        self.findings: list[Finding] = []

    async def run(self) -> list[Finding]:
        """Look at everything. Never raises for what the PBX does."""
        linking = asyncio.ensure_future(self._link.run())
        try:
            await self._look()
        except CallplaneError as error:
            self._found(False, "link", f"it broke in the middle: {reason_of(error)}")
        finally:
            linking.cancel()
            await asyncio.gather(linking, return_exceptions=True)
        return self.findings

    async def _look(self) -> None:
        where = f"{self._options.host}:{self._options.port}"
        failure = await self._came
        if failure:
            self._found(False, "address and log-in", f"{where}: {failure}")
            return
        about = await self._link.ask("CoreSettings")
        self._found(True, "address and log-in", f"{where}, Asterisk {about['AsteriskVersion'] or 'of an unknown version'}")
        commands = await self._link.ask("ListCommands")
        self._look_at_rights({key for key, _text in commands.fields})
        await self._look_at_events()
        await self._look_at_dialplan()
        await self._look_at_lines()
        await self._look_at_features()
        self._look_at_recording({key for key, _text in commands.fields})

    def _found(self, good: bool, subject: str, text: str) -> None:
        self.findings.append(Finding(good, subject, text))

    def _look_at_rights(self, commands: set[str]) -> None:
        missing = {action: classes for action, classes in _NEEDED.items() if action not in commands}
        if not missing:
            self._found(True, "rights to act", f"{len(_NEEDED)} actions are allowed")
        for action, classes in missing.items():
            text = f"{action} is missing: add one of {classes} to write= of [{self._options.username}] in manager.conf"
            self._found(False, "rights to act", f"{text}, or load its module")
        ways = [self._options.ways, *self._options.phones.values()]
        if any("talk" in (way.answer, way.hold) for way in ways) and "PJSIPNotify" not in commands:
            self._found(
                False, "NOTIFY to phones", "PJSIPNotify is missing: load res_pjsip_notify.so (it needs a pjsip_notify.conf)"
            )

    async def _look_at_events(self) -> None:
        """Change a lamp of our own: whoever may read the class `call` hears of it."""
        for value in ("INUSE", "NOT_INUSE"):
            await self._link.ask("Setvar", ("Variable", f"DEVICE_STATE({_LAMP})"), ("Value", value))
        heard = await self._hears_of(_LAMP)
        remedy = f"no event came: add call to read= of [{self._options.username}] in manager.conf"
        self._found(heard, "rights to hear", "events come" if heard else remedy)

    async def _hears_of(self, device: str) -> bool:
        end = asyncio.get_running_loop().time() + ANSWER_SECONDS
        while device not in self._seen and asyncio.get_running_loop().time() < end:
            await self._link.ask("Ping")
            await asyncio.sleep(0.05)
        return device in self._seen

    async def _look_at_dialplan(self) -> None:
        for context in (self._options.context, *self._options.contexts):
            there = (await self._link.ask("ShowDialPlan", ("Context", context))).success
            if there:
                self._found(True, "dialplan", f"{context} is there")
            elif context == self._options.context:
                self._found(False, "dialplan", f"{context} is missing: set context to the one in which your phones dial")
            else:
                lost = "conference" if context == self._options.conference_context else "hold and consultation"
                remedy = "put the output of 'callplane asterisk dialplan' into /etc/asterisk/callplane.conf and include it"
                self._found(False, "dialplan", f"{context} is missing, so there is no {lost}: {remedy}")

    async def _look_at_lines(self) -> None:
        await self._inventory.take()
        lines = list(self._lines)
        if not lines:
            self._found(False, "lines", "there are none: add hints to the dialplan, or list them under lines")
            return
        away = self._inventory.phones_away()
        self._found(True, "lines", f"{len(lines)}: {_some([line.extension for line in lines])}")
        if away:
            self._found(False, "phones", f"not registered: {_some([line.extension for line in away])}")
        else:
            self._found(True, "phones", "all are registered")

    async def _look_at_features(self) -> None:
        if self._options.features == "server":
            self._found(True, "do-not-disturb, forwards", "callplane does them by itself")
            return
        for meaning, family in self._options.families.items():
            reply = await self._link.request("DBGetTree", ("Family", family))
            text = f"{family}: {len(reply.items)} entries" if reply.answer.success else f"{family} cannot be read"
            self._found(reply.answer.success, meaning.replace("_", "-"), text)

    def _look_at_recording(self, commands: set[str]) -> None:
        options = self._options
        if not options.records:
            self._found(True, "recording", "not configured, so it is not offered")
        elif not {"MixMonitor", "StopMixMonitor"} <= commands:
            self._found(False, "recording", "MixMonitor is missing: load app_mixmonitor.so")
        elif options.recording_path and not Path(options.recording_path).is_dir():
            self._found(False, "recording", f"{options.recording_path} is no directory here: mount what Asterisk writes")
        else:
            self._found(True, "recording", options.recording_path or options.recording_url)

    # -- the link's words

    def _happened(self, events: Sequence[Message]) -> None:
        self._seen |= {event["Device"] for event in events}

    async def _is_ready(self) -> None:
        if not self._came.done():
            self._came.set_result("")

    def _lost(self, reason: str, refused: bool) -> None:
        del refused
        if not self._came.done():
            self._came.set_result(reason)


def _some(names: Sequence[str], limit: int = 12) -> str:
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
