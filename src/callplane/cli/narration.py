"""Prints events as they come: a readable line each, or a JSON object. Knows words, colours and the terminal; no connection."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from callplane.cli.wording import call_state, describe, party, running_time, short_line
from callplane.client import CallState, Event
from callplane.client.structures import AsnCtiCallInformation, event_name, to_json

_COLOURS = {
    CallState.eCALLSTATEOFFERING: "33",
    CallState.eCALLSTATERINGBACK: "33",
    CallState.eCALLSTATECONNECTED: "32",
    CallState.eCALLSTATECONFERENCED: "32",
    CallState.eCALLSTATEHOLD: "36",
    CallState.eCALLSTATEBUSY: "31",
    CallState.eCALLSTATEDISCONNECTED: "2",
    CallState.eCALLSTATEDESTROYED: "2",
}


def wants_live() -> bool:
    """Whether standard output is a terminal on which a view can be drawn again and again."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def wants_colour() -> bool:
    """Whether standard output is a terminal whose user has nothing against colours (no-color.org)."""
    return wants_live() and not os.environ.get("NO_COLOR")


class Narrator:
    """Tells what happens, a line an event: time, line, what happened, state, who, running time. Or JSON."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._colour = wants_colour()

    def event(self, event: Event) -> None:
        """An event, stamped with the present time."""
        now = datetime.now(UTC)
        if self._as_json:
            self.fact({"time": now.isoformat(timespec="milliseconds"), "event": event_name(event), "argument": event})
        else:
            what, call = describe(event)
            self._line(now, getattr(event, "u8sLinePhoneNumber", ""), what, call)

    def call(self, what: str, call: AsnCtiCallInformation) -> None:
        """A call that is there already; not told in JSON, where the snapshot has it."""
        if not self._as_json:
            self._line(datetime.now(UTC), call.u8sLinePhoneNumber, what, call)

    def say(self, text: str) -> None:
        """A remark for people."""
        if not self._as_json:
            print(text, flush=True)

    def fact(self, value: dict[str, object]) -> None:
        """A remark for programs."""
        if self._as_json:
            print(to_json(value), flush=True)

    def _line(self, now: datetime, line: str, what: str, call: AsnCtiCallInformation | None) -> None:
        columns = [f"{now.astimezone():%H:%M:%S}", short_line(line), f"{what:<19}"]
        if call:
            state = call_state(call)
            shown = "" if state == what else state
            columns += [self._painted(f"{shown:<13}", call.iCallState), party(call), running_time(call, now)]
        print("  ".join(columns).rstrip(), flush=True)

    def _painted(self, text: str, state: int) -> str:
        colour = next((colour for known, colour in _COLOURS.items() if known == state), "")
        return f"\x1b[{colour}m{text}\x1b[0m" if colour and self._colour else text
