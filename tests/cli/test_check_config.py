"""`callplane check-config` on files in a temporary directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from callplane.cli.main import main
from callplane.cli.templates import default_toml, demo_toml


def test_a_good_configuration(tmp_path: Path) -> None:
    path = tmp_path / "callplane.toml"
    for text in (default_toml(), demo_toml()):
        path.write_text(text)
        assert main(["check-config", "--config", str(path)]) == 0
        assert main(["check-config", "--data", str(tmp_path)]) == 0


def test_each_mistake_is_one_line_that_begins_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "callplane.toml"
    path.write_text('[server]\nhttp_prt = 1\n[locations.a]\ncountry_code = 3\n[pbx.b]\ndriver = "none"\nlocation = "c"\n')
    assert main(["check-config", "--config", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{path}:{n}" for n in (2, 4, 6, 7)]


def test_a_missing_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check-config"]) == 2


def test_what_drivers_have_to_say_is_no_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "callplane.toml"
    path.write_text(demo_toml().replace('driver = "exchange"', 'driver = "tapi"'))
    assert main(["tapi", "enrol", "pc", "--config", str(path)]) == 0
    assert main(["check-config", "--config", str(path)]) == 0
    assert "[pbx.demo]: bridge pc has a code that was not used yet." in capsys.readouterr().out
