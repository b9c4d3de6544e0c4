"""Where SIP phones are, in a file: so a restart of the server does not lose them until they register again. Knows JSON, no SIP.

The file tells people, too, who is registered (`callplane phone list`). What cannot be read in it counts as not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from callplane.sip.gate import Account
from callplane.sip.registrar import Binding

FILE = "registrations.json"


class Remembered(msgspec.Struct, frozen=True):
    """A contact, and the serial of the account that registered it."""

    extension: str
    binding: Binding
    serial: int


def read(file: Path, now: float) -> list[Remembered]:
    """What is there and has not run out."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=list[Remembered])
    except (OSError, msgspec.DecodeError):
        return []
    return [one for one in found if one.binding.expires > now]


def still_good(known: Iterable[Remembered], accounts: Mapping[str, Account]) -> list[Remembered]:
    """Those that can be reached and may be there: over UDP, as connections are gone, by accounts that are as they were."""

    def same(one: Remembered) -> bool:
        account = accounts.get(one.binding.phone)
        return account is not None and (account.extension, account.serial) == (one.extension, one.serial)

    return [one for one in known if one.binding.flow.transport == "UDP" and same(one)]


def document(bindings: Iterable[tuple[str, Binding]], accounts: Mapping[str, Account]) -> bytes:
    """The file's text."""
    rows = [(extension, binding, accounts.get(binding.phone)) for extension, binding in bindings]
    return msgspec.json.encode(
        [Remembered(extension, binding, account.serial) for extension, binding, account in rows if account]
    )


def write(file: Path, text: bytes) -> None:
    """Put it there, whole or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(text)
    unfinished.replace(file)
