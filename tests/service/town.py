"""The whole service over the embedded exchange, without sockets, threads or a time of its own: a town where all is done by hand.

Everything is deterministic, ids too: the same actions lead to the same town, so that a question can be tried on a replay.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from itertools import count
from pathlib import Path
from typing import cast

from tests.clock import HandClock
from tests.scenarios.person import Watch
from tests.service.world import SNAPSHOT, uri

from callplane.client import Event, monitor_of
from callplane.drivers.commands import Command
from callplane.drivers.exchange.switch import Extension, Switch
from callplane.errors import Refusal
from callplane.model.call import Call
from callplane.model.events import Fact, LinkChanged
from callplane.model.line import Capability, ForwardMode, Line
from callplane.numbers import DEMO_LOCATION
from callplane.numbers.location import Location
from callplane.numbers.parsing import to_supercanonic
from callplane.service.calls import Calls
from callplane.service.core import Core
from callplane.service.directory import Directory
from callplane.service.emulation import Emulation, emulated
from callplane.service.guard import Guard
from callplane.service.lines import Lines
from callplane.service.messages import Copy
from callplane.service.monitors import Monitors
from callplane.service.outbox import Outbox
from callplane.service.present import Presenter
from callplane.service.recordings import Recordings
from callplane.service.sessions import Session
from callplane.service.views import Views
from callplane.wire.codec import Codec, Invoke
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import ALL
from callplane.wire.types.cti import AsnCtiLineMonitorStartResult

EXTENSIONS = ("101", "102", "103", "104", "111")
OWNERS = {"101": "alice", "111": "alice", "102": "bob", "103": "carol", "104": "dave"}
_OPERATIONS = {operation.id: operation for operation in ALL}


class _Ear:
    """Stands where a session's outbox is: believes each event as soon as it is told."""

    pump = budget = None

    def __init__(self) -> None:
        self.watches: dict[str, Watch] = {}
        self._codec = JsonCodec()

    def put_copy(self, copy: Copy) -> None:
        copy.batch.close()
        (frame,) = copy.frames()
        (message,) = self._codec.read(frame.data)
        assert isinstance(message, Invoke)
        event = cast(Event, self._codec.read_value(message.argument, _OPERATIONS[message.operation_id].argument))
        self.watches[monitor_of(event)].take(event)


class Town:
    """Five phones and the world outside. `lacks` is what the exchange is to do without."""

    def __init__(self, lacks: Capability = Capability.NONE, modes: ForwardMode = ForwardMode.ALL) -> None:
        self.clock = HandClock()
        self._spawned: list[Coroutine[object, object, None]] = []
        self.new_id: Callable[[], str] = map("{{{}}}".format, count(1)).__next__
        extensions = [Extension(extension, OWNERS[extension].title()) for extension in EXTENSIONS]
        capabilities = Capability.ALL & ~lacks
        self.switch = Switch("demo", DEMO_LOCATION, extensions, self.new_id, capabilities=capabilities, forward_modes=modes)
        self.directory = Directory(SNAPSHOT)
        self.core = Core(self.clock, self.clock.schedule, self.new_id, emulated)
        self.emulation = Emulation(self.core, self._pbx, self._location, self.new_id, self._spawned.append, self.clock.schedule)
        guard = Guard(self.core, self.directory, lambda text: to_supercanonic(text, DEMO_LOCATION))
        recordings = Recordings(Path("nowhere"), self.directory, self._spawned.append, _in_thread)
        execute = self.emulation.execute
        self.calls = Calls(self.core, guard, self.directory, execute, self._location, self.new_id, self.clock, recordings)
        self.lines = Lines(self.core, guard, self.directory, execute, self._location)
        self.presenter = Presenter(self.directory.display_name_of_number, self.directory.display_name)
        codecs: dict[str, Codec] = {"json": JsonCodec()}
        self.monitors = Monitors(self.core.lines, self.directory, self.presenter, codecs, lambda _: None)
        self.core.subscribers += [self.emulation.observe, self.monitors.publish]
        self._tell([LinkChanged(up=True), self.switch.snapshot()])
        self.ear = _Ear()
        self.session = Session("dave", "dave", "", cast(Outbox, self.ear), 0.0)
        for extension in EXTENSIONS:
            self._watch(extension)

    def _watch(self, extension: str) -> None:
        monitor = self.monitors.start(self.session, uri(extension))
        state = self.presenter.snapshot(self.core.lines[uri(extension)], monitor.view, self.session.id)
        started = {name: getattr(state, name) for name in state.__struct_fields__}
        self.ear.watches[monitor.id] = Watch(AsnCtiLineMonitorStartResult(u8sMonitorCrossRefID=monitor.id, **started))

    # -- the PBX

    async def _pbx(self, _line: Line, command: Command) -> None:
        self._tell(self.switch.execute(command, self.clock.now))

    def _tell(self, facts: Sequence[Fact]) -> None:
        if facts:
            self.core.report("demo", facts)

    @staticmethod
    def _location(_line: Line) -> Location:
        return DEMO_LOCATION

    # -- what happens

    def do(self, work: Coroutine[object, object, object]) -> bool:
        """A user asks for something; whether it was accepted."""
        try:
            _run(work)
        except Refusal:
            return False
        finally:
            self._settle()
        return True

    def act(self, action: Callable[[float], Sequence[Fact] | tuple[str, Sequence[Fact]]]) -> bool:
        """Somebody acts on a phone or outside; whether that was possible."""
        try:
            done = action(self.clock.now)
        except Refusal:
            return False
        self._tell(done[1] if isinstance(done, tuple) else done)
        self._settle()
        return True

    def pass_time(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            self._tell(self.switch.advance(self.clock.now))
            self._settle()

    def _settle(self) -> None:
        while self._spawned:
            _run(self._spawned.pop(0))

    # -- what is there

    @property
    def living(self) -> list[Call]:
        """All calls, line by line."""
        return [call for line in self.core.lines.values() for call in line.calls.values()]

    def check(self) -> None:
        """What monitors were told bit by bit is what a snapshot shows; what the PBX says, the core believes."""
        views = Views(self.directory)
        for watch in self.ear.watches.values():
            view = views.of(self.session.user, watch.line)
            snapshot = self.presenter.snapshot(self.core.lines[watch.line], view, self.session.id)
            assert list(watch.calls.values()) == snapshot.seqCalls
        known = {call.id: call.facts for call in self.living}
        for report in self.switch.snapshot().calls:
            assert known[report.call_id].state is report.state
            assert known[report.call_id].remote == report.remote


def _run(work: Coroutine[object, object, object]) -> None:
    """Run a coroutine that never really waits."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("something waited")


async def _in_thread(work: Callable[[], None]) -> None:
    del work
