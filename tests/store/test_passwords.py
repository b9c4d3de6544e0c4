"""Password hashes."""

from __future__ import annotations

from callplane.store.passwords import generate_password, hash_password, needs_rehash, verify_password


def test_a_hash_fits_its_password_only() -> None:
    password_hash = hash_password("pässword \ud800")
    assert verify_password(password_hash, "pässword \ud800")
    assert not verify_password(password_hash, "password")
    assert not needs_rehash(password_hash)


def test_what_is_no_hash_fits_nothing() -> None:
    assert not verify_password("", "password")
    assert not verify_password("$argon2id$broken", "password")


def test_generated_passwords_differ() -> None:
    assert len({generate_password() for _ in range(50)}) == 50
