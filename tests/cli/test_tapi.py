"""`callplane tapi` beside no running server."""

from __future__ import annotations

from pathlib import Path

import pytest

from callplane.cli.main import main
from callplane.cli.templates import demo_toml

TWO = '\n[pbx.other]\ndriver = "tapi"\nlocation = "demo"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "callplane.toml"
    path.write_text(demo_toml(host="0.0.0.0").replace('driver = "exchange"', 'driver = "tapi"'))
    return path


def test_without_tls_the_address_says_so(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tapi", "enrol", "pc", "--config", str(config)]) == 0
    shown = capsys.readouterr().out
    assert "--url ws://HOST:7224/drivers/demo/bridge --code" in shown
    assert "--pin" not in shown


def test_one_of_several_pbxs(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(config.read_text() + TWO)
    assert main(["tapi", "enrol", "pc", "--config", str(config)]) == 2
    assert "--pbx demo or --pbx other" in capsys.readouterr().err
    assert main(["tapi", "enrol", "pc", "--pbx", "other", "--config", str(config)]) == 0
    assert main(["tapi", "list", "--config", str(config)]) == 0
    row = capsys.readouterr().out.splitlines()[-1].split()
    assert row[:4] == ["other", "pc", "-", "-"]
    assert main(["tapi", "list", "--pbx", "demo", "--config", str(config)]) == 0
    assert "pc" not in capsys.readouterr().out


def test_refusals(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tapi", "revoke", "nobody", "--config", str(config)]) == 1
    assert "callplane tapi list" in capsys.readouterr().err
    assert main(["tapi", "enrol", "../x", "--config", str(config)]) == 2
    config.write_text(demo_toml())
    assert main(["tapi", "enrol", "pc", "--config", str(config)]) == 2
    assert "no PBX has the driver tapi" in capsys.readouterr().err
    config.write_text(demo_toml(tls={"certificate": "none.pem", "key": "none.pem"}).replace('"exchange"', '"tapi"'))
    assert main(["tapi", "enrol", "pc", "--config", str(config)]) == 2
    assert "none.pem" in capsys.readouterr().err
