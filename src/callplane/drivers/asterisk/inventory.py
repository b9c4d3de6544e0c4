"""What the PBX has: lines, names, phones, settings, contexts. Asks for it and keeps the lines up to date. Knows the lists."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence

from callplane.drivers.asterisk import families
from callplane.drivers.asterisk.lines import Line, Lines, caller_name, discovered, status_of
from callplane.drivers.asterisk.link import Link
from callplane.drivers.asterisk.options import ConfiguredLine, Options
from callplane.drivers.asterisk.protocol import Field, Message
from callplane.drivers.asterisk.snapshot import QUERIES, Lists
from callplane.model.line import Capability, LineStatus

log = logging.getLogger(__name__)

_C = Capability
_ALWAYS = _C.MAKE_CALL | _C.DROP | _C.MERGE | _C.REDIRECT | _C.BLIND_TRANSFER | _C.PICKUP | _C.DIGITS | _C.HIDE_CALLER_ID
MOST = _ALWAYS | _C.ANSWER | _C.HOLD | _C.CONSULTATION | _C.CONFERENCE | _C.RECORD | _C.DO_NOT_DISTURB
"""What a line can have, with every option and context that there is."""

_AT_ONCE = 20


class Inventory:
    """Takes stock on every link, and reads settings again."""

    def __init__(self, options: Options, link: Link, lines: Lines) -> None:
        self._options = options
        self._link = link
        self._lines = lines
        self.missing: tuple[str, ...] = ()

    async def take(self) -> Lists:
        """Everything there is to know, the lines included. Raises LinkDown."""
        items = {action: await self._items(action) for action in QUERIES}
        rooms = {}
        for room in items["ConfbridgeListRooms"]:
            name = room["Conference"]
            rooms[name] = await self._items("ConfbridgeList", ("Conference", name))
        lists = Lists(items, rooms)
        await self._take_lines(lists)
        await self._check_contexts()
        self._give_capabilities()
        await self.read_settings()
        return lists

    async def read_settings(self) -> list[Line]:
        """Read the families of the database again; gives the lines whose settings are others now."""
        trees = {
            meaning: families.entries(await self._items("DBGetTree", ("Family", family)))
            for meaning, family in self._options.families.items()
        }
        changed = []
        for line in self._lines if trees else ():
            settings = families.settings_of(line, trees, self._lines)
            if settings != line.settings:
                line.settings = settings
                changed.append(line)
        return changed

    async def _items(self, action: str, *fields: Field) -> Sequence[Message]:
        reply = await self._link.request(action, *fields)
        if not reply.answer.success and "Permission" in reply.answer["Message"]:
            log.warning("the manager user may not use %s: see what callplane asterisk check says", action)
        return reply.items

    async def _take_lines(self, lists: Lists) -> None:
        found = discovered(self._options, lists.of("ExtensionStateList"), lists.of("PJSIPShowEndpoints"))
        new = [line for line in found if line.device not in self._lines.by_device]
        names = await self._names([line for line in new if not line.name])
        for one in new:
            named = ConfiguredLine(one.device, one.extension, one.name or names.get(one.device, ""))
            self._lines.add(named, self._options.ways_of(one.extension))
        self._lines.keep({line.device for line in found})
        states = lists.device_states
        for line in self._lines:
            line.status = status_of(states.get(line.device, "UNKNOWN"))

    async def _names(self, lines: Iterable[ConfiguredLine]) -> dict[str, str]:
        """What the endpoints of these lines are called, as Asterisk shows it to others."""
        names: dict[str, str] = {}
        gate = asyncio.Semaphore(_AT_ONCE)

        async def ask(device: str) -> None:
            async with gate:
                items = await self._items("PJSIPShowEndpoint", ("Endpoint", device.partition("/")[2]))
            for item in items:
                if item.name == "EndpointDetail":
                    names[device] = caller_name(item["Callerid"])

        async with asyncio.TaskGroup() as group:
            for line in lines:
                if line.device.startswith("PJSIP/"):
                    group.create_task(ask(line.device))
        return names

    async def _check_contexts(self) -> None:
        contexts = self._options.contexts
        missing = [one for one in contexts if not (await self._link.ask("ShowDialPlan", ("Context", one))).success]
        if missing and tuple(missing) != self.missing:
            log.warning(
                "the dialplan lacks %s: hold, consultation and conference are not offered; "
                "`callplane asterisk dialplan` prints the file that adds them",
                ", ".join(missing),
            )
        self.missing = tuple(missing)

    def _give_capabilities(self) -> None:
        for line in self._lines:
            line.capabilities = self.capabilities_of(line)

    def capabilities_of(self, line: Line) -> Capability:
        """What works on a line, with its ways and with the contexts that are there."""
        options = self._options
        can = _ALWAYS
        if line.ways.answer != "none":
            can |= _C.ANSWER
        parks = options.wait_context not in self.missing and options.hold_context not in self.missing
        if line.ways.hold in ("talk", "http") or (line.ways.hold == "driver" and parks):
            can |= _C.HOLD | _C.CONSULTATION
            if options.conference_context not in self.missing:
                can |= _C.CONFERENCE
        if options.records:
            can |= _C.RECORD
        if families.DO_NOT_DISTURB in options.families:
            can |= _C.DO_NOT_DISTURB
        return can

    def phones_away(self) -> list[Line]:
        """Lines whose phone is not registered."""
        return [line for line in self._lines if line.status is LineStatus.NO_PHONE]
