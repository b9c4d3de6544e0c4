"""A bot that transfers by rule: calls that come in on a line go to whom a file of rules says, all others ring on.

    $ python examples/transfer_bot.py 101 rules.toml

The server, user and password are taken from CALLPLANE_URL, CALLPLANE_USER and CALLPLANE_PASSWORD. The file of rules, of
which the first that fits decides:

    [[rule]]                            # customers of Munich, on working days from nine to five
    caller = "+4989"
    days = "Mon Tue Wed Thu Fri"
    hours = [9, 17]
    to = "102"

    [[rule]]                            # everybody else
    to = "103"
"""

from __future__ import annotations

import asyncio
import os
import sys
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callplane.client import CallChanged, CallReason, OperationRefused, connect


@dataclass(frozen=True)
class Rule:
    """`caller`: how the caller's number begins; `hours`: from the first one until before the second one."""

    to: str
    caller: str = ""
    days: str = "Mon Tue Wed Thu Fri Sat Sun"
    hours: tuple[int, int] = (0, 24)

    def fits(self, caller: str, now: datetime) -> bool:
        first, last = self.hours
        return caller.startswith(self.caller) and f"{now:%a}" in self.days.split() and first <= now.hour < last


def read_rules(file: Path) -> list[Rule]:
    """The rules of a file; TypeError where one has a key that there is not."""
    return [Rule(**rule) for rule in tomllib.loads(file.read_text(encoding="utf-8"))["rule"]]


def destination(rules: list[Rule], caller: str, now: datetime) -> str:
    """Where a call is to go; empty where no rule fits."""
    return next((rule.to for rule in rules if rule.fits(caller, now)), "")


async def main(own_line: str, file: Path) -> None:
    url, user, password = (os.environ[f"CALLPLANE_{name}"] for name in ("URL", "USER", "PASSWORD"))
    rules = read_rules(file)
    async with connect(url, user, password) as cti, cti.monitor(own_line) as line:
        async for event in line:
            match event:
                case CallChanged(reason=CallReason.reasonCallOffering, callinformation=call):
                    to = destination(rules, call.u8sRemoteNumberSC, datetime.now().astimezone())
                    if not to:
                        continue
                    try:
                        await cti.redirect_call(call.u8sConnectionID, to)
                    except OperationRefused as refused:  # answered or hung up meanwhile, or the PBX said no: it rings on
                        print(f"{call.u8sRemoteNumberSC} could not go to {to}: {refused}", file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
