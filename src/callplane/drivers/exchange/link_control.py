"""The part of the control interface that disturbs the exchange's link: cuts, faults, refused log-ins, a restart.

::

    GET    link
    POST   link/cut       {"seconds"}    for so long, or until it is restored
    POST   link/restore
    GET    faults
    POST   faults         {"lose", "double", "delay_ms", "reorder", "seed"}    what is left out is none
    DELETE faults
    POST   refuse-login   {"refuse"}     true when left out; false lets log-ins succeed again
    POST   restart                       the exchange loses all calls; settings stay

Phones and the outside world go on meanwhile.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from callplane.drivers.base import ControlReply, ControlRequest
from callplane.drivers.exchange.control_fields import RequestRefused, allow, flag, number, whole
from callplane.drivers.exchange.control_routes import MAX_CUT_SECONDS, MAX_SEED
from callplane.drivers.exchange.faults import MAX_DELAY_MS, Faults
from callplane.drivers.exchange.link import Link
from callplane.model.events import Fact

Act = Callable[[Callable[[float], Sequence[Fact]]], None]
"""Does something in the exchange now, and reports what comes of it."""

PATHS = ("link", "faults", "refuse-login", "restart")
"""How the paths begin that are served here."""


class LinkControl:
    """See the module's text. `restart(now)` makes the switch lose its calls."""

    def __init__(self, link: Link, act: Act, restart: Callable[[float], None]) -> None:
        self._link = link
        self._act = act
        self._restart = restart

    def reply(self, request: ControlRequest) -> ControlReply:
        match request.path:
            case ("link",):
                allow(request, "GET")
            case ("link", "cut"):
                allow(request, "POST")
                seconds = number(request.body, "seconds", 0, MAX_CUT_SECONDS) if "seconds" in request.body else None
                self._do(lambda now: self._link.cut(now, seconds))
            case ("link", "restore"):
                allow(request, "POST")
                self._do(self._link.restore)
            case ("refuse-login",):
                allow(request, "POST")
                refuse = flag(request.body, "refuse", default=True)
                self._do(lambda now: self._link.refuse_login(now, refuse=refuse))
            case ("restart",):
                allow(request, "POST")
                self._do(self._begin_anew)
            case ("faults",):
                return self._faults(request)
            case _:
                raise RequestRefused(404, f"There is nothing at {'/'.join(request.path)}; see link and faults.")
        return ControlReply(200, {"state": self._link.state.value, "refuses_login": self._link.refuses_login})

    def _do(self, action: Callable[[float], None]) -> None:
        def act(now: float) -> Sequence[Fact]:
            action(now)
            return ()

        self._act(act)

    def _begin_anew(self, now: float) -> None:
        self._restart(now)
        self._link.restart(now)

    def _faults(self, request: ControlRequest) -> ControlReply:
        allow(request, "GET", "POST", "DELETE")
        wire = self._link.wire
        if request.method != "GET":
            faults = _faults(request.body) if request.method == "POST" else Faults()
            chance = random.Random(faults.seed)  # noqa: S311 (no secret)
            self._do(lambda _: wire.suffer(faults, chance.random))
        counts = {"sent": wire.sent, "lost": wire.lost, "doubled": wire.doubled, "resynchronised": self._link.resynchronised}
        return ControlReply(200, asdict(wire.faults) | counts)


def _faults(body: Mapping[str, object]) -> Faults:
    return Faults(
        lose=number(body, "lose", 0, 1),
        double=number(body, "double", 0, 1),
        delay_ms=whole(body, "delay_ms", MAX_DELAY_MS),
        reorder=flag(body, "reorder", default=False),
        seed=whole(body, "seed", MAX_SEED),
    )
