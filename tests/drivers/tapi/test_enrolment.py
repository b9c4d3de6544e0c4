"""One-time codes and tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from callplane.drivers.tapi.enrolment import CODE_SECONDS, Enrolments
from callplane.errors import ConfigurationError, UnknownObject

NOW = 1000.0


def test_a_code_becomes_a_token_once(tmp_path: Path) -> None:
    bridges = Enrolments(tmp_path / "hall")
    code = bridges.invite("pc", NOW)
    assert bridges.redeem("ABCD-ABCD-ABCD-ABCD", "h", NOW) is None
    found = bridges.redeem(f" {code.lower()} ", "host", NOW)
    assert found is not None
    name, token = found
    assert (name, bridges.name_of(token)) == ("pc", "pc")
    assert bridges.redeem(code, "host", NOW) is None
    assert bridges.name_of("") is None
    kept = (tmp_path / "hall/bridges.json").read_text()
    assert token not in kept
    assert code not in kept
    assert (tmp_path / "hall/bridges.json").stat().st_mode & 0o777 == 0o600


def test_a_code_ends_and_a_token_lives_until_the_next_code_is_used(tmp_path: Path) -> None:
    bridges = Enrolments(tmp_path)
    found = bridges.redeem(bridges.invite("pc", NOW), "", NOW)
    assert found is not None
    late = bridges.invite("pc", NOW)
    assert bridges.redeem(late, "", NOW + CODE_SECONDS) is None
    assert bridges.name_of(found[1]) == "pc"
    assert bridges.redeem(bridges.invite("pc", NOW), "", NOW) is not None
    assert bridges.name_of(found[1]) is None


def test_a_revoked_bridge_is_forgotten(tmp_path: Path) -> None:
    bridges = Enrolments(tmp_path)
    found = bridges.redeem(bridges.invite("pc", NOW), "", NOW)
    assert found is not None
    bridges.revoke("pc")
    assert bridges.name_of(found[1]) is None
    with pytest.raises(UnknownObject):
        bridges.revoke("pc")


@pytest.mark.parametrize("name", ["", "../x", "a b", "x" * 65])
def test_a_name_is_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError):
        Enrolments(tmp_path).invite(name, NOW)


@pytest.mark.parametrize("text", ["{", "[1]", '[{"name": "x", "other": 1}]'])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bridges.json").write_text(text)
    with pytest.raises(ConfigurationError, match=r"bridges\.json"):
        Enrolments(tmp_path).all()
