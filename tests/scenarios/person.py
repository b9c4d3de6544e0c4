"""A person with a client program: what it was told, put together and checked against the interface's rules while it comes in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import asdict, replace

from callplane.client import Client, Event, EventStream, monitor_of
from callplane.client.errors import ClientError
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.model.features import Feature
from callplane.store.demo import line_of
from callplane.wire.types import cti

PATIENCE = 3.0
"""Seconds of real time within which something must be told; seldom more than some milliseconds."""

E = TypeVar("E")
CallInformation = cti.AsnCtiCallInformation


class Watch:
    """One monitor: the calls of its line as its events tell them."""

    def __init__(self, started: cti.AsnCtiLineMonitorStartResult) -> None:
        self.started = started
        self.id = started.u8sMonitorCrossRefID
        self.line = started.lineInfo.u8sLinePhoneNumber
        self.calls = {call.u8sConnectionID: call for call in started.seqCalls}
        self.last: dict[str, CallInformation] = dict(self.calls)
        self.ended: set[str] = set()
        self.stopped = False

    def take(self, event: Event) -> None:
        """Raises AssertionError where an event breaks the life of a call."""
        assert not self.stopped, "an event of a monitor that was stopped"
        if isinstance(event, cti.AsnCtiNotifyMonitorStoppedArgument):
            self.stopped = True
        elif isinstance(event, cti.AsnCtiNotifyLineCallInformationChangedArgument):
            self._call_changed(ChangeReason(event.reason), event.callinformation)
        elif isinstance(event, cti.AsnCtiNotifyLineCallFeaturesChangedArgument):
            for feature in event.callFeaturesList:
                before = self.calls[feature.u8sConnectionID]
                assert before.iFeatures != feature.iFeatures, "features that did not change"
                self.calls[before.u8sConnectionID] = replace(before, iFeatures=feature.iFeatures)

    def _call_changed(self, reason: ChangeReason, call: CallInformation) -> None:
        call_id = call.u8sConnectionID
        assert call_id not in self.ended, f"{call_id} has ended and is told again"
        begins = reason in (ChangeReason.OFFERING, ChangeReason.DIALING)
        assert begins or call_id in self.calls, f"the life of {call_id} begins with {reason.name}"
        self.last[call_id] = call
        if reason == ChangeReason.DESTROYED:
            assert call.iCallState == CallState.DESTROYED
            assert call.utcCallDisconnected
            del self.calls[call_id]
            self.ended.add(call_id)
        else:
            self.calls[call_id] = _unmarked(call)


def _unmarked(call: CallInformation) -> CallInformation:
    """The call as a snapshot shows it: that an event was found, not reported, is told with that event only."""
    parameters = {key: value for key, value in (call.optionalParams or {}).items() if key != "Synthetic"}
    return replace(call, optionalParams=parameters or None)


class Person:
    """A logged-in client. `log` holds all events of its session in order."""

    def __init__(self, user: str, client: Client) -> None:
        self.user = user
        self.client = client
        self.log: list[Event] = []
        self.watches: dict[str, Watch] = {}
        self._news = asyncio.Event()
        self._broken: Exception | None = None
        self._stream: EventStream = client.events()

    async def listen(self) -> None:
        """Take events as long as the client is connected."""
        try:
            async for event in self._stream:
                watch = self.watches.get(monitor_of(event))
                if watch is not None:
                    watch.take(event)
                self.log.append(event)
                self._news.set()
        except ClientError:
            pass  # the server has gone
        except Exception as error:  # noqa: BLE001 - whoever waits for this person raises it
            self._broken = error
        self._news.set()

    async def until(self, condition: Callable[[], E | None], what: str = "it happens") -> E:
        """Wait for events that make the condition true; gives its value."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := condition()):
                    self.check()
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{self.user} was not told that {what}; last: {self.log[-3:]}") from None
        self.check()
        return found

    def check(self) -> None:
        if self._broken is not None:
            raise self._broken

    async def agrees(self) -> None:
        """What was told bit by bit must be what the server says at once."""
        for watch in self.watches.values():
            if not watch.stopped:
                now = (await self.client.snapshot_phone_line(watch.line)).seqCalls
                for _ in range(5):
                    await asyncio.sleep(0)
                told = {call_id: asdict(call) for call_id, call in watch.calls.items()}
                assert told == {call.u8sConnectionID: asdict(call) for call in now}, f"{self.user} was told otherwise"
        self.check()

    async def watch(self, extension: str) -> Watch:
        """Start a monitor."""
        started = await self.client.line_monitor_start(line_of(extension).uri)
        watch = self.watches[started.u8sMonitorCrossRefID] = Watch(started)
        return watch

    def calls(self, extension: str) -> dict[str, CallInformation]:
        """The calls of a line that this person monitors."""
        return self._watch(extension).calls

    def last(self, call_id: str) -> CallInformation:
        """What was told of a call the last time, also when it has ended."""
        return next(watch.last[call_id] for watch in self.watches.values() if call_id in watch.last)

    def _watch(self, extension: str) -> Watch:
        return next(watch for watch in self.watches.values() if watch.line == line_of(extension).uri)

    # -- calls

    async def call(self, extension: str, state: CallState, *, but: tuple[str, ...] = (), remote: str = "") -> CallInformation:
        """Wait for a call in a state; not one of those named by `but`, and with that remote extension or number."""
        number = line_of(remote).number if remote.isdecimal() else remote

        def found() -> CallInformation | None:
            for call in self.calls(extension).values():
                if (
                    call.iCallState == state
                    and call.u8sConnectionID not in but
                    and (not number or call.u8sRemoteNumberSC == number)
                ):
                    return call
            return None

        return await self.until(found, f"there is a call {state.name} on {extension}")

    async def is_now(self, call_id: str, condition: Callable[[CallInformation], object]) -> CallInformation:
        """Wait until what is told of a living call fits."""

        def found() -> CallInformation | None:
            call = next((watch.calls[call_id] for watch in self.watches.values() if call_id in watch.calls), None)
            return call if call is not None and condition(call) else None

        return await self.until(found, f"{call_id} is as it should be")

    async def reaches(self, call_id: str, state: CallState) -> CallInformation:
        return await self.is_now(call_id, lambda call: call.iCallState == state)

    async def gone(self, *call_ids: str) -> None:
        """Wait for the end of calls."""
        for call_id in call_ids:
            await self.until(lambda: any(call_id in w.ended for w in self.watches.values()), f"{call_id} is gone")  # noqa: B023

    def reasons(self, call_id: str) -> list[ChangeReason]:
        """Why a call was told so far (of the first monitor that tells of it)."""
        told = [
            (event.u8sMonitorCrossRefID, ChangeReason(event.reason))
            for event in self.log
            if isinstance(event, cti.AsnCtiNotifyLineCallInformationChangedArgument)
            and event.callinformation.u8sConnectionID == call_id
        ]
        return [reason for reference, reason in told if reference == told[0][0]]

    def states(self, call_id: str) -> list[CallState]:
        """The states in which a call was told so far."""
        told = self.told(cti.AsnCtiNotifyLineCallInformationChangedArgument)
        return [CallState(e.callinformation.iCallState) for e in told if e.callinformation.u8sConnectionID == call_id]

    # -- events

    def told(self, kind: type[E]) -> list[E]:
        """The events of a kind so far."""
        return [event for event in self.log if isinstance(event, kind)]

    async def hears(self, kind: type[E], condition: Callable[[E], object] = lambda _: True) -> E:
        """Wait for an event; one that came before counts too."""
        return await self.until(lambda: next((e for e in self.told(kind) if condition(e)), None), f"there is a {kind.__name__}")


def can(call: CallInformation, feature: Feature) -> bool:
    return bool(call.iFeatures & feature)
