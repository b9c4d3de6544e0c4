"""The audit: what it keeps, what it gives, what it logs."""

from __future__ import annotations

import logging

import pytest

from callplane.service.audit import Audit


def test_the_newest_are_kept_and_numbered() -> None:
    audit = Audit(lambda: 12.5, kept=3)
    for action in "abcd":
        audit.note("alice", "alice/1", action)
    assert [(entry.number, entry.action, entry.time) for entry in audit.after(0)] == [
        (4, "d", 12.5),
        (3, "c", 12.5),
        (2, "b", 12.5),
    ]
    assert [entry.number for entry in audit.after(3)] == [4]
    assert [entry.number for entry in audit.after(0, limit=2)] == [4, 3]
    assert audit.after(4) == []


def test_each_entry_is_a_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    audit = Audit(lambda: 1.0)
    with caplog.at_level(logging.INFO, "callplane.service.audit"):
        audit.note("alice", "alice/1", "asnCtiHold", line="tel:1@demo", call="{1}", outcome="busy", text="later")
    (record,) = caplog.records
    assert record.getMessage() == "asnCtiHold by alice: busy"
    assert record.audit == {  # type: ignore[attr-defined]
        "user": "alice",
        "session": "alice/1",
        "action": "asnCtiHold",
        "line": "tel:1@demo",
        "call": "{1}",
        "outcome": "busy",
        "text": "later",
    }
