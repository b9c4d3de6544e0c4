"""The demo's users, rights and SIP phones. Knows the store, no PBX: the lines have the numbers of the demo's configuration."""

from __future__ import annotations

from callplane.sip.digest import ha1
from callplane.sip.gate import REALM
from callplane.store.phones import put_phone
from callplane.store.records import LineRecord, PhoneRecord
from callplane.store.store import Store

PASSWORD = "demo"  # noqa: S105 (the demo says so aloud and listens on loopback only)
ADMINISTRATOR = "admin"
EXTENSIONS = {"alice": ("101", "111"), "bob": ("102",), "carol": ("103",), "dave": ("104",)}
GRANTS = (  # user, whose lines, flags
    ("alice", "bob", 519),
    ("alice", "carol", 775),
    ("bob", "alice", 7),
    ("dave", "alice", 4096),
    ("dave", "bob", 4096),
    ("dave", "carol", 4096),
)


def line_of(extension: str) -> LineRecord:
    """The demo's line with this extension."""
    number = f"+49815136856{extension}"
    return LineRecord(f"tel:{number}@demo", number, "demo", extension)


def populate(store: Store, now: float) -> bool:
    """Fill an empty store; one that has users stays as it is. Returns whether it was filled."""
    if store.snapshot().users:
        return False
    store.put_lines(line_of(extension) for extensions in EXTENSIONS.values() for extension in extensions)
    for user, extensions in EXTENSIONS.items():
        store.add_user(user, PASSWORD, display_name=user.title(), now=now)
        for extension in extensions:
            store.assign_line(user, line_of(extension).uri)
            md5, sha256 = (ha1(algorithm, extension, REALM, PASSWORD) for algorithm in ("MD5", "SHA-256"))
            put_phone(store, PhoneRecord("demo", extension, extension, md5, sha256, created=now))
    for user, owner, flags in GRANTS:
        for extension in EXTENSIONS[owner]:
            store.grant(user, line_of(extension).uri, flags)
    store.add_user(ADMINISTRATOR, PASSWORD, display_name="Administrator", administrator=True, now=now)
    return True
