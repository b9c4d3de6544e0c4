"""The calls of a simulated mobile phone, and what people and commands do to them. Knows no AT command and no link.

Calls and their numbers are those of AT+CLCC (3GPP TS 27.007, 7.18); what is done with several of them has the codes of AT+CHLD
(3GPP TS 22.030, 6.5.5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar


class Status(IntEnum):
    """The <stat> of AT+CLCC."""

    ACTIVE = 0
    HELD = 1
    DIALING = 2
    ALERTING = 3
    INCOMING = 4
    WAITING = 5


TALKING = (Status.ACTIVE, Status.HELD)
RINGING = (Status.INCOMING, Status.WAITING)
OUTGOING = (Status.DIALING, Status.ALERTING)


@dataclass(eq=False)
class PhoneCall:
    """A call on the phone. `index` is its number in AT+CLCC."""

    index: int
    inbound: bool
    status: Status
    number: str
    multiparty: bool = False


class Refused(Exception):
    """The phone answers ERROR."""


class Handset:
    """`one_at_a_time`: there is no second call. What happens is told by `changed(swapped)` and `announced(call)`."""

    def __init__(self, *, one_at_a_time: bool = False) -> None:
        self.one_at_a_time = one_at_a_time
        self.calls: list[PhoneCall] = []
        self.changed: Callable[[bool], object] = lambda _: None
        self.announced: Callable[[PhoneCall], object] = lambda _: None

    def having(self, *status: Status) -> list[PhoneCall]:
        """The calls in these states, by index."""
        return [call for call in self.calls if call.status in status]

    # -- what people do

    def ring(self, number: str = "") -> PhoneCall:
        """Somebody calls; an empty number is withheld. While there are other calls it waits."""
        call = self._add(inbound=True, status=Status.WAITING if self.calls else Status.INCOMING, number=number)
        self.changed(False)
        self.announced(call)
        return call

    def alerts(self, number: str = "") -> None:
        """It rings at the party that was called."""
        for call in self._found(number, Status.DIALING):
            call.status = Status.ALERTING
        self.changed(False)

    def answers(self, number: str = "") -> None:
        """The party that was called answers."""
        for call in self._found(number, *OUTGOING):
            self._hold_active()
            call.status = Status.ACTIVE
        self.changed(False)

    def hangs_up(self, number: str = "") -> None:
        """The other party hangs up; with an empty number the one of the newest call."""
        self._remove(self._found(number, *Status)[-1:])
        self.changed(False)

    def user_dials(self, number: str) -> PhoneCall:
        """The owner dials on the phone itself."""
        self._hold_active()
        call = self._add(inbound=False, status=Status.DIALING, number=number)
        self.changed(False)
        return call

    def user_answers(self) -> None:
        """The owner answers on the phone itself; an active call is held."""
        for call in self.having(*RINGING)[:1]:
            self._hold_active()
            call.status = Status.ACTIVE
        self.changed(False)

    def user_hangs_up(self) -> None:
        """The owner ends the active call, or what rings, on the phone itself."""
        self._remove(self._ended_by_hanging_up())
        self.changed(False)

    # -- what commands do: each checks at once, and gives what is to happen after the answer

    def dial(self, number: str) -> Callable[[], None]:
        """Raises Refused."""
        busy = self.having(*OUTGOING, Status.INCOMING) or (self.having(Status.ACTIVE) and self.having(Status.HELD))
        if busy or (self.calls and self.one_at_a_time):
            raise Refused

        def dials() -> None:
            self.user_dials(number)
            self.alerts(number)

        return dials

    def answer(self) -> Callable[[], None]:
        """Raises Refused."""
        if not self.having(Status.INCOMING):
            raise Refused
        return self.user_answers

    def hang_up(self) -> Callable[[], None]:
        """Raises Refused."""
        if not self._ended_by_hanging_up():
            raise Refused
        return self.user_hangs_up

    def hold(self, code: str) -> Callable[[], None]:
        """What a code of AT+CHLD does, such as `2` or, for the call 3, `13`. Raises Refused."""
        action, index = self._CODES[code[0]], int(code[1:] or 0)
        if index and all(call.index != index for call in self.calls):
            raise Refused
        swaps = code == "2" and bool(self.having(Status.ACTIVE) and self.having(Status.HELD))

        def does() -> None:
            action(self, index)
            self.changed(swaps)

        return does

    # -- how calls change

    def _found(self, number: str, *status: Status) -> list[PhoneCall]:
        return [call for call in self.having(*status) if number in ("", call.number)]

    def _add(self, *, inbound: bool, status: Status, number: str) -> PhoneCall:
        taken = {call.index for call in self.calls}
        call = PhoneCall(next(n for n in range(1, len(taken) + 2) if n not in taken), inbound, status, number)
        self.calls.append(call)
        self.calls.sort(key=lambda one: one.index)
        return call

    def _remove(self, calls: Iterable[PhoneCall]) -> None:
        for call in list(calls):
            self.calls.remove(call)
        group = [call for call in self.calls if call.multiparty]
        if len(group) == 1:
            group[0].multiparty = False
        waiting = self.having(Status.WAITING)
        if waiting and len(self.calls) == len(waiting):
            waiting[0].status = Status.INCOMING

    def _ended_by_hanging_up(self) -> list[PhoneCall]:
        return self.having(Status.ACTIVE, *OUTGOING) or self.having(Status.INCOMING)

    def _hold_active(self) -> None:
        for call in self.having(Status.ACTIVE):
            call.status = Status.HELD

    def _take_next(self) -> None:
        """The waiting call, else those on hold, become active."""
        for call in self.having(*RINGING)[:1] or self.having(Status.HELD):
            call.status = Status.ACTIVE

    def _release_held(self, _index: int) -> None:
        self._remove(self.having(*RINGING) or self.having(Status.HELD))

    def _release_active(self, index: int) -> None:
        if index:
            self._remove([call for call in self.calls if call.index == index])
        else:
            self._remove(self.having(Status.ACTIVE))
            self._take_next()

    def _swap(self, index: int) -> None:
        if index:
            for call in self.having(*TALKING):
                alone = call.index == index
                call.status, call.multiparty = (Status.ACTIVE, False) if alone else (Status.HELD, call.multiparty)
            self._remove(())
        else:
            active = self.having(Status.ACTIVE)
            self._take_next()
            for call in active:
                call.status = Status.HELD

    def _join(self, _index: int) -> None:
        for call in self.having(*TALKING):
            call.status, call.multiparty = Status.ACTIVE, True

    def _transfer(self, _index: int) -> None:
        self._remove(self.having(*TALKING))

    _CODES: ClassVar[Mapping[str, Callable[[Handset, int], None]]] = {
        "0": _release_held,
        "1": _release_active,
        "2": _swap,
        "3": _join,
        "4": _transfer,
    }
