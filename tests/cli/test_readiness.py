"""What a service manager is told."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from callplane.cli.readiness import notify


def test_facts_are_told_to_the_socket_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify("READY=1", "STATUS=Serving")
        assert manager.recv(1000) == b"READY=1\nSTATUS=Serving"


def test_the_socket_may_be_an_abstract_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")  # the kernel finds a name
        name = manager.getsockname()
        manager.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name[1:].decode()}")
        notify("STOPPING=1")
        assert manager.recv(1000) == b"STOPPING=1"


def test_without_a_manager_nothing_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    assert caplog.text == ""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify("READY=1")
    assert "service manager" in caplog.text
