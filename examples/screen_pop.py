"""Screen pop: tells a CRM over HTTP who is calling, as soon as it rings on one of your lines.

    $ python examples/screen_pop.py https://crm.example.com/incoming

The server, user and password are taken from CALLPLANE_URL, CALLPLANE_USER and CALLPLANE_PASSWORD. The CRM gets a POST with
{"number", "name", "line", "call", "time"}. One that is slow or away is not waited for, so that the next caller is not late.
Where no program of yours is to run, a webhook of the server does the same: see docs/webhooks.md.
"""

from __future__ import annotations

import asyncio
import os
import sys

import aiohttp

from callplane.client import CallChanged, CallInformation, CallReason, connect


def popup(call: CallInformation) -> dict[str, str]:
    """What the CRM is told."""
    name = (call.pRemoteContact.u8sDisplayName or "") if call.pRemoteContact else ""
    return {
        "number": call.u8sRemoteNumberSC,
        "name": name,
        "line": call.u8sLinePhoneNumber,
        "call": call.u8sConnectionID,
        "time": call.utcCallCreated,
    }


async def tell(http: aiohttp.ClientSession, target: str, call: CallInformation) -> None:
    """Tell the CRM once; a screen pop that comes late is worth nothing."""
    try:
        async with http.post(target, json=popup(call)) as answer:
            answer.raise_for_status()
    except (aiohttp.ClientError, TimeoutError) as error:
        print(f"{target} was not told of {call.u8sRemoteNumberSC or 'a hidden number'}: {error or 'no answer'}", file=sys.stderr)


async def main(target: str) -> None:
    url, user, password = (os.environ[f"CALLPLANE_{name}"] for name in ("URL", "USER", "PASSWORD"))
    timeout = aiohttp.ClientTimeout(total=5)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        asyncio.TaskGroup() as tasks,
        connect(url, user, password) as cti,
        cti.monitor_lines() as lines,
    ):
        async for event in lines:
            match event:
                case CallChanged(reason=CallReason.reasonCallOffering, callinformation=call):
                    tasks.create_task(tell(http, target, call))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
