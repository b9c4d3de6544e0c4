"""The service as a whole: its parts, put together once, and what happens when users or the configuration change under it.

Knows every part of the service; no driver by name, no transport.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from callplane.drivers.base import ControlInterface, Entrance
from callplane.drivers.commands import Command
from callplane.model.changes import Change, DoNotDisturbChanged, ForwardsChanged, LineAdded, RemoteOfficeChanged
from callplane.model.line import Line, LineSettings
from callplane.numbers.location import Location
from callplane.numbers.parsing import to_supercanonic
from callplane.service.administration import Administration
from callplane.service.announcement_keeper import AnnouncementKeeper
from callplane.service.audit import Audit
from callplane.service.calls import Calls, Execute
from callplane.service.condition import Condition
from callplane.service.core import Core
from callplane.service.directory import Directory
from callplane.service.emulation import Emulation, emulated
from callplane.service.guard import Guard
from callplane.service.inventory import Inventory
from callplane.service.lines import Lines
from callplane.service.locations import Locations
from callplane.service.logon import Logon
from callplane.service.monitors import Monitors
from callplane.service.operations import LineFinder, Operations
from callplane.service.operations.auth import AuthHandlers
from callplane.service.operations.cti import CallHandlers, LineHandlers
from callplane.service.operations.main import MainHandlers
from callplane.service.operations.transport import TransportHandlers
from callplane.service.pbxs import Pbxs
from callplane.service.present import Presenter
from callplane.service.present_contact import ContactPresenter
from callplane.service.present_location import project_pin_rule
from callplane.service.recordings import Recordings
from callplane.service.sessions import Sessions
from callplane.service.views import Views
from callplane.service.webhooks import Webhooks
from callplane.settings import Problem
from callplane.store.records import LineRecord
from callplane.store.store import Store
from callplane.store.webhooks import load_webhooks
from callplane.store.worker import AsyncStore
from callplane.wire import operations
from callplane.wire.codec import Codec
from callplane.wire.json_codec import JsonCodec
from callplane.wire.types.main import AsnLocationInformationChangedArgument


@dataclass(frozen=True)
class Surroundings:
    """What the service needs of the process around it.

    `clock`: UTC seconds since the epoch; `schedule(seconds, action)` and `spawn(coroutine)` use the event loop,
    `in_thread(function)` a thread; `stored`: the settings of lines from before the start; `check_configuration()` reads the
    configuration's file and tells what is wrong in it; `follow()` lets the whole server follow a change of the store, where
    more than the service knows of it.
    """

    clock: Callable[[], float]
    schedule: Callable[[float, Callable[[], None]], object]
    spawn: Callable[[Coroutine[object, object, None]], object]
    in_thread: Callable[[Callable[[], None]], Coroutine[object, object, None]]
    new_id: Callable[[], str]
    store: AsyncStore
    stored: Mapping[str, LineSettings]
    recordings: Path
    check_configuration: Callable[[], Sequence[Problem]] = lambda: ()
    follow: Callable[[], Awaitable[None]] | None = None


class Service:
    """All parts of the service. Public attributes are what the gateway uses."""

    def __init__(
        self,
        around: Surroundings,
        directory: Directory,
        logon: Logon,
        sessions: Sessions,
        locations: Locations,
        codecs: Mapping[str, Codec],
        ucsid: str,
    ) -> None:
        self._around = around
        self._directory = directory
        self._locations = locations
        self.clock = around.clock
        self.check_configuration = around.check_configuration
        self.ucsid = ucsid
        self.logon = logon
        self.sessions = sessions
        self._new_lines: list[LineRecord] = []
        self.pbxs = Pbxs()
        self.core = Core(around.clock, around.schedule, around.new_id, emulated, around.stored)
        self.announcements = AnnouncementKeeper(self.core.announcements, around.store, around.spawn)
        self.recordings = Recordings(around.recordings, directory, around.spawn, around.in_thread)
        presenter = Presenter(directory.display_name_of_number, directory.display_name)
        self.monitors = Monitors(self.core.lines, directory, presenter, codecs, sessions.get)
        self.webhooks = Webhooks(directory, presenter, JsonCodec().value, around.clock)
        self.condition = Condition(self.core, sessions, self.monitors, self.webhooks, self.pbxs, around.store)
        self.audit = Audit(around.clock)
        self.administration = Administration(around.store, sessions, self.audit, around.follow or self.refresh, around.clock)
        self.inventory = Inventory(around.store, directory, self.core, self.pbxs, sessions, around.clock)
        self.operations = self._operations(presenter)
        sessions.on_end.append(self.monitors.forget)
        sessions.on_gap.append(self.monitors.break_off)
        self.core.subscribers += [
            self.monitors.publish,
            self.webhooks.publish,
            self.recordings.observe,
            self._remember,
        ]

    def _operations(self, presenter: Presenter) -> Operations:
        core, directory, around = self.core, self._directory, self._around
        emulation = Emulation(core, self.pbxs.execute, self.location_of, around.new_id, around.spawn, around.schedule)
        core.subscribers.append(emulation.observe)
        guard = Guard(core, directory, self._normalise)
        calls = Calls(core, guard, directory, emulation.execute, self.location_of, around.new_id, around.clock, self.recordings)
        lines = Lines(core, guard, directory, partial(self._set, emulation.execute), self.location_of)
        views = Views(directory)
        contacts = ContactPresenter(presenter, views)
        handlers = [
            LineHandlers(lines, self.monitors, presenter, views),
            CallHandlers(calls),
            AuthHandlers(directory, lines, contacts, self.logon, around.clock),
            MainHandlers(self._locations),
            TransportHandlers(lines, contacts, self.logon.tokens, around.clock, self.ucsid),
        ]
        return Operations(handlers, LineFinder(lines, core), self.audit)

    @property
    def controls(self) -> Mapping[str, ControlInterface]:
        return self.pbxs.controls

    @property
    def entrances(self) -> Mapping[str, Entrance]:
        return self.pbxs.entrances

    def location_of(self, line: Line) -> Location:
        """The numbering of a line."""
        return self._locations.find(line.report.location_id) or self._locations.all()[0]

    def _normalise(self, text: str) -> str:
        return to_supercanonic(text, self._locations.all()[0])

    # -- the store

    def _remember(self, change: Change) -> None:
        """Subscriber of the core: lines and their settings outlive the server."""
        line = change.line
        if isinstance(change, LineAdded):
            self._new_lines.append(LineRecord(line.uri, line.number, line.pbx, line.report.descriptor))
            if len(self._new_lines) == 1:
                self._around.spawn(self._keep_lines())
        elif isinstance(change, DoNotDisturbChanged | ForwardsChanged | RemoteOfficeChanged):
            self._around.store.begin(Store.save_line_settings, line.uri, line.settings)

    async def _set(self, execute: Execute, line: Line, command: Command) -> None:
        """Change a setting of a line. What has been answered is on disk, so that no crash can undo it."""
        await execute(line, command)
        await self._around.store.settled()

    async def _keep_lines(self) -> None:
        """Put the lines of one report into the store together."""
        records, self._new_lines = self._new_lines, []
        if await self._around.store.run(Store.put_lines, records):
            await self.refresh()

    async def refresh(self) -> None:
        """Users, lines or rights were changed in the store: everything that follows from it happens now."""
        change = self._directory.replace(await self._around.store.run(Store.snapshot))
        await self.logon.load()
        await self.logon.tokens.load(self.clock())
        for session in self.sessions:
            if session.token in self.logon.tokens.revoked:
                self.sessions.end(session, "the token that opened this session was revoked")
        for user in change.ended:
            for session in self.sessions.of_user(user):
                self.sessions.end(session, "the user was disabled, removed or given another password")
        self.monitors.rights_changed(change, self.sessions.of_user)
        self.webhooks.replace(await self._around.store.run(load_webhooks))

    # -- the configuration

    def locations_changed(self, locations: Mapping[str, Location]) -> None:
        """The configuration was read again: tell clients of locations and projects that changed."""
        before = {location.id: location.project_rules for location in self._locations.all()}
        for location_id in self._locations.replace(locations):
            argument = AsnLocationInformationChangedArgument(u8sLocationID=location_id)
            for session in self.sessions:
                self.monitors.send(session, operations.LOCATION_INFORMATION_CHANGED, argument)
            location = self._locations.find(location_id)
            rules = location.project_rules if location else ()
            if rules != before.get(location_id, ()):
                self.monitors.projects_changed(location_id, [project_pin_rule(rule) for rule in rules])
