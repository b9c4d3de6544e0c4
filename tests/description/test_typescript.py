"""The types in TypeScript are in step with the interface."""

from __future__ import annotations

import re

from scripts import generate_typescript
from scripts.generate_docs import ROOT

from callplane.service.operations.commands import COMMANDS


def test_generated_types_are_in_step() -> None:
    stale = [str(path) for path, text in generate_typescript.render().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `.venv/bin/python -m scripts.generate_typescript`"


def test_the_client_gives_an_id_to_each_command() -> None:
    text = (ROOT / "clients/typescript/src/messages.ts").read_text(encoding="utf-8")
    listed = text.partition("const COMMANDS")[2].partition("]);")[0]
    assert set(re.findall(r'"(asn\w+)"', listed)) == {operation.name for operation in COMMANDS}
