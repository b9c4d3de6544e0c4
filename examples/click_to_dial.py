"""Click to dial from a list: calls one number of a CSV file after the other and notes what became of each.

    $ python examples/click_to_dial.py 101 customers.csv results.csv

The server, user and password are taken from CALLPLANE_URL, CALLPLANE_USER and CALLPLANE_PASSWORD. The first file needs a
column `number`, written as you like; the second one gets its columns and `outcome`: connected, busy, no answer, or why it was not
dialled. The next number is dialled when the call before is over.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

from callplane.client import CallChanged, CallReason, DisconnectReason, NumberFormat, OperationRefused
from callplane.client.sync import Client, Monitor, connect


def dial(cti: Client, line: Monitor, number: str) -> str:
    """Call a number and follow the call to its end; what became of it."""
    try:
        made = cti.make_call(line.uri, number, number_format=NumberFormat.eTAPIDIALNUMBERFORMATSUPERCANONIC)
    except OperationRefused as refused:
        return str(refused)
    outcome = "no answer"
    for event in line:
        match event:
            case CallChanged(callinformation=call, reason=reason) if call.u8sConnectionID == made.u8sConnectionID:
                if reason == CallReason.reasonCallConnected:
                    outcome = "connected"
                elif reason == CallReason.reasonCallBusy or call.iDisconnectedReason == DisconnectReason.eDISCONNECTEDREASONBUSY:
                    outcome = "busy"
                if reason == CallReason.reasonCallBusy:
                    cti.drop_call(call.u8sConnectionID)
                if reason == CallReason.reasonCallDestroyed:
                    return outcome
    return "the line is gone"


def main(own_line: str, source: Path, results: Path) -> None:
    url, user, password = (os.environ[f"CALLPLANE_{name}"] for name in ("URL", "USER", "PASSWORD"))
    with (
        source.open(newline="", encoding="utf-8") as numbers,
        results.open("w", newline="", encoding="utf-8") as noted,
        connect(url, user, password) as cti,
        cti.monitor(own_line) as line,
    ):
        reader = csv.DictReader(numbers)
        writer = csv.DictWriter(noted, [*(reader.fieldnames or ()), "outcome"])
        writer.writeheader()
        for row in reader:
            row["outcome"] = dial(cti, line, row["number"])
            writer.writerow(row)
            noted.flush()
            print(f"{row['number']}: {row['outcome']}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
