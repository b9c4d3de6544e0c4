"""The types of the interface in TypeScript are in step with the schemas."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import generate_typescript


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
