"""The conversations in the documentation are what a server really says."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts.conversations.record import DOCUMENT, parts_in, record, with_parts
from scripts.conversations.scenes import SCENES

from callplane.wire import operations

SHOWN = DOCUMENT.read_text(encoding="utf-8")


def test_every_operation_has_its_conversation() -> None:
    served = {operation.name for operation in operations.ALL if operation.name.startswith("asnCti") and operation.result}
    assert set(SCENES) == served == set(parts_in(SHOWN))


@pytest.mark.parametrize("name", SCENES)
async def test_a_conversation_is_as_the_document_shows_it(name: str, populated: Path, tmp_path: Path) -> None:
    recorded = await record(name, populated.parent, tmp_path / "server")
    shown = parts_in(SHOWN)[name]
    assert with_parts(shown, {name: recorded}) == shown, "run `.venv/bin/python -m scripts.conversations`"
