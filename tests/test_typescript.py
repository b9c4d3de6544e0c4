"""The types of the interface in TypeScript are in step with the schemas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import generate_typescript

from callplane.service.operations.commands import COMMANDS


def test_generated_files_are_in_step() -> None:
    assert generate_typescript.main(["--check"]) == 0


def test_check_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new" / "interface.ts"
    monkeypatch.setattr(generate_typescript, "TARGETS", (target,))
    assert generate_typescript.main(["--check"]) == 1
    assert "interface.ts" in capsys.readouterr().err
    assert not target.exists()
    assert generate_typescript.main([]) == 0
    text = target.read_text(encoding="utf-8")
    assert "asnCtiHold: { argument: AsnCtiHoldArgument; result: AsnCtiHoldResult };" in text
    assert "  asnCtiHold: 1211,\n" in text
    assert "export type AsnSystemTime = string;" in text


def test_the_client_gives_an_id_to_each_command() -> None:
    text = (generate_typescript.ROOT / "clients/typescript/src/messages.ts").read_text(encoding="utf-8")
    listed = text.partition("const COMMANDS")[2].partition("]);")[0]
    assert set(re.findall(r'"(asn\w+)"', listed)) == {operation.name for operation in COMMANDS}
