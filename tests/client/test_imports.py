"""What a program pays for the client library: no part of the server, and two packages besides what they need."""

from __future__ import annotations

import json
import subprocess
import sys

_LIST = "import json, sys, callplane.client.sync; print(json.dumps(sorted(sys.modules)))"
OURS = {"callplane._version", "callplane.client", "callplane.errors", "callplane.wire"}
SERVERS = {"argon2", "cryptography", "jwt", "phonenumbers", "sqlalchemy", "uvloop", "websockets"}


def test_the_client_library_imports_no_part_of_the_server() -> None:
    done = subprocess.run([sys.executable, "-c", _LIST], capture_output=True, text=True, check=True, timeout=60)
    modules = json.loads(done.stdout)
    assert {".".join(name.split(".")[:2]) for name in modules if name.startswith("callplane.")} == OURS
    packages = {name.partition(".")[0] for name in modules}
    assert packages & SERVERS == set()
    assert {"aiohttp", "msgspec"} <= packages
