"""Who is let in: checks passwords, and stops listening to who guesses them. Knows accounts by name and addresses; no telephony.

Without credentials a request is challenged, and with wrong ones again; the answers do not tell whether an account is there.
After MAX_FAILURES wrong passwords in FAILURE_SECONDS an address gets no answer at all until they are that old.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from callplane.sip.agent import Silence
from callplane.sip.digest import Authenticator, Verdict
from callplane.sip.message import Request, Response
from callplane.sip.transactions import Flow, answer_to

REALM = "callplane"
"""Part of what is kept of passwords (HA1): a change makes all of them worthless."""

MAX_FAILURES = 10
FAILURE_SECONDS = 60.0
MAX_ADDRESSES = 10_000
"""Addresses that are remembered; the one that failed longest ago is forgotten first."""


_ONE_CHALLENGE = re.compile(r"^baresip v[01]\.")
"""Phones that give up when they are offered SHA-256, even beside MD5 (against RFC 8760, 2.4)."""


@dataclass(frozen=True, slots=True)
class Account:
    """A phone. `secrets` are HA1 by algorithm (see `digest`); `serial` grows when it is to register anew."""

    name: str
    extension: str
    secrets: Mapping[str, str] = field(repr=False)
    auto_answer: bool = False
    serial: int = 0


class Gate:
    """`account(name)` finds an account; `counted(verdict)` is told each outcome, as in `Verdict`, or `silenced`."""

    def __init__(
        self, authenticator: Authenticator, account: Callable[[str], Account | None], counted: Callable[[str], None]
    ) -> None:
        self._authenticator = authenticator
        self._account = account
        self._counted = counted
        self._failures: OrderedDict[str, tuple[float, ...]] = OrderedDict()
        self._asked: OrderedDict[tuple[str, int], bool] = OrderedDict()

    def admit(self, request: Request, flow: Flow, now: float) -> Account | Response | Silence:
        """The account whose password this request knows; else how it is refused. Raises BadMessage."""
        if self.silenced(flow.host, now):
            self._counted("silenced")
            return Silence.KEPT
        claimed = self._authenticator.claimed(request)
        account = self._account(claimed.user) if claimed is not None else None
        verdict = Verdict.MISSING
        if claimed is not None:
            verdict = self._authenticator.check(request, claimed, account.secrets if account else {}, now)
        self._counted(verdict.value)
        if verdict is Verdict.GOOD and account is not None:
            if not self._asked.get((flow.host, flow.port)):
                self._asked.pop((flow.host, flow.port), None)
            return account
        if verdict is Verdict.WRONG:
            self.failed(flow.host, now)
        plain = verdict is Verdict.MISSING and self._is_puzzled(request, flow)
        answer = answer_to(request, 401, tag="gate")
        return self._authenticator.challenge(answer, now, stale=verdict is Verdict.STALE, plain=plain)

    def _is_puzzled(self, request: Request, flow: Flow) -> bool:
        """Whether a phone does not understand two challenges: it comes again without credentials, or is known for it."""
        place = (flow.host, flow.port)
        self._asked[place] = place in self._asked or _ONE_CHALLENGE.search(request.headers.get("user-agent")) is not None
        if len(self._asked) > MAX_ADDRESSES:
            self._asked.popitem(last=False)
        return self._asked[place]

    def silenced(self, host: str, now: float) -> bool:
        """Whether nothing is to be heard from this address."""
        return len(self._recent(host, now)) >= MAX_FAILURES

    def failed(self, host: str, now: float) -> None:
        """Count a failure of an address."""
        self._failures[host] = (*self._recent(host, now)[1 - MAX_FAILURES :], now)
        self._failures.move_to_end(host)
        if len(self._failures) > MAX_ADDRESSES:
            self._failures.popitem(last=False)

    def _recent(self, host: str, now: float) -> tuple[float, ...]:
        return tuple(at for at in self._failures.get(host, ()) if at > now - FAILURE_SECONDS)
