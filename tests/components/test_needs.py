"""What is missing is never overlooked in CI, and never in the way of a user."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.components import needs


def test_what_is_there_is_found() -> None:
    assert Path(needs.program("sh", "dash")).exists()
    assert needs.file("/bin/sh", "dash") == Path("/bin/sh")


def test_what_is_missing_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install --no-install-recommends nothing"):
        needs.program("no-such-program", "nothing")


def test_what_is_missing_skips_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install"):
        needs.file("/no/such/file", "nothing")
