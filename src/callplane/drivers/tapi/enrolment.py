"""Which bridges may connect: one-time codes, tokens, and the file that keeps their hashes. Knows no link and no TAPI.

An administrator gives a bridge a name and gets a code; within CODE_SECONDS the bridge turns it into a token, once. Codes and
tokens have 80 and 256 random bits, so that a plain SHA-256 is enough to keep them; neither stands in the file itself.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from callplane.errors import ConfigurationError, UnknownObject

CODE_SECONDS: Final = 24 * 3600
_FILE: Final = "bridges.json"
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One bridge. Hashes are empty where there is no code, or no token yet; times in UTC seconds since the epoch, 0: never."""

    name: str
    code_hash: str = ""
    code_expires: float = 0.0
    token_hash: str = ""
    enrolled: float = 0.0
    host: str = ""


class Enrolments:
    """The bridges of one PBX, in its directory. Reads the file each time, so that commands and server see the same."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def all(self) -> Mapping[str, Enrolment]:
        """Every bridge by its name. Raises ConfigurationError when the file cannot be read."""
        path = self._directory / _FILE
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
            return {entry["name"]: Enrolment(**entry) for entry in entries}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ConfigurationError(f"{path} cannot be read ({error}): restore it, or remove it and enrol again") from error

    def invite(self, name: str, now: float) -> str:
        """A one-time code for a bridge; a token that it has stays valid until the code is used. Raises ConfigurationError."""
        if not _NAME.fullmatch(name):
            raise ConfigurationError(f"{name!r} is no name for a bridge: use letters, digits, '.', '_' and '-'")
        code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        with self._changing() as bridges:
            known = bridges.get(name, Enrolment(name))
            bridges[name] = replace(known, code_hash=_hash(code), code_expires=now + CODE_SECONDS)
        return code

    def redeem(self, code: str, host: str, now: float) -> tuple[str, str] | None:
        """Name and token for a code, which is used up then; None for a code that is not valid."""
        wanted = _hash(code.strip().upper())
        with self._changing() as bridges:
            for name, bridge in bridges.items():
                if bridge.code_hash and hmac.compare_digest(bridge.code_hash, wanted) and now < bridge.code_expires:
                    token = secrets.token_urlsafe(32)
                    bridges[name] = Enrolment(name, token_hash=_hash(token), enrolled=now, host=host)
                    return name, token
        return None

    def name_of(self, token: str) -> str | None:
        """The bridge that has this token."""
        wanted = _hash(token)
        found = (b.name for b in self.all().values() if b.token_hash and hmac.compare_digest(b.token_hash, wanted))
        return next(found, None)

    def revoke(self, name: str) -> None:
        """Forget a bridge: its token and code are not valid any more. Raises UnknownObject."""
        with self._changing() as bridges:
            if bridges.pop(name, None) is None:
                raise UnknownObject(f"there is no bridge {name!r}: 'callplane tapi list' names all")

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Enrolment]]:
        """All bridges, to be changed inside the `with`; nobody else changes them meanwhile."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._directory / "bridges.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            bridges = dict(self.all())
            before = dict(bridges)
            yield bridges
            if bridges != before:
                self._write(bridges)

    def _write(self, bridges: Mapping[str, Enrolment]) -> None:
        path = self._directory / _FILE
        unfinished = path.with_suffix(".part")
        unfinished.touch(mode=0o600)
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump([asdict(bridge) for bridge in bridges.values()], file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
