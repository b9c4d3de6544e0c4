"""How commands act on the PBX: send an action, wait until events show that it has happened, tell what follows.

Knows the link, the tracker and timers; not what a command means. "Success" of Asterisk means queued, so every action that changes
a call is followed by `until`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.channels import Channel
from callplane.drivers.asterisk.lines import Line, Lines
from callplane.drivers.asterisk.link import Link
from callplane.drivers.asterisk.options import Options
from callplane.drivers.asterisk.protocol import Field, Message
from callplane.drivers.asterisk.tracker import Tracker
from callplane.errors import CommandFailed, LinkDown, ProtocolError
from callplane.model.events import Fact
from callplane.model.line import LineStatus

CONFIRM_SECONDS = 5.0
"""How long what was asked for may take to happen."""

BRIDGE_SECONDS = 2.0
_DIALLABLE = frozenset("0123456789*#+ABCD")
REDIRECT_ATTEMPTS, REDIRECT_PAUSE_SECONDS = 5, 0.05


class Desk:
    """`report(facts)` tells the server; `clock` gives UTC seconds since the epoch."""

    def __init__(
        self,
        options: Options,
        link: Link,
        tracker: Tracker,
        lines: Lines,
        report: Callable[[Sequence[Fact]], None],
        clock: Callable[[], float],
    ) -> None:
        self.options = options
        self.tracker = tracker
        self.calls = tracker.calls
        self.lines = lines
        self.clock = clock
        self._link = link
        self._report = report
        self._waiting: list[tuple[Callable[[], object], asyncio.Future[None]]] = []

    # -- acting

    async def ask(self, action: str, *fields: Field) -> Message:
        """The answer to an action, good or bad. Raises LinkDown."""
        try:
            return await self._link.ask(action, *fields)
        except ProtocolError as error:
            raise CommandFailed(f"the PBX cannot be told that: {error}") from None

    async def list(self, action: str, *fields: Field) -> Sequence[Message]:
        """The items of a list; empty where the PBX refuses. Raises LinkDown."""
        return (await self._link.request(action, *fields)).items

    async def do(self, action: str, *fields: Field) -> Message:
        """The good answer to an action. Raises CommandFailed with what Asterisk says, and LinkDown."""
        answer = await self.ask(action, *fields)
        if not answer.success:
            raise CommandFailed(f"the PBX refused {action}: {answer['Message'].strip() or 'it gave no reason'}")
        return answer

    async def until(self, condition: Callable[[], object], what: str, seconds: float = CONFIRM_SECONDS) -> None:
        """Wait until events have made the condition true. Raises CommandFailed when they do not."""
        if condition():
            return
        happened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (condition, happened)
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(seconds):
                await happened
        except TimeoutError:
            raise CommandFailed(f"the PBX accepted it, but within {seconds:g} seconds {what}: see the PBX's log") from None
        finally:
            self._waiting.remove(entry)

    def look(self) -> None:
        """Something has happened: wake those who waited for it."""
        for condition, happened in self._waiting:
            if not happened.done() and condition():
                happened.set_result(None)

    def abandon(self) -> None:
        """The link is lost: what was waited for will not be seen."""
        for _condition, happened in self._waiting:
            if not happened.done():
                happened.set_exception(LinkDown("the link to the PBX is lost"))

    def tell(self, facts: Iterable[Fact]) -> None:
        told = list(facts)
        if told:
            self._report(told)

    def refresh(self, *calls: Call) -> None:
        """Tell how calls look now."""
        now = self.clock()
        self.tell(fact for call in calls for fact in self.calls.refresh(call, now))

    async def move(self, channel: Channel, context: str, exten: str, *, and_also: tuple[Channel, str, str] | None = None) -> None:
        """Send a channel elsewhere in the dialplan, another one at the same moment."""
        fields = [("Channel", channel.name), ("Context", context), ("Exten", exten), ("Priority", "1")]
        if and_also is not None:
            other, other_context, other_exten = and_also
            fields += [("ExtraChannel", other.name), ("ExtraContext", other_context)]
            fields += [("ExtraExten", other_exten), ("ExtraPriority", "1")]
        for _attempt in range(REDIRECT_ATTEMPTS):
            if (await self.ask("Redirect", *fields)).success:
                return
            await asyncio.sleep(REDIRECT_PAUSE_SECONDS)  # a channel that is just being moved cannot be moved again
            if channel.gone:
                break
        raise CommandFailed("the PBX refused to move the call: it has just ended, or is in a state that does not allow it")

    async def hang_up(self, channel: Channel, cause: int = 16) -> None:
        await self.do("Hangup", ("Channel", channel.name), ("Cause", str(cause)))

    # -- finding

    def line(self, uri: str) -> Line:
        line = self.lines.by_uri.get(uri)
        if line is None:
            raise CommandFailed("the PBX does not have this line any more: look at the list of lines again")
        return line

    def call(self, uri: str, call_id: str) -> Call:
        """A call of a line."""
        call = self.calls.calls.get(call_id)
        if call is None or call.line is not self.line(uri) or call.told is None:
            raise CommandFailed("the PBX does not have this call any more: it has just ended")
        return call

    def own(self, call: Call) -> Channel:
        """The own channel of a call."""
        channel = self.calls.channel(call)
        if channel is None:
            raise CommandFailed("the phone has just hung up; its call rings again")
        return channel

    async def peer(self, call: Call) -> Channel:
        """The channel of the other party: the one that is next to the own leg, be it Local or not.

        A call counts as connected when it is answered; the bridge follows a moment later.
        """
        away = call.parked or call.member
        if not away:
            own = self.own(call)
            await self.until(lambda: own.gone or own.mates(), "nobody was connected with the phone", BRIDGE_SECONDS)
            away = next((mate.uid for mate in own.mates()), "")
        channel = self.calls.board.channels.get(away)
        if channel is None:
            raise CommandFailed("the call has no other party now: it has just ended")
        return channel

    # -- checking

    async def check_number(self, line: Line, number: str) -> None:
        """Whether the dialplan knows a number, and its phone is there: Asterisk would lose the call otherwise."""
        if not number or not all(sign in _DIALLABLE for sign in number):
            raise CommandFailed(
                f"{number!r} cannot be dialled on this PBX: use digits, *, # and +; send what follows a pause as digits later"
            )
        variable = f"DIALPLAN_EXISTS({self.options.context},{number},1)"
        answer = await self.ask("Getvar", ("Variable", variable))
        if answer["Value"] == "0":
            raise CommandFailed(f"the PBX has no number {number} in its context {self.options.context}: check the number")
        target = self.lines.with_extension(number)
        if target is line:
            raise CommandFailed("that is the number of this line itself; give another one")

    def check_phone(self, line: Line) -> None:
        if line.status is LineStatus.NO_PHONE:
            raise CommandFailed(f"the phone {line.device} is not registered at the PBX: switch it on, or check its account")
