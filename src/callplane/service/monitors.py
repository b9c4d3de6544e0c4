"""Subscriptions: who hears of which line under which cross-reference id, and how a change becomes his event.

Knows sessions, views and codecs by their interface; no sockets. A change is encoded once for all who see it alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from callplane import metrics
from callplane.model import changes
from callplane.model.call import Call
from callplane.model.changes import Change, ChangeReason
from callplane.model.line import Line
from callplane.service.directory import Directory, DirectoryChange
from callplane.service.fanout import Listeners
from callplane.service.messages import Frame
from callplane.service.present import Presenter
from callplane.service.reports import present_report
from callplane.service.sessions import Session
from callplane.service.views import View, view_of
from callplane.wire import operations
from callplane.wire.codec import EVENT_ID, Codec
from callplane.wire.operations import AnyOperation
from callplane.wire.types.cti import (
    AsnCtiNotifyLineAddRemoveArgument,
    AsnCtiNotifyLineAddRemoveArgumentEnum,
    AsnCtiNotifyLineCallInformationChangedArgument,
    AsnCtiNotifyLineInfoChangedArgument,
    AsnCtiNotifyLineProjectSettingsChangedArgument,
    AsnCtiNotifyLineSortOrderChangedArgument,
    AsnCtiNotifyMakeCallResultArgument,
    AsnCtiNotifyMonitorStoppedArgument,
)
from callplane.wire.types.sipcti_common import AsnProjectPinRule

log = logging.getLogger(__name__)

REFERENCE_LENGTH = 12
"""Characters of every cross-reference id: so one event fits all monitors."""


@dataclass(eq=False, slots=True)
class LineMonitor:
    """One subscription of one session to one line. `view` follows the viewer's rights; `reference` is the id in ASCII."""

    id: str
    session: Session
    line: str
    view: View
    reference: bytes
    audience: Audience

    def regroup(self) -> None:
        """Its view or its session's encoding has changed."""
        self.audience.groups = None


@dataclass(eq=False, slots=True)
class LineListMonitor:
    """A subscription to the list of lines. `selects(line URI)` says which lines belong to it now; `shown` are those that
    the client knows."""

    id: str
    session: Session
    selects: Callable[[str], bool]
    shown: set[str]


@dataclass(eq=False, slots=True)
class Group:
    """Monitors of one line to whom its changes look alike, in one encoding; `sessions` are the ids of theirs."""

    encoding: str
    view: View
    listeners: Listeners
    monitors: list[LineMonitor] = field(default_factory=list)
    sessions: set[str] = field(default_factory=set)

    def add(self, monitor: LineMonitor) -> None:
        """One more monitor."""
        self.monitors.append(monitor)
        self.sessions.add(monitor.session.id)
        self.listeners.add(monitor.session.outbox, monitor.reference)

    def by_viewer(self, providers: frozenset[str]) -> Mapping[str, Listeners]:
        """Those in it by who they are: each of the providers for itself, all others together as nobody in particular."""
        if providers.isdisjoint(self.sessions):
            return {"": self.listeners}
        found: dict[str, Listeners] = {}
        for monitor in self.monitors:
            viewer = monitor.session.id if monitor.session.id in providers else ""
            found.setdefault(viewer, Listeners(self.listeners.pump, self.listeners.budget)).add(
                monitor.session.outbox, monitor.reference
            )
        return found


class Audience:
    """All monitors of a line. `groups` None: they must be worked out anew."""

    __slots__ = ("groups", "monitors")

    def __init__(self) -> None:
        self.monitors: dict[str, LineMonitor] = {}
        self.groups: list[Group] | None = None

    def grouped(self) -> list[Group]:
        """The monitors by what they see."""
        if self.groups is None:
            found: dict[tuple[str, View], Group] = {}
            for monitor in self.monitors.values():
                key = (monitor.session.encoding, monitor.view)
                if key not in found:
                    found[key] = Group(*key, Listeners(monitor.session.outbox.pump, monitor.session.outbox.budget))
                found[key].add(monitor)
            self.groups = list(found.values())
        return self.groups


class Monitors:
    """All subscriptions. `lines` are the live ones by URI; `session(id)` finds a living session."""

    def __init__(
        self,
        lines: Mapping[str, Line],
        directory: Directory,
        presenter: Presenter,
        codecs: Mapping[str, Codec],
        session: Callable[[str], Session | None],
    ) -> None:
        self._lines = lines
        self._directory = directory
        self._presenter = presenter
        self._codecs = codecs
        self._session = session
        self._by_line: dict[str, Audience] = {}
        self._lists: dict[str, LineListMonitor] = {}
        self._numbers = count(1)

    # -- subscribing

    def start(self, session: Session, line: str) -> LineMonitor:
        monitor_id = self._new_id("M")
        audience = self._by_line.setdefault(line, Audience())
        view = view_of(self._directory, session.user, line)
        monitor = LineMonitor(monitor_id, session, line, view, monitor_id.encode(), audience)
        session.monitors[monitor.id] = monitor
        audience.monitors[monitor.id] = monitor
        monitor.regroup()
        return monitor

    def stop(self, monitor: LineMonitor) -> None:
        monitor.session.monitors.pop(monitor.id, None)
        monitor.audience.monitors.pop(monitor.id, None)
        monitor.regroup()
        if not monitor.audience.monitors:
            self._by_line.pop(monitor.line, None)

    def start_list(self, session: Session, selects: Callable[[str], bool]) -> LineListMonitor:
        shown = {uri for uri in self._lines if selects(uri)}
        monitor = LineListMonitor(self._new_id("L"), session, selects, shown)
        session.line_lists[monitor.id] = monitor
        self._lists[monitor.id] = monitor
        return monitor

    def forget(self, session: Session) -> None:
        """A session has ended: its subscriptions go without a word."""
        for monitor in list(session.monitors.values()):
            self.stop(monitor)
        for list_id in session.line_lists:
            self._lists.pop(list_id, None)
        session.line_lists.clear()

    def break_off(self, session: Session) -> None:
        """A client has missed events for good: its subscriptions end, so that it starts them again."""
        for monitor in list(session.monitors.values()):
            self._stopped(monitor)
        for list_id in list(session.line_lists):
            del session.line_lists[list_id]
            del self._lists[list_id]
            argument = AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID=list_id)
            self.send(session, operations.CTI_NOTIFY_MONITOR_STOPPED, argument)

    def __len__(self) -> int:
        return sum(len(audience.monitors) for audience in self._by_line.values())

    @property
    def lists(self) -> int:
        """How many subscriptions there are to the list of lines."""
        return len(self._lists)

    # -- telling

    def publish(self, change: Change) -> None:
        """Tell all who monitor the line."""
        if isinstance(change, changes.CallAttemptDecided):
            self._tell_attempt(change)
        elif isinstance(change, changes.LineAdded):
            for monitor in self._lists.values():
                self._list(monitor, change.line, wanted=monitor.selects(change.line.uri))
        elif isinstance(change, changes.LineRemoved):
            audience = self._by_line.get(change.line.uri)
            for line_monitor in list(audience.monitors.values()) if audience is not None else ():
                self._stopped(line_monitor)
            for monitor in self._lists.values():
                self._list(monitor, change.line, wanted=False)
        else:
            self._tell_monitors(change)

    def _tell_monitors(self, change: Change) -> None:
        audience = self._by_line.get(change.line.uri)
        if audience is None:
            return
        providers, topic = _providers(change), _topic(change)
        for group in audience.grouped():
            for viewer, listeners in group.by_viewer(providers).items():
                presented = self._presenter.event(change, group.view, viewer)
                if presented is not None:
                    metrics.EVENTS.add(len(listeners), presented[0].name)
                    start, rest = self._codecs[group.encoding].event(*presented).around(REFERENCE_LENGTH)
                    more = REFERENCE_LENGTH + len(rest)
                    listeners.tell(Frame(start, group.encoding == "ber", topic, present_report(), rest=rest, more=more))

    def _tell_attempt(self, change: changes.CallAttemptDecided) -> None:
        session = self._session(change.asked_by)
        if session is not None:
            argument = AsnCtiNotifyMakeCallResultArgument(
                u8sLinePhoneNumber=change.line.uri, u8sConnectionID=change.call_id, success=int(change.accepted)
            )
            self.send(session, operations.CTI_NOTIFY_MAKE_CALL_RESULT, argument)

    def _list(self, monitor: LineListMonitor, line: Line, *, wanted: bool) -> None:
        """Tell a client that a line came or went, when that is news for it."""
        if wanted == (line.uri in monitor.shown):
            return
        (monitor.shown.add if wanted else monitor.shown.discard)(line.uri)
        kinds = AsnCtiNotifyLineAddRemoveArgumentEnum
        view = view_of(self._directory, monitor.session.user, line.uri)
        argument = AsnCtiNotifyLineAddRemoveArgument(
            u8sLineMonitorCrossRefID=monitor.id,
            u8sLinePhoneNumber=line.uri,
            addremove=kinds.added if wanted else kinds.removed,
            lineInfo=self._presenter.line_info(line, view),
        )
        self.send(monitor.session, operations.CTI_NOTIFY_LINE_ADD_REMOVE, argument)

    def _stopped(self, monitor: LineMonitor) -> None:
        self.stop(monitor)
        argument = AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID=monitor.id)
        self.send(monitor.session, operations.CTI_NOTIFY_MONITOR_STOPPED, argument)

    # -- rights that change while they are used

    def rights_changed(self, change: DirectoryChange, sessions: Callable[[str], tuple[Session, ...]]) -> None:
        """Users, lines or grants changed: stop what is not allowed any more, tell of lines that came, went or moved."""
        for user, what in change.users.items():
            for session in sessions(user):
                for monitor in list(session.monitors.values()):
                    self._follow_rights(monitor)
                for line_list in session.line_lists.values():
                    for uri in (*what.removed, *what.added, *what.rights):
                        if uri in self._lines:
                            self._list(line_list, self._lines[uri], wanted=line_list.selects(uri))
                    if what.order_changed:
                        self._tell_order(line_list)

    def _follow_rights(self, monitor: LineMonitor) -> None:
        user, line = monitor.session.user, self._lines[monitor.line]
        if not self._directory.rights(user, line.uri):
            self._stopped(monitor)
            return
        before, monitor.view = monitor.view, view_of(self._directory, user, line.uri)
        monitor.regroup()
        info = self._presenter.line_info(line, monitor.view)
        if info != self._presenter.line_info(line, before):
            argument = AsnCtiNotifyLineInfoChangedArgument(
                u8sMonitorCrossRefID=monitor.id, u8sLinePhoneNumber=line.uri, lineInfo=info
            )
            self.send(monitor.session, operations.CTI_NOTIFY_LINE_INFO_CHANGED, argument)
        for call in line.calls.values() if monitor.view != before else ():
            told = AsnCtiNotifyLineCallInformationChangedArgument(
                u8sMonitorCrossRefID=monitor.id,
                u8sLinePhoneNumber=line.uri,
                reason=int(changes.ChangeReason.OTHER),
                callinformation=self._presenter.call_information(call, monitor.view, monitor.session.id),
            )
            self.send(monitor.session, operations.CTI_NOTIFY_LINE_CALL_INFORMATION_CHANGED, told)

    def _tell_order(self, monitor: LineListMonitor) -> None:
        order = [uri for uri in self._directory.own_lines(monitor.session.user) if uri in self._lines]
        argument = AsnCtiNotifyLineSortOrderChangedArgument(u8sMonitorCrossRefID=monitor.id, u8sLineURISortOrder=order)
        self.send(monitor.session, operations.CTI_NOTIFY_LINE_SORT_ORDER_CHANGED, argument)

    def projects_changed(self, location: str, projects: list[AsnProjectPinRule]) -> None:
        """The projects of a location changed: tell all who monitor a line there."""
        for line_uri, audience in list(self._by_line.items()):
            if self._lines[line_uri].report.location_id != location:
                continue
            for monitor in audience.monitors.values():
                argument = AsnCtiNotifyLineProjectSettingsChangedArgument(
                    u8sMonitorCrossRefID=monitor.id,
                    u8sLinePhoneNumber=line_uri,
                    u8sLocationID=location,
                    projectList=projects,
                )
                self.send(monitor.session, operations.CTI_NOTIFY_LINE_PROJECT_SETTINGS_CHANGED, argument)

    def send(self, session: Session, operation: AnyOperation, argument: Any) -> None:
        """Send one event to one session."""
        codec = self._codecs[session.encoding]
        frame = codec.invoke(EVENT_ID, operation, argument)
        log.debug("%s for %s", operation.name, session.name)
        metrics.EVENTS.inc(operation.name)
        session.outbox.put_event(Frame(frame, session.encoding == "ber", report=present_report()))

    def _new_id(self, kind: str) -> str:
        """Cross-reference ids all have the same length."""
        return f"{kind}{next(self._numbers):0{REFERENCE_LENGTH - 1}d}"


_BEGINS_AND_ENDS = frozenset({ChangeReason.OFFERING, ChangeReason.DIALING, ChangeReason.DESTROYED})


def _topic(change: Change) -> tuple[str, ...] | None:
    """What a newer change of the same topic makes needless to tell; None for what must be told."""
    if isinstance(change, changes.CallChanged):
        return None if change.reason in _BEGINS_AND_ENDS else (change.call.id,)
    if isinstance(change, changes.FeaturesChanged):
        return ("features", *sorted(change.calls))
    if isinstance(change, changes.ConferenceChanged):
        return None
    return (type(change).__name__,)


def _providers(change: Change) -> frozenset[str]:
    """The sessions that passed the contacts of the calls which the change is about: they see them as their own."""
    calls: tuple[Call, ...] = ()
    if isinstance(change, changes.CallChanged):
        calls = (change.call,)
    elif isinstance(change, changes.ConferenceChanged):
        calls = (change.controller, *change.members)
    return frozenset(call.contact.provider for call in calls if call.contact is not None)
