"""Tells the service manager when the server is ready (sd_notify). Knows systemd's protocol only; without systemd it does nothing.

Source: sd_notify(3): a datagram to the Unix socket that NOTIFY_SOCKET names, which may be an abstract one (`@`).
"""

from __future__ import annotations

import logging
import os
import socket

log = logging.getLogger(__name__)


def notify(*facts: str) -> None:
    """Tell facts such as `READY=1` or `STOPPING=1`."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = f"\0{address[1:]}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.sendto("\n".join(facts).encode(), address)
    except OSError as error:
        log.warning("the service manager was not told %s: %s", facts, error)
