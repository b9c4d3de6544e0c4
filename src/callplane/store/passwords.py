"""Password hashes: argon2id. Knows no user and no table. Each call takes some 20 ms of one core: keep it off the event
loop.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


def hash_password(password: str) -> str:
    """The hash in PHC string format, with its own salt and parameters."""
    return _HASHER.hash(_bytes(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password fits. False too for a hash that cannot be read."""
    try:
        return _HASHER.verify(password_hash, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def generate_password() -> str:
    """A random password of 96 bits that can be read out and typed."""
    return secrets.token_urlsafe(12)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # a client may send half a character
