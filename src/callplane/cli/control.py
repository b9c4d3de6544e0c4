"""Tells a running server that something has changed, and waits until it has taken note. Knows the control socket only."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from callplane.errors import CommandFailed
from callplane.gateway.control import control_address

TIMEOUT_SECONDS = 30.0


def tell_server(data: Path, command: str) -> bool:
    """Send a command to the server of a data directory. False: none is running. Raises CommandFailed when it says no."""
    try:
        with control_address(data) as address, socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(TIMEOUT_SECONDS)
            connection.connect(address)
            connection.sendall(json.dumps({"command": command}).encode() + b"\n")
            with connection.makefile("rb") as answers:
                answer = json.loads(answers.readline())
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    except (OSError, ValueError) as error:
        raise CommandFailed(f"the running server gave no answer ({error}): look at its log, or restart it") from error
    if not answer["ok"]:
        raise CommandFailed(f"the running server says: {answer['error']}")
    return True
