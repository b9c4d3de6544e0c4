"""The embedded exchange as a driver: knows the loop's timer, threads for files and the options; no telephony, no link's ways."""

from __future__ import annotations

import asyncio
import logging
import wave
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from callplane.drivers.base import Driver, DriverContext
from callplane.drivers.commands import Command
from callplane.drivers.exchange.control import ExchangeControl
from callplane.drivers.exchange.link import Link
from callplane.drivers.exchange.options import Options
from callplane.drivers.exchange.outside import SIMULATED
from callplane.drivers.exchange.recording import CHANNELS, SAMPLE_BYTES, Tape, render
from callplane.drivers.exchange.sip.exchange_phones import ExchangePhones
from callplane.drivers.exchange.switch import Switch
from callplane.errors import CallplaneError, CommandFailed, ConfigurationError, LinkDown
from callplane.media.g711 import RATE
from callplane.media.relay import Recording
from callplane.model.events import Fact, RecordingStored, Synchronised
from callplane.model.line import Capability

_log = logging.getLogger(__name__)


class ExchangeDriver(Driver):
    """A PBX in the process itself: its link is lost when it is told so (`link_control`). For its configuration see `options`.

    Recordings are written one after the other by one thread; how many wait for it is limited by the number of calls.
    """

    kind = "exchange"
    most = Capability.ALL

    def __init__(self, context: DriverContext) -> None:
        super().__init__(context)
        options, faults = Options.read(context.options)
        if faults:
            raise ConfigurationError(" ".join(faults))
        self._switch = Switch(
            context.pbx,
            context.location,
            options.extensions,
            context.new_id,
            settings=context.settings,
            capabilities=options.capabilities,
            forward_modes=options.forward_modes,
            no_answer_seconds=options.no_answer_seconds,
            carrier=lambda number: self.phones.carrier(number) if self.phones is not None else SIMULATED,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._writer: ThreadPoolExecutor | None = None
        self._writing: set[asyncio.Future[None]] = set()
        self._link = Link(self._switch.snapshot)
        self._following = False
        self.phones = self._phones(options) if options.sip is not None else None
        self.control = ExchangeControl(self._switch, self._link, self.act)

    @classmethod
    def check(cls, options: Mapping[str, object]) -> list[str]:
        return Options.read(options)[1]

    def _phones(self, options: Options) -> ExchangePhones:
        assert options.sip is not None
        context = self.context
        return ExchangePhones(
            context.pbx,
            options.sip,
            self._switch,
            context.location,
            lambda action: self.act(lambda now: self._switch.perform(action, now)),
            context.phones,
            context.clock,
            context.recordings,
            context.state,
        )

    def registrations(self) -> Mapping[str, Sequence[str]]:
        return self.phones.registrations() if self.phones is not None else {}

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"{self.context.pbx}-recordings")
        if self.phones is not None:
            await self.phones.start()
            self.addresses = (self.phones.address,)
        self.act(lambda _: ())

    async def stop(self) -> None:
        if self._loop is None or self._writer is None:
            return
        self.act(self._switch.stop_recordings)
        if self._timer is not None:
            self._timer.cancel()
        if self.phones is not None:
            await self.phones.stop()
        self._loop = None
        await asyncio.gather(*self._writing, return_exceptions=True)
        self._writer.shutdown()

    async def execute(self, command: Command) -> None:
        def carry_out(now: float) -> Sequence[Fact]:
            self._linked()
            return self._switch.execute(command, now)

        self.act(carry_out)

    async def snapshot(self) -> Synchronised:
        self._running()
        self._linked()
        return self._switch.snapshot()

    async def refresh(self) -> None:
        if self.phones is not None and self._loop is not None:
            self.phones.accounts_changed()

    def act(self, action: Callable[[float], Sequence[Fact]]) -> None:
        """Let something happen in the exchange now, and report what comes of it. Raises what is refused, and LinkDown."""
        loop = self._running()
        try:
            self._catch_up()
            self._report(self._outcome(action))
        finally:
            self._follow()
            self._arm(loop)

    def _follow(self) -> None:
        """Bring SIP phones in step with the switch; what they do meanwhile is followed in the same loop, not in itself."""
        if self.phones is None or self._following:
            return
        self._following = True
        try:
            while any(news := (self._switch.take_settled(), self._switch.take_beyond())):
                self.phones.follow(*news)
        finally:
            self._following = False

    def _outcome(self, action: Callable[[float], Sequence[Fact]]) -> Sequence[Fact]:
        try:
            return action(self.context.clock())
        except CallplaneError:
            raise
        except Exception as fault:  # the exchange goes on, whatever one command met
            _log.exception("The exchange %s met a fault of its own", self.context.pbx)
            self._catch_up()
            raise CommandFailed("The exchange met a fault of its own; its log tells more.") from fault

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise LinkDown(f"The exchange {self.context.pbx} is not running.")
        return self._loop

    def _linked(self) -> None:
        if not self._link.up:
            raise LinkDown(f"The link to the exchange {self.context.pbx} is lost.")

    def _catch_up(self) -> None:
        """Do what is due; a fault costs no more than the deadline that met it."""
        while True:
            try:
                facts = self._switch.advance(self.context.clock())
            except Exception:  # noqa: BLE001 (the exchange goes on, whatever one deadline met)
                _log.exception("The exchange %s met a fault of its own at a deadline", self.context.pbx)
            else:
                self._report(facts)
                break
        if self.phones is not None and not self._following:
            self.phones.advance(self.context.clock())

    def _report(self, facts: Sequence[Fact]) -> None:
        now = self.context.clock()
        if facts:
            self._link.send(facts, now)
        for batch in self._link.advance(now):
            self.context.report(batch)
        for tape in self._switch.finished_recordings():
            self._write(tape)

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = [self._switch.next_deadline(), self._link.next_deadline()]
        if self.phones is not None:
            due.append(self.phones.next_deadline())
        deadlines = [when for when in due if when is not None]
        if deadlines:
            self._timer = loop.call_later(max(0.0, min(deadlines) - self.context.clock()), self._due)

    def _due(self) -> None:
        loop = self._running()
        try:
            self._catch_up()
        finally:
            self._follow()
            self._arm(loop)

    def _write(self, tape: Tape) -> None:
        loop, writer = self._running(), self._writer
        assert writer is not None
        recording = self.phones.recording_of(tape) if self.phones is not None else None
        writing: asyncio.Future[None]
        if recording is None:
            writing = loop.run_in_executor(writer, write_wav, tape, self.context.recordings)
        else:
            writing = loop.create_task(_finish(recording, tape))
        self._writing.add(writing)
        writing.add_done_callback(lambda done: self._written(tape, done))

    def _written(self, tape: Tape, writing: asyncio.Future[None]) -> None:
        self._writing.discard(writing)
        if fault := writing.exception():
            _log.error("The recording %s of %s could not be written", tape.file, tape.line, exc_info=fault)
            return
        self.context.report([RecordingStored(tape.line, tape.call_id, tape.file, tape.started, tape.seconds)])


async def _finish(recording: Recording, tape: Tape) -> None:
    """Complete what was recorded of real phones."""
    tape.seconds = await recording.stop()


def write_wav(tape: Tape, directory: Path) -> None:
    """Write the tape's file; it has its name only when it is complete. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    unfinished = directory / f"{tape.file}.part"
    with wave.open(str(unfinished), "wb") as file:
        file.setnchannels(CHANNELS)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(RATE)
        for block in render(tape):
            file.writeframes(block)
    unfinished.replace(directory / tape.file)
