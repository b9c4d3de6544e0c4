"""SIP phones that may log on to a PBX: their names, extensions and what is kept of their passwords. Knows no SIP.

A password itself is not kept: of each one HA1 by MD5 and by SHA-256 (RFC 7616), which is all that a phone has to prove.
"""

from __future__ import annotations

import re
from dataclasses import asdict

import sqlalchemy as sa

from callplane.errors import Refusal, UnknownObject
from callplane.store.records import PhoneRecord
from callplane.store.schema import phones
from callplane.store.store import Store

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


def load_phones(store: Store) -> tuple[PhoneRecord, ...]:
    """All phones, by PBX and name."""
    with store.transaction() as connection:
        rows = connection.execute(sa.select(phones).order_by(phones.c.pbx, phones.c.extension, phones.c.name))
        return tuple(PhoneRecord(**row) for row in rows.mappings())


def put_phone(store: Store, phone: PhoneRecord) -> bool:
    """Add a phone, or give the one with this name a new password; False when it was there before.

    Raises Refusal for a name that none can have, or that a phone of another extension has.
    """
    if not _NAME.fullmatch(phone.name):
        raise Refusal(f"'{phone.name}' cannot be a phone's name: use up to 32 letters, digits and . _ -, a letter or digit first")
    with store.transaction() as connection:
        known = connection.execute(sa.select(phones).where(_is(phone.pbx, phone.name))).mappings().first()
        if known is not None and known["extension"] != phone.extension:
            raise Refusal(
                f"the name {phone.name} belongs to a phone of extension {known['extension']}: choose another with --name"
            )
        serial = known["serial"] + 1 if known is not None else 0
        connection.execute(sa.delete(phones).where(_is(phone.pbx, phone.name)))
        connection.execute(sa.insert(phones).values(asdict(phone) | {"serial": serial}))
        return known is None


def remove_phone(store: Store, pbx: str, name: str) -> None:
    """Raises UnknownObject."""
    with store.transaction() as connection:
        if not connection.execute(sa.delete(phones).where(_is(pbx, name))).rowcount:
            raise _unknown(pbx, name)


def kick_phone(store: Store, pbx: str, name: str) -> None:
    """Let a phone register anew. Raises UnknownObject."""
    with store.transaction() as connection:
        if not connection.execute(sa.update(phones).where(_is(pbx, name)).values(serial=phones.c.serial + 1)).rowcount:
            raise _unknown(pbx, name)


def _is(pbx: str, name: str) -> sa.ColumnElement[bool]:
    return (phones.c.pbx == pbx) & (phones.c.name == name)


def _unknown(pbx: str, name: str) -> UnknownObject:
    return UnknownObject(f"the PBX {pbx} has no phone '{name}': see 'callplane phone list'")
